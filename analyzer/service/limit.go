package service

import (
	"fmt"
	"strconv"
	"time"
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
)

// A Basis says how sure a figure is.
type Basis uint8

// The bases, surest first.
const (
	Documented Basis = iota // by this service
	Published               // by another service of the same dialect
	Estimated               // by banlint
	Observed                // seen in the recording
)

func (b Basis) String() string {
	return [...]string{"documented", "published", "estimated", "observed"}[b]
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
	Time // nanoseconds
)

// A Limit is one figure that bounds what a client may do.
type Limit struct {
	ID     LimitID
	Bounds string        // what it bounds, as in "result requests of one task"
	Value  int64         // the most that is allowed, or the least where Least is set
	Unit   Unit          // of Value
	Least  bool          // Value is the least allowed
	Span   time.Duration // within which Value counts; 0 for at all
	Slack  int64         // how far past Value the document can be read either way
	Earns  Reason        // the reason for a ban that passing it is; "" for none

	Basis  Basis
	Source Source   // for an estimate, the document that names the reason without a figure
	Doubts []string // what other documents say, newest first
}

// Gap returns the Value of a limit in time.
func (l Limit) Gap() time.Duration { return time.Duration(l.Value) }

// Most returns Value in the unit of reports: requests, bytes, or seconds.
func (l Limit) Most() float64 {
	if l.Unit == Time {
		return l.Gap().Seconds()
	}
	return float64(l.Value)
}

// String writes the figure for people: "120 requests", "at least 2s".
func (l Limit) String() string {
	var s string
	switch l.Unit {
	case Requests:
		if l.Value == 0 {
			return "none"
		}
		s = strconv.FormatInt(l.Value, 10) + " request"
		if l.Value != 1 {
			s += "s"
		}
	case Bytes:
		s = strconv.FormatInt(l.Value, 10) + " bytes"
	case Time:
		s = l.Gap().String()
	}
	if l.Least {
		s = "at least " + s
	}
	if l.Span > 0 {
		s = fmt.Sprintf("%s in %s", s, Span(l.Span))
	}
	return s
}

// Span writes a duration without idle zeros: "1m", "10m", "3s".
func Span(d time.Duration) string {
	switch {
	case d >= time.Hour && d%time.Hour == 0:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	case d >= time.Minute && d%time.Minute == 0:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	default:
		return d.String()
	}
}

// The functions below make the limits of profiles.

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

func (l Limit) earns(r Reason) Limit { l.Earns = r; return l }

func (l Limit) documented(s Source) Limit { l.Basis, l.Source = Documented, s; return l }

func (l Limit) published(s Source) Limit { l.Basis, l.Source = Published, s; return l }

func (l Limit) estimated(s Source) Limit { l.Basis, l.Source = Estimated, s; return l }

func (l Limit) doubted(by ...string) Limit { l.Doubts = by; return l }

func (l Limit) slack(n int64) Limit { l.Slack = n; return l }
