package report

import (
	"fmt"
	"math"
	"strconv"

	"github.com/banlint/banlint/analyzer/lang"
)

// tight reports whether less is left than was asked for.
func (h *Headroom) tight(wanted float64) bool {
	return wanted > 0 && h.counts && !h.accepted && h.Left < wanted
}

// Tight names the rules of whose limits less is left than was asked for; nil for none.
func (r *Report) Tight() (names []string) {
	for i := range r.Headroom {
		if h := &r.Headroom[i]; h.tight(r.wanted) {
			names = append(names, h.Rule)
		}
	}
	return names
}

// headroom shows how much is left of each limit that is a ban to pass.
func (t *textWriter) headroom(r *Report) {
	headings, rows := r.room(t)
	if rows == nil {
		return
	}
	t.part(lang.T("Headroom"))
	t.rows(headings, rows)
}

// room returns the headroom as rows under headings.
func (r *Report) room(t *textWriter) (headings []string, rows [][]string) {
	for i := range r.Headroom {
		if h := &r.Headroom[i]; h.counts {
			rule := lang.T("%s", h.Rule)
			if r.serves() > 1 {
				rule = lang.T("%s at %s", h.Rule, h.Service)
			}
			rows = append(rows, []string{t.say(rule), t.say(h.used()), t.say(h.left()), t.say(h.who()), t.places.Of(h.By)})
		}
	}
	return t.words("limit of", "used", "left", "who", "where"), rows
}

// serves is how many services the calls were made to.
func (r *Report) serves() int {
	services := map[string]bool{}
	for _, v := range r.Verdicts {
		services[v.Service] = true
	}
	return len(services)
}

func (h *Headroom) used() lang.Text {
	s := lang.T("%s of %s", strconv.FormatFloat(h.Used, 'f', -1, 64), strconv.FormatFloat(h.Limit.Most, 'f', -1, 64))
	if h.span > 0 {
		s = lang.T("%s in %s", s, h.span)
	}
	switch h.Limit.Basis {
	case "estimated":
		return lang.T("%s, estimated", s)
	case "configured":
		return lang.T("%s, configured", s)
	default:
		return s
	}
}

// left never rounds up: a limit that is used up has nothing left.
func (h *Headroom) left() lang.Text {
	if h.Left < 0 {
		return lang.T("passed")
	}
	return lang.T("%s", fmt.Sprintf("%d%%", int(math.Floor(h.Left*100))))
}

func (h *Headroom) who() lang.Text {
	switch {
	case h.perTask:
		return lang.T("task %s", brief(h.Subject.Task))
	case h.Subject.Proxy != "":
		return lang.T("%s", h.Subject.Proxy)
	case h.Subject.Client != "":
		return lang.T("client %s", h.Subject.Client)
	case h.Subject.Account != "":
		return lang.T("%s", h.Subject.Account)
	default:
		return lang.T("all clients")
	}
}
