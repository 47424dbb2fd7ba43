// Package redact takes out of exchanges whatever may be secret or private, and leaves all that
// a judgement rests on. What is not known to be harmless is replaced: by a text of the same
// shape, the same for the same text and another for another.
package redact

import (
	"crypto/sha256"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A Redactor knows what it has replaced.
type Redactor struct {
	Counts    map[string]int    // how often something of a kind was replaced
	met       map[string]int    // the numbers of texts, long ones by their digest
	addresses map[string]string // what stands for those of proxies
	names     map[string]bool   // that stay as they are
	places    map[string]bool   // addresses without their queries that do
	known     func(string) bool // an address is of a service; nil where all are
	asked     bool              // the exchange asks for a solution in the in.php dialect
}

// New makes a redactor that has met nothing. It is told by known which addresses are those of
// services; nil is for where all but those of pages are.
func New(known func(url string) bool) *Redactor {
	return &Redactor{
		Counts: map[string]int{}, met: map[string]int{}, addresses: map[string]string{}, names: map[string]bool{}, places: map[string]bool{}, known: known,
	}
}

// Begin makes known which exchange comes next, where its parts are given one by one.
func (r *Redactor) Begin(x *timeline.Exchange) { r.asked = asksForSolution(x) }

// Exchange replaces what is in an exchange.
func (r *Redactor) Exchange(x *timeline.Exchange) {
	r.Begin(x)
	x.URL = r.address(x.URL)
	r.headers(x.RequestHeaders)
	r.headers(x.ResponseHeaders)
	r.body(&x.RequestBody)
	r.body(&x.ResponseBody)
}

// Kinds lists the kinds of what was replaced.
func (r *Redactor) Kinds() []string {
	kinds := make([]string, 0, len(r.Counts))
	for k := range r.Counts {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	return kinds
}

// placeholder stands for a text: as long as it, with letters for letters and digits for
// digits, and with its number at its end.
func (r *Redactor) placeholder(kind, s string) string {
	if len(s) < 2 {
		return s
	}
	if begin, cut := strings.CutSuffix(s, "…"); cut { // as programs write what they cut
		return r.placeholder(kind, begin) + "…"
	}
	r.Counts[kind]++
	if kind == otherTexts && len(s) > maxOther {
		s = s[:maxOther]
	}
	id := s
	if len(s) > sha256.Size {
		digest := sha256.Sum256([]byte(s))
		id = string(digest[:])
	}
	n, ok := r.met[id]
	if !ok {
		n = len(r.met) + 1
		r.met[id] = n
	}
	return shaped(s, n)
}

// otherTexts is the kind of what nobody knows. Of a very long one the beginning is replaced, and the
// rest left out: how long it was, no judgement rests on.
const (
	otherTexts = "other texts"
	maxOther   = 1 << 20
)

// shaped writes a number in the shape of a text.
func shaped(s string, n int) string {
	hex := !strings.ContainsFunc(s, func(c rune) bool { return !('0' <= c && c <= '9' || 'a' <= c && c <= 'f') })
	b := []byte(s)
	for i := len(b) - 1; i >= 0; i-- {
		switch c := b[i]; {
		case c >= utf8.RuneSelf:
			b[i] = 'x'
		case !('0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'):
		case n > 0:
			b[i] = byte('0' + n%10)
			n /= 10
		case hex || '0' <= c && c <= '9':
			b[i] = '0'
		case 'a' <= c && c <= 'z':
			b[i] = 'x'
		default:
			b[i] = 'X'
		}
	}
	return string(b)
}

// maxRemembered is how many names, and how many addresses, are remembered.
const maxRemembered = 4096

// remembered returns what f makes of a text. That it leaves it as it is, is remembered.
func remembered(known map[string]bool, s string, f func(string) string) string {
	if known[s] {
		return s
	}
	t := f(s)
	if t == s && len(known) < maxRemembered && len(s) <= 256 {
		known[s] = true
	}
	return t
}

// pattern is compiled when it is needed: most runs of the program redact nothing.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// key is the placeholder of an account's key, whose options stay as they are. Without a digit
// it is none, but what a program sends whose setting was never filled in.
func (r *Redactor) key(s string) string {
	if !strings.ContainsAny(s, "0123456789") && len(s) < 32 {
		return s
	}
	key, options, found := strings.Cut(s, "__")
	if found && option().MatchString(options) {
		return r.placeholder("keys", key) + "__" + options
	}
	return r.placeholder("keys", s)
}

var (
	option  = pattern(`^[a-zA-Z_0-9]{1,40}$`)
	keyLike = pattern(`[0-9A-Za-z]{24,}`) // minKey

	taskType = pattern(`^[A-Z][a-z]+[A-Za-z0-9]{0,30}Task(?:Proxyless|Proxy[Ll]ess[A-Z0-9]{0,3})?$`)
	mail     = pattern(`[0-9A-Za-z._%+-]+@[0-9A-Za-z.-]+`)
)

// minPiece is how long a run of letters and digits is that may be a piece of a key, and
// maxDigits how many digits a number has at most.
const (
	minPiece  = 8
	maxDigits = 20
)

// run is a UUID, which is of a task, or another run of letters and digits.
var run = pattern(`[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9A-Za-z]{8,}`)

func digitsIn(s string) (n int) {
	for _, c := range []byte(s) {
		if '0' <= c && c <= '9' {
			n++
		}
	}
	return n
}

// minKey is how long a run of letters and digits is that may be a key.
const minKey = 24

// scrubbed replaces what may be a key, or a mail address, in a text that may stay otherwise.
func (r *Redactor) scrubbed(s string) string {
	if strings.Contains(s, "@") {
		s = mail().ReplaceAllStringFunc(s, func(m string) string { return r.placeholder("mail addresses", m) })
	}
	if len(s) < minPiece {
		return s
	}
	return run().ReplaceAllStringFunc(s, func(m string) string {
		if digits := digitsIn(m); strings.Contains(m, "-") || digits == len(m) && digits <= maxDigits || len(m) < minKey && digits <= 3 || digits == 0 || taskType().MatchString(m) {
			return m
		}
		return r.placeholder("keys", m)
	})
}

// Name replaces the name of a field that may be something else which strayed there: names that
// programs give have few digits.
func (r *Redactor) Name(s string) string { return remembered(r.names, s, r.newName) }

func (r *Redactor) newName(s string) string {
	if _, field := fields[plainName(s)]; field || fieldName().MatchString(s) {
		return r.scrubbed(s)
	}
	return r.placeholder("other texts", s)
}

var fieldName = pattern(`^(?:[A-Za-z_.:$@()\[\]/-]{0,60}[0-9]?){0,2}[A-Za-z_.:$@()\[\]/-]{0,60}$`)
