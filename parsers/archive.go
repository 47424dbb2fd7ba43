package parsers

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

const (
	maxMembers = 10_000   // of an archive
	maxSpooled = 64 << 20 // bytes of an archive that is no file of its own
	encrypted  = 1        // flag of a member
)

// archive reads the recordings in a zip file, members in order of name.
func (l *loading[T]) archive(source string, u unpacked, prefix []byte, rest io.Reader) error {
	z, err := l.openZip(u, prefix, rest)
	if err != nil {
		return err
	}
	members, err := membersOf(z)
	if err != nil {
		return err
	}
	if f, recording := l.indexed(members); f != nil {
		return l.whole(f, source, members, recording)
	}
	l.beside = len(members) > 1
	attached := l.attachments(members)
	var problems []error
	read := false
	for _, m := range members {
		err := l.member(source, m, attached)
		var u *unknown
		switch {
		case errors.Is(err, ErrStopped):
			return err
		case err == nil:
			read = true
		case !errors.As(err, &u):
			problems = append(problems, err)
			l.rec.warn(l.rec.member(source, m.Name), "this member could not be read: "+plain(err), 1)
			l.rec.Complete, l.rec.Broken = false, plain(err)
		}
	}
	if !read && len(problems) > 0 {
		return problems[0]
	}
	if !read {
		return errors.New("an archive that holds no recording")
	}
	return nil
}

// membersOf lists the files in an archive in order of name, if it is one that may be read.
func membersOf(z *zip.Reader) ([]*zip.File, error) {
	members := slices.DeleteFunc(slices.Clone(z.File), func(f *zip.File) bool { return f.FileInfo().IsDir() })
	switch {
	case len(members) > maxMembers:
		return nil, fmt.Errorf("an archive with more than %d members", maxMembers)
	case len(members) == 0:
		return nil, errors.New("an archive without members")
	case overlap(members):
		return nil, errors.New("an archive whose members share their bytes, which none that a program packed does")
	}
	if what := documentOf(members); what != "" {
		return nil, errors.New(what)
	}
	slices.SortStableFunc(members, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	return members, nil
}

// openZip finds the archive's directory, which stands at its end: in the file
// itself, or in memory where the archive came through a pipe or compressed.
func (l *loading[T]) openZip(u unpacked, prefix []byte, rest io.Reader) (*zip.Reader, error) {
	if info, err := l.file.Stat(); err == nil && info.Mode().IsRegular() && len(u.layers) == 0 && l.file != os.Stdin {
		z, err := zip.NewReader(l.file, info.Size())
		if err != nil {
			return nil, errors.New("a damaged zip archive")
		}
		return z, nil
	}
	all, err := io.ReadAll(io.LimitReader(rest, maxSpooled))
	if err != nil {
		return nil, err
	}
	all = append(slices.Clip(prefix), all...)
	if len(all) > maxSpooled {
		return nil, fmt.Errorf("a zip archive of more than %d MiB through a pipe; give it as a file", maxSpooled>>20)
	}
	z, err := zip.NewReader(bytes.NewReader(all), int64(len(all)))
	if err != nil {
		return nil, errors.New("a damaged zip archive")
	}
	return z, nil
}

// overlap reports whether two members stand in the same place: some kilobytes
// unpack to terabytes that way.
func overlap(members []*zip.File) bool {
	type span struct{ from, to int64 }
	var spans []span
	for _, m := range members {
		if from, err := m.DataOffset(); err == nil {
			spans = append(spans, span{from, from + int64(m.CompressedSize64)})
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return true
		}
	}
	return false
}

// documentOf recognises documents that are zip archives; "" for others.
func documentOf(members []*zip.File) string {
	for _, m := range members {
		switch {
		case strings.HasPrefix(m.Name, "xl/"):
			return "a spreadsheet; banlint reads recordings of traffic, such as HAR"
		case strings.HasPrefix(m.Name, "word/"), m.Name == "META-INF/manifest.xml":
			return "a document; banlint reads recordings of traffic, such as HAR"
		}
	}
	return ""
}

// indexed finds the format that an archive as a whole is of; nil for none.
func (l *loading[T]) indexed(members []*zip.File) (f *Format, recording string) {
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = m.Name
	}
	for _, f := range l.opts.Formats {
		if f.Index == nil || l.opts.From != nil && l.opts.From != f {
			continue
		}
		if recording := f.Index(names); recording != "" {
			return f, recording
		}
	}
	return nil, ""
}

// whole reads an archive that is one recording.
func (l *loading[T]) whole(f *Format, source string, members []*zip.File, recording string) error {
	if slices.ContainsFunc(members, func(m *zip.File) bool { return m.Flags&encrypted != 0 }) {
		return fmt.Errorf("%s that is encrypted; save it without a password", f.Title)
	}
	if l.rec.Format == "" {
		l.rec.Format, l.rec.ByLine, l.rec.Detected = f.Name, f.ByLine, f.Match([]byte(recording))+" in zip"
	}
	l.beside = true
	defer l.apart(0)()
	return l.recorded(f, source, strings.NewReader(recording), l.attachments(members))
}

func (l *loading[T]) member(source string, m *zip.File, attached func(string) ([]byte, error)) error {
	r, err := openMember(m)
	if err != nil {
		return err
	}
	defer r.Close()
	defer l.apart(m.UncompressedSize64 + 1)() // its end is one more
	return l.stream(l.rec.member(source, m.Name).Source, newSource(r, false, &Options{Stop: l.opts.Stop}), attached)
}

func openMember(m *zip.File) (io.ReadCloser, error) {
	switch {
	case m.Flags&encrypted != 0:
		return nil, errors.New("it is encrypted; unpack it with its password first")
	case m.Mode()&fs.ModeSymlink != 0:
		return nil, errors.New("a symbolic link, which is not followed")
	default:
		r, err := m.Open()
		switch {
		case errors.Is(err, zip.ErrAlgorithm):
			return nil, errors.New("it is packed in a way that banlint does not know; unpack it first")
		case err != nil:
			return nil, damage("its zip is damaged; copy or pack it once more")
		}
		return struct {
			io.Reader
			io.Closer
		}{&unpacking{r, "zip"}, r}, nil
	}
}

// attachments opens the files beside a recording: within the archive and nowhere
// else, whatever path the recording asks for. What they expand to counts, each time that a
// record asks: a small recording may ask for a large file very often.
func (l *loading[T]) attachments(members []*zip.File) func(string) ([]byte, error) {
	byName := make(map[string]*zip.File, 2*len(members))
	for _, m := range members {
		byName[path.Base(m.Name)] = m
		byName[m.Name] = m
	}
	return func(name string) ([]byte, error) {
		m := byName[name]
		if m == nil || !l.beside || m.Flags&encrypted != 0 {
			return nil, errors.New("not in the archive")
		}
		r, err := m.Open()
		if err != nil {
			return nil, err
		}
		defer r.Close()
		body, err := io.ReadAll(io.LimitReader(&limited{r: r, left: &l.share}, MaxRecord+1))
		if len(body) > MaxRecord {
			return nil, errors.New("larger than the limit of a record")
		}
		return body, err
	}
}
