package service

import (
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// maxIDs is how many tasks one res.php request may ask for.
const maxIDs = 100

// phpIDs returns the tasks that are asked for; at least one, be it "".
func (r *reading) phpIDs(p phpRequest) []string {
	r.ids = emptied(r.ids)
	for ids, id := p.get("ids"), ""; ids != ""; {
		id, ids, _ = cut(ids, ',')
		if id = strings.TrimSpace(id); id != "" {
			r.ids = append(r.ids, id)
		}
	}
	if len(r.ids) == 0 {
		r.ids = append(r.ids, p.get("id"))
	}
	return r.ids
}

// each makes the call at hand one for each of the tasks, with its own part of the answer.
func (r *reading) each(calls []timeline.Call, ids []string) []timeline.Call {
	parts := r.parts(len(ids))
	r.flaw(timeline.AnswersMissed, len(ids) > 1 && parts == nil && r.call.Op == timeline.GetTaskResult && r.call.State != timeline.NoState)
	for i, id := range ids[:min(len(ids), maxIDs)] {
		if i > 0 {
			calls = append(calls, *r.call)
			r.call = &calls[len(calls)-1]
			r.call.Also = uint8(i)
		}
		switch {
		case parts != nil:
			r.part(parts[i])
		case len(ids) > 1 && r.call.State == timeline.Ready:
			r.call.State = timeline.Accepted // which of them are ready cannot be told
		}
		r.task(id)
		r.asked(id)
	}
	return calls
}

// parts takes apart what is answered to n result requests at once. It returns nil
// where there is one answer for all.
func (r *reading) parts(n int) []string {
	if n < 2 || r.call.Op != timeline.GetTaskResult || !r.answer.Shown || r.x.Failed {
		return nil
	}
	text := view(r.answer.Bytes)
	joined := strings.TrimPrefix(text, "OK|")
	if text != "" && text[0] == '{' {
		var a phpAnswer
		if !members(r.answer, a.member) {
			return nil
		}
		joined = a.request.String()
	}
	if parts := strings.Split(joined, "|"); len(parts) == n {
		return parts
	}
	return nil
}

// part notes the answer to one of several result requests.
func (r *reading) part(text string) {
	r.call.State, r.call.Code, r.call.Class = timeline.Ready, "", timeline.NoError
	if r.profile.CodeNamed(text) != nil || printable(text) {
		r.call.State = timeline.NoState
		r.failed(text)
	}
}
