package service

import (
	"slices"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// An Entry is what one service documents of an error code.
type Entry struct {
	Code   string
	Number int           // errorId that stands for it; 0 where the service numbers nothing
	On     string        // the calls that it answers; "" for any
	HTTP   int           // status that was seen with it; 0 for 200 or not known
	Wait   time.Duration // before the next try; 0 where no document says, or where waiting does not help
	Basis  Basis         // of Wait
	Says   string        // what the service says beyond the code's meaning; "" for nothing
	Source Source
}

// listed makes the entries of a list that stands in one document.
func listed(source Source, entries ...Entry) []Entry {
	for i := range entries {
		if entries[i].Source == (Source{}) {
			entries[i].Source = source
		}
	}
	return entries
}

// Entry returns what the service documents of a code; ok is false for nothing.
func (p *Profile) Entry(code string) (e Entry, ok bool) {
	i := slices.IndexFunc(p.Codes, func(e Entry) bool { return e.Code == code })
	if i < 0 {
		return Entry{}, false
	}
	return p.Codes[i], true
}

// refuses reports whether the service was seen to use an HTTP status for a key that
// it does not know.
func (p *Profile) refuses(status int) bool {
	if status < 400 { // as most are
		return false
	}
	for i := range p.Codes {
		if e := &p.Codes[i]; e.HTTP == status && p.keyUnknown(e.Code) {
			return true
		}
	}
	return false
}

func (p *Profile) keyUnknown(code string) bool {
	known := p.CodeNamed(code)
	return known != nil && known.Class == timeline.KeyUnknown
}

// numbered returns the code that a number stands for; "" for none.
func (p *Profile) numbered(n int64) string {
	i := slices.IndexFunc(p.Codes, func(e Entry) bool { return n > 0 && int64(e.Number) == n })
	if i < 0 {
		return ""
	}
	return p.Codes[i].Code
}

// Answers reports whether the code is documented as an answer to an operation.
func (e Entry) Answers(op timeline.Operation) bool {
	names := map[timeline.Operation][]string{
		timeline.CreateTask:    {"createTask", "in.php"},
		timeline.GetTaskResult: {"getTaskResult", "res.php"},
		timeline.GetBalance:    {"getBalance", "res.php"},
		timeline.Report:        {"report", "res.php reports"},
	}[op]
	return e.On == "" || slices.ContainsFunc(strings.Split(e.On, ", "), func(on string) bool { return slices.Contains(names, on) })
}
