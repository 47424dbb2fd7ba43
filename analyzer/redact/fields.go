package redact

import (
	"encoding/base64"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// A treatment says what becomes of the text in a field.
type treatment uint8

const (
	replaced treatment = iota // whatever is not known to be harmless
	kept                      // but for what may be a key in it
	key
	site    // an address of a page: host and path stay
	host    // an address of a proxy
	proxy   // a proxy in one text
	picture // Base64 of an image: what tells its type and size stays
	file    // an image as it is
)

// fields are those that judgements rest on, by their names in lower case without what joins
// words.
var fields = func() map[string]treatment {
	m := map[string]treatment{
		"clientkey": key, "key": key, "websiteurl": site, "pageurl": site, "callbackurl": site, "pingback": site, "url": site,
		"proxyaddress": host, "proxy": proxy, "body": picture, "image": picture, "imagesbase64": picture, "file": file, "imageurls": site,
	}
	for _, name := range []string{
		"type", "method", "action", "status", "errorcode", "errorid", "taskid", "id", "ids", "request", "websitekey", "sitekey", "googlekey", "proxytype", "proxyport",
		"minscore", "pageaction", "version", "softid", "languagepool", "capmonstermodule", "module", "recognizingthreshold", "numeric", "case", "math", "class", "task",
		"useragent", "json", "headeracao", "nocache", "regsense", "phrase", "minlen", "maxlen", "lang", "language", "enterprise", "invisible", "createtime", "endtime",
		"cost", "solvecount", "balance", "queuetype", "logger", "mode", "count", "bid", "thread", "percentage",
	} {
		m[name] = kept
	}
	return m
}()

// joined takes out what joins the words of a name.
var joined = strings.NewReplacer("-", "", "_", "")

func treatmentOf(name string) treatment { return fields[plainName(name)] }

// plainName is a name in lower case without what joins words.
func plainName(name string) string {
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") == "" { // as nearly all are
		return name
	}
	return strings.ToLower(joined.Replace(name))
}

// treated is what takes the place of a text that is treated so.
func (r *Redactor) treated(t treatment, value string) string {
	switch t {
	case kept:
		return r.scrubbed(value)
	case key:
		return r.key(value)
	case site:
		return r.site(value)
	case host:
		return r.proxy(value)
	case proxy:
		return r.proxy(value)
	case picture:
		return r.picture(value)
	case file:
		if len(value) > telling && isPicture([]byte(value)) {
			return value[:telling] + r.placeholder("images", value[telling:])
		}
		return r.placeholder(otherTexts, value)
	default:
		return r.placeholder(otherTexts, value)
	}
}

// site keeps the host and the path of an address.
func (r *Redactor) site(s string) string {
	before, rest, _ := strings.Cut(s, "?")
	before = r.address(before)
	if rest != "" {
		before += "?" + r.placeholder(otherTexts, rest)
	}
	return before
}

var proxyParts = pattern(`[0-9A-Za-z.\[\]_!%$*+~-]+|[^0-9A-Za-z.\[\]_!%$*+~-]+`)

// proxy replaces logins and passwords of a proxy, and its address, wherever they stand in it.
func (r *Redactor) proxy(s string) string {
	scheme := ""
	if before, after, ok := strings.Cut(s, "://"); ok {
		scheme, s = before+"://", after
	}
	parts := proxyParts().FindAllString(s, -1)
	for i, p := range parts {
		switch {
		case strings.Trim(p, "0123456789") == "" || strings.Trim(p, ":@/ ;,") == "": // a port, or what stands between
		case strings.Contains(p, ".") && !strings.ContainsAny(p, "!%$*+~"):
			parts[i] = r.host(p)
		default:
			parts[i] = r.placeholder("proxy logins", p)
		}
	}
	return scheme + strings.Join(parts, "")
}

// host is the placeholder of a proxy's address: one for documents, while there are any. What
// cannot be reached from outside tells nobody anything.
func (r *Redactor) host(s string) string {
	address, err := netip.ParseAddr(strings.Trim(s, "[]"))
	switch {
	case err != nil:
		return r.placeholder("proxy addresses", s)
	case !address.Is4() || address.IsPrivate() || address.IsLoopback() || address.IsUnspecified() || address.IsLinkLocalUnicast():
		return s
	}
	r.Counts["proxy addresses"]++
	if p, ok := r.addresses[s]; ok {
		return p
	}
	hosts := len(r.addresses) + 1
	net := "198.51.100."
	if hosts > 0xff {
		net = fmt.Sprintf("11.%d.%d.", hosts>>16, hosts>>8&0xff)
	}
	r.addresses[s] = fmt.Sprintf("%s%d", net, hosts&0xff)
	return r.addresses[s]
}

// telling is how many bytes of an image tell its type, and of most types its size; in Base64 these
// are so many letters.
const (
	telling = 24
	letters = telling / 3 * 4
)

// beginsPicture reports whether a text begins as an image does in Base64.
func beginsPicture(s string) bool {
	head, err := base64.StdEncoding.DecodeString(s[:min(len(s), letters)/4*4])
	return err == nil && isPicture(head)
}

// picture keeps the beginning of an image in Base64, and its length.
func (r *Redactor) picture(s string) string {
	prefix := ""
	if strings.HasPrefix(s, "data:") {
		if i := strings.IndexByte(s, ','); i >= 0 {
			prefix, s = s[:i+1], s[i+1:]
		}
	}
	if len(s) < letters || !beginsPicture(s) {
		return prefix + r.placeholder(otherTexts, s)
	}
	return prefix + s[:letters] + r.placeholder("images", s[letters:])
}

func isPicture(head []byte) bool { return pictureType(head) != "" }

// form replaces the parameters of a query or a form.
func (r *Redactor) form(s string) string {
	pairs := strings.FieldsFunc(s, func(c rune) bool { return c == '&' || c == ';' })
	for i, pair := range pairs {
		name, value, found := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(value)
		switch {
		case !found:
			pairs[i] = r.Name(pair)
		case err != nil:
			pairs[i] = r.Name(name) + "=" + r.placeholder(otherTexts, value)
		case looksLikeJSON(plain):
			pairs[i] = r.Name(name) + "=" + url.QueryEscape(r.json(plain, place{depth: 1}))
		default:
			pairs[i] = r.Name(name) + "=" + escapedLike(value, plain, r.treated(treatmentOf(name), plain))
		}
	}
	return strings.Join(pairs, "&")
}

// escapedLike writes a text in a query as the one that it takes the place of was written there.
func escapedLike(value, plain, text string) string {
	switch {
	case text == plain:
		return value
	case strings.Contains(value, "…"):
		return text
	default:
		return url.QueryEscape(text)
	}
}
