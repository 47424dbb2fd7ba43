package service

import (
	"strconv"
	"time"

	"github.com/banlint/banlint/analyzer/lang"
)

// A LimitID names one figure of a profile. Once released it keeps its meaning.
type LimitID string

// The limits that rules watch.
const (
	PollsPerTask   LimitID = "polls-per-task"   // result requests of one task
	PollInterval   LimitID = "poll-interval"    // between result requests of one task
	PollsPerCreate LimitID = "polls-per-create" // result requests for each task sent, beside an allowance
	PollAllowance  LimitID = "poll-allowance"   // result requests that PollsPerCreate grants at the start
	WrongKeys      LimitID = "wrong-keys"       // requests with a key that the service does not know
	MissingKeys    LimitID = "missing-keys"     // requests without a key
	EmptyBalance   LimitID = "empty-balance"    // requests on an empty balance
	UnknownTasks   LimitID = "unknown-tasks"    // result requests for tasks that do not exist
	BannedProxies  LimitID = "banned-proxies"   // tasks with a banned proxy
	SameFailures   LimitID = "same-failures"    // the same request with the same error
	NoSlots        LimitID = "no-slots"         // answers that no slot is free
	NoSlotWait     LimitID = "no-slot-wait"     // before the next task after such an answer
	CreateBurst    LimitID = "create-burst"     // tasks sent
	ImageMost      LimitID = "image-most"       // size of an image
	ImageLeast     LimitID = "image-least"      // size of an image
	TaskLife       LimitID = "task-life"        // how long a task can be asked for
	FirstPoll      LimitID = "first-poll"       // from a task's creation to its first result request
	TaskEnd        LimitID = "task-end"         // after which a client should give a task up
	Unasked        LimitID = "unasked"          // from a task's creation, without a result request
	FailingProxies LimitID = "failing-proxies"  // tasks with a proxy that does not work
	FailureShare   LimitID = "failure-share"    // of requests that are answered with an error
	RetryPause     LimitID = "retry-pause"      // before the next try after an answer that is no answer
	Retries        LimitID = "retries"          // tries that ignore it
	Unsolvable     LimitID = "unsolvable"       // tasks in a row that could not be solved
	Twins          LimitID = "twins"            // of a task whose result is still open
	RequestRate    LimitID = "request-rate"     // requests from one address
	BalanceChecks  LimitID = "balance-checks"   // balance requests
	ReportWindow   LimitID = "report-window"    // within which an answer can be reported
	ReportShare    LimitID = "report-share"     // of answers that are reported as wrong
	ClientPolls    LimitID = "client-polls"     // result requests of one task by a client with a known defect
	ClientGap      LimitID = "client-gap"       // between such requests
)

// The requirements on single requests. Those in figures are limits like the ones
// above, the others forms that a request must have.
const (
	KeyForm        LimitID = "key-form"
	KeySuffix      LimitID = "key-suffix"
	KeyPlace       LimitID = "key-place"
	KeySecrecy     LimitID = "key-secrecy"
	Method         LimitID = "method"
	ContentType    LimitID = "content-type"
	Dialect        LimitID = "dialect"
	SoftID         LimitID = "soft-id"
	QueryEncoding  LimitID = "query-encoding"
	TaskIDForm     LimitID = "task-id"
	TaskObject     LimitID = "task-object"
	TaskNames      LimitID = "task-names"
	RequiredFields LimitID = "required-fields"
	PageURL        LimitID = "page-url"
	NoCacheUse     LimitID = "nocache-use"
	ModuleUse      LimitID = "module-use"
	ThresholdLeast LimitID = "threshold-least"
	ThresholdMost  LimitID = "threshold-most"
	ScoreLeast     LimitID = "score-least"
	ScoreMost      LimitID = "score-most"
	CountLeast     LimitID = "count-least"
	CountMost      LimitID = "count-most"
	TextMost       LimitID = "text-most" // instructions for the worker
	CallbackURL    LimitID = "callback-url"
	UserAgent      LimitID = "user-agent"
	ImageSource    LimitID = "image-source"
	ImageNumber    LimitID = "image-number"
	ImagePrefix    LimitID = "image-prefix"
	ImageLine      LimitID = "image-line"
	ImageBase64    LimitID = "image-base64"
	ImageTypes     LimitID = "image-types"
	ImageSide      LimitID = "image-side"
	ChallengeUse   LimitID = "challenge-use"
	ProxyFields    LimitID = "proxy-fields"
	ProxyNeed      LimitID = "proxy-need"
	ProxyReach     LimitID = "proxy-reach"
	ProxyAddress   LimitID = "proxy-address"
	ProxyPercent   LimitID = "proxy-percent"
	ProxyTypes     LimitID = "proxy-types"
	ProxyTaken     LimitID = "proxy-taken"
)

// A Basis says how sure a figure is.
type Basis uint8

// The bases, surest first.
const (
	Documented Basis = iota // by this service
	Published               // by another service of the same dialect
	Estimated               // by banlint
	Observed                // seen in the recording
	Configured              // set by the user: the source is the configuration
)

// Certain reports whether a figure is that of the service as far as anybody can say: a ban
// comes with the call that passes it.
func (b Basis) Certain() bool { return b == Documented || b == Configured }

// Assumed reports whether a figure is one that a recording can show to be another.
func (b Basis) Assumed() bool { return b == Estimated || b == Configured }

func (b Basis) String() string {
	return [...]string{"documented", "published", "estimated", "observed", "configured"}[b]
}

// A Source is a document.
type Source struct {
	URL       string
	Retrieved string // date of the copy that was read, as in 2026-08-21
}

// A Unit is what a limit counts in.
type Unit uint8

// The units.
const (
	Requests Unit = iota
	Bytes
	Time   // nanoseconds
	Number // in hundredths
	Pixels
	Characters
	Form   // no figure: Bounds says what is wanted
	Values // different ones of what Bounds says
)

// unitNames are those of the JSON report.
var unitNames = [...]string{"requests", "bytes", "s", "", "pixels", "characters", "form", "values"}

func (u Unit) String() string { return unitNames[u] }

// A Limit is one figure that bounds what a client may do.
type Limit struct {
	ID     LimitID
	Bounds string        // what it bounds, as in "result requests of one task"
	Value  int64         // the most that is allowed, or the least where Least is set
	Unit   Unit          // of Value; none for a Form
	Least  bool          // Value is the least allowed
	Solved bool          // Value runs from the answer that the task is ready, not from its creation
	Span   time.Duration // within which Value counts; 0 for at all
	Slack  int64         // how far past Value the document can be read either way
	Earns  Reason        // the reason for a ban that passing it is; "" for none

	Basis   Basis
	Source  Source   // for an estimate, the document that names the reason without a figure
	Because string   // why the user has set it; "" for no reason given, and for what nobody has set
	Doubts  []string // what other documents say, newest first
	Former  []Former // what the figure was in older documents, oldest first
}

// Gap returns the Value of a limit in time.
func (l Limit) Gap() time.Duration { return time.Duration(l.Value) }

// Most returns Value in the unit of reports: requests, bytes, or seconds.
func (l Limit) Most() float64 {
	switch l.Unit {
	case Time:
		return l.Gap().Seconds()
	case Number:
		return float64(l.Value) / 100
	default:
		return float64(l.Value)
	}
}

// String writes the figure in English.
func (l Limit) String() string { return l.Text().String() }

// Text writes the figure for people: "120 requests", "at least 2s".
func (l Limit) Text() lang.Text {
	if l.Unit == Form {
		return lang.Doc(l.Bounds)
	}
	s := l.value()
	if l.Least {
		s = lang.T("at least %s", s)
	}
	if l.Span > 0 {
		s = lang.T("%s in %s", s, lang.Span(l.Span))
	}
	return s
}

func (l Limit) value() lang.Text {
	switch l.Unit {
	case Bytes:
		return lang.Count(int(l.Value), "byte")
	case Time:
		return lang.T("%s", lang.Span(l.Gap()))
	case Number:
		return lang.T("%s", strconv.FormatFloat(l.Most(), 'f', -1, 64))
	case Pixels:
		return lang.Count(int(l.Value), "pixel")
	case Characters:
		return lang.Count(int(l.Value), "character")
	case Values:
		return lang.T("%d different %s", l.Value, lang.Doc(l.Bounds))
	default:
		if l.Value == 0 {
			return lang.T("none")
		}
		return lang.Count(int(l.Value), "request")
	}
}

// Span writes a duration in English without idle zeros: "1m", "10m", "3s".
func Span(d time.Duration) string { return lang.Span(d).String() }

// The functions below make the limits of profiles.

func must(id LimitID, wanted string) Limit {
	return Limit{ID: id, Bounds: wanted, Unit: Form}
}

func number(id LimitID, hundredths int64, bounds string) Limit {
	return Limit{ID: id, Bounds: bounds, Value: hundredths, Unit: Number}
}

func atMost(id LimitID, d time.Duration, bounds string) Limit {
	return Limit{ID: id, Bounds: bounds, Value: int64(d), Unit: Time}
}

func requests(id LimitID, most int64, span time.Duration, bounds string) Limit {
	return Limit{ID: id, Bounds: bounds, Value: most, Unit: Requests, Span: span}
}

func atLeast(id LimitID, gap time.Duration, bounds string) Limit {
	return Limit{ID: id, Bounds: bounds, Value: int64(gap), Unit: Time, Least: true}
}

func bytesAtMost(id LimitID, n int64, bounds string) Limit {
	return Limit{ID: id, Bounds: bounds, Value: n, Unit: Bytes}
}

func bytesAtLeast(id LimitID, n int64, bounds string) Limit {
	return Limit{ID: id, Bounds: bounds, Value: n, Unit: Bytes, Least: true}
}

func (l Limit) solved() Limit { l.Solved = true; return l }

func (l Limit) least() Limit { l.Least = true; return l }

func (l Limit) earns(r Reason) Limit { l.Earns = r; return l }

func (l Limit) documented(s Source) Limit { l.Basis, l.Source = Documented, s; return l }

func (l Limit) published(s Source) Limit { l.Basis, l.Source = Published, s; return l }

func (l Limit) estimated(s Source) Limit { l.Basis, l.Source = Estimated, s; return l }

func (l Limit) doubted(by ...string) Limit { l.Doubts = by; return l }

func (l Limit) until(day string, value int64) Limit {
	l.Former = append(l.Former, Former{day, value})
	return l
}

func (l Limit) slack(n int64) Limit { l.Slack = n; return l }
