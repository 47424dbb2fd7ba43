package service

import (
	"bytes"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// An Outcome says what a Reader made of an exchange.
type Outcome uint8

// The outcomes.
const (
	Foreign    Outcome = iota // no call of a captcha service
	Recognised                // a call of a known service
	Stranger                  // it speaks like a captcha service, on a host that belongs to none
	Tunnelled                 // a tunnel to a known service, in which calls are hidden
)

// Read appends to calls what an exchange meant to a service: one call, or one
// for each task where several are asked for at once.
func (d *Directory) Read(x *timeline.Exchange, calls []timeline.Call) ([]timeline.Call, Outcome) {
	t := split(x.URL)
	p := d.find(t, x.Server)
	switch {
	case x.Tunnel && p != nil:
		return calls, Tunnelled
	case x.Tunnel, x.Method == "OPTIONS":
		return calls, Foreign
	case p == nil && speaks(t, x):
		return calls, Stranger
	case p == nil:
		return calls, Foreign
	}
	r := reading{x: x, profile: p, target: t}
	r.call = timeline.Call{
		Pos: x.Pos, Start: x.Start, Grain: x.Grain, Took: x.Took,
		Service: p.Name, Client: timeline.Intern(x.Client), Status: int16(x.Status), Retry: retryAfter(x),
	}
	r.show(timeline.ShowsTime, x.Start != 0)
	r.show(timeline.ShowsClient, x.Client != "")
	if dialectOf(t.path) == phpDialect {
		return r.php(calls), Recognised
	}
	r.json()
	return append(calls, r.call), Recognised
}

// retryAfter returns the seconds that an answer asks to wait; 0 for none.
func retryAfter(x *timeline.Exchange) int16 {
	n, err := strconv.ParseInt(strings.TrimSpace(x.ResponseHeader("Retry-After")), 10, 16)
	if err != nil || n < 0 {
		return 0
	}
	return int16(n)
}

// speaks reports whether an exchange with an unknown host has more of the
// dialect than a path.
func speaks(t target, x *timeline.Exchange) bool {
	switch dialectOf(t.path) {
	case jsonDialect:
		return t.host != ""
	case phpDialect:
		return t.host != "" && (strings.Contains(t.query, "key=") || x.Method == "POST")
	default:
		return false
	}
}

// reading is the work on one exchange.
type reading struct {
	x       *timeline.Exchange
	profile *Profile
	target  target
	call    timeline.Call
}

func (r *reading) show(what timeline.Shows, shown bool) {
	if shown {
		r.call.Shows |= what
	}
}

// key notes the account key. present says that the request names one at all.
func (r *reading) key(raw string, present bool) {
	r.call.Shows |= timeline.ShowsKeyed
	sent := raw
	raw = strings.TrimSpace(raw)
	base, suffix, _ := strings.Cut(raw, "__")
	switch {
	case present && redacted(raw):
		return
	case !present || placeholder(base):
		r.call.Shows |= timeline.ShowsKey
	default:
		r.call.Shows |= timeline.ShowsKey
		r.call.Key = timeline.NewKey(base)
		r.formOfKey(sent, base, suffix)
	}
	if r.call.Payload != nil && slices.Contains(strings.Split(suffix, "__"), "nocache") {
		r.call.Payload.NoCache = true
	}
}

// redacted reports whether a recorder has put something in the place of a value.
func redacted(s string) bool {
	if s == "" {
		return false
	}
	lower := strings.ToLower(s)
	for _, word := range [...]string{"redacted", "masked", "filtered", "sanitized", "hidden", "removed", "***"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return len(s) >= 3 && strings.Trim(lower, "x") == "" || strings.Trim(s, "*•.") == ""
}

// placeholder reports whether a key is none: what a program sends when its
// setting was never filled in.
func placeholder(s string) bool {
	switch strings.ToLower(s) {
	case "", "undefined", "null", "none", "nil", "nan", "false", "key", "apikey", "api_key", "your_key", "your_api_key",
		"yourapikey", "your-api-key", "api-key", "clientkey", "client_key", "your_client_key", "%s":
		return true
	}
	first, last := s[0], s[len(s)-1]
	return first == '<' && last == '>' || first == '{' && last == '}' || strings.HasPrefix(s, "${")
}

// task notes the task that the call is about.
func (r *reading) task(id string) {
	r.call.Task = timeline.NewTaskID(id)
}

// failed notes an error that the answer names.
func (r *reading) failed(code string) {
	if slices.Contains(NotReady, code) {
		r.call.State = timeline.Processing
		return
	}
	class, known := classes[code]
	switch {
	case known:
		r.call.Code, r.call.Class = timeline.Intern(code), class
	case printable(code):
		r.call.Code, r.call.Class = timeline.Intern(code), timeline.OtherError
	default:
		// It may be anything, the key included: what is printed is its being there.
		r.call.Code, r.call.Class = "unlisted error", timeline.OtherError
	}
}

// printable reports whether an unknown code has the shape of one.
func printable(code string) bool {
	if n, ok := strings.CutPrefix(code, "errorId "); ok {
		return len(n) <= 6
	}
	if !strings.HasPrefix(code, "ERROR_") || !isName(code) || code != strings.ToUpper(code) {
		return false
	}
	for word := range strings.SplitSeq(code, "_") {
		if len(word) > maxWord {
			return false
		}
	}
	return true
}

// What bounds a name: keys and tokens are one long word, or have many digits.
const (
	maxName   = 64
	maxWord   = 16
	maxDigits = 4
)

// isName reports whether a text has the shape of a name of the dialects, such as
// a task type, rather than that of a key.
func isName(s string) bool {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits++
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_':
		default:
			return false
		}
	}
	return len(s) <= maxName && digits <= maxDigits
}

// strange notes an answer that is none of the dialect. Of one that the recording
// cuts off, the rest may hold an error.
func (r *reading) strange() {
	if r.x.ResponseBody.Cut {
		r.call.Shows &^= timeline.ShowsAnswer
	}
	r.byStatus()
}

// byStatus classes an answer that shows nothing but its HTTP status.
func (r *reading) byStatus() {
	polling := r.call.Op == timeline.GetTaskResult
	switch status := r.x.Status; {
	case r.profile.refuses(status):
		r.call.Class = timeline.KeyUnknown
	case status == 402:
		r.call.Class = timeline.ZeroBalance
	case status == 429 && polling:
		r.call.Class = timeline.TooFast
	case status >= 500:
		r.call.Class = timeline.ServerError
	case status >= 400:
		r.call.Class = timeline.OtherError
	}
}

var seed = maphash.MakeSeed()

// fingerprint notes what was asked for, so that a repeated request is known
// again. Request bodies that differ only in a multipart boundary are the same.
func (r *reading) fingerprint() {
	body := r.x.RequestBody
	if body.Cut || !body.Shown && (r.x.Method != "GET" || r.target.query == "") {
		return
	}
	var h maphash.Hash
	h.SetSeed(seed)
	h.WriteByte(byte(r.call.Op))
	h.WriteString(r.target.query)
	if boundary := boundaryOf(r.x.Header("Content-Type"), body.Bytes); boundary != "" {
		for part := range bytes.SplitSeq(body.Bytes, []byte(boundary)) {
			h.Write(part)
		}
	} else {
		h.Write(body.Bytes)
	}
	r.call.Request = max(h.Sum64(), 1)
}
