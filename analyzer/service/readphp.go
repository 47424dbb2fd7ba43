package service

import (
	"bytes"
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/jsoncheck"
	"github.com/banlint/banlint/analyzer/timeline"
)

// maxIDs is how many tasks one res.php request may ask for.
const maxIDs = 100

// php reads a call of the in.php dialect.
func (r *reading) php(calls []timeline.Call) []timeline.Call {
	params, shown := r.phpParameters()
	sending := strings.HasSuffix(r.target.path, "in.php")
	r.call.Op = phpOperation(sending, params.values)
	if sending && shown {
		r.call.Payload = phpPayload(params)
		r.call.Proxy = phpProxy(params.values)
	}
	r.show(timeline.ShowsPayload, shown)
	if shown && params.values.Get("method") != "get_server_errors" && len(params.values["key"]) <= 1 {
		r.key(params.values.Get("key"), params.values.Get("key") != "")
	}
	r.call.Library = cmp.Or(bySoftID(r.profile, params.values.Get("soft_id")), r.library())
	r.fingerprint()
	ids := phpIDs(params.values)
	if !sending && shown {
		r.task(ids[0])
		r.call.Shows |= timeline.ShowsTask
	}
	r.phpAnswer(sending)
	calls = append(calls, r.call)
	for _, id := range ids[1:] {
		r.task(id)
		calls = append(calls, r.call)
	}
	return calls
}

// phpIDs returns the tasks that are asked for; at least one, be it "".
func phpIDs(values url.Values) []string {
	if list := values.Get("ids"); list != "" {
		ids := strings.Split(list, ",")
		return ids[:min(len(ids), maxIDs)]
	}
	return []string{values.Get("id")}
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

// phpParameters collects the parameters. shown is false when a part of the
// request that may hold some is not in the recording.
func (r *reading) phpParameters() (p phpRequest, shown bool) {
	p = phpRequest{values: parameters(r.target.query), file: -1}
	body := r.x.RequestBody
	text := bytes.TrimSpace(body.Bytes)
	switch {
	case r.x.Method == "GET":
		return p, !stripped(r.x.URL)
	case !body.Shown:
		return p, p.values.Has("key")
	case len(text) > 0 && text[0] == '{':
		p.addJSON(text)
	case bytes.HasPrefix(text, []byte("--")):
		p.addMultipart(text, boundaryOf(r.x.Header("Content-Type")))
	default:
		p.add(parameters(string(text)))
	}
	return p, !body.Cut || p.values.Has("key")
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

func (p *phpRequest) addJSON(text []byte) {
	if jsoncheck.Check(text) != nil {
		return
	}
	gjson.ParseBytes(text).ForEach(func(name, value gjson.Result) bool {
		p.values.Add(name.Str, value.String())
		return true
	})
}

// addMultipart reads the parts of an upload. Recorders keep the boundary's
// header or lose it; the body begins with it in any case.
func (p *phpRequest) addMultipart(text []byte, boundary string) {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	if boundary == "" {
		boundary = string(bytes.TrimSpace(line[2:]))
	}
	if boundary == "" {
		return
	}
	for part := range bytes.SplitSeq(text, []byte("--"+boundary)) {
		head, content, found := cutHead(part)
		if !found {
			continue
		}
		name, file := disposition(head)
		content = bytes.TrimSuffix(bytes.TrimSuffix(content, []byte("\n")), []byte("\r"))
		switch {
		case file:
			p.file = max(p.file, int64(len(content)))
		case name != "":
			p.values.Add(name, string(content))
		}
	}
}

func cutHead(part []byte) (head, content []byte, found bool) {
	if head, content, found = bytes.Cut(part, []byte("\r\n\r\n")); found {
		return head, content, true
	}
	return bytes.Cut(part, []byte("\n\n"))
}

// disposition reads the name of a part, and whether it is a file.
func disposition(head []byte) (name string, file bool) {
	_, rest, found := bytes.Cut(head, []byte(`name="`))
	if !found {
		return "", false
	}
	quoted, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(quoted), bytes.Contains(head, []byte("filename"))
}

// boundaryOf returns the boundary of a multipart content type, or "".
func boundaryOf(contentType string) string {
	if !strings.HasPrefix(contentType, "multipart/") {
		return ""
	}
	_, b, _ := strings.Cut(contentType, "boundary=")
	b, _, _ = strings.Cut(b, ";")
	return strings.Trim(strings.TrimSpace(b), `"`)
}

func (r *reading) phpAnswer(sending bool) {
	body := r.x.ResponseBody
	text := bytes.TrimSpace(body.Bytes)
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
		r.byStatus()
		return
	}
	answer := gjson.ParseBytes(text)
	if answer.Get("errorCode").Str != "" || answer.Get("errorId").Exists() {
		r.jsonAnswer() // some clones answer in.php in the other dialect
		return
	}
	status, request := answer.Get("status"), answer.Get("request").String()
	switch {
	case !status.Exists():
		r.byStatus()
	case status.Int() == 1:
		r.phpDone(request, sending)
	default:
		r.failed(request)
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
		r.byStatus()
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
