package report

import (
	"fmt"
	"math"
	"strconv"
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
	t.part("Headroom")
	t.rows(headings, rows)
}

// room returns the headroom as rows under headings.
func (r *Report) room(t *textWriter) (headings []string, rows [][]string) {
	for i := range r.Headroom {
		if h := &r.Headroom[i]; h.counts {
			rule := h.Rule
			if r.serves() > 1 {
				rule += " at " + h.Service
			}
			rows = append(rows, []string{rule, h.used(), h.left(), h.who(), t.places.Of(h.By)})
		}
	}
	return []string{"limit of", "used", "left", "who", "where"}, rows
}

// serves is how many services the calls were made to.
func (r *Report) serves() int {
	services := map[string]bool{}
	for _, v := range r.Verdicts {
		services[v.Service] = true
	}
	return len(services)
}

func (h *Headroom) used() string {
	s := strconv.FormatFloat(h.Used, 'f', -1, 64) + " of " + strconv.FormatFloat(h.Limit.Most, 'f', -1, 64)
	if h.Limit.Span != "" {
		s += " in " + h.Limit.Span
	}
	if h.Limit.Basis == "estimated" {
		s += ", estimated"
	}
	return s
}

// left never rounds up: a limit that is used up has nothing left.
func (h *Headroom) left() string {
	if h.Left < 0 {
		return "passed"
	}
	return fmt.Sprintf("%d%%", int(math.Floor(h.Left*100)))
}

func (h *Headroom) who() string {
	switch {
	case h.perTask:
		return "task " + brief(h.Subject.Task)
	case h.Subject.Proxy != "":
		return h.Subject.Proxy
	case h.Subject.Client != "":
		return "client " + h.Subject.Client
	case h.Subject.Account != "":
		return h.Subject.Account
	default:
		return "all clients"
	}
}
