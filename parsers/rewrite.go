package parsers

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A Replacer says what takes the place of what a recording holds.
type Replacer interface {
	Begin(x *timeline.Exchange)       // the exchange that what comes next is of
	JSON(text []byte) []byte          // of a valid text
	Line(line []byte) []byte          // of a log
	Name(name string) string          // of a field
	Field(name, value string) string  // of a text by its name
	Header(name, value string) string // of a header field
	Body(body []byte) []byte          // without its codings
	Message(message []byte) []byte    // of HTTP/1, without its codings
}

// A Layout is how a recording of a format is put together of records.
type Layout struct {
	// Frame returns what stands around the records of a file that begins with prefix.
	Frame func(prefix []byte) Frame

	// Rewrite writes a record anew.
	Rewrite func(rec Record, r Replacer) ([]byte, error)

	// Members writes a record of an archive anew, for formats that have an Index.
	Members func(rec Record, r Replacer) ([]Member, error)
}

// A Frame is what stands before, between and behind the records of a file.
type Frame struct{ Head, Between, Tail string }

// A Member is a file in an archive.
type Member struct {
	Name string
	Text []byte
}

// Rewritten says what became of a recording that was written anew.
type Rewritten struct {
	Format                 string
	Written, Foreign, Lost int    // exchanges: written, not wanted, not readable
	Left                   int    // members of archives that are no recordings
	Broken                 string // why it ends too early, or lacks a member; "" where it is whole
}

// errNoLayout is the error for a format that is read only.
var errNoLayout = errors.New("of this format banlint only reads; convert it: banlint convert -t har")

// Rewrite reads a recording and writes it again in its own format, packed as it was: of its
// exchanges those that are wanted, with what r puts in the place of what they hold. What cannot
// be understood is left out.
func Rewrite(input string, w io.Writer, opts Options, r Replacer) (*Rewritten, error) {
	file, err := open(input)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	l := &loading[struct{}]{opts: &opts, rec: &Recording{Path: input}, file: file, left: opts.maxBytes(stat(file))}
	rw := &rewriting{loading: l, replacer: r}
	out := &sink{w: w}
	err = rw.stream(input, newSource(file, input == Stdin, &opts), nil, out)
	switch {
	case out.fault != nil:
		return nil, out.fault
	case errors.Is(err, ErrStopped):
		return nil, ErrStopped
	case err != nil:
		return nil, l.failed(input, err)
	}
	return &rw.done, nil
}

// sink tells the faults of what is written to from those of what is read.
type sink struct {
	w     io.Writer
	fault error
}

func (s *sink) Write(b []byte) (n int, err error) {
	n, err = s.w.Write(b)
	s.fault = cmp.Or(s.fault, err)
	return n, err
}

// rewriting is the work on one input.
type rewriting struct {
	*loading[struct{}]
	replacer Replacer
	done     Rewritten
}

// stream writes one stream anew: the input, or what was compressed or packed in it.
func (rw *rewriting) stream(source string, r io.Reader, attached func(string) ([]byte, error), w io.Writer) error {
	u, err := unpack(r)
	if err != nil {
		return err
	}
	in := u.r
	if len(u.layers) > 0 || attached != nil {
		in = &limited{r: in, left: &rw.left}
	}
	out := pack(w, u.layers)
	prefix, err := peek(in)
	switch {
	case err != nil && len(prefix) == 0:
		return err
	case bytes.HasPrefix(prefix, []byte("PK\x03\x04")):
		if attached != nil {
			return errors.New("an archive within an archive, of which only one layer is read")
		}
		err = rw.archive(u, prefix, in, out)
	default:
		err = rw.recording(source, prefix, in, attached, out)
	}
	return errors.Join(err, out.Close())
}

func (rw *rewriting) recording(source string, prefix []byte, in io.Reader, attached func(string) ([]byte, error), w io.Writer) error {
	f, _, prefix := rw.identify(prefix, in)
	if f == nil {
		return &unknown{prefix: prefix}
	}
	rw.done.Format = f.Name
	all := io.MultiReader(bytes.NewReader(prefix), in)
	switch {
	case f.Layout != nil:
		return rw.records(f, source, prefix, all, attached, w)
	case f.ByLine && !f.JSON:
		return rw.lines(f, source, all, w)
	default:
		return errNoLayout
	}
}

// records writes the records of a stream.
func (rw *rewriting) records(f *Format, source string, prefix []byte, in io.Reader, attached func(string) ([]byte, error), w io.Writer) error {
	frame := f.Layout.Frame(bytes.TrimPrefix(prefix, []byte("\xef\xbb\xbf")))
	before := frame.Head
	for rec, err := range f.Split(source, in) {
		if err != nil {
			if fatal := rw.trouble(err); fatal != nil {
				return fatal
			}
			continue
		}
		rec.Attached = attached
		if wanted, fatal := rw.wanted(f, rec); fatal != nil {
			return fatal
		} else if !wanted {
			continue
		}
		text, err := f.Layout.Rewrite(rec, rw.replacer)
		if err != nil {
			if fatal := rw.lost(); fatal != nil {
				return fatal
			}
			continue
		}
		rw.done.Written++
		if _, err := io.WriteString(w, before); err != nil {
			return err
		}
		before = frame.Between
		if _, err := w.Write(text); err != nil {
			return err
		}
	}
	if rw.done.Written == 0 {
		frame.Tail = frame.Head + frame.Tail
	}
	_, err := io.WriteString(w, frame.Tail)
	return err
}

// wanted decodes a record, says whether it is to be written, and shows it to the replacer.
func (rw *rewriting) wanted(f *Format, rec Record) (wanted bool, fatal error) {
	x, err := f.Decode(rec, rw.opts.Wanted)
	var s *Skipped
	switch {
	case errors.As(err, &s) && s.Noise:
		return false, nil
	case err != nil:
		return false, rw.lost()
	case rw.opts.Wanted != nil && !rw.opts.Wanted(x.URL, x.Server):
		rw.done.Foreign++
		return false, nil
	}
	rw.replacer.Begin(&x)
	return true, nil
}

// lost counts a record that cannot be written, and ends the work where hardly any can.
func (rw *rewriting) lost() error {
	rw.done.Lost++
	if rw.done.Lost >= maxSkipped && rw.done.Lost/100 > rw.done.Written {
		return errHopeless
	}
	return nil
}

// trouble notes what Split had to say, and returns what ends the work.
func (rw *rewriting) trouble(err error) error {
	switch err := err.(type) {
	case *Skipped:
		if err.Noise {
			return nil
		}
		return rw.lost()
	case *Remark:
		return nil
	case *Cut:
		rw.done.Broken = err.Reason
		return nil
	default:
		if rw.done.Written == 0 || errors.Is(err, ErrStopped) {
			return err
		}
		rw.done.Broken = plain(err) // what was whole is kept
		return nil
	}
}

// archive writes the recordings in a zip file, and gives them names of its own.
func (rw *rewriting) archive(u unpacked, prefix []byte, rest io.Reader, w io.Writer) error {
	z, err := rw.openZip(u, prefix, rest)
	if err != nil {
		return err
	}
	members, err := membersOf(z)
	if err != nil {
		return err
	}
	out := zip.NewWriter(w)
	if f, recording := rw.indexed(members); f != nil {
		err = rw.sessions(f, recording, members, out)
	} else {
		err = rw.members(members, out)
	}
	return errors.Join(err, out.Close())
}

// members writes those members of an archive that are recordings.
func (rw *rewriting) members(members []*zip.File, out *zip.Writer) error {
	rw.beside = len(members) > 1
	attached := rw.attachments(members)
	var last error
	written := 0
	for _, m := range members {
		text, err := rw.member(m, attached)
		var u *unknown
		switch {
		case errors.Is(err, ErrStopped):
			return err
		case errors.As(err, &u):
			last = cmp.Or(last, err)
			rw.done.Left++
			continue
		case err != nil:
			last = err
			rw.done.Broken = plain(err)
			continue
		}
		written++
		if err := addMember(out, Member{fmt.Sprintf("recording-%d%s", written, ending(m.Name)), text}); err != nil {
			return err
		}
	}
	var u *unknown
	if written == 0 && !errors.As(last, &u) {
		return last
	}
	if written == 0 {
		return errors.New("an archive that holds no recording")
	}
	return nil
}

func (rw *rewriting) member(m *zip.File, attached func(string) ([]byte, error)) ([]byte, error) {
	r, err := openMember(m)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	defer rw.apart(m.UncompressedSize64 + 1)() // its end is one more
	var b bytes.Buffer
	err = rw.stream(rw.rec.Path, newSource(r, false, &Options{Stop: rw.opts.Stop}), attached, &b)
	return b.Bytes(), err
}

// ending is the ending of a name where it is an ordinary one.
func ending(name string) string {
	ext := path.Ext(name)
	if len(ext) > 8 || strings.Trim(ext, ".abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return ext
}

// sessions writes an archive that is one recording.
func (rw *rewriting) sessions(f *Format, recording string, members []*zip.File, out *zip.Writer) error {
	if f.Layout == nil {
		return errNoLayout
	}
	if slices.ContainsFunc(members, func(m *zip.File) bool { return m.Flags&encrypted != 0 }) {
		return fmt.Errorf("%s that is encrypted; save it without a password", f.Title)
	}
	rw.done.Format = f.Name
	rw.beside = true
	defer rw.apart(0)()
	attached := rw.attachments(members)
	for rec, err := range f.Split(rw.rec.Path, strings.NewReader(recording)) {
		if err != nil {
			return err
		}
		rec.Attached = attached
		if wanted, fatal := rw.wanted(f, rec); fatal != nil {
			return fatal
		} else if !wanted {
			continue
		}
		files, err := f.Layout.Members(rec, rw.replacer)
		if err != nil {
			if fatal := rw.lost(); fatal != nil {
				return fatal
			}
			continue
		}
		rw.done.Written++
		for _, m := range files {
			if err := addMember(out, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// Zip packs files, of which the same have the same bytes.
func Zip(w io.Writer, files []Member) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		if err := addMember(z, f); err != nil {
			return err
		}
	}
	return z.Close()
}

// addMember adds a file without a time.
func addMember(out *zip.Writer, m Member) error {
	w, err := out.CreateHeader(&zip.FileHeader{Name: m.Name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	_, err = w.Write(m.Text)
	return err
}
