package redact

import (
	"encoding/base64"
	"net/netip"
	"strings"
	"unicode/utf8"

	"github.com/banlint/banlint/parsers"
)

var (
	stamp   = pattern(`^(?:\d{4}-\d\d-\d\d[T ]?[\d:.,]*(?: ?[+-]\d\d:?\d\d|Z)?|(?:[A-Z][a-z]{2},? )?[\d A-Za-z/:-]{0,14}\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[\d /:.-]{3,24}(?: ?[A-Z]{1,4}| ?[+-]\d{4})?(?: \d{4})?)$`)
	short   = pattern(`^[-+]?\d{1,9}(?:[.:]\d{1,9}){0,3}(?:ns|µs|us|ms|s|m|h)?$`)
	verb    = pattern(`^[A-Z]{3,10}$`)
	proto   = pattern(`^(?:HTTP/)?[0-9](?:\.[0-9])?$`)
	mime    = pattern(`^(?:text|application|image|multipart)/[a-z0-9.+-]{1,60}(?:; ?(?:charset=[\w-]{1,20}|boundary=\S{1,100}))?$`)
	scheme  = pattern(`^[a-z][a-z0-9+.-]{0,12}://`)
	message = pattern(`^(?:[A-Z]{3,10} \S+ HTTP/[0-9.]+|HTTP/[0-9.]+ \d{3}[^\r\n]*)\r?\n`)
)

// bodies are the members that hold whole bodies, messages, or lines of a log.
var bodies = set("body data text content payload raw string base64string bodybase64 encoded request response message log msg json postdata requestbody responsebody reqbody resbody respbody requestbodybase64 responsebodybase64 textpayload line")

// timed are parts of the names of numbers that may be long.
var timed = pattern(`(?i)time|date|start|end|ts$|^ts|stamp|nano|msec|duration|elapsed|latency|took|size|length|bytes|^(?:send|wait|receive|connect|blocked|dns|ssl|epoch|rt)$`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// Field is what takes the place of a text by the name of its field.
func (r *Redactor) Field(name, value string) string { return r.field(place{name: name}, value) }

// Header is what takes the place of a header field's value.
func (r *Redactor) Header(name, value string) string {
	switch lower := strings.ToLower(name); {
	case lower == "content-type": // a boundary is drawn by lot
		return value
	case harmless[lower]:
		return r.scrubbed(value)
	case short().MatchString(value):
		return value
	default:
		return r.placeholder("headers", value)
	}
}

// field is what takes the place of a text.
func (r *Redactor) field(p place, s string) string {
	name := plainName(p.name)
	t := fields[name]
	switch {
	case s == "" || p.depth > maxDepth:
		return r.placeholder(otherTexts, s)
	case looksLikeJSON(s):
		return r.json(s, place{depth: p.depth + 1, name: keyName(p.name)})
	case t != key && t != proxy && t != host && isHarmless(s), strings.Trim(s, "0123456789.") == "" && timed().MatchString(p.name):
		return s
	case bodies[name]:
		return r.bodyText(p, s)
	case t == kept || hostNames[name]:
		return r.scrubbed(s)
	case t == site && r.known != nil && r.known(s):
		return r.address(s)
	case t != replaced:
		return r.treated(t, s)
	case scheme().MatchString(s) || s[0] == '/' && !strings.ContainsAny(s, " \t\n"):
		return r.link(s)
	case isAddress(s):
		return r.proxy(s)
	default:
		return r.placeholder(otherTexts, s)
	}
}

// keyName is a name where it says that all below is a key.
func keyName(name string) string {
	if treatmentOf(name) == key {
		return name
	}
	return ""
}

// hostNames are the members that hold the host of a service.
var hostNames = set("host hostname authority sni servername :authority httphost requesthost clientrequesthost server.address net.peer.name http.host scope xhostheader")

// isHarmless reports whether a text has a shape that holds no secret.
func isHarmless(s string) bool {
	if len(s) > 120 {
		return false
	}
	switch c := s[0]; {
	case '0' <= c && c <= '9', c == '-', c == '+':
		return proto().MatchString(s) || stamp().MatchString(s) || short().MatchString(s) && !isAddress(s)
	case 'A' <= c && c <= 'Z':
		return verb().MatchString(s) || words[strings.ToLower(s)] || proto().MatchString(s) || stamp().MatchString(s)
	default:
		return words[s] || strings.Contains(s, "/") && mime().MatchString(s)
	}
}

func isAddress(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	_, err := netip.ParseAddrPort(s)
	return err == nil
}

// link replaces what an address holds: of a service's all but what judgements rest on, of
// another all.
func (r *Redactor) link(s string) string {
	if s[0] == '/' || r.known == nil || r.known(s) {
		return r.address(s)
	}
	scheme, rest, _ := strings.Cut(s, "://")
	return scheme + "://" + r.placeholder(otherTexts, rest)
}

// bodyText replaces what stands for a body, in whatever way it was written down.
func (r *Redactor) bodyText(p place, s string) string {
	trimmed := strings.TrimSpace(s)
	switch {
	case message().MatchString(s):
		return string(r.Message([]byte(s)))
	case strings.HasPrefix(trimmed, "data:") || isBase64(trimmed):
		return r.encoded(p, trimmed)
	case scheme().MatchString(trimmed):
		return r.link(trimmed)
	case p.depth == 0 && lineNames[strings.ToLower(p.name)]:
		return string(r.Line([]byte(s)))
	default:
		return r.plainBody(s)
	}
}

// isBase64 reports whether a text is Base64, and not so short that it may be a word.
func isBase64(s string) bool {
	if len(s)%4 != 0 {
		return false
	}
	letters := strings.TrimSuffix(strings.TrimSuffix(s, "="), "=")
	if len(letters) < 16 {
		return false
	}
	for i := range len(letters) {
		if c := letters[i]; (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '+' && c != '/' {
			return false
		}
	}
	return true
}

// lineNames are the members in which collectors store lines.
var lineNames = set("log message msg textpayload line")

// encoded replaces what stands in Base64: an image, or a body.
func (r *Redactor) encoded(p place, s string) string {
	if beginsPicture(s) {
		return r.picture(s)
	}
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return r.picture(s)
	}
	inside := func(b []byte) []byte {
		if !utf8.Valid(b) {
			return []byte(r.placeholder(otherTexts, string(b)))
		}
		return []byte(r.bodyText(place{name: p.name, depth: p.depth + 1}, string(b)))
	}
	if packed, ok := parsers.Repacked(raw, inside); ok {
		return base64.StdEncoding.EncodeToString(packed)
	}
	if !utf8.Valid(raw) || strings.ContainsFunc(string(raw), isControl) {
		return r.placeholder(otherTexts, s)
	}
	return base64.StdEncoding.EncodeToString(inside(raw))
}

func isControl(c rune) bool { return c < ' ' && c != '\n' && c != '\r' && c != '\t' }

// literal replaces a number that may be one of a person or an account.
func (r *Redactor) literal(s string, p place) string {
	if s[0] != '-' && (s[0] < '0' || s[0] > '9') || len(s) <= 6 || p.kind == header || treatmentOf(p.name) == kept || timed().MatchString(p.name) {
		return s
	}
	sign, digits := "", s
	if s[0] == '-' {
		sign, digits = "-", s[1:]
	}
	if i := strings.IndexAny(digits, "eE"); i >= 0 {
		digits = digits[:i]
	}
	digits = r.placeholder(otherTexts, digits)
	if digits[0] == '0' && !strings.HasPrefix(digits, "0.") && len(digits) > 1 { // numbers do not begin so
		digits = "1" + digits[1:]
	}
	return sign + digits
}
