package service

import (
	"strings"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
)

// json reads a call of the createTask dialect.
func (r *reading) json() {
	r.call.Op = operation(r.target.name)
	r.call.Correct = strings.Contains(r.target.path, "/reportCorrect")
	r.jsonRequest()
	r.fingerprint()
	r.jsonAnswer()
	r.transport(true)
}

func operation(name string) timeline.Operation {
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
	create               value
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
		r.jsonTask(&f)
	}
	r.show(timeline.ShowsPayload, f.creates <= 1 && !cut)
	// Readers disagree on which of two members of one name counts: nobody is blamed by it.
	// Nor is anybody for a member that may follow where the recording breaks off.
	if f.keys == 1 || f.keys == 0 && !cut && !keyless(r.target.path) {
		r.key(f.key)
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
	body := r.request
	text := view(body.Bytes)
	switch {
	case !body.Shown:
		return f, false
	case text != "" && text[0] == '{' && body.Cut:
		f.beginning(text)
		return f, true
	case text != "" && text[0] == '{':
		if !members(body, f.member) {
			return fields{}, false
		}
		return f, true
	case body.Cut || text != "" && !isForm(text):
		return f, false
	default:
		r.params = emptied(r.params)
		r.addPairs(text)
		f.form(r.params)
		return f, true
	}
}

// isForm tells a form from what a recorder may put in the place of a body.
func isForm(text string) bool {
	name, _, found := strings.Cut(text, "=")
	return found && strings.IndexFunc(name, func(c rune) bool {
		return c <= ' ' || c > '~' || strings.ContainsRune("<>{}()\"'", c)
	}) < 0
}

// member notes a member of JSON.
func (f *fields) member(name string, v value) {
	switch name {
	case "clientKey":
		f.keys++
		f.key = v.scalar()
	case "taskId":
		f.tasks++
		f.task = v.scalar()
	case "task":
		f.creates++
		f.create = v
	case "softId":
		f.soft = v.scalar()
		f.softText = v.isText()
	case "appId":
		f.soft = v.scalar()
	case "callbackUrl":
		f.address = v.text()
	case "key":
		f.foreign = true
	}
}

// beginning notes the members of JSON that the recording cuts off, but for the one
// that is cut itself.
func (f *fields) beginning(text string) {
	gjson.Parse(text).ForEach(func(name, v gjson.Result) bool {
		if v.Index+len(v.Raw) >= len(text) {
			return false
		}
		f.member(name.Str, value{raw: v.Raw})
		return true
	})
}

func (f *fields) form(p params) {
	f.key, f.keys = p.get("clientKey"), p.count("clientKey")
	f.task, f.tasks = p.get("taskId"), p.count("taskId")
	f.soft = p.get("softId")
}

func (r *reading) jsonAnswer() {
	r.show(timeline.ShowsAnswer, r.answer.Shown || r.x.Failed)
	if !r.answer.Shown || r.x.Failed {
		r.byStatus()
		return
	}
	a := r.readAnswer()
	if a == nil {
		r.strange()
		return
	}
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
	r.state(a)
}

// readAnswer returns what an answer says; nil for one that is none of the dialect. Most
// say the same as many before: that a task is not ready, or an error.
func (r *reading) readAnswer() *jsonAnswer {
	text := r.answer.Bytes
	if len(text) == 0 || text[0] != '{' {
		return nil
	}
	if a := r.answers.known(view(text)); a != nil && r.answer.Left == nil {
		return a
	}
	a := &r.answered
	*a = jsonAnswer{}
	if !members(r.answer, a.member) {
		return nil
	}
	if r.answer.Left == nil && a.task == "" && a.status != "ready" {
		kept, _ := r.answers.find(view(text))
		*kept = *a
		kept.code, kept.status = strings.Clone(a.code), strings.Clone(a.status)
	}
	return a
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

func (a *jsonAnswer) member(name string, v value) {
	switch name {
	case "errorCode":
		a.errors++
		a.code = v.text()
	case "errorId":
		a.numbers++
		a.number = v.int()
	case "status":
		a.states++
		a.status = v.text()
	case "taskId":
		a.tasks++
		a.task = v.scalar()
	case "balance":
		a.balance = true
	}
}

// recognised reports whether it is an answer of the dialect at all, rather than
// of something that stands before the service.
func (a *jsonAnswer) recognised() bool {
	return a.numbers > 0 || a.errors > 0 || a.status != "" || a.task != "" || a.balance
}
