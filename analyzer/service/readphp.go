package service

import (
	"slices"
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// php reads a call of the in.php dialect.
func (r *reading) php(calls []timeline.Call) []timeline.Call {
	params, whole := r.phpParameters()
	keys := params.count("key")
	shown := whole || keys > 0
	sending := strings.HasSuffix(r.target.path, "in.php")
	action := params.get("action")
	r.call.Op = phpOperation(sending, action)
	r.call.Correct = !sending && action == "reportgood"
	if sending && shown {
		r.call.Payload = r.phpPayload(params)
		r.call.Proxy = r.newProxy(params.get("proxytype"), params.get("proxy"), "", "", "")
		if whole {
			r.phpTask(params)
		}
	}
	r.show(timeline.ShowsPayload, whole)
	if shown && params.get("method") != "get_server_errors" && !params.contradictory("key") {
		r.key(params.get("key"))
		r.flaw(timeline.DialectMixed, keys == 0 && params.has("clientKey"))
	}
	if r.call.Payload != nil {
		r.fitness()
	}
	r.call.Library = r.library(params.get("soft_id"))
	r.fingerprint()
	r.phpAnswer(sending)
	r.transport(false)
	if sending || !whole && !params.has("id") && !params.has("ids") {
		return calls
	}
	r.call.Shows |= timeline.ShowsTask
	return r.each(calls, r.phpIDs(params))
}

func phpOperation(sending bool, action string) timeline.Operation {
	if sending {
		return timeline.CreateTask
	}
	switch action {
	case "get", "get2", "":
		return timeline.GetTaskResult
	case "getbalance":
		return timeline.GetBalance
	case "reportgood", "reportbad":
		return timeline.Report
	default:
		return timeline.OtherOperation
	}
}

// phpRequest holds the parameters of a request, wherever it has them.
type phpRequest struct {
	params
	file int64 // bytes of an uploaded file; -1 without one
}

// phpParameters collects the parameters. whole is false when a part of the
// request that may hold some is not in the recording, or cannot be read.
func (r *reading) phpParameters() (p phpRequest, whole bool) {
	r.params = emptied(r.params)
	r.addPairs(r.query)
	file, whole := r.phpBody()
	return phpRequest{r.params, file}, whole
}

// phpBody adds the parameters of the body.
func (r *reading) phpBody() (file int64, whole bool) {
	text := view(r.request.Bytes)
	switch {
	case r.x.Method == "GET":
		return -1, !stripped(r.x.URL)
	case !r.request.Shown:
		return -1, false
	case text == "":
		return -1, !r.request.Cut
	case text[0] == '{':
		return -1, r.addJSON()
	case strings.HasPrefix(text, "--"):
		file, ok := r.addMultipart(text, boundaryOf(r.head.kind, r.request.Bytes), r.request.Cut)
		return file, ok && !r.request.Cut
	case !isForm(text):
		return -1, false
	case r.request.Cut: // and so is its last parameter
		text = text[:max(strings.LastIndexByte(text, '&'), 0)]
	}
	r.addPairs(text)
	return -1, !r.request.Cut
}

// stripped reports whether a proxy has cut the query off, as Squid does: it
// leaves the question mark.
func stripped(rawURL string) bool {
	return strings.HasSuffix(rawURL, ".php?") || strings.HasSuffix(rawURL, ".php")
}

func (r *reading) addJSON() (ok bool) {
	query := len(r.params)
	ok = members(r.request, func(name string, v value) {
		r.params = append(r.params, parameter{name, v.String()})
	})
	if !ok {
		r.params = r.params[:query]
	}
	return ok
}

func (r *reading) phpAnswer(sending bool) {
	r.show(timeline.ShowsAnswer, r.answer.Shown || r.x.Failed)
	if !r.answer.Shown || r.x.Failed {
		r.byStatus()
		return
	}
	text := view(r.answer.Bytes)
	if text != "" && text[0] == '{' {
		r.phpJSON(sending)
		return
	}
	r.phpText(text[:min(len(text), 200)], sending)
}

func (r *reading) phpJSON(sending bool) {
	var a phpAnswer
	switch {
	case !members(r.answer, a.member):
		r.strange()
	case a.other:
		r.jsonAnswer() // some clones answer in.php in the other dialect
	case a.statuses > 1 || a.requests > 1:
		r.call.Shows &^= timeline.ShowsAnswer // two answers in one: abstain
	case a.statuses == 0:
		r.byStatus()
	case a.status.int() == 1:
		r.phpDone(a.request.String(), sending)
	default:
		r.failed(a.request.String())
	}
}

// phpAnswer holds the members of an answer in JSON that matter.
type phpAnswer struct {
	status, request    value
	statuses, requests int // how often each was given
	codes              int
	other              bool // it is of the other dialect
}

func (a *phpAnswer) member(name string, v value) {
	switch name {
	case "status":
		a.statuses++
		a.status = v
	case "request":
		if a.requests++; a.requests == 1 {
			a.request = v
		}
	case "errorCode":
		a.codes++
		a.other = a.other || a.codes == 1 && v.text() != ""
	case "errorId":
		a.other = true
	}
}

func (r *reading) phpText(text string, sending bool) {
	value, ok := strings.CutPrefix(text, "OK|")
	switch {
	case ok:
		r.phpDone(value, sending)
	case r.profile.CodeNamed(text) != nil, printable(text):
		r.failed(text)
	case text == "OK_REPORT_RECORDED", r.call.Op == timeline.GetBalance && isDecimal(text):
		r.call.State = timeline.Accepted
	default:
		r.strange()
	}
}

func isDecimal(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// phpDone notes a good answer: the id of a new task, or a result.
func (r *reading) phpDone(value string, sending bool) {
	r.call.State = timeline.Accepted
	if sending {
		id, _, _ := strings.Cut(value, "|")
		r.task(id)
		r.call.Shows |= timeline.ShowsTask
		return
	}
	if r.call.Op == timeline.GetTaskResult && !slices.Contains(NotReady, value) {
		r.call.State = timeline.Ready
	}
}
