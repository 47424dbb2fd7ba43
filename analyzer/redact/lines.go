package redact

import (
	"strings"

	"github.com/banlint/banlint/analyzer/jsoncheck"
)

// words are what logs of HTTP are made of, beside what they log: of any other word only the
// shape is kept.
var words = set(`
	a an and are as at b br by for from in is its of on or the to with not no yes ok true false null none undefined
	http https tcp tls ssl h1 h2 h3 http/1.0 http/1.1 http/2 http/2.0 http/3 utf-8 ascii gzip deflate br zstd identity chunked base64 close keep-alive
	debug info information notice warn warning error err crit critical fatal trace verbose stdout stderr f p
	request requests response responses req res options reply send sent sending header headers received receiving
	connect connected connecting connection connections disconnect client server host port using trailers body
	cmc-http cmc-task cmc-tasks cmc-dbg pw:api undici fetch fetch: httpx httpx._client urllib3.connectionpool urllib3 http.client curl mitmdump starting new
	level time ts timestamp msg message method path url uri status statuscode code duration ms s took bytes size remote remote_ip remote_addr user_agent
	host: user-agent: accept: content-type: content-length: date: server: connection:
	date gmt utc mon tue wed thu fri sat sun jan feb mar apr may jun jul aug sep oct nov dec
	application/json text/html text/plain application/x-www-form-urlencoded multipart/form-data charset=utf-8 */*
	createtask gettaskresult getbalance reportincorrect in.php res.php capmonster anti-captcha anticaptcha 2captcha rucaptcha twocaptcha capsolver
	poll polling solved ready processing task tasks created waiting captcha result results balance retry attempt failed timeout banned
	user-agent accept content-type content-length content-encoding transfer-encoding server host accept-encoding retry-after cache-control
	found upstream file descriptor data trying left intact established established. closed local opening proxy tunnel
	fetch xhr script document complete other
`)

var (
	token   = pattern(`(?s)^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"'\[\](){}<>,;|]+|.)`)
	numeric = pattern(`^[-+]?[\d.:/TZ+-]{1,32}[a-zµ%]{0,3}[:.,)]*$`)
	long    = pattern(`\d{14}|^\+\d{8}`) // as epochs are not, nor what is counted
	upper   = pattern(`^[-<>*]?[A-Z][A-Z_]{1,60}:?$`)
	product = pattern(`^[A-Za-z][A-Za-z._-]{0,24}/v?\d[\d.]{0,16}$`)
	month   = pattern(`^\d{1,2}[/-][A-Z][a-z]{2}[/-]\d{2,4}(?::[\d:.]+)?$`)
	marks   = pattern(`^[^0-9A-Za-z\x80-\xff]*$`)
)

// Line replaces what a line of a log holds. Its marks and numbers stay, and of its words those
// that such logs are made of.
func (r *Redactor) Line(line []byte) []byte { return []byte(r.line(string(line), 0)) }

func (r *Redactor) line(s string, depth int) string {
	if depth > maxDepth {
		return r.placeholder(otherTexts, s)
	}
	var b strings.Builder
	name, budget := "", 4*len(s)
	for s != "" {
		t := s[:token().FindStringIndex(s)[1]]
		if t == "{" || t == "[" {
			if end := jsonEnd(s, &budget); end > 0 {
				b.WriteString(r.json(s[:end], place{depth: depth}))
				s, name = s[end:], ""
				continue
			}
		}
		s = s[len(t):]
		b.WriteString(r.token(name, t, depth))
		name = nameFor(name, t)
	}
	return b.String()
}

// token replaces a word, or what stands in quotes, behind a name.
func (r *Redactor) token(name, t string, depth int) string {
	if !isQuoted(t) {
		return r.word(name, t)
	}
	return t[:1] + r.quotedText(name, t[1:len(t)-1], depth) + t[:1]
}

func isQuoted(t string) bool {
	return len(t) > 1 && (t[0] == '"' || t[0] == '\'') && t[len(t)-1] == t[0]
}

// nameFor is the name of what follows a token: one stands before a colon.
func nameFor(name, t string) string {
	switch {
	case marks().MatchString(t):
		return name
	case strings.HasSuffix(t, ":") || isQuoted(t):
		return strings.Trim(t, `:"'`)
	default:
		return ""
	}
}

// jsonEnd is the length of the JSON at the beginning of a text; 0 where none begins that holds
// a text. It takes what it looks at off the budget.
func jsonEnd(s string, budget *int) int {
	depth, text := 0, false
	for i := 0; i < len(s) && *budget > 0; i++ {
		*budget--
		switch s[i] {
		case '"':
			text = true
			for i++; i < len(s) && s[i] != '"'; i++ {
				if s[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth > 0 {
				continue
			}
			if text && jsoncheck.Check([]byte(s[:i+1])) == nil {
				return i + 1
			}
			return 0
		}
	}
	return 0
}

// quotedText replaces what stands in quotes.
func (r *Redactor) quotedText(name, text string, depth int) string {
	if plain, escape, ok := unescaped(text); ok {
		return escape(r.plainQuoted(name, plain, depth))
	}
	return r.plainQuoted(name, text, depth)
}

func (r *Redactor) plainQuoted(name, text string, depth int) string {
	switch t := treatmentOf(name); {
	case t == key || t == proxy || t == host || t == picture:
		return r.treated(t, text)
	case looksLikeJSON(text):
		return r.json(text, place{depth: depth + 1})
	case pairs().MatchString(text):
		return r.form(text)
	case strings.HasPrefix(text, "Mozilla/5.0 ("):
		return r.scrubbed(text)
	default:
		return r.line(text, depth+1)
	}
}

// unescaped undoes what a log writes for quotes and the like within quotes, and how to do so
// again; ok is false where there is nothing to undo.
func unescaped(text string) (plain string, escape func(string) string, ok bool) {
	switch {
	case strings.Contains(text, `\x22`):
		return nginxPlain.Replace(text), nginxEscaped.Replace, true
	case strings.Contains(text, `\`):
		return logPlain.Replace(text), logEscaped.Replace, true
	default:
		return text, nil, false
	}
}

var (
	nginxPlain   = strings.NewReplacer(`\x22`, `"`, `\x5C`, `\`, `\x0A`, "\n", `\x0D`, "\r", `\\`, `\`)
	nginxEscaped = strings.NewReplacer(`"`, `\x22`, `\`, `\x5C`, "\n", `\x0A`, "\r", `\x0D`)
	logPlain     = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\'`, `'`, `\n`, "\n", `\r`, "\r", `\t`, "\t")
	logEscaped   = strings.NewReplacer(`\`, `\\`, `"`, `\"`, `'`, `\'`, "\n", `\n`, "\r", `\r`, "\t", `\t`)
)

// word replaces a word behind a name.
func (r *Redactor) word(name, w string) string {
	t := treatmentOf(name)
	switch {
	case marks().MatchString(w):
		return w
	case t == key || t == proxy || t == host || t == picture:
		return r.treated(t, w)
	case scheme().MatchString(w):
		return r.link(w)
	case w[0] == '/':
		return r.address(w)
	case strings.Contains(w, "="):
		return r.assigned(w)
	case isAddress(strings.TrimRight(w, ":,.")):
		return r.proxy(w)
	case isWord(strings.TrimRight(w, ":.,")), numeric().MatchString(w) && !long().MatchString(w), upper().MatchString(w), product().MatchString(w), month().MatchString(w):
		return w
	case t == kept, taskType().MatchString(w):
		return r.scrubbed(w)
	case strings.Contains(w, "/"):
		return r.parts(w)
	case r.known != nil && r.known("https://"+w+"/"):
		return w
	default:
		return r.placeholder(otherTexts, w)
	}
}

// isWord reports whether a word is one of those that logs and requests are made of.
func isWord(w string) bool {
	lower := strings.ToLower(w)
	_, field := fields[joined.Replace(lower)]
	return field || words[lower]
}

// assigned replaces the values in name=value, or in a form.
func (r *Redactor) assigned(w string) string {
	if pairs().MatchString(w) {
		name, value, _ := strings.Cut(w, "=")
		if !strings.Contains(value, "&") && treatmentOf(name) == replaced {
			return r.Name(name) + "=" + r.word(name, value)
		}
		return r.form(w)
	}
	return r.placeholder(otherTexts, w)
}

// parts replaces what stands between slashes.
func (r *Redactor) parts(w string) string {
	parts := strings.Split(w, "/")
	for i, p := range parts {
		if p != "" {
			parts[i] = r.word("", p)
		}
	}
	return strings.Join(parts, "/")
}
