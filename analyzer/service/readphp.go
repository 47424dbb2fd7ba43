package service

import (
	"bytes"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/jsoncheck"
	"github.com/banlint/banlint/analyzer/timeline"
)

// php reads a call of the in.php dialect.
func (r *reading) php(calls []timeline.Call) []timeline.Call {
	params, whole := r.phpParameters()
	keys := slices.Compact(params.values["key"])
	shown := whole || len(keys) > 0
	sending := strings.HasSuffix(r.target.path, "in.php")
	r.call.Op = phpOperation(sending, params.values)
	r.call.Correct = !sending && params.values.Get("action") == "reportgood"
	if sending && shown {
		r.call.Payload = phpPayload(params)
		r.call.Proxy = phpProxy(params.values)
		if whole {
			r.phpTask(params)
		}
	}
	r.show(timeline.ShowsPayload, whole)
	if shown && params.values.Get("method") != "get_server_errors" && len(keys) <= 1 {
		r.key(params.values.Get("key"), params.values.Get("key") != "")
		r.flaw(timeline.DialectMixed, len(keys) == 0 && params.values.Has("clientKey"))
	}
	if r.call.Payload != nil {
		r.fitness()
	}
	r.call.Library = r.library(params.values.Get("soft_id"))
	r.fingerprint()
	r.phpAnswer(sending)
	r.transport(false)
	if sending || !whole && !params.values.Has("id") && !params.values.Has("ids") {
		return append(calls, r.call)
	}
	r.call.Shows |= timeline.ShowsTask
	return r.each(calls, phpIDs(params.values))
}

func phpOperation(sending bool, values url.Values) timeline.Operation {
	if sending {
		return timeline.CreateTask
	}
	switch values.Get("action") {
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
	values url.Values
	file   int64 // bytes of an uploaded file; -1 without one
}

// phpParameters collects the parameters. whole is false when a part of the
// request that may hold some is not in the recording, or cannot be read.
func (r *reading) phpParameters() (p phpRequest, whole bool) {
	p = phpRequest{values: parameters(r.target.query), file: -1}
	body := r.x.RequestBody
	text := trimmed(body.Bytes)
	switch {
	case r.x.Method == "GET":
		return p, !stripped(r.x.URL)
	case !body.Shown:
		return p, false
	case len(text) == 0:
		return p, !body.Cut
	case text[0] == '{':
		return p, p.addJSON(text)
	case bytes.HasPrefix(text, []byte("--")):
		return p, p.addMultipart(text, boundaryOf(r.x.Header("Content-Type"), text), body.Cut) && !body.Cut
	case !isForm(text):
		return p, false
	case body.Cut: // and so is its last parameter
		text = text[:max(bytes.LastIndexByte(text, '&'), 0)]
	}
	p.add(parameters(string(text)))
	return p, !body.Cut
}

// stripped reports whether a proxy has cut the query off, as Squid does: it
// leaves the question mark.
func stripped(rawURL string) bool {
	return strings.HasSuffix(rawURL, ".php?") || strings.HasSuffix(rawURL, ".php")
}

func (p *phpRequest) add(values url.Values) {
	for name, v := range values {
		p.values[name] = append(p.values[name], v...)
	}
}

func (p *phpRequest) addJSON(text []byte) (ok bool) {
	if jsoncheck.Check(text) != nil {
		return false
	}
	gjson.ParseBytes(text).ForEach(func(name, value gjson.Result) bool {
		p.values.Add(name.Str, value.String())
		return true
	})
	return true
}

func (r *reading) phpAnswer(sending bool) {
	body := r.x.ResponseBody
	text := trimmed(body.Bytes)
	r.show(timeline.ShowsAnswer, body.Shown || r.x.Failed)
	if !body.Shown || r.x.Failed {
		r.byStatus()
		return
	}
	if len(text) > 0 && text[0] == '{' {
		r.phpJSON(text, sending)
		return
	}
	r.phpText(string(text[:min(len(text), 200)]), sending)
}

func (r *reading) phpJSON(text []byte, sending bool) {
	if jsoncheck.Check(text) != nil {
		r.strange()
		return
	}
	answer := gjson.ParseBytes(text)
	if answer.Get("errorCode").Str != "" || answer.Get("errorId").Exists() {
		r.jsonAnswer() // some clones answer in.php in the other dialect
		return
	}
	var status, request gjson.Result
	statuses, requests := 0, 0
	answer.ForEach(func(name, value gjson.Result) bool {
		switch name.Str {
		case "status":
			status = value
			statuses++
		case "request":
			request = value
			requests++
		}
		return true
	})
	switch {
	case statuses > 1 || requests > 1:
		r.call.Shows &^= timeline.ShowsAnswer // two answers in one: abstain
	case statuses == 0:
		r.byStatus()
	case status.Int() == 1:
		r.phpDone(request.String(), sending)
	default:
		r.failed(request.String())
	}
}

func (r *reading) phpText(text string, sending bool) {
	_, known := classes[text]
	value, ok := strings.CutPrefix(text, "OK|")
	switch {
	case ok:
		r.phpDone(value, sending)
	case known:
		r.failed(text)
	case printable(text):
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
