package service

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
)

// flaw notes something wrong with the request.
func (r *reading) flaw(f timeline.Flaw, found bool) {
	if found {
		r.call.Flaws.Add(f)
	}
}

// formOfKey looks at a key as it was sent, and at the options behind it.
func (r *reading) formOfKey(raw, base, suffix string) {
	bare := strings.Trim(raw, " \t\r\n")
	r.flaw(timeline.KeyMalformed, bare != raw || strings.ContainsAny(bare, `"' `) ||
		strings.HasPrefix(strings.ToLower(bare), "bearer") ||
		r.profile.KeyLength > 0 && len(base) != r.profile.KeyLength)
	if r.profile.Modules == nil {
		return
	}
	r.flaw(timeline.KeySuffixInvalid, suffix != "" && !r.profile.options(suffix) ||
		strings.HasSuffix(base, "_nocache") || strings.Contains(base, "_recognizingthreshold"))
}

// options reports whether all options behind a key are ones that the service knows,
// each given once.
func (p *Profile) options(suffix string) bool {
	seen := map[string]bool{}
	for option := range strings.SplitSeq(suffix, "__") {
		kind := option
		if percent, ok := strings.CutPrefix(option, "recognizingthreshold_"); ok {
			kind = "recognizingthreshold"
			if n, err := strconv.Atoi(percent); err != nil || p.outside(gjson.Result{Type: gjson.Number, Num: float64(n)}, ThresholdLeast, ThresholdMost) {
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
	scheme, _, _ := strings.Cut(strings.ToLower(r.x.URL), "://")
	keyed := !r.call.Key.IsZero()
	r.flaw(timeline.KeyOverHTTP, json && keyed && scheme == "http" && !local(r.target.host))
	if !json {
		r.flaw(timeline.MethodWrong, r.x.Method == "PUT" || r.x.Method == "PATCH" || r.x.Method == "DELETE")
		return
	}
	r.flaw(timeline.MethodWrong, r.x.Method != "POST" && r.x.Method != "" && dialectOf(r.target.path) == jsonDialect && !keyless(r.target.path))
	kind := strings.ToLower(r.x.Header("Content-Type"))
	r.flaw(timeline.ContentTypeWrong, strings.Contains(kind, "form-urlencoded") || strings.HasPrefix(kind, "multipart/"))
	r.flaw(timeline.KeyInURL, parameters(r.target.query).Has("clientKey"))
	r.flaw(timeline.KeyInHeader, r.call.Shows.Has(timeline.ShowsKey) && !keyed && r.x.Header("clientKey") != "")
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
	r.flaw(timeline.TaskIDInvalid, r.call.Op == timeline.GetTaskResult && !validID(id))
}

func validID(id string) bool {
	digits := id != "" && strings.Trim(id, "0123456789") == ""
	if digits {
		return strings.Trim(id, "0") != ""
	}
	return len(id) >= 16 && !strings.ContainsAny(id, "| ") && !strings.Contains(id, "ERROR")
}

// jsonTask looks at a task of the JSON dialect.
func (r *reading) jsonTask(f *fields) {
	if !f.create.IsObject() {
		r.flaw(timeline.TaskAbsent, true)
		return
	}
	r.profile.inspect(f.create, r.call.Payload, &r.call.Flaws)
	r.flaw(timeline.SoftIDWrong, f.softText || f.create.Get("softId").Exists())
	inspectCallback(f.address, &r.call.Flaws)
	r.images(f.create)
}

// images looks at the images of a task.
func (r *reading) images(task gjson.Result) {
	for _, name := range []string{"body", "image"} {
		if v := task.Get(name); v.Type == gjson.String {
			r.image(v.Str)
		}
	}
	for _, name := range []string{"imagesBase64", "images"} {
		task.Get(name).ForEach(func(_, v gjson.Result) bool {
			if v.Type == gjson.String {
				r.image(v.Str)
			}
			return true
		})
	}
}

// image notes the facts of an image in Base64. Sounds are sent in the same place.
func (r *reading) image(text string) {
	m := measure(text)
	p := r.call.Payload
	p.Image, p.Side = max(p.Image, m.bytes), max(p.Side, int32(m.side))
	if !strings.Contains(strings.ToLower(p.Type), "audio") {
		r.call.Flaws |= m.flaws
	}
}

// fitness looks at options of a task that it has from anywhere: from its own
// members, from the key, from parameters.
func (r *reading) fitness() {
	p := r.call.Payload
	kind := strings.ToLower(p.Type)
	recaptcha := strings.Contains(kind, "recaptcha") || strings.Contains(kind, "nocaptcha")
	p.Cached = recaptcha && !p.NoCache
	r.flaw(timeline.NoCacheUnfit, p.NoCache && !recaptcha && kind != "")
}

// phpTask looks at a task of the in.php dialect.
func (r *reading) phpTask(p phpRequest) {
	has := func(field string, _ bool) bool {
		return p.values.Get(field) != "" || field == "file" && p.file >= 0 || field == "body" && p.file >= 0
	}
	method := p.values.Get("method")
	i := slices.IndexFunc(r.profile.Methods, func(t TaskType) bool { return t.Name == method })
	if i >= 0 {
		r.call.Payload.Missing, _ = r.profile.Methods[i].missing(has)
		r.flaw(timeline.FieldMissing, r.call.Payload.Missing != "")
	}
	page := p.values.Get("pageurl")
	r.flaw(timeline.URLScheme, page != "" && !webURL(page))
	r.flaw(timeline.QueryUnencoded, r.x.Method == "GET" && spilled(r.target.query))
	most, ok := r.profile.Limit(TextMost)
	r.flaw(timeline.InstructionsLong, ok && int64(len([]rune(p.values.Get("textinstructions")))) > most.Value)
	inspectCallback(p.values.Get("pingback"), &r.call.Flaws)
	inspectAddress(hostOfProxy(p.values.Get("proxy")), &r.call.Flaws)
	r.call.Flaws &^= 1 << timeline.ProxyHostname // names are usual in this dialect
	if body := p.values.Get("body"); body != "" && method != "audio" {
		r.image(strings.ReplaceAll(body, " ", "+")) // in a form that was not encoded, each + has become a space
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
	_, rest, found := strings.Cut("&"+query, "&pageurl=")
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
