package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// inputFlags are what every command that reads recordings as one takes.
type inputFlags struct {
	Files []string `arg:"" name:"file" type:"raw" help:"Recordings: files, directories, globs, or - for standard input."`
	readFlags
	KeyTails bool `help:"Add the last four characters of each key to its label."`
}

// readFlags say how recordings are read.
type readFlags struct {
	From     string   `placeholder:"FORMAT" help:"Take the inputs for this format instead of finding out: ${formats}."`
	Service  []string `placeholder:"HOST=SERVICE" sep:"none" help:"Judge calls to a host by a service's limits (${services}); * stands for recordings that name no host."`
	Profile  []string `placeholder:"SERVICE@DATE" sep:"none" help:"Judge by a service's limits as they were on a day, as in capmonster@2025-07."`
	MaxBytes int64    `placeholder:"N" help:"How many bytes an input may expand to; 4 GiB unless told otherwise."`
	Workers  int      `hidden:""`
}

// endings are those of the files that are read in a directory.
var endings = []string{
	".har", ".harp", ".zhar", ".json", ".ndjson", ".jsonl", ".ldjson", ".log", ".txt", ".flow", ".flows", ".mitm", ".dump",
	".zip", ".gz", ".zst", ".bz2", ".yaml", ".yml", ".pcap", ".pcapng", ".cap", ".network",
}

// An inputFile is a path that the user named, or that was found in a directory.
type inputFile struct {
	path  string
	err   error // of a directory that cannot be listed
	found bool  // in a directory: what is no recording is none of the user's mistakes
}

// paths resolves arguments to files, each once, in order of name.
func paths(args []string) (files []inputFile, err error) {
	for _, arg := range args {
		info, statErr := os.Stat(arg)
		switch {
		case arg == parsers.Stdin, statErr == nil && !info.IsDir():
			files = append(files, inputFile{path: arg})
		case statErr == nil:
			found, err := walk(arg)
			if err != nil {
				return nil, err
			}
			files = append(files, found...)
		default:
			matches, _ := filepath.Glob(arg)
			if len(matches) == 0 {
				return nil, fmt.Errorf("%s: no such file%s", report.Name(arg), suggest(arg))
			}
			for _, m := range matches {
				files = append(files, inputFile{path: m})
			}
		}
	}
	slices.SortStableFunc(files, func(a, b inputFile) int { return cmp.Compare(a.path, b.path) })
	return slices.CompactFunc(files, func(a, b inputFile) bool { return a.path == b.path }), nil
}

// suggest names the command that a missing file may have been meant for.
func suggest(arg string) string {
	if strings.ContainsAny(arg, "./\\") {
		return ""
	}
	return "; commands are check, timeline, postmortem, simulate, diff, explain, rules and limits"
}

func walk(dir string) (files []inputFile, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil && path != dir {
			// What lies beside it can be read for all that.
			files = append(files, inputFile{path: path, err: &parsers.Unreadable{Path: path, Reason: "this directory cannot be listed"}})
			return nil
		}
		if err == nil && d.Type().IsRegular() && slices.Contains(endings, strings.ToLower(filepath.Ext(path))) {
			files = append(files, inputFile{path: path, found: true})
		}
		return err
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s: no file in this directory has the ending of a recording", report.Name(dir))
	}
	return files, err
}

// loaded is everything that was read.
type loaded struct {
	book     service.Book // by which calls are judged
	timeline *timeline.Timeline
	run      report.Run // inputs, coverage, warnings and notes are filled in
	failed   []error    // inputs that could not be understood at all
	broken   bool       // an input broke off
}

// complain says which inputs could not be understood, with names printed as in the
// report. Where that is all of them, the error ends the command.
func (l *loaded) complain(stderr io.Writer) error {
	for _, err := range l.failed {
		var u *parsers.Unreadable
		if errors.As(err, &u) {
			err = fmt.Errorf("%s: %s", report.Name(u.Path), u.Reason)
		}
		fail(stderr, err)
	}
	if len(l.run.Inputs) == 0 && len(l.failed) > 0 {
		return exitCode(exitUsage)
	}
	return nil
}

// caution says what was wrong with the inputs, for commands whose output has no place
// for it.
func (l *loaded) caution(stderr io.Writer) {
	places := report.NewPlaces(l.run.Inputs)
	for _, w := range l.run.Warnings {
		s := fmt.Sprintf("%s: %s", places.Of(report.Position{Path: report.Name(w.Path), Entry: w.Entry, Line: w.Line}), w.Message)
		if w.Count > 1 {
			s += fmt.Sprintf(" (%d times)", w.Count)
		}
		fail(stderr, errors.New(s))
	}
}

// listed is the exit code of a command that lists what it could read.
func (l *loaded) listed() error {
	switch {
	case len(l.failed) > 0:
		return exitCode(exitUsage)
	case l.broken, len(l.timeline.Calls) == 0:
		return exitCode(exitUnjudged)
	default:
		return nil
	}
}

// exchange is what one exchange came to.
type exchange struct {
	call                  timeline.Call
	outcome               service.Outcome
	host                  string // of a stranger
	hostless, first       bool   // first of the calls that one exchange makes
	requestBody, response bool
}

// load reads all inputs, and says which could not be understood.
func (in *inputFlags) load(s *streams) (*loaded, error) {
	out, err := in.read(in.Files)
	if err != nil {
		return nil, err
	}
	if in.KeyTails {
		out.timeline.Labels.AddTails()
	}
	return out, out.complain(s.err)
}

// read reads files as one recording.
func (in *readFlags) read(args []string) (*loaded, error) {
	files, err := paths(args)
	if err != nil {
		return nil, err
	}
	book, err := in.book()
	if err != nil {
		return nil, err
	}
	directory, err := book.Directory(in.Service)
	if err != nil {
		return nil, fmt.Errorf("--service: %w", err)
	}
	opts := parsers.Options{Formats: formats, Wanted: directory.Wanted, Workers: in.Workers, MaxBytes: in.MaxBytes}
	if in.From != "" {
		if opts.From = formatNamed(in.From); opts.From == nil {
			return nil, fmt.Errorf("--from: no such format; known are %s", strings.Join(formatNames(), ", "))
		}
	}
	c := &collector{directory: directory, seen: map[string]string{}, strangers: map[string]int{}}
	for _, f := range files {
		c.read(f, opts)
	}
	out := c.finish()
	out.book = book
	for _, version := range in.Profile {
		out.run.Notes = append(out.run.Notes, "judged by the limits of "+version+", not by those of today.")
	}
	return out, nil
}

// book is the services' limits as they are to be applied.
func (in *readFlags) book() (service.Book, error) {
	book := service.All
	for _, version := range in.Profile {
		var err error
		if book, err = book.At(version); err != nil {
			return nil, fmt.Errorf("--profile: %w", err)
		}
	}
	return book, nil
}

// collector gathers what the inputs hold.
type collector struct {
	directory *service.Directory
	calls     callList
	out       loaded
	seen      map[string]string // digests of inputs
	strangers map[string]int    // exchanges by unknown host
	tunnels   int               // to known services
	hostless  int
}

func (c *collector) read(f inputFile, opts parsers.Options) {
	if f.err != nil {
		c.out.failed = append(c.out.failed, f.err)
		return
	}
	before := c.calls.len()
	mark := *c
	strangers := map[string]int{}
	mark.strangers = c.strangers
	rec, err := parsers.Read(f.path, opts, c.convert, func(x exchange) { c.add(x, strangers) })
	var unreadable *parsers.Unreadable
	if errors.As(err, &unreadable) && f.found && !unreadable.Closed {
		c.warn(report.Warning{Position: report.Position{Path: f.path}, Message: "passed over: " + unreadable.Reason, Count: 1})
		return
	}
	if err != nil {
		c.out.failed = append(c.out.failed, err)
		return
	}
	if first, again := c.seen[rec.SHA256]; again {
		c.calls.truncate(before)
		c.tunnels, c.hostless, c.out.run.Coverage = mark.tunnels, mark.hostless, mark.out.run.Coverage
		c.warn(report.Warning{Position: report.Position{Path: f.path}, Message: "the same bytes as " + report.Name(first) + ": counted once", Count: 1})
		return
	}
	c.seen[rec.SHA256] = f.path
	for host, n := range strangers {
		c.strangers[host] += n
	}
	c.note(rec, c.calls.len()-before)
}

func (c *collector) note(rec *parsers.Recording, calls int) {
	run := &c.out.run
	run.Coverage.Exchanges += rec.Exchanges
	c.out.broken = c.out.broken || !rec.Complete
	run.Inputs = append(run.Inputs, report.Input{
		Path: rec.Path, SHA256: rec.SHA256, Format: rec.Format, Detected: rec.Detected, Exchanges: rec.Exchanges,
		Calls: calls, Skipped: rec.Skipped, First: rec.First.String(), Last: rec.Last.String(), Complete: rec.Complete,
		ByLine: rec.ByLine,
	})
	for _, w := range rec.Warnings {
		c.warn(report.Warning{Position: report.PositionOf(w.Pos), Message: w.Message, Count: w.Count})
	}
}

func (c *collector) warn(w report.Warning) { c.out.run.Warnings = append(c.out.run.Warnings, w) }

// convert says what an exchange means. Workers call it, several at a time.
func (c *collector) convert(x *timeline.Exchange, out []exchange) []exchange {
	var room [1]timeline.Call // for nearly every exchange that is all it takes
	calls, outcome := c.directory.Read(x, room[:0])
	if outcome != service.Recognised {
		if outcome == service.Foreign {
			return out
		}
		return append(out, exchange{outcome: outcome, host: service.Host(x.URL)})
	}
	for i := range calls {
		out = append(out, exchange{
			call: calls[i], outcome: outcome, first: i == 0, hostless: strings.HasPrefix(x.URL, "/"),
			requestBody: x.RequestBody.Shown, response: x.ResponseBody.Shown,
		})
	}
	return out
}

func (c *collector) add(x exchange, strangers map[string]int) {
	switch x.outcome {
	case service.Stranger:
		strangers[x.host]++
	case service.Tunnelled:
		c.tunnels++
	default:
		x.call.Pos.Source = timeline.Intern(x.call.Pos.Source)
		c.calls.add(x.call)
		c.cover(x)
	}
}

func (c *collector) cover(x exchange) {
	if x.hostless {
		c.hostless++
	}
	if !x.first {
		return
	}
	coverage := &c.out.run.Coverage
	for _, n := range []struct {
		count *int
		shown bool
	}{
		{&coverage.RequestBodies, x.requestBody}, {&coverage.ResponseBodies, x.response},
		{&coverage.ClientAddresses, x.call.Shows.Has(timeline.ShowsClient)},
	} {
		if n.shown {
			*n.count++
		}
	}
}

func (c *collector) finish() *loaded {
	out := &c.out
	out.timeline = timeline.New(c.calls.take())
	out.run.Timeline = out.timeline
	out.run.Coverage.Calls = len(out.timeline.Calls)
	out.run.Coverage.Duplicates = out.timeline.Duplicates
	out.run.Notes = c.notes()
	return out
}
