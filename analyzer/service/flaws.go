package service

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/banlint/banlint/analyzer/timeline"
)

// flaw notes something wrong with the request.
func (r *reading) flaw(f timeline.Flaw, found bool) {
	if found {
		r.call.Flaws.Add(f)
	}
}

// formOfKey looks at a key as it was sent, and at the options behind it.
func (p *Profile) formOfKey(raw, base, suffix string) (flaws timeline.Flaws) {
	bare := strings.Trim(raw, " \t\r\n")
	if bare != raw || strings.ContainsAny(bare, `"' `) || hasPrefixFold(bare, "bearer") || p.KeyLength > 0 && len(base) != p.KeyLength {
		flaws.Add(timeline.KeyMalformed)
	}
	if p.Modules != nil && (suffix != "" && !p.options(suffix) || strings.HasSuffix(base, "_nocache") || strings.Contains(base, "_recognizingthreshold")) {
		flaws.Add(timeline.KeySuffixInvalid)
	}
	return flaws
}

// options reports whether all options behind a key are ones that the service knows,
// each given once.
func (p *Profile) options(suffix string) bool {
	seen := map[string]bool{}
	for option := range strings.SplitSeq(suffix, "__") {
		kind := option
		if percent, ok := strings.CutPrefix(option, "recognizingthreshold_"); ok {
			kind = "recognizingthreshold"
			if n, err := strconv.Atoi(percent); err != nil || p.outside(float64(n), ThresholdLeast, ThresholdMost) {
				return false
			}
		} else if option != "nocache" {
			if !slices.Contains(p.Modules, option) {
				return false
			}
			kind = "module"
		}
		if seen[kind] {
			return false
		}
		seen[kind] = true
	}
	return true
}

// transport looks at how the request was sent. json tells its dialect.
func (r *reading) transport(json bool) {
	keyed := !r.call.Key.IsZero()
	if !json {
		r.flaw(timeline.MethodWrong, r.x.Method == "PUT" || r.x.Method == "PATCH" || r.x.Method == "DELETE")
		return
	}
	r.flaw(timeline.KeyOverHTTP, keyed && strings.EqualFold(r.target.scheme, "http") && !local(r.target.host))
	r.flaw(timeline.MethodWrong, r.x.Method != "POST" && r.x.Method != "" && r.target.dialect == jsonDialect && !keyless(r.target.path))
	kind := r.head.kind
	r.flaw(timeline.ContentTypeWrong, hasPrefixFold(kind, "multipart/") || strings.Contains(strings.ToLower(kind), "form-urlencoded"))
	for query := r.query; query != ""; {
		var pair string
		pair, query, _ = cut(query, '&')
		r.flaw(timeline.KeyInURL, r.unescaped(parameterIn(pair).name) == "clientKey")
	}
	r.flaw(timeline.KeyInHeader, r.call.Shows.Has(timeline.ShowsKey) && !keyed && r.head.key != "")
}

// local reports whether a host is on the machine or the network of the client: a
// double of the service, or a gateway.
func local(host string) bool {
	name, _, _ := strings.Cut(host, ":")
	return private(name) || strings.HasSuffix(name, ".local") || strings.HasSuffix(name, ".test") || !strings.Contains(name, ".")
}

// asked looks at the id that a result is asked for with. Ids are digits, but at
// services that hand out others.
func (r *reading) asked(id string) {
	r.id = id
	r.flaw(timeline.TaskIDInvalid, r.call.Op == timeline.GetTaskResult && !validID(id))
}

func validID(id string) bool {
	if isDigits(id) {
		return strings.Trim(id, "0") != ""
	}
	return len(id) >= 16 && !strings.ContainsAny(id, "| ") && !strings.Contains(id, "ERROR")
}

// jsonTask looks at a task of the JSON dialect.
func (r *reading) jsonTask(f *fields) {
	t := r.taskIn(f.create)
	r.call.Payload = r.payload(t)
	r.call.Payload.Callback = f.address != ""
	r.call.Proxy = r.proxyOf(t)
	if !f.create.isObject() {
		r.flaw(timeline.TaskAbsent, true)
		return
	}
	r.inspect(t)
	r.flaw(timeline.SoftIDWrong, f.softText || t.get("softId").given())
	inspectCallback(f.address, &r.call.Flaws)
	r.images(t)
}

// images looks at the images of a task.
func (r *reading) images(t *task) {
	for _, name := range [...]string{"body", "image"} {
		r.imageIn(t.get(name))
	}
	for _, name := range [...]string{"imagesBase64", "images"} {
		t.get(name).each(r.imageIn)
	}
}

// imageIn looks at an image in a value, if it is a string.
func (r *reading) imageIn(v value) {
	switch {
	case !v.isText():
	case strings.IndexByte(v.raw, '\\') >= 0:
		r.image(pieces{text: v.text()})
	default:
		r.image(pieces{text: v.raw[1 : len(v.raw)-1], at: v.at + 1, left: v.left})
	}
}

// image notes the facts of an image in Base64. Sounds are sent in the same place.
func (r *reading) image(text pieces) {
	m := measure(text)
	p := r.call.Payload
	p.Image, p.Side = max(p.Image, m.bytes), max(p.Side, int32(m.side))
	if !containsFold(p.Type, "audio") {
		r.call.Flaws |= m.flaws
	}
}

// fitness looks at options of a task that it has from anywhere: from its own
// members, from the key, from parameters.
func (r *reading) fitness() {
	p := r.call.Payload
	recaptcha := containsFold(p.Type, "recaptcha") || containsFold(p.Type, "nocaptcha")
	p.Cached = recaptcha && !p.NoCache
	r.flaw(timeline.NoCacheUnfit, p.NoCache && !recaptcha && p.Type != "")
}

// phpTask looks at a task of the in.php dialect.
func (r *reading) phpTask(p phpRequest) {
	has := func(field string, _ bool) bool {
		return p.get(field) != "" || (field == "file" || field == "body") && p.file >= 0
	}
	method := p.get("method")
	if known := r.method(method).plain; known != nil {
		r.call.Payload.Missing, _ = known[0].missing(has)
		r.flaw(timeline.FieldMissing, r.call.Payload.Missing != "")
	}
	page := p.get("pageurl")
	r.flaw(timeline.URLScheme, page != "" && !webURL(page))
	r.flaw(timeline.QueryUnencoded, r.x.Method == "GET" && spilled(r.query))
	if text := p.get("textinstructions"); text != "" {
		most, ok := r.profile.Limit(TextMost)
		r.flaw(timeline.InstructionsLong, ok && int64(utf8.RuneCountInString(text)) > most.Value)
	}
	inspectCallback(p.get("pingback"), &r.call.Flaws)
	inspectAddress(hostOfProxy(p.get("proxy")), &r.call.Flaws)
	r.call.Flaws &^= 1 << timeline.ProxyHostname // names are usual in this dialect
	if body := p.get("body"); body != "" && method != "audio" {
		text := pieces{text: strings.ReplaceAll(body, " ", "+")} // in a form that was not encoded, each + has become a space
		if at := formBody(&r.request); at >= 0 && r.x.Method != "GET" && p.count("body") == 1 {
			text.at, text.left = at, r.request.Left
		}
		r.image(text)
	}
}

// hostOfProxy returns the host of login:password@host:port.
func hostOfProxy(proxy string) string {
	if i := strings.LastIndexByte(proxy, '@'); i >= 0 {
		proxy = proxy[i+1:]
	}
	host, _, _ := strings.Cut(proxy, ":")
	return host
}

// spilled reports whether a page's URL in a query was not encoded, so that what
// stands behind its own & was read as parameters of the request.
func spilled(query string) bool {
	rest, found := strings.CutPrefix(query, "pageurl=")
	if !found {
		_, rest, found = strings.Cut(query, "&pageurl=")
	}
	page, after, more := strings.Cut(rest, "&")
	if !found || !more || !strings.Contains(page, "?") {
		return false
	}
	next, _, _ := strings.Cut(after, "=")
	return !slices.Contains(parameterNames, next)
}

// parameterNames are those of in.php that may follow a page's URL.
var parameterNames = strings.Fields(`key method json soft_id header_acao pingback proxy proxytype googlekey sitekey pageurl invisible
	enterprise version action min_score domain data-s userAgent cookies nocache gt challenge api_server captcha_id publickey surl
	data pagedata lang language numeric phrase regsense min_len max_len calc textinstructions context iv challenge_script
	captcha_script div_id captcha_url apijs datatype submit debug_dump`)
