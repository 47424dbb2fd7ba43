package main

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

type manCmd struct{}

// Run writes the manual page, from what the program knows of its own command line.
func (c *manCmd) Run(s *streams, ctx *kong.Context) error {
	m := &manual{w: bufio.NewWriter(s.out)}
	m.head(thisBuild)
	m.usage(ctx.Model)
	m.list("EXIT STATUS", exitStatus)
	m.list("ENVIRONMENT", environment)
	m.list("FILES", files)
	m.list("EXAMPLES", examples)
	return m.w.Flush()
}

// A topic is what one entry of a list in the manual is about, and what is said of it.
type topic struct{ name, text string }

var exitStatus = []topic{
	{"0", "Judged, and nothing at or above --fail-on."},
	{"1", "Findings at or above --fail-on; for diff, riskier; for test, a rule that finds something else than its timeline expects."},
	{"2", "Wrong usage, or an input that cannot be read or understood at all."},
	{"3", "Not judged: no call of a known service, an input that breaks off, or a reason named by --require that the recording cannot tell."},
	{"130", "Interrupted; what was read until then was judged."},
}

var environment = []topic{
	{"NO_COLOR", "No colours, unless --color says otherwise."},
	{"FORCE_COLOR", "Colours also where no person is looking; 0 is as good as none."},
	{"PAGER", "The program that shows long lists on a terminal; less -FRX unless told otherwise, and none for cat."},
	{"TMPDIR", "Where the temporary file lies that takes calls for which --memory has no room."},
	{"GOGC, GOMEMLIMIT", "How Go keeps its memory; setting one turns off the program's own thrift."},
}

var files = []topic{
	{".banlint.yaml", "The configuration: the nearest one from the working directory upward, or what --config names."},
}

var examples = []topic{
	{"banlint check recordings/", "Would this traffic be banned?"},
	{"banlint postmortem --ban-at 14:49:38 proxy.log", "What was the ban for, which the recording does not show?"},
	{"banlint check --fail-on warning -f json -o text=banlint.txt run.har", "Judge a test run in CI: JSON to standard output, and text to a file."},
	{"zcat access.log.1.gz | banlint check -", "Judge what another program prints."},
	{"banlint explain ERROR_IP_BANNED", "What does an error code mean, and what do I do?"},
}

// A manual writes a page in the language of man. What cannot be written shows when it is flushed.
type manual struct {
	w *bufio.Writer
}

func (m *manual) line(format string, args ...any) { fmt.Fprintf(m.w, format+"\n", args...) }

// head begins the page. Its day is that of the commit, if any: the same program prints the same page.
func (m *manual) head(b build) {
	m.line(`.TH BANLINT 1 "%s" "banlint %s" "User Commands"`, b.day, b.version)
	m.line(".nh\n.SH NAME\nbanlint \\- find which requests get a client of a captcha API banned")
}

func (m *manual) usage(app *kong.Application) {
	m.line(".SH SYNOPSIS")
	commands := app.Leaves(true)
	for i, c := range commands {
		if i > 0 {
			m.line(".br")
		}
		m.line(`\fB%s\fR%s`, roff(c.FullPath()), roff(arguments(c)))
	}
	m.line(".SH DESCRIPTION\n%s", roff(app.Help))
	m.line(".SH COMMANDS")
	for _, c := range commands {
		m.line(".SS \"%s%s\"\n%s", roff(c.FullPath()), roff(arguments(c)), roff(c.Help))
		m.arguments(c)
		m.flags(c.Flags)
	}
	m.line(".SH OPTIONS\nThese go with every command.")
	m.flags(app.Flags)
}

// arguments returns how a command goes on behind its name.
func arguments(c *kong.Node) string {
	s := ""
	if len(c.Flags) > 0 {
		s = " [flags]"
	}
	for _, a := range c.Positional {
		s += " " + strings.NewReplacer("<", "", ">", "", " ...", "…").Replace(strings.ToUpper(a.Summary()))
	}
	return s
}

func (m *manual) arguments(c *kong.Node) {
	for _, a := range c.Positional {
		m.entry(strings.ToUpper(a.Name), a.Help)
	}
}

func (m *manual) flags(flags []*kong.Flag) {
	for _, f := range flags {
		if !f.Hidden {
			m.entry(f.String(), f.Help)
		}
	}
}

func (m *manual) list(title string, topics []topic) {
	m.line(".SH %s", title)
	for _, t := range topics {
		m.entry(t.name, t.text)
	}
}

func (m *manual) entry(name, text string) {
	m.line(".TP\n\\fB%s\\fR\n%s", roff(name), roff(text))
}

// escaped is what man would take for something else.
var escaped = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`, "…", "...")

// roff writes a text as it is to be read; a line of it never begins with a dot or a quote.
func roff(text string) string {
	return strings.ReplaceAll(escaped.Replace(text), "\n.", "\n\\&.")
}
