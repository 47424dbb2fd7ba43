// Package report writes what was found, one file a format. What it takes from a
// recording passes one gate first (see escape.Text): no format prints anything else.
package report

import (
	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
)

// A Report is everything that a format may print. Its JSON form is the report of
// schema 1.
type Report struct {
	Schema   int        `json:"schema"`
	Tool     Tool       `json:"tool"`
	Inputs   []Input    `json:"inputs"`
	Coverage Coverage   `json:"coverage"`
	Warnings []Warning  `json:"warnings"`
	Notes    []string   `json:"notes"` // how the inputs were taken
	Verdicts []Verdict  `json:"verdicts"`
	Findings []Finding  `json:"findings"`
	Bans     []Ban      `json:"bans"`     // that show in the answers, and that are due
	Headroom []Headroom `json:"headroom"` // the worst subject of each limit
	Summary  Summary    `json:"summary"`
	Exit     int        `json:"exit"` // the exit code

	picture picture
	seen    []*analyzer.Seen // what the calls to each service showed
	wanted  float64          // share of each limit that has to be left; 0 for any
	failOn  string           // the mildest finding that fails, or "never"; "" for errors
	ban     string           // code of the first ban that was answered; "" for none
}

// A Tool is the program that made a report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// An Input is one recording.
type Input struct {
	Path      string `json:"path"`
	SHA256    string `json:"sha256"`
	Format    string `json:"format"`
	Detected  string `json:"detected"`
	Exchanges int    `json:"exchanges"`
	Calls     int    `json:"calls"`
	Skipped   int    `json:"skipped"`
	First     string `json:"first"` // "" where the recording gives no times
	Last      string `json:"last"`
	Complete  bool   `json:"complete"`

	ByLine bool `json:"-"` // its records are lines
}

// Coverage counts what the recordings could show.
type Coverage struct {
	Exchanges       int `json:"exchanges"`
	Calls           int `json:"calls"`
	RequestBodies   int `json:"request_bodies"`
	ResponseBodies  int `json:"response_bodies"`
	ClientAddresses int `json:"client_addresses"`
	Duplicates      int `json:"duplicates"` // calls that two inputs show, counted once
}

// A Warning is about an input.
type Warning struct {
	Position
	Message string `json:"message"`
	Count   int    `json:"count"`
}

// A Position is where a call stands.
type Position struct {
	Path  string `json:"path"`
	Entry int32  `json:"entry"`
	Line  int32  `json:"line"`
}

// A Verdict is how the client stands with regard to one reason for a ban.
type Verdict struct {
	Service string    `json:"service"`
	Reason  string    `json:"reason"`
	State   string    `json:"state"`
	At      string    `json:"at,omitempty"`
	Until   string    `json:"until,omitempty"`
	By      *Position `json:"by,omitempty"`
	Basis   string    `json:"basis,omitempty"`
	Why     lang.Text `json:"why"`

	title           string // of the service
	earned, assumed bool   // as in verdict.Verdict
	among           int
}

// A Ban is a time in which a service shuts somebody out.
type Ban struct {
	Service    string    `json:"service"`
	Code       string    `json:"code"`  // that was answered; "" for a ban that does not show
	Told       bool      `json:"told"`  // it does not show, and is known from elsewhere
	Scope      string    `json:"scope"` // whom it shuts out: "account", "address", or "subnet" for the address's as well
	Account    string    `json:"account"`
	Client     string    `json:"client"`
	Reasons    []string  `json:"reasons"`    // as far as the recording tells
	Documented []string  `json:"documented"` // for which the service documents the code
	Began      string    `json:"began"`
	By         *Position `json:"by"`    // of the request that it began with
	Straw      *Position `json:"straw"` // of the last one before it that earned it, where that is known and not By
	Basis      string    `json:"basis"`
	Last       string    `json:"last"`     // request sent in it
	Until      string    `json:"until"`    // at the earliest; "" when nobody says
	Lifted     bool      `json:"lifted"`   // a request was served before its time was over
	Wasted     int       `json:"wasted"`   // requests sent in it
	Restarts   int       `json:"restarts"` // of these, those that started its time anew

	title   string // of the service
	lasts   lang.Span
	earned  bool
	assumed bool
	causes  []lang.Text // what happened, for each reason
	mends   []lang.Text // what to do beside the program, for each reason
	before  bool        // it may have begun before the recording
	sooner  string      // when it ends if what was sent in it did not start it anew; "" where that is Until
	said    bool        // somebody says what it was for
}

// Headroom is how much of a limit its worst subject has used up.
type Headroom struct {
	Service string   `json:"service"`
	Rule    string   `json:"rule"`
	Reason  string   `json:"reason"` // for a ban that passing it is; "" for none
	Subject Subject  `json:"subject"`
	Used    float64  `json:"used"`
	Left    float64  `json:"left"` // as a share of the limit; negative past it
	Limit   *Limit   `json:"limit"`
	At      string   `json:"at"`
	By      Position `json:"by"`

	span     lang.Span // of the limit
	counts   bool      // as in analyzer.Headroom
	perTask  bool
	accepted bool // however little is left
}

// A Finding is one rule broken by one subject.
type Finding struct {
	Rule        string     `json:"rule"`
	Severity    string     `json:"severity"`
	Reason      string     `json:"reason"`
	Service     string     `json:"service"`
	Subject     Subject    `json:"subject"`
	Message     lang.Text  `json:"message"`
	Fix         lang.Text  `json:"fix"`
	Count       int        `json:"count"`
	Observed    float64    `json:"observed"`
	Limit       *Limit     `json:"limit"` // null where the rule holds calls against no figure
	First       string     `json:"first"`
	Last        string     `json:"last"`
	Cause       int        `json:"cause"` // place in the list of the finding that it follows from, from 1; 0 for none
	Evidence    []Evidence `json:"evidence"`
	Served      *Evidence  `json:"served,omitempty"` // a call that shows an estimated limit to be higher
	Fingerprint string     `json:"fingerprint"`
	Suppressed  bool       `json:"suppressed"`

	Suppression *Suppression `json:"suppression,omitempty"` // why it is suppressed

	about  *analyzer.Rule // its documentation; nil for a finding that is not New's
	title  string         // of the service
	figure lang.Text      // the limit in words
	cause  string         // rule of the finding that it follows from

	outcome bool      // it shows what a ban looks like
	here    lang.Text // what the recording shows of its limit
}

// A Suppression says why a finding counts for nothing: somebody has looked at it, or it
// was there before.
type Suppression struct {
	Kind   string `json:"kind"`            // "configuration" or "baseline"
	Reason string `json:"reason"`          // as the configuration gives it; "" for a baseline
	Until  string `json:"until,omitempty"` // the last day it holds, as in 2026-12-31; "" for no end
}

// A Subject is whom a finding is about; a field is "" where it does not apply.
type Subject struct {
	Account string `json:"account"`
	Task    string `json:"task"`
	Client  string `json:"client"`
	Proxy   string `json:"proxy"`
}

// A Limit is the figure that a finding is about.
type Limit struct {
	Most      float64 `json:"most"` // the least allowed where Unit is "s" and a gap is bounded
	Unit      string  `json:"unit"` // "requests", "values", "bytes" or "s"
	Span      string  `json:"span"`
	Basis     string  `json:"basis"`
	Source    string  `json:"source"`
	Retrieved string  `json:"retrieved"`
	Reason    string  `json:"reason,omitempty"` // why the user has set it
}

// Evidence is one offending call.
type Evidence struct {
	Position
	Time      string `json:"time"`
	Operation string `json:"operation"`
	Answer    string `json:"answer"`
}

// Summary counts findings.
type Summary struct {
	Error      int `json:"error"`
	Warning    int `json:"warning"`
	Info       int `json:"info"`
	Suppressed int `json:"suppressed"`
}

// A Run is what a report is made of.
type Run struct {
	Tool      Tool
	Inputs    []Input
	Warnings  []Warning
	Notes     []string
	Coverage  Coverage
	Labels    timeline.Labels
	Sketch    *Sketch // of its calls; nil for no picture
	Analysis  *analyzer.Report
	Judgement *verdict.Judgement
	Wanted    float64 // share of each limit that has to be left; 0 for any
	FailOn    string  // the mildest finding that fails, or "never"; "" for errors
}
