package ruledoc

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer/service"
)

// A Saying is what one service documents of an error code, in words. What it says
// nothing of is "".
type Saying struct {
	Service *service.Profile
	Number  int    // errorId that stands for it; 0 for none
	HTTP    int    // status that was seen with it; 0 for 200 or not known
	On      string // the calls that it answers
	Wait    string // "1m (published)", "ban of 10m"
	Says    string
	Source  service.Source // its URL is "" where the service does not document the code
}

// Sayings returns what each service documents of a code, in the order of documents.
func Sayings(code string) []Saying {
	sayings := make([]Saying, len(service.All))
	for i, p := range service.All {
		sayings[i] = saying(p, code)
	}
	return sayings
}

func saying(p *service.Profile, code string) Saying {
	s := Saying{Service: p}
	e, listed := p.Entry(code)
	ban, bans := p.Ban(code)
	if bans {
		s.Source, s.Wait, s.Says = ban.Source, length(ban), ban.Doubt
	}
	if !listed {
		return s
	}
	s.Source, s.On, s.Number, s.HTTP = e.Source, e.On, e.Number, e.HTTP
	if e.Wait > 0 && !bans {
		s.Wait = fmt.Sprintf("%s (%s)", service.Span(e.Wait), e.Basis)
	}
	if s.Says == "" || e.Says != "" {
		s.Says = e.Says
	}
	return s
}

// length words how long a ban lasts.
func length(b service.Ban) string {
	who := "of the address"
	if b.Account {
		who = "of the account"
	}
	if b.Lasts == 0 {
		return "ban " + who + ", no length documented"
	}
	return fmt.Sprintf("ban %s for %s", who, service.Span(b.Lasts))
}

// String puts a saying into one line.
func (s *Saying) String() string {
	if s.Source.URL == "" {
		return "not documented"
	}
	var parts []string
	if s.Number > 0 {
		parts = append(parts, fmt.Sprintf("errorId %d", s.Number))
	}
	if s.HTTP > 0 {
		parts = append(parts, fmt.Sprintf("HTTP %d", s.HTTP))
	}
	if s.On != "" {
		parts = append(parts, "to "+s.On)
	}
	switch {
	case strings.HasPrefix(s.Wait, "ban"):
		parts = append(parts, s.Wait)
	case s.Wait != "":
		parts = append(parts, "wait "+s.Wait)
	}
	if s.Says != "" {
		parts = append(parts, s.Says)
	}
	if parts == nil {
		parts = []string{"documented"}
	}
	return strings.Join(append(parts, s.Source.URL+", read "+s.Source.Retrieved), "; ")
}

// digits writes a number, and 0 as nothing.
func digits(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
