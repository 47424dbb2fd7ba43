package redact

import (
	"regexp"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/jsoncheck"
	"github.com/banlint/banlint/analyzer/timeline"
)

// harmless are the header fields whose values may stay, in lower case.
var harmless = map[string]bool{
	"host": true, "content-length": true, "content-encoding": true, "transfer-encoding": true, "user-agent": true, "accept": true,
	"accept-encoding": true, "accept-language": true, "connection": true, "date": true, "retry-after": true, "server": true, "cache-control": true, "vary": true,
}

func (r *Redactor) headers(headers []timeline.Header) {
	for i := range headers {
		switch h := &headers[i]; {
		case strings.EqualFold(h.Name, "Content-Type"): // a boundary is drawn by lot
		case harmless[strings.ToLower(h.Name)]:
			h.Value = r.scrubbed(h.Value)
		default:
			h.Value = r.placeholder("headers", h.Value)
		}
	}
}

// address replaces what an address may hold beside host and path.
func (r *Redactor) address(s string) string {
	before, query, found := strings.Cut(s, "?")
	before, _, _ = strings.Cut(before, "#")
	if scheme, rest, ok := strings.Cut(before, "://"); ok {
		before = scheme + "://" + rest[strings.LastIndexByte(rest[:end(rest)], '@')+1:]
	}
	before = r.scrubbed(before)
	if !found {
		return before
	}
	query, _, _ = strings.Cut(query, "#")
	return before + "?" + r.form(query)
}

// end is where the authority at the beginning ends.
func end(s string) int {
	if i := strings.IndexByte(s, '/'); i >= 0 {
		return i
	}
	return len(s)
}

// body replaces what a body holds. One that is not understood keeps nothing but its shape.
func (r *Redactor) body(b *timeline.Body) {
	if len(b.Bytes) == 0 && b.Left == nil {
		return
	}
	text := string(b.Whole())
	b.Left = nil
	switch trimmed := strings.TrimSpace(text); {
	case looksLikeJSON(trimmed):
		text = r.json(trimmed, "", 0)
	case strings.HasPrefix(trimmed, "--"):
		text = r.multipart(text)
	case pairs.MatchString(trimmed):
		text = r.form(trimmed)
	case code.MatchString(trimmed) && !keyLike.MatchString(trimmed):
	default:
		text = r.placeholder("other texts", text)
	}
	b.Bytes = []byte(text)
}

var (
	pairs = regexp.MustCompile(`^[A-Za-z_][A-Za-z_0-9\[\]]*=[^\s<]*$`)
	code  = regexp.MustCompile(`^(?:[A-Z][A-Z0-9_]{2,60}|ERROR: [0-9]{1,6}|OK\|[0-9|]{1,400}|[0-9.]{1,20})$`)
	part  = regexp.MustCompile(`(?s)(name="?([A-Za-z_]+)"?[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n)(.*?)(\r?\n--)`)
)

func (r *Redactor) multipart(text string) string {
	return part.ReplaceAllStringFunc(text, func(s string) string {
		m := part.FindStringSubmatch(s)
		return m[1] + r.field(m[2], m[3]) + m[4]
	})
}

func looksLikeJSON(s string) bool {
	return s != "" && (s[0] == '{' || s[0] == '[') && jsoncheck.Check([]byte(s)) == nil
}

// maxDepth is how deep JSON in texts of JSON is looked into.
const maxDepth = 32

// json replaces the texts of a JSON value. All in a solution is the solution, and the names of
// cookies and the like are not looked at.
func (r *Redactor) json(raw, name string, depth int) string {
	v := gjson.Parse(raw)
	switch {
	case depth > maxDepth:
		return "null"
	case v.IsObject():
		return r.object(v, name, depth)
	case v.IsArray():
		var items []string
		for _, item := range v.Array() {
			items = append(items, r.json(item.Raw, name, depth+1))
		}
		return "[" + strings.Join(items, ",") + "]"
	case v.Type == gjson.String && name == "solution":
		return quoted(r.placeholder("solutions", v.Str))
	case v.Type == gjson.String && looksLikeJSON(v.Str):
		return quoted(r.json(v.Str, "", depth+1))
	case v.Type == gjson.String:
		return quoted(r.field(name, v.Str))
	case v.Type == gjson.Number && treatmentOf(name) != kept && len(raw) > 6:
		return number(r.placeholder("other texts", raw))
	default:
		return raw
	}
}

// number makes a number of a placeholder, which must not begin with zeros.
func number(s string) string {
	if s[0] == '0' {
		return "1" + s[1:]
	}
	return s
}

func (r *Redactor) object(v gjson.Result, name string, depth int) string {
	var b strings.Builder
	b.WriteByte('{')
	v.ForEach(func(k, value gjson.Result) bool {
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		inner := k.Str
		if name == "solution" || treatmentOf(name) == key {
			inner = name
		}
		b.WriteString(quoted(r.scrubbed(k.Str)) + ":" + r.json(value.Raw, inner, depth+1))
		return true
	})
	return b.String() + "}"
}

// quoted writes a text as JSON does.
func quoted(s string) string { return string(gjson.AppendJSONString(nil, s)) }

// isAnswer reports whether an exchange asks for a solution in the in.php dialect.
func (r *Redactor) isAnswer(x *timeline.Exchange) bool {
	return strings.Contains(x.URL, "/res.php") && (strings.Contains(x.URL, "action=get&") || strings.HasSuffix(x.URL, "action=get"))
}

// answer replaces the solution, which stands behind OK, or in a member for all answers.
func (r *Redactor) answer(b *timeline.Body) {
	text := string(b.Bytes)
	if solution, found := strings.CutPrefix(text, "OK|"); found {
		parts := strings.Split(solution, "|")
		for i, p := range parts {
			parts[i] = r.placeholder("solutions", p)
		}
		b.Bytes = []byte("OK|" + strings.Join(parts, "|"))
		return
	}
	if request := gjson.Get(text, "request"); looksLikeJSON(text) && gjson.Get(text, "status").Int() == 1 && request.Type == gjson.String {
		b.Bytes = []byte(`{"status":1,"request":` + quoted(r.placeholder("solutions", request.Str)) + `}`)
		return
	}
	r.body(b)
}
