package timeline

import (
	"strings"
	"time"
)

// A Call is an exchange as the service understood it. It keeps no bodies, so
// that a long recording costs memory by its calls and not by its images.
type Call struct {
	Pos   Position
	Start Instant       // when the request was sent; 0 when not known
	Grain time.Duration // the true start lies in [Start, Start+Grain)
	Took  time.Duration // to the answer's end; negative when not known

	Service string // of the profile that the call was read by
	Key     Key
	Client  string // address the request came from; "" when not known
	Task    TaskID // that is asked for, or was created
	Proxy   Proxy  // that the task is to use

	Code    string   // the service's error code; "" for none
	Payload *Payload // of a createTask whose request could be read
	Created *Created // of a result request whose task was created in the recording
	Library *Library // the client library that made the call, if recognised
	Flaws   Flaws    // what is wrong with the request by itself
	Request uint64   // fingerprint of operation and request, key and ids included; 0 when not known

	Status  int16 // of HTTP; 0 without an answer
	Retry   int16 // seconds that the answer asks to wait (Retry-After); 0 for none
	Op      Operation
	State   State
	Class   Class
	Shows   Shows
	Correct bool  // a report that the answer was right; other reports say that it was wrong
	Also    uint8 // of the tasks that one request asks for, how many come before this one; 0 for the first
}

// End returns when the answer had arrived, as far as that is known.
func (c *Call) End() Instant { return c.Start.Add(max(c.Took, 0)) }

// unknownTook is how long an answer is given where the recording does not say how
// long it took.
const unknownTook = time.Second

// Heard returns when the client had the answer for certain: what it sent from then
// on, it sent knowing the answer.
func (c *Call) Heard() Instant {
	took := c.Took
	if took < 0 {
		took = unknownTook
	}
	return c.Start.Add(took + c.Grain)
}

// An Operation is what a call asks of the service, whatever the dialect.
type Operation uint8

// The operations.
const (
	OtherOperation Operation = iota
	CreateTask
	GetTaskResult
	GetBalance
	Report
	Operations // how many there are
)

func (o Operation) String() string {
	return [...]string{"other", "createTask", "getTaskResult", "getBalance", "report"}[o]
}

// A State is what the answer says of the task.
type State uint8

// The states.
const (
	NoState State = iota
	Accepted
	Processing
	Ready
)

func (s State) String() string {
	return [...]string{"", "ok", "processing", "ready"}[s]
}

// A Class says what an error means to a client, whatever the service calls it.
type Class uint8

// The classes.
const (
	NoError     Class = iota
	KeyUnknown        // the key is missing, malformed or unknown
	ZeroBalance       // the account has no money left
	UnknownTask       // the task does not exist or is over
	ProxyBanned       // the task's proxy is banned
	ProxyFailed       // the task's proxy does not work
	TooFast           // results were asked for too often
	NoSlot            // nobody is free to take the task
	Banned            // the client or the account is shut out
	NotAllowed        // the account may not be used so: address, suspension
	BadRequest        // the request itself is wrong
	Unsolvable        // the task was tried in vain
	ServerError       // the service is in trouble
	OtherError        // an error that no profile knows
)

func (c Class) String() string {
	return [...]string{
		"", "key unknown", "zero balance", "unknown task", "proxy banned", "proxy failed", "too fast", "no slot",
		"banned", "not allowed", "bad request", "unsolvable", "server error", "error",
	}[c]
}

// Shows says what a recording could show of a call. What it could not show is
// no evidence of absence.
type Shows uint8

// What a call may show.
const (
	ShowsKey     Shows = 1 << iota // whether there is a key, and which
	ShowsTask                      // which task is meant
	ShowsAnswer                    // what the service answered, beyond the HTTP status
	ShowsPayload                   // what the request holds beyond these: task type, image, proxy
	ShowsTime                      // when the request was sent
	ShowsClient                    // which address sent it
	ShowsKeyed                     // whether there is a key, be it hidden
)

// Has reports whether all of want is shown.
func (s Shows) Has(want Shows) bool { return s&want == want }

// shown names the bits of Shows, in their order.
var shown = [...]string{"the key", "the task", "the answer", "the request", "the time", "the address", "whether there is a key"}

// String lists what is shown: "the task, the time".
func (s Shows) String() string {
	var names []string
	for bit, name := range shown {
		if s.Has(1 << bit) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// A Payload holds the facts of a created task that rules look at.
type Payload struct {
	Type      string // task type or method of the dialect
	Missing   string // the first field that the type must have and the request lacks
	Image     int64  // decoded bytes of the largest image; -1 without an image
	Side      int32  // the longest side of an image, in pixels; 0 when not known
	Challenge uint64 // fingerprint of a challenge that can be used once; 0 without one
	Cached    bool   // the service may answer it from its cache: nocache would help
	NoCache   bool   // a fresh token is asked for, in any of the three forms
	Callback  bool   // the result is delivered, so that nobody polls
}

// Created tells a result request of the call that created its task.
type Created struct {
	Pos     Position
	Start   Instant
	End     Instant
	Key     Key
	Payload *Payload // nil when the request could not be read
	Proxy   Proxy
}

// A Library is a client library as the calls betray it.
type Library struct {
	Name     string // "zenno-js"
	Official bool   // published by the service itself
	Advice   string // how the interval between result requests is set; "" when it cannot be
	Defect   string // what this version is known to do wrong; "" for nothing
}
