package service

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/jsoncheck"
	"github.com/banlint/banlint/analyzer/timeline"
)

// json reads a call of the createTask dialect.
func (r *reading) json() {
	r.call.Op = operation(r.target.path)
	r.call.Correct = strings.Contains(r.target.path, "/reportCorrect")
	r.jsonRequest()
	r.fingerprint()
	r.jsonAnswer()
	r.transport(true)
}

func operation(path string) timeline.Operation {
	name := path[strings.LastIndexByte(path, '/')+1:]
	switch {
	case name == "createTask" || name == "getToken":
		return timeline.CreateTask
	case name == "getTaskResult":
		return timeline.GetTaskResult
	case name == "getBalance":
		return timeline.GetBalance
	case strings.HasPrefix(name, "report"):
		return timeline.Report
	default:
		return timeline.OtherOperation
	}
}

// keyless lists the methods that want no key.
func keyless(path string) bool {
	return strings.HasSuffix(path, "/getQueueStats") || strings.HasSuffix(path, "/test") || strings.HasSuffix(path, "/useragent/actual")
}

// fields are the members of a request that matter, from JSON or from a form.
type fields struct {
	key, task            string
	create               gjson.Result
	keys, tasks, creates int    // how often each was given
	soft, address        string // of the client library, and for the result to be delivered to
	softText, foreign    bool   // softId is no number; there is a key of the other dialect
}

func (r *reading) jsonRequest() {
	f, ok := r.fields()
	r.call.Library = r.library(f.soft)
	if !ok {
		return
	}
	cut := r.x.RequestBody.Cut
	if r.call.Op == timeline.CreateTask && f.creates <= 1 && !cut {
		r.call.Payload = payloadOf(f.create)
		r.call.Payload.Callback = f.address != ""
		r.call.Proxy = proxyOf(f.create)
		r.jsonTask(&f)
	}
	r.show(timeline.ShowsPayload, f.creates <= 1 && !cut)
	// Readers disagree on which of two members of one name counts: nobody is blamed by it.
	// Nor is anybody for a member that may follow where the recording breaks off.
	if f.keys == 1 || f.keys == 0 && !cut && !keyless(r.target.path) {
		r.key(f.key, f.key != "")
		r.flaw(timeline.DialectMixed, f.keys == 0 && f.foreign)
	}
	if r.call.Payload != nil {
		r.fitness()
	}
	if r.call.Op != timeline.CreateTask && (f.tasks == 1 || f.tasks == 0 && !cut) {
		r.task(f.task)
		r.asked(f.task)
		r.call.Shows |= timeline.ShowsTask
	}
}

// fields finds the members of the request. ok is false when the recording does
// not show the request, or shows something else than JSON or a form.
func (r *reading) fields() (f fields, ok bool) {
	body := r.x.RequestBody
	text := trimmed(body.Bytes)
	switch {
	case !body.Shown:
		return f, false
	case len(text) > 0 && text[0] == '{':
		if !body.Cut && jsoncheck.Check(text) != nil {
			return f, false
		}
		return jsonFields(text, body.Cut), true
	case body.Cut || len(text) > 0 && !isForm(text):
		return f, false
	default:
		return formFields(parameters(string(text))), true
	}
}

// trimmed strips white space, and the byte order mark that some clients send.
func trimmed(body []byte) []byte {
	return bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
}

// isForm tells a form from what a recorder may put in the place of a body.
func isForm(text []byte) bool {
	name, _, found := bytes.Cut(text, []byte("="))
	return found && bytes.IndexFunc(name, func(c rune) bool {
		return c <= ' ' || c > '~' || strings.ContainsRune("<>{}()\"'", c)
	}) < 0
}

func jsonFields(text []byte, cut bool) (f fields) {
	gjson.ParseBytes(text).ForEach(func(name, value gjson.Result) bool {
		if cut && value.Index+len(value.Raw) >= len(text) {
			return false // cut itself
		}
		switch name.Str {
		case "clientKey":
			f.keys++
			f.key = scalar(value)
		case "taskId":
			f.tasks++
			f.task = scalar(value)
		case "task":
			f.creates++
			f.create = value
		case "softId":
			f.soft = scalar(value)
			f.softText = value.Type == gjson.String
		case "appId":
			f.soft = scalar(value)
		case "callbackUrl":
			f.address = value.Str
		case "key":
			f.foreign = true
		}
		return true
	})
	return f
}

func formFields(form map[string][]string) (f fields) {
	get := func(name string) (string, int) {
		if values := form[name]; len(values) > 0 {
			return values[0], len(values)
		}
		return "", 0
	}
	f.key, f.keys = get("clientKey")
	f.task, f.tasks = get("taskId")
	f.soft, _ = get("softId")
	return f
}

// scalar returns a string as it is and a number as it is written, integral ones
// without exponent or fraction: converters of logs write 1.23e10.
func scalar(v gjson.Result) string {
	switch v.Type {
	case gjson.String:
		return v.Str
	case gjson.Number:
		if strings.ContainsAny(v.Raw, ".eE") && v.Num == float64(int64(v.Num)) && v.Num < 1<<53 && v.Num > -1<<53 {
			return strconv.FormatInt(int64(v.Num), 10)
		}
		return v.Raw
	default:
		return ""
	}
}

func (r *reading) jsonAnswer() {
	body := r.x.ResponseBody
	text := trimmed(body.Bytes)
	r.show(timeline.ShowsAnswer, body.Shown || r.x.Failed)
	if !body.Shown || r.x.Failed {
		r.byStatus()
		return
	}
	if len(text) == 0 || text[0] != '{' || jsoncheck.Check(text) != nil {
		r.strange()
		return
	}
	var a jsonAnswer
	a.read(text)
	if a.twice() {
		r.call.Shows &^= timeline.ShowsAnswer // two answers in one: abstain
		return
	}
	if code := r.profile.codeOf(a.code, a.number); code != "" {
		r.failed(code)
		return
	}
	if !a.recognised() {
		r.byStatus()
		return
	}
	r.state(&a)
}

// state notes what a good answer says of the task.
func (r *reading) state(a *jsonAnswer) {
	switch {
	case a.status == "failed":
		r.call.Class = timeline.Unsolvable
	case a.status == "ready" && (r.call.Op == timeline.GetTaskResult || r.call.Op == timeline.CreateTask):
		r.call.State = timeline.Ready
	case a.status == "processing" || a.status == "idle":
		r.call.State = timeline.Processing
	default:
		r.call.State = timeline.Accepted
	}
	if r.call.Op == timeline.CreateTask && a.task != "" && a.task != "0" {
		r.task(a.task)
		r.call.Shows |= timeline.ShowsTask
	}
}

// jsonAnswer holds the members of an answer that matter.
type jsonAnswer struct {
	code            string
	number          int64
	status, task    string
	errors, numbers int // how often errorCode and errorId were given
	states, tasks   int // how often status and taskId were
	balance         bool
}

// twice reports whether a member stands there twice, so that readers disagree.
func (a *jsonAnswer) twice() bool {
	return max(a.errors, a.numbers, a.states, a.tasks) > 1
}

func (a *jsonAnswer) read(text []byte) {
	gjson.ParseBytes(text).ForEach(func(name, value gjson.Result) bool {
		switch name.Str {
		case "errorCode":
			a.errors++
			a.code = value.Str
		case "errorId":
			a.numbers++
			a.number = value.Int()
		case "status":
			a.states++
			a.status = value.Str
		case "taskId":
			a.tasks++
			a.task = scalar(value)
		case "balance":
			a.balance = true
		}
		return true
	})
}

// recognised reports whether it is an answer of the dialect at all, rather than
// of something that stands before the service.
func (a *jsonAnswer) recognised() bool {
	return a.numbers > 0 || a.errors > 0 || a.status != "" || a.task != "" || a.balance
}
