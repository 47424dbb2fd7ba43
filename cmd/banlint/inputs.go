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

	"github.com/banlint/banlint/analyzer/config"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/accesslog"
)

// inputFlags are what every command that reads recordings as one takes.
type inputFlags struct {
	Files []string `arg:"" name:"file" type:"raw" help:"Recordings: files, directories, globs, or - for standard input."`
	readFlags
	KeyTails bool `help:"Add the last four characters of each key to its label."`
}

// readFlags say how recordings are read.
type readFlags struct {
	configFlags
	From      string   `placeholder:"FORMAT" xor:"from" help:"Take the inputs for this format instead of finding out: ${formats}."`
	LogFormat string   `placeholder:"PATTERN" xor:"from" help:"Take the inputs for logs that are written so: combined, common, vhost_combined, squid, the format of a program such as envoy, or a pattern in the syntax of nginx's log_format or Apache's LogFormat."`
	Map       []string `placeholder:"FIELD=PATH" sep:"none" xor:"from" help:"Take the inputs for JSON logs, an object a line, with this field at that path: url, path, method, host, status, time, end, duration_ms, client, body, response_body and others."`
	Service   []string `placeholder:"HOST=SERVICE" sep:"none" help:"Judge calls to a host by a service's limits (${services}); * stands for recordings that name no host."`
	Profile   []string `placeholder:"SERVICE@DATE" sep:"none" help:"Judge by a service's limits as they were on a day, as in capmonster@2025-07."`
	MaxBytes  int64    `placeholder:"N" help:"How many bytes a compressed input may expand to; 1 GiB unless told otherwise, or a thousand times its size up to 4 GiB."`
	Strict    bool     `help:"Check all of the JSON in recordings, be it of exchanges that are nobody's concern. Slower."`
	Digest    bool     `help:"Report the SHA-256 of inputs of more than 64 MiB as well. Slower."`
	Memory    size     `placeholder:"SIZE" default:"64MiB" help:"What may be kept in memory of calls and of those who make them. Calls for which there is no room go to a temporary file; of tasks, keys and addresses those are forgotten that were idle for longest. ${default} unless told otherwise."`

	Workers   int `hidden:""`
	ChunkSize int `hidden:""`
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
				return nil, fmt.Errorf("%s: no such file%s", escape.Name(arg), suggest(arg))
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
	return "; commands are check, timeline, postmortem, simulate, diff, inspect, redact, bundle, convert, explain, rules, limits, test, schema, config, completion and man"
}

func walk(dir string) (files []inputFile, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil && path != dir {
			// What lies beside it can be read for all that.
			files = append(files, inputFile{path: path, err: &parsers.Unreadable{Path: path, Reason: "this directory cannot be listed"}})
			return nil
		}
		if err == nil && d.Type().IsRegular() && !ours(d.Name()) && slices.Contains(endings, strings.ToLower(filepath.Ext(path))) {
			files = append(files, inputFile{path: path, found: true})
		}
		return err
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s: no file in this directory has the ending of a recording", escape.Name(dir))
	}
	return files, err
}

// ours reports whether a file is one of banlint's own, such as the configuration.
func ours(name string) bool { return strings.HasPrefix(name, ".banlint") }

// loaded is everything that was read.
type loaded struct {
	book    service.Book // by which calls are judged
	calls   int          // in all inputs, those that two of them show included
	run     report.Run   // inputs, coverage, labels, warnings and notes are filled in
	failed  []error      // inputs that could not be understood at all
	broken  bool         // an input broke off
	stopped bool         // the user has interrupted the reading

	config    *config.Config // in force
	memory    size           // that was given
	strangers []string       // hosts that speak like a captcha service, and are none that is known
}

// complain says which inputs could not be understood, with names printed as in the
// report. Where that is all of them, the error ends the command.
func (l *loaded) complain(stderr io.Writer) error {
	for _, err := range l.failed {
		fail(stderr, unread(err))
	}
	if len(l.run.Inputs) == 0 && len(l.failed) > 0 {
		return exitCode(exitUsage)
	}
	return nil
}

// caution says what was wrong with the inputs, where nobody reads the output, or it has no place
// for it.
func (l *loaded) caution(stderr io.Writer) {
	places := report.NewPlaces(l.run.Inputs)
	for _, w := range l.run.Warnings {
		s := fmt.Sprintf("%s: %s", places.Of(report.Position{Path: escape.Name(w.Path), Entry: w.Entry, Line: w.Line}), w.Message)
		if w.Count > 1 {
			s += fmt.Sprintf(" (%d times)", w.Count)
		}
		fail(stderr, errors.New(s))
	}
}

// pour reads files as one recording, and hands on its calls in order of time, once:
// they are good until the function returns that begin makes. It may be asked for one
// again, and then the calls come from the beginning.
func (in *readFlags) pour(s *streams, args []string, begin func(service.Book) func(*timeline.Call)) (*loaded, error) {
	p, err := in.pouring(s, args)
	if err != nil {
		return nil, err
	}
	p.begin = func() func(*timeline.Call) { return begin(p.known.book) }
	return p.run()
}

// pouring prepares the reading of files as one recording.
func (in *readFlags) pouring(s *streams, args []string) (*pouring, error) {
	files, err := paths(args)
	if err != nil {
		return nil, err
	}
	where, err := in.directory()
	if err != nil {
		return nil, err
	}
	opts, err := in.options()
	if err != nil {
		return nil, err
	}
	opts.Wanted = where.Wanted
	mayKeep(in.Memory)
	return &pouring{streams: s, files: files, known: where, opts: opts, memory: in.Memory, profiles: in.Profile}, nil
}

// mappings are the hosts of a configuration as --service takes them.
func mappings(c *config.Config) (list []string) {
	for _, h := range c.Hosts {
		list = append(list, h.Name+"="+h.Service)
	}
	return list
}

// known is what services are known, and by which hosts.
type known struct {
	*service.Directory
	config *config.Config
	book   service.Book
}

// directory finds the services by the hosts of their calls.
func (in *readFlags) directory() (*known, error) {
	conf, err := in.configuration()
	if err != nil {
		return nil, err
	}
	book, err := in.book(conf.Book())
	if err != nil {
		return nil, err
	}
	directory, err := book.Directory(slices.Concat(mappings(conf), in.Service))
	if err != nil {
		return nil, fmt.Errorf("--service: %w", err)
	}
	return &known{directory, conf, book}, nil
}

// selection is what a command needs that reads the calls of services until it is interrupted.
func (in *readFlags) selection(s *streams) (*known, parsers.Options, error) {
	where, err := in.directory()
	if err != nil {
		return nil, parsers.Options{}, err
	}
	opts, err := in.options()
	opts.Stop, opts.Wanted = s.interrupted.Done(), where.Wanted
	return where, opts, err
}

// unread makes of the error of an input that could not be read the one that ends the command.
func unread(err error) error {
	var u *parsers.Unreadable
	switch {
	case errors.As(err, &u):
		return fmt.Errorf("%s: %s", escape.Name(u.Path), u.Reason)
	case errors.Is(err, parsers.ErrStopped):
		return exitCode(exitInterrupted)
	default:
		return err
	}
}

func (in *readFlags) options() (opts parsers.Options, err error) {
	opts = parsers.Options{
		Formats: formats, Strict: in.Strict, Digest: in.Digest, MaxBytes: in.MaxBytes, Workers: in.Workers, ChunkSize: in.ChunkSize,
	}
	switch {
	case in.LogFormat != "":
		if opts.From, err = accesslog.Custom(in.LogFormat); err != nil {
			return opts, fmt.Errorf("--log-format: %w", err)
		}
	case in.Map != nil:
		if opts.From, err = accesslog.Mapped(in.Map); err != nil {
			return opts, fmt.Errorf("--map: %w", err)
		}
	case in.From != "":
		if opts.From = formatNamed(in.From); opts.From == nil {
			return opts, fmt.Errorf("--from: no such format; known are %s", strings.Join(formatNames(), ", "))
		}
	}
	return opts, nil
}

// book returns services' limits as they are to be applied.
func (in *readFlags) book(book service.Book) (service.Book, error) {
	for _, version := range in.Profile {
		var err error
		if book, err = book.At(version); err != nil {
			return nil, fmt.Errorf("--profile: %w", err)
		}
	}
	return book, nil
}
