// Package redact takes secrets out of exchanges, and leaves all that a judgement rests on:
// equal secrets stay equal, different ones different, and each keeps its shape.
package redact

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/jsoncheck"
	"github.com/banlint/banlint/analyzer/timeline"
)

// names are those of fields that hold secrets, in lower case and without what joins words.
var names = map[string]bool{
	"clientkey": true, "key": true, "apikey": true, "softkey": true, "accesskey": true, "secret": true, "token": true, "accesstoken": true, "authtoken": true,
	"password": true, "passwd": true, "pass": true, "proxypassword": true, "proxylogin": true, "login": true, "proxyuser": true, "username": true,
	"authorization": true, "proxyauthorization": true, "cookie": true, "cookies": true, "setcookie": true, "session": true, "sessionid": true,
	"xapikey": true, "xauthtoken": true, "xaccesstoken": true,
}

func secret(name string) bool {
	return names[strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(name))]
}

// maxDepth is how deep JSON in texts of JSON is looked into.
const maxDepth = 8

// A Redactor knows the secrets that it has met.
type Redactor struct {
	Counts map[string]int // how often a secret of each kind was replaced
	met    map[string]string
	hosts  int // proxies' addresses among them
}

// New makes a redactor that has met nothing.
func New() *Redactor { return &Redactor{Counts: map[string]int{}, met: map[string]string{}} }

// Exchange replaces the secrets of an exchange.
func (r *Redactor) Exchange(x *timeline.Exchange) {
	x.URL = r.address(x.URL)
	r.headers(x.RequestHeaders)
	r.headers(x.ResponseHeaders)
	r.body(&x.RequestBody)
	r.answer(x)
	x.URL = r.known(x.URL)
}

// placeholder stands for a secret: as long as it, with letters for letters and digits for
// digits, and with its number at its end.
func (r *Redactor) placeholder(kind, s string) string {
	if len(s) < 2 {
		return s
	}
	r.Counts[kind]++
	if p, ok := r.met[s]; ok {
		return p
	}
	p := shaped(s, len(r.met)+1)
	r.met[s] = p
	return p
}

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

// key is the placeholder of an account's key, whose options stay as they are.
func (r *Redactor) key(s string) string {
	key, options, found := strings.Cut(s, "__")
	if found {
		return r.placeholder("keys", key) + "__" + options
	}
	return r.placeholder("keys", s)
}

// field is what takes the place of a field's value; ok is false where it may stay.
func (r *Redactor) field(name, value string) (_ string, ok bool) {
	switch {
	case strings.EqualFold(name, "clientKey"), strings.EqualFold(name, "key"):
		return r.key(value), true
	case secret(name):
		return r.placeholder("other secrets", value), true
	case strings.EqualFold(name, "proxy"):
		return r.proxy(value), true
	case strings.EqualFold(name, "proxyAddress"):
		return r.host(value), true
	default:
		return value, false
	}
}

// proxy takes login and password off a proxy.
func (r *Redactor) proxy(s string) string {
	i := strings.LastIndexByte(s, '@')
	before, after := s[:max(i, 0)], s[i+1:]
	host, port, found := strings.Cut(after, ":")
	after = r.host(host)
	if found {
		after += ":" + port
	}
	if i < 0 {
		return after
	}
	scheme := ""
	if at := strings.Index(before, "://"); at >= 0 {
		scheme, before = before[:at+3], before[at+3:]
	}
	login, password, both := strings.Cut(before, ":")
	login = r.placeholder("proxy logins", login)
	if both {
		login += ":" + r.placeholder("proxy logins", password)
	}
	return scheme + login + "@" + after
}

// host is the placeholder of a proxy's address: one for documents, while there are any. What
// cannot be reached from outside, and what is no address, tells nobody anything.
func (r *Redactor) host(s string) string {
	address, err := netip.ParseAddr(s)
	if err != nil || !address.Is4() || address.IsPrivate() || address.IsLoopback() || address.IsUnspecified() || address.IsLinkLocalUnicast() {
		return s
	}
	r.Counts["proxy addresses"]++
	if p, ok := r.met[s]; ok {
		return p
	}
	r.hosts++
	net := "198.51.100."
	if r.hosts > 0xff {
		net = fmt.Sprintf("11.%d.%d.", r.hosts>>16, r.hosts>>8&0xff)
	}
	r.met[s] = fmt.Sprintf("%s%d", net, r.hosts&0xff)
	return r.met[s]
}

// known replaces what was met elsewhere. Short texts may stand in others by chance.
func (r *Redactor) known(s string) string {
	const long = 12
	for secret, placeholder := range r.met {
		if len(secret) >= long && strings.Contains(s, secret) {
			s = strings.ReplaceAll(s, secret, placeholder)
		}
	}
	return s
}

func (r *Redactor) address(s string) string {
	before, query, found := strings.Cut(s, "?")
	if scheme, rest, ok := strings.Cut(before, "://"); ok {
		authority, path, slash := strings.Cut(rest, "/")
		if i := strings.LastIndexByte(authority, '@'); i >= 0 {
			authority = r.placeholder("other secrets", authority[:i]) + authority[i:]
		}
		before = scheme + "://" + authority
		if slash {
			before += "/" + path
		}
	}
	if !found {
		return before
	}
	query, fragment, hash := strings.Cut(query, "#")
	before += "?" + r.form(query)
	if hash {
		before += "#" + fragment
	}
	return before
}

// form replaces the secrets among the parameters of a query or a form.
func (r *Redactor) form(s string) string {
	pairs := strings.Split(s, "&")
	for i, pair := range pairs {
		name, value, found := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(value)
		if !found || err != nil {
			continue
		}
		if looksLikeJSON(plain) {
			pairs[i] = name + "=" + url.QueryEscape(r.json(plain, "", 1))
		} else if with, ok := r.field(name, plain); ok {
			pairs[i] = name + "=" + url.QueryEscape(with)
		}
	}
	return strings.Join(pairs, "&")
}

func (r *Redactor) headers(headers []timeline.Header) {
	for i := range headers {
		h := &headers[i]
		if secret(h.Name) {
			h.Value = r.placeholder("headers", h.Value)
		} else {
			h.Value = r.known(h.Value)
		}
	}
}

func (r *Redactor) body(b *timeline.Body) {
	if len(b.Bytes) == 0 {
		return
	}
	text := string(b.Whole())
	b.Left = nil
	switch trimmed := strings.TrimSpace(text); {
	case looksLikeJSON(trimmed):
		text = r.json(trimmed, "", 0)
	case strings.HasPrefix(trimmed, "--"):
		text = r.multipart(text)
	case !strings.ContainsAny(trimmed, " \n<"):
		text = r.form(text)
	}
	b.Bytes = []byte(r.known(text))
}

var part = regexp.MustCompile(`(?s)(name="?([A-Za-z_]+)"?[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n)(.*?)(\r?\n--)`)

func (r *Redactor) multipart(text string) string {
	return part.ReplaceAllStringFunc(text, func(s string) string {
		m := part.FindStringSubmatch(s)
		with, _ := r.field(m[2], m[3])
		return m[1] + with + m[4]
	})
}

func looksLikeJSON(s string) bool {
	return s != "" && (s[0] == '{' || s[0] == '[') && jsoncheck.Check([]byte(s)) == nil
}

// json replaces the secrets of a JSON value. Those of a solution are all that it holds.
func (r *Redactor) json(raw, name string, depth int) string {
	v := gjson.Parse(raw)
	switch {
	case depth > maxDepth:
		return raw
	case v.IsObject():
		var b strings.Builder
		b.WriteByte('{')
		v.ForEach(func(k, value gjson.Result) bool {
			if b.Len() > 1 {
				b.WriteByte(',')
			}
			inner := k.Str
			if name == "solution" {
				inner = name
			}
			b.WriteString(k.Raw + ":" + r.json(value.Raw, inner, depth+1))
			return true
		})
		return b.String() + "}"
	case v.IsArray():
		var items []string
		for _, item := range v.Array() {
			items = append(items, r.json(item.Raw, name, depth+1))
		}
		return "[" + strings.Join(items, ",") + "]"
	case v.Type != gjson.String:
		return raw
	case name == "solution":
		return quoted(r.placeholder("solutions", v.Str))
	case looksLikeJSON(v.Str):
		return quoted(r.json(v.Str, "", depth+1))
	}
	with, ok := r.field(name, v.Str)
	if !ok {
		return raw
	}
	return quoted(with)
}

// quoted writes a text as JSON does.
func quoted(s string) string { return string(gjson.AppendJSONString(nil, s)) }

// answer replaces the secrets of an answer; in the in.php dialect a solution stands behind OK.
func (r *Redactor) answer(x *timeline.Exchange) {
	text := string(x.ResponseBody.Bytes)
	solution, found := strings.CutPrefix(text, "OK|")
	asked := strings.Contains(x.URL, "/res.php") && strings.Contains(x.URL, "action=get")
	if found && asked && !strings.Contains(x.URL, "action=getbalance") {
		parts := strings.Split(solution, "|")
		for i, p := range parts {
			parts[i] = r.placeholder("solutions", p)
		}
		x.ResponseBody.Bytes = []byte("OK|" + strings.Join(parts, "|"))
		return
	}
	if asked && looksLikeJSON(strings.TrimSpace(text)) {
		x.ResponseBody.Bytes = []byte(r.resultJSON(text))
	}
	r.body(&x.ResponseBody)
}

// resultJSON replaces the solution of an answer such as {"status":1,"request":"…"}.
func (r *Redactor) resultJSON(text string) string {
	request := gjson.Get(text, "request")
	if gjson.Get(text, "status").Int() != 1 || request.Type != gjson.String {
		return text
	}
	return strings.Replace(text, request.Raw, quoted(r.placeholder("solutions", request.Str)), 1)
}

// Kinds lists the kinds of secrets that were replaced.
func (r *Redactor) Kinds() []string {
	kinds := make([]string, 0, len(r.Counts))
	for k := range r.Counts {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	return kinds
}
