package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/analyzer/service"
)

// The exit codes.
const (
	exitFine     = 0 // judged, and nothing at or above --fail-on
	exitFindings = 1 // findings at or above --fail-on
	exitUsage    = 2 // wrong usage, or an input that cannot be understood at all
	exitUnjudged = 3 // nothing could be judged, an input broke off, or a required reason could not be judged

	exitInterrupted = 130 // by the user, or by whoever ended the program; what was read until then was judged
)

type cli struct {
	Check      checkCmd      `cmd:"" default:"withargs" help:"Would this traffic be banned, by which limit, and what do I change? (the default command)"`
	Timeline   timelineCmd   `cmd:"" help:"What happened, call by call?"`
	Postmortem postmortemCmd `cmd:"" help:"I was banned: which request did it, what led there, until when, what prolonged it?"`
	Simulate   simulateCmd   `cmd:"" help:"And if the client had done this instead?"`
	Diff       diffCmd       `cmd:"" help:"What changed in behaviour between two recordings, and is it riskier?"`
	Inspect    inspectCmd    `cmd:"" help:"What is this recording, what can be judged from it, and how is it recorded better?"`
	Redact     redactCmd     `cmd:"" help:"Write a recording without its secrets, in its own format."`
	Bundle     bundleCmd     `cmd:"" help:"Pack what a service's support asks for into one zip file, without secrets."`
	Convert    convertCmd    `cmd:"" help:"Write a recording as HAR or as the native dump, without its secrets."`
	Explain    explainCmd    `cmd:"" help:"What does a rule, an error code or a ban reason mean, and what do I do?"`
	Rules      rulesCmd      `cmd:"" help:"Which rules are there?"`
	Limits     limitsCmd     `cmd:"" help:"Which figures are in force, from which source, and how sure?"`
	Test       testCmd       `cmd:"" help:"Do rules find in timelines what these expect?"`
	Schema     schemaCmd     `cmd:"" help:"Print the JSON Schema of the JSON report or of the configuration."`
	Config     configCmd     `cmd:"" help:"Which configuration is in force, and is it right?"`
	Completion completionCmd `cmd:"" help:"Write the completion of command lines for a shell."`
	Man        manCmd        `cmd:"" help:"Write the manual page, for man."`
	Complete   completeCmd   `cmd:"" name:"__complete" hidden:"" passthrough:""`

	Color   string           `enum:"auto,always,never" default:"auto" help:"Colours: ${enum}."`
	Lang    string           `enum:"auto,${languages}" default:"auto" help:"Language of the reports for people: ${enum}; auto is that of the locale."`
	Width   int              `placeholder:"N" help:"Columns to write for; those of the terminal, or 80."`
	Version kong.VersionFlag `help:"Print the version, and how the program was built, and exit."`
}

// streams is where a command writes.
type streams struct {
	out, err    io.Writer
	style       report.Style
	interrupted context.Context // until the user interrupts the program
	chosen      bool            // the language of the style was asked for; else it is the locale's
}

const description = `banlint reads recordings of traffic to captcha-recognition APIs (HAR, request dumps, access and proxy logs)
and tells which requests get a client banned, by which limit, and what to change. It only reads: it solves nothing and
calls no service.`

// run runs the program and returns its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	// A reader that has seen enough, as in "| head", is no error: writes fail with EPIPE instead.
	signal.Ignore(syscall.SIGPIPE)
	var c cli
	help := false
	out := &cleaner{w: stdout}
	parser, err := kong.New(&c,
		kong.Name("banlint"), kong.Description(description), kong.UsageOnError(),
		kong.NamedMapper("raw", kong.MapperFunc(raw)),
		kong.Writers(out, &cleaner{w: stderr}),
		kong.Exit(func(int) { help = true; panic(stop{}) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Vars{
			"version": thisBuild.String(), "formats": strings.Join(formatNames(), ", "), "services": strings.Join(service.Names(), ", "),
			"outputs": strings.Join(outputNames(), ","), "languages": strings.Join(lang.Codes(), ","),
		},
	)
	if err != nil {
		return fail(stderr, err)
	}
	ctx, err := parse(parser, args, &help)
	switch {
	case errors.Is(out.err, syscall.EPIPE), help && out.err == nil:
		return exitFine
	case out.err != nil:
		return fail(stderr, out.err)
	case err != nil:
		return fail(stderr, fmt.Errorf("%w; see banlint --help", err))
	}
	var code exitCode
	interrupted, heard := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(interrupted, heard) // a second interrupt ends the program at once
	defer heard()
	style := report.Style{Width: width(c.Width, stdout), Color: colors(c.Color, stdout), Lang: language(c.Lang)}
	ctx.Bind(&streams{stdout, stderr, style, interrupted, c.Lang != "auto"})
	switch err := ctx.Run(); {
	case errors.As(err, &code):
		return int(code)
	case errors.Is(err, syscall.EPIPE):
		return exitFine
	case err != nil:
		return fail(stderr, err)
	default:
		return exitFine
	}
}

// language is that of reports by the flag, or else by the environment.
func language(code string) lang.Language {
	if l, ok := lang.Named(code); ok {
		return l
	}
	return lang.OfLocale(os.Getenv)
}

// raw takes arguments byte by byte. kong itself passes them through JSON, which
// makes another name of one that is not UTF-8.
func raw(ctx *kong.DecodeContext, target reflect.Value) error {
	one := target.Kind() == reflect.String
	for ctx.Scan.Peek().IsValue() {
		token := ctx.Scan.Pop()
		text, ok := token.Value.(string)
		switch {
		case !ok:
			return fmt.Errorf("not a text: %v", token.Value)
		case one:
			target.SetString(text)
			return nil
		default:
			target.Set(reflect.Append(target, reflect.ValueOf(text)))
		}
	}
	return nil
}

// stop unwinds kong when it wants to exit after --help or --version.
type stop struct{}

func parse(parser *kong.Kong, args []string, help *bool) (ctx *kong.Context, err error) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(stop); !ok || !*help {
				panic(r)
			}
		}
	}()
	return parser.Parse(args)
}

// exitCode is the error of a command that has said all it had to say.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit %d", int(c)) }

func fail(stderr io.Writer, err error) int {
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(stderr, "banlint: %s\n", escape.Text(line))
	}
	return exitUsage
}

// cleaner cleans what kong prints: it quotes arguments as they are.
type cleaner struct {
	w   io.Writer
	err error // kong drops it
}

func (c *cleaner) Write(p []byte) (int, error) {
	lines := strings.Split(string(p), "\n")
	for i, l := range lines {
		lines[i] = escape.Text(l)
	}
	if _, err := io.WriteString(c.w, strings.Join(lines, "\n")); err != nil {
		c.err = err
		return 0, err
	}
	return len(p), nil
}
