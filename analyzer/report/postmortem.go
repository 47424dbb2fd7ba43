package report

import (
	"bufio"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
)

// A Story is what a post-mortem shows beside the report.
type Story struct {
	ban     *Ban   // that it is about; nil for none
	calls   []Call // around its beginning
	hidden  int    // calls before them
	later   int    // and behind
	tallies []*tally

	usual     int              // calls after its beginning that were answered as if there were none
	lastUsual timeline.Instant // when the last of them was sent
}

// around is how many calls are shown on each side of a ban's beginning.
const around = 7

// NewStory gathers what a post-mortem shows: of the ban that the user tells of, or else
// of the first that shows, or else of the first that is due.
func NewStory(run *Run, r *Report, each timeline.Each) (*Story, error) {
	s := &Story{}
	about := 0 // index of the ban
	for i := range r.Bans {
		if b := &r.Bans[i]; s.ban == nil || b.weight() > s.ban.weight() || b.weight() == s.ban.weight() && b.Began < s.ban.Began {
			s.ban, about = b, i
		}
	}
	if s.ban == nil {
		return s, nil
	}
	teller := &teller{Story: s, ban: run.Judgement.Bans[about], began: -1, tallies: newTallies(run.Labels)}
	if err := each(teller.call); err != nil {
		return nil, err
	}
	s.tallies = teller.tallies.worst()
	return s, teller.excerpt(run, each)
}

// A teller gathers a story.
type teller struct {
	*Story
	ban     *verdict.Ban
	tallies tallies
	n       int // calls
	began   int // the first of them in the ban; negative before it
}

// call takes up the next call.
func (t *teller) call(c *timeline.Call) {
	const ms = timeline.Instant(time.Millisecond) // what times are written in
	if t.began < 0 && c.Start/ms >= t.ban.Began/ms {
		t.began = t.n
	}
	t.n++
	t.tallies.add(c)
	t.doubt(c)
}

// doubt counts what speaks against a ban that does not show.
func (t *teller) doubt(c *timeline.Call) {
	b := t.ban
	usual := c.Class != timeline.Banned && (c.Code != "" || c.State != timeline.NoState)
	if b.Told && usual && c.Service == b.Service.Name && c.Start > b.First && (b.Until == 0 || c.Start < b.Until) {
		t.usual++
		t.lastUsual = c.Start
	}
}

// excerpt takes the calls around the ban's beginning.
func (t *teller) excerpt(run *Run, each timeline.Each) error {
	if t.began < 0 {
		t.began = t.n
	}
	from, to := t.began-around, t.began+around+1
	t.hidden, t.later = max(0, from), max(0, t.n-to)
	lister := NewLister(run)
	lister.ban = t.ban.Began
	i := 0
	return each(func(c *timeline.Call) {
		if i >= from && i < to {
			t.calls = append(t.calls, lister.Call(c))
		} else {
			lister.Pass(c)
		}
		i++
	})
}

// fact reports whether the ban was there: it shows, or somebody knows of it.
func (b *Ban) fact() bool { return b.Code != "" || b.Told }

// weight says which of two bans a story is about.
func (b *Ban) weight() int {
	switch {
	case b.Told:
		return 2
	case b.fact():
		return 1
	default:
		return 0
	}
}

// Known reports whether there is a ban to tell of.
func (s *Story) Known() bool { return s.ban != nil }

// Postmortem tells the story of a ban on one page: what it was, what led there, and
// what to change.
func Postmortem(w io.Writer, r *Report, s *Story, style Style) error {
	p := postmortem{textWriter{out: bufio.NewWriter(w), style: style, places: NewPlaces(r.Inputs)}, r, s, false}
	p.part(p.headline())
	p.inputs(r)
	p.blank()
	if s.ban != nil {
		p.window()
		p.picture(&r.picture)
	}
	p.led()
	if err := p.beginning(); err != nil {
		return err
	}
	p.tables()
	if s.ban == nil {
		p.headroom(r)
	} else {
		p.changes()
		p.again()
	}
	p.notes(r)
	return p.out.Flush()
}

type postmortem struct {
	textWriter
	report  *Report
	story   *Story
	changed bool // changes were listed
}

func (p *postmortem) headline() lang.Text {
	b := p.story.ban
	switch {
	case b == nil && p.report.Coverage.Calls == 0:
		return p.report.Headline()
	case b == nil:
		return lang.T("Post-mortem: no ban shows in this recording, and none is due. If the service tells you of one, say when it began: --ban-at TIME.")
	case !b.fact():
		return lang.T("Post-mortem: no ban shows in this recording; one is due at %s for %s.", b.title, either(b.Reasons))
	case len(b.Reasons) == 0:
		return lang.T("Post-mortem: banned at %s; what for, neither the answer nor the recording tells.", b.title)
	case b.assumed:
		return lang.T("Post-mortem: banned at %s, for a cause that is not in the recording.", b.title)
	case b.said:
		return lang.T("Post-mortem: banned at %s for %s, as --reason says.", b.title, either(b.Reasons))
	case b.inferred():
		return lang.T("Post-mortem: banned at %s, probably for %s.", b.title, either(b.Reasons))
	default:
		return lang.T("Post-mortem: banned at %s for %s.", b.title, either(b.Reasons))
	}
}

// inferred reports whether the reasons come from the recording, and the document gives
// the code for others.
func (b *Ban) inferred() bool {
	among := func(s string) bool { return slices.Contains(b.Reasons, s) }
	return b.Code != "" && !b.said && len(b.Documented) > 0 && len(b.Reasons) > 0 && !slices.ContainsFunc(b.Documented, among)
}

// either joins words as a sentence does.
func either(words []string) lang.Text {
	if len(words) < 2 {
		return lang.T("%s", strings.Join(words, ""))
	}
	return lang.T("%s or %s", strings.Join(words[:len(words)-1], ", "), words[len(words)-1])
}

// banLabels are those of what is told of a ban.
var banLabels = []lang.Text{
	lang.T("answer"), lang.T("known"), lang.T("due"), lang.T("for"), lang.T("began"), lang.T("but"), lang.T("longer"), lang.T("ends"), lang.T("also"),
}

// tell tells something of the ban, if there is something to tell.
func (p *postmortem) tell(label, s lang.Text) {
	if !s.IsZero() {
		p.labelled(2, banLabels, label, s)
	}
}

// window tells of the ban itself.
func (p *postmortem) window() {
	b := p.story.ban
	p.part(lang.T("The ban"))
	switch {
	case b.Code != "":
		p.tell(lang.T("answer"), lang.T("%s, to %s", b.Code, b.whom()))
	case b.Told:
		p.tell(lang.T("known"), lang.T("from elsewhere, as --ban-at says"))
	default:
		p.tell(lang.T("due"), lang.T("no answer shows it: a limit was passed, and this is what follows from it"))
	}
	for i, s := range b.reasons() {
		p.tell([]lang.Text{lang.T("for"), {}}[min(i, 1)], s)
	}
	p.tell(lang.T("began"), p.began())
	p.tell(lang.T("but"), p.doubt())
	p.tell(lang.T("longer"), b.prolonged())
	p.tell(lang.T("ends"), b.ends())
	p.others()
	p.blank()
}

// maxOthers is how many other bans a post-mortem names.
const maxOthers = 3

// others names the bans that the story is not about.
func (p *postmortem) others() {
	named := 0
	for i := range p.report.Bans {
		b := &p.report.Bans[i]
		switch {
		case b == p.story.ban:
			continue
		case named == maxOthers:
			p.tell(lang.Text{}, lang.T("and %d more", len(p.report.Bans)-1-maxOthers))
			return
		case b.Code != "":
			p.tell(lang.T("also"), lang.T("%s to %s, at %s UTC", b.Code, b.whom(), clock(b.Began)))
		default:
			p.tell(lang.T("also"), lang.T("due for %s, at %s UTC", either(b.Reasons), clock(b.Began)))
		}
		named++
	}
}

// whom says whom the ban shuts out.
func (b *Ban) whom() lang.Text {
	where := lang.T("this address")
	if b.Client != "" {
		where = lang.T("%s", b.Client)
	}
	switch {
	case b.Scope == "account" && b.Account != "":
		return lang.T("account %s", b.Account)
	case b.Scope == "account":
		return lang.T("the account")
	case b.Scope == "subnet":
		return lang.T("everything that calls from %s or its subnet", where)
	default:
		return lang.T("everything that calls from %s", where)
	}
}

// reasons tells what the ban was for, one sentence a reason, and what the document
// ties its code to where that is something else.
func (b *Ban) reasons() []lang.Text {
	switch {
	case len(b.Reasons) == 0:
		return []lang.Text{lang.T("no reason that could be told")}
	case b.assumed:
		return []lang.Text{lang.T("what it was for is not in the recording; the service's documents name %s for this code", either(b.Reasons))}
	case b.said && len(b.causes) == 0:
		return []lang.Text{lang.T("%s, as --reason says; the recording shows nothing of it", either(b.Reasons))}
	case len(b.causes) == 0:
		return []lang.Text{either(b.Reasons)}
	}
	said := slices.Clone(b.causes)
	documents := lang.T("The service's documents give only %s as a reason for %s", either(b.Documented), b.Code)
	switch {
	case b.inferred():
		said = append(said, lang.T("%s. Nothing of that is in the recording, so this is the likeliest.", documents))
	case len(said) > 1 && b.Code != "" && len(b.Documented) > 0:
		said = append(said, lang.T("The answer does not tell which of them. %s, which makes that the likeliest.", documents))
	}
	return said
}

func (p *postmortem) began() lang.Text {
	b := p.story.ban
	s := lang.T("at a time that the recording does not show,")
	if b.Began != "" {
		s = lang.T("%s", day(b.Began))
	}
	if b.Told || b.By == nil {
		return s
	}
	at := p.places.Of(*b.By)
	switch {
	case b.earned && b.Basis == "documented":
		return lang.T("%s with %s, the request that passed the documented limit", s, at)
	case b.earned && b.Basis == "configured":
		return lang.T("%s with %s, the request that passed the configured limit", s, at)
	case b.earned:
		return lang.T("%s with %s, the request that passed banlint's estimate of the limit", s, at)
	case b.before:
		return lang.T("before %s, perhaps before the recording: %s was refused already, and nothing was served before", s, at)
	case b.Straw != nil:
		straw := p.places.Of(*b.Straw)
		if len(b.causes) > 1 {
			return lang.T("%s: %s was refused, after %s as the last request that may have earned it", s, at, straw)
		}
		return lang.T("%s: %s was refused, after %s as the last request that earned it", s, at, straw)
	default:
		return lang.T("%s with %s, the first request that was refused", s, at)
	}
}

// doubt tells what in the recording speaks against what the user says.
func (p *postmortem) doubt() lang.Text {
	s := p.story
	if s.usual == 0 {
		return lang.Text{}
	}
	return lang.T("%s after that were answered as if there were no ban, the last at %s: look at the time again", lang.Count(s.usual, "request"), day(s.lastUsual.String()))
}

// day is a date and time as people write it.
func day(at string) string {
	return strings.Replace(strings.TrimSuffix(at, "Z"), "T", " ", 1) + " UTC"
}

// prolonged tells of the requests that were sent in spite of the ban.
func (b *Ban) prolonged() lang.Text {
	switch {
	case b.Wasted == 0:
		return lang.Text{}
	case b.Restarts > 0:
		return lang.T("by %s in spite of it, the last at %s UTC: each may have started the %s anew that it lasts", lang.Count(b.Wasted, "request"), clock(b.Last), b.lasts)
	default:
		return lang.T("no, but %s in spite of it, the last at %s UTC", lang.Count(b.Wasted, "request"), clock(b.Last))
	}
}

func (b *Ban) ends() lang.Text {
	switch {
	case b.Until == "" && b.lasts > 0:
		return lang.T("%s after the last request in it", b.lasts)
	case b.Until == "":
		return lang.T("no document says when")
	case b.Lifted:
		return lang.T("%s, when a request was served again", day(b.Until))
	case b.sooner != "":
		return lang.T("%s, or %s UTC if those requests did not start it anew; later if anything has called since the recording ended", day(b.Until), clock(b.sooner))
	default:
		return lang.T("%s; later if anything has called since the recording ended", day(b.Until))
	}
}

// led shows the findings of the chains that matter: causes first.
func (p *postmortem) led() {
	var shown []*Finding
	for i := range p.report.Findings {
		if f := &p.report.Findings[i]; !f.outcome && (f.Severity == "error" || f.Severity == "warning" && f.Reason != "") {
			shown = append(shown, f)
		}
	}
	if shown == nil {
		return
	}
	p.part(lang.T("What led there"))
	p.blank()
	for _, f := range shown {
		brief := *f
		brief.Fix = lang.Text{} // it is said below
		if p.proves(f) {
			brief.here = lang.T("the ban came after %d; the limit in force is not known, so stay well below", int(f.Observed))
		}
		p.finding(&brief)
	}
}

// proves reports whether the ban shows how much of an estimated limit a finding had
// used up when it came.
func (p *postmortem) proves(f *Finding) bool {
	b := p.story.ban
	return b != nil && b.Code != "" && b.Service == f.Service && slices.Equal(b.Reasons, []string{f.Reason}) &&
		f.Limit != nil && f.Limit.Basis == "estimated" && f.Last < b.Began
}

// beginning lists the calls around the ban's beginning.
func (p *postmortem) beginning() error {
	s := p.story
	if len(s.calls) == 0 {
		return nil
	}
	p.part(lang.T("The requests around its beginning"))
	p.aside(lang.T("T is the time to it, ! an answer of the ban; nth counts the polls of a task, or else the account's requests of that kind."))
	if s.hidden > 0 {
		p.aside(lang.T("%s before", lang.Count(s.hidden, "call")))
	}
	err := p.calls(2, func(visit func(*Call) error) error {
		for i := range s.calls {
			if err := visit(&s.calls[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if s.later > 0 {
		p.aside(lang.T("%s later", lang.Count(s.later, "call")))
	}
	if b := s.ban; b.By != nil && len(p.report.Inputs) <= maxInputs {
		p.aside(lang.T("More: %s", "banlint timeline --around "+p.places.arguments(*b.By, p.report.Inputs)))
	}
	p.blank()
	return err
}

// aside writes a line for those who want to know more.
func (p *postmortem) aside(s lang.Text) { p.line(2, p.dim(p.say(s))) }

// changes lists what to do about the causes, and then about how the ban was met, each
// fix once.
func (p *postmortem) changes() {
	var fixes []string
	for _, wanted := range []func(*Finding) bool{(*Finding).isCause, (*Finding).isConduct} {
		for i := range p.report.Findings {
			f := &p.report.Findings[i]
			if fix := p.say(f.Fix) + " (" + f.Rule + ")"; wanted(f) && !slices.Contains(fixes, fix) {
				fixes = append(fixes, fix)
			}
		}
	}
	if fixes == nil {
		return
	}
	p.part(lang.T("What to change"))
	p.changed = true
	p.numbered(fixes)
}

// isCause reports whether a finding is a root of what leads to bans.
func (f *Finding) isCause() bool {
	return !f.outcome && f.Cause == 0 && (f.Severity == "error" || f.Reason != "")
}

// isConduct reports whether a finding is of what a client does when it is banned.
func (f *Finding) isConduct() bool { return f.outcome && f.Rule != "ban-seen" }

// again lists the steps back.
func (p *postmortem) again() {
	b := p.latest()
	steps := append([]lang.Text{b.stop()}, b.mends...)
	if b.assumed || len(b.causes) == 0 {
		steps = append(steps, lang.T("Look for the ban's reason on the account's page, and record the next run from its first request on."))
	}
	switch {
	case p.changed && b.assumed:
		steps = append(steps, lang.T("Make the change above: it keeps a ban from getting longer, whatever it is for."))
	case p.changed:
		steps = append(steps, lang.T("Make the changes above before anything starts again."))
	}
	steps = append(steps, lang.T("Start with one getBalance, and go on only when it is answered without an error."))
	p.part(lang.T("To be let in again"))
	var said []string
	for _, s := range steps {
		said = append(said, p.say(s))
	}
	p.numbered(said)
}

// stop says what to stop, and for how long.
func (b *Ban) stop() lang.Text {
	stop := lang.T("Stop everything that calls from this address")
	switch b.Scope {
	case "account":
		stop = lang.T("Stop everything that uses this account")
	case "subnet":
		stop = lang.T("Stop everything that calls from this address or its subnet")
	}
	switch {
	case b.Until == "" && b.lasts > 0:
		return lang.T("%s for %s.", stop, b.lasts)
	case b.Until == "":
		return lang.T("%s, and ask the service's support: no document says how long the ban lasts.", stop)
	case b.Lifted:
		return lang.T("The ban is over: a request was served at %s.", day(b.Until))
	case b.Wasted > 0 && b.Restarts > 0:
		return lang.T("%s until %s, %s after the last request in spite of the ban; each further one may start that time anew.", stop, day(b.Until), b.lasts)
	case b.earned && b.Code != "":
		return lang.T("%s until %s, %s after it was first answered.", stop, day(b.Until), b.lasts)
	default:
		return lang.T("%s until %s, %s after the ban began.", stop, day(b.Until), b.lasts)
	}
}

// latest returns the last ban that shows of those of whom the story is about.
func (p *postmortem) latest() *Ban {
	last := p.story.ban
	for i := range p.report.Bans {
		b := &p.report.Bans[i]
		if b.fact() && b.Service == last.Service && b.Scope == last.Scope && b.Account == last.Account && b.Client == last.Client && b.Began > last.Began {
			last = b
		}
	}
	return last
}

func (p *postmortem) numbered(steps []string) {
	for i, s := range steps {
		p.hanging(2, strconv.Itoa(i+1)+".", 5, s)
	}
	p.blank()
}
