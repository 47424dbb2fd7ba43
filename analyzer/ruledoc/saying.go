package ruledoc

import (
	"strconv"

	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/service"
)

// A Saying is what one service documents of an error code, in words. What it says
// nothing of is "".
type Saying struct {
	Service *service.Profile
	Number  int       // errorId that stands for it; 0 for none
	HTTP    int       // status that was seen with it; 0 for 200 or not known
	On      string    // the calls that it answers
	Wait    lang.Text // "1m (published)"
	Ban     lang.Text // "ban of the address for 10m"
	Says    string
	Source  service.Source // its URL is "" where the service does not document the code
}

// Sayings returns what each service of a book documents of a code.
func Sayings(book service.Book, code string) []Saying {
	sayings := make([]Saying, len(book))
	for i, p := range book {
		sayings[i] = saying(p, code)
	}
	return sayings
}

func saying(p *service.Profile, code string) Saying {
	s := Saying{Service: p}
	e, listed := p.Entry(code)
	ban, bans := p.Ban(code)
	if bans {
		s.Source, s.Ban, s.Says = ban.Source, length(ban), ban.Doubt
	}
	if !listed {
		return s
	}
	s.Source, s.On, s.Number, s.HTTP = e.Source, e.On, e.Number, e.HTTP
	if e.Wait > 0 && !bans {
		s.Wait = lang.T("%s (%s)", lang.Span(e.Wait), lang.Doc(e.Basis.String()))
	}
	if s.Says == "" || e.Says != "" {
		s.Says = e.Says
	}
	return s
}

// length words how long a ban lasts.
func length(b service.Ban) lang.Text {
	ban := lang.T("ban of the address")
	if b.Account {
		ban = lang.T("ban of the account")
	}
	if b.Lasts == 0 {
		return lang.T("%s, no length documented", ban)
	}
	return lang.T("%s for %s", ban, lang.Span(b.Lasts))
}

// Text puts a saying into one line.
func (s *Saying) Text() lang.Text {
	if s.Source.URL == "" {
		return lang.T("not documented")
	}
	var parts []lang.Text
	add := func(known bool, part lang.Text) {
		if known {
			parts = append(parts, part)
		}
	}
	add(s.Number > 0, lang.T("errorId %d", s.Number))
	add(s.HTTP > 0, lang.T("HTTP %d", s.HTTP))
	add(s.On != "", lang.T("to %s", s.On))
	add(!s.Ban.IsZero(), s.Ban)
	add(!s.Wait.IsZero(), lang.T("wait %s", s.Wait))
	add(s.Says != "", lang.Doc(s.Says))
	if parts == nil {
		parts = []lang.Text{lang.T("documented")}
	}
	source := lang.T("%s, read %s", s.Source.URL, s.Source.Retrieved)
	if s.Source.Retrieved == "" { // it is the user's own
		source = lang.T("%s", s.Source.URL)
	}
	return lang.Join(append(parts, source), "; ")
}

// digits writes a number, and 0 as nothing.
func digits(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
