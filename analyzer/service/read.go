package service

import (
	"slices"
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer/jsoncheck"
	"github.com/banlint/banlint/analyzer/timeline"
)

// An Outcome says what a Reader made of an exchange.
type Outcome uint8

// The outcomes.
const (
	Foreign    Outcome = iota // no call of a captcha service
	Recognised                // a call of a known service
	Stranger                  // it speaks like a captcha service, on a host that belongs to none
	Tunnelled                 // a tunnel to a known service, in which calls are hidden
)

// A Reader reads exchanges, one at a time. What it needs for that it keeps from one
// exchange to the next.
type Reader struct {
	directory *Directory
	endpoints recent[endpoint]
	created   task
	params    []parameter
	ids       []string
	scratch   []byte // of texts that the recording holds in another form
	hasher    hasher
	clients   recent[string]
	agents    recent[userAgent]
	polls     polls
	answers   recent[jsonAnswer]
	answered  jsonAnswer // the last one that is not among these
	memories  map[*Profile]*memory
}

// A memory is what a Reader has made of the texts that were sent to one service.
type memory struct {
	profile *Profile
	keys    recent[sentKey]
	kinds   recent[taskKind] // task types
	methods recent[taskKind] // of the in.php dialect
}

// Reader makes a reader of the exchanges with the services of the directory.
func (d *Directory) Reader() *Reader {
	return &Reader{directory: d, memories: map[*Profile]*memory{}}
}

// Read is Reader.Read for a single exchange.
func (d *Directory) Read(x *timeline.Exchange, calls []timeline.Call) ([]timeline.Call, Outcome) {
	return d.Reader().Read(x, calls)
}

// Read appends to calls what an exchange meant to a service: one call, or one
// for each task where several are asked for at once.
func (r *Reader) Read(x *timeline.Exchange, calls []timeline.Call) ([]timeline.Call, Outcome) {
	n := len(calls)
	rd := reading{Reader: r, x: x}
	rd.head.read(x)
	var s shape
	digits := rd.shape(&s)
	if p := r.polls.like(&s); p != nil && digits != "" {
		calls = append(calls, p.call)
		rd.call = &calls[n]
		rd.again(p, digits)
		return calls, Recognised
	}
	before, after, _ := cut(x.URL, '?')
	rd.query = queryOf(before, after)
	e, outcome := r.endpoint(before, rd.query, x)
	if outcome != Recognised {
		return calls, outcome
	}
	calls = append(calls, timeline.Call{})
	rd.endpoint, rd.call = e, &calls[n] // filled where it stands, as copies of it cost as much as some reading
	if calls = rd.afresh(calls); len(calls) == n+1 {
		r.polls.keep(&rd, &s, digits)
	}
	return calls, Recognised
}

// afresh reads a call of which nothing is known, or several.
func (r *reading) afresh(calls []timeline.Call) []timeline.Call {
	if r.scratch = r.scratch[:0]; cap(r.scratch) > maxScratch {
		r.scratch = nil
	}
	r.begin()
	if r.target.dialect == phpDialect {
		return r.php(calls)
	}
	r.json()
	return calls
}

// An endpoint is what the part of a URL before its query comes to.
type endpoint struct {
	*memory
	target target
	server string // address that answered there
}

// endpoint returns where an exchange went, for one that is Recognised.
func (r *Reader) endpoint(before, query string, x *timeline.Exchange) (*endpoint, Outcome) {
	if e := r.endpoints.known(before); e != nil && e.server == x.Server && !x.Tunnel && x.Method != "OPTIONS" {
		return e, Recognised
	}
	t := split(before)
	p := r.directory.find(&t, x.Server)
	switch {
	case x.Tunnel && p != nil:
		return nil, Tunnelled
	case x.Tunnel, x.Method == "OPTIONS":
		return nil, Foreign
	case p == nil && speaks(&t, query, x):
		return nil, Stranger
	case p == nil:
		return nil, Foreign
	}
	e, _ := r.endpoints.find(before)
	*e = endpoint{r.memory(p), split(strings.Clone(before)), strings.Clone(x.Server)}
	return e, Recognised
}

func (r *Reader) memory(p *Profile) *memory {
	m := r.memories[p]
	if m == nil {
		m = &memory{profile: p}
		r.memories[p] = m
	}
	return m
}

// place notes where a call stands, and when it was sent.
func (r *reading) place() {
	x, c := r.x, r.call
	c.Pos, c.Start, c.Grain, c.Took = x.Pos, x.Start, x.Grain, x.Took
}

// begin notes what is the same for every call.
func (r *reading) begin() {
	r.place()
	x, c := r.x, r.call
	c.Service, c.Client, c.Status, c.Retry = r.profile.Name, r.client(x.Client), int16(x.Status), retryAfter(x)
	r.show(timeline.ShowsTime, x.Start != 0)
	r.show(timeline.ShowsClient, x.Client != "")
	r.request, r.answer = x.RequestBody, x.ResponseBody
	settleRequest(&r.request)
	settle(&r.answer)
}

// maxScratch bounds what is kept for texts to come: enough for images in forms.
const maxScratch = 1 << 20

// emptied returns a slice to be used again, unless a strange exchange has made it large.
func emptied[T any](s []T) []T {
	if cap(s) > 64<<10 {
		return nil
	}
	return s[:0]
}

func (r *Reader) client(address string) string {
	kept, known := r.clients.find(address)
	if !known {
		*kept = strings.Clone(address)
	}
	return *kept
}

// retryAfter returns the seconds that an answer asks to wait; 0 for none.
func retryAfter(x *timeline.Exchange) int16 {
	s := strings.TrimSpace(x.ResponseHeader("Retry-After"))
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 16)
	if err != nil || n < 0 {
		return 0
	}
	return int16(n)
}

// speaks reports whether an exchange with an unknown host has more of the
// dialect than a path.
func speaks(t *target, query string, x *timeline.Exchange) bool {
	switch t.dialect {
	case jsonDialect:
		return t.host != ""
	case phpDialect:
		return t.host != "" && (strings.Contains(query, "key=") || x.Method == "POST")
	default:
		return false
	}
}

// reading is the work on one exchange.
type reading struct {
	*Reader
	*endpoint
	x               *timeline.Exchange
	query           string // of the URL
	head            head
	id              string        // that a task was asked for with
	request, answer timeline.Body // settled
	call            *timeline.Call
}

// A head is what matters in the header of a request, "" where it is not there.
type head struct {
	agent, own string // User-Agent, and UserAgent as zenno-go misspells it
	kind       string // Content-Type
	key        string // clientKey, where it does not belong
}

// read notes the first field of each name.
func (h *head) read(x *timeline.Exchange) {
	for i := len(x.RequestHeaders) - 1; i >= 0; i-- {
		switch f := &x.RequestHeaders[i]; {
		case isNamed(f, "User-Agent"):
			h.agent = f.Value
		case isNamed(f, "Content-Type"):
			h.kind = f.Value
		case isNamed(f, "UserAgent"):
			h.own = f.Value
		case isNamed(f, "clientKey"):
			h.key = f.Value
		}
	}
}

func isNamed(h *timeline.Header, name string) bool {
	return len(h.Name) == len(name) && strings.EqualFold(h.Name, name)
}

func (r *reading) show(what timeline.Shows, shown bool) {
	if shown {
		r.call.Shows |= what
	}
}

// A sentKey is what a key comes to at a service.
type sentKey struct {
	key     timeline.Key
	shows   timeline.Shows
	flaws   timeline.Flaws
	noCache bool
}

// key notes the account key as it was sent, "" for none.
func (r *reading) key(raw string) {
	k, known := r.keys.find(raw)
	if !known {
		*k = r.profile.read(raw)
	}
	r.call.Shows |= k.shows
	r.call.Key = k.key
	r.call.Flaws |= k.flaws
	if k.noCache && r.call.Payload != nil {
		r.call.Payload.NoCache = true
	}
}

// read makes out a key as it was sent.
func (p *Profile) read(sent string) sentKey {
	k := sentKey{shows: timeline.ShowsKeyed}
	raw := strings.TrimSpace(sent)
	if sent != "" && redacted(raw) {
		return k
	}
	k.shows |= timeline.ShowsKey
	base, suffix, _ := strings.Cut(raw, "__")
	if sent != "" && !placeholder(base) {
		k.key = timeline.NewKey(base)
		k.flaws = p.formOfKey(sent, base, suffix)
	}
	k.noCache = slices.Contains(strings.Split(suffix, "__"), "nocache")
	return k
}

// redacted reports whether a recorder has put something in the place of a value.
func redacted(s string) bool {
	if s == "" {
		return false
	}
	lower := strings.ToLower(s)
	for _, word := range [...]string{"redacted", "masked", "filtered", "sanitized", "hidden", "removed", "***"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return len(s) >= 3 && strings.Trim(lower, "x") == "" || strings.Trim(s, "*•.") == ""
}

// placeholder reports whether a key is none: what a program sends when its
// setting was never filled in.
func placeholder(s string) bool {
	switch strings.ToLower(s) {
	case "", "undefined", "null", "none", "nil", "nan", "false", "key", "apikey", "api_key", "your_key", "your_api_key",
		"yourapikey", "your-api-key", "api-key", "clientkey", "client_key", "your_client_key", "%s":
		return true
	}
	first, last := s[0], s[len(s)-1]
	return first == '<' && last == '>' || first == '{' && last == '}' || strings.HasPrefix(s, "${")
}

// task notes the task that the call is about.
func (r *reading) task(id string) {
	r.call.Task = timeline.NewTaskID(id)
}

// failed notes an error that the answer names.
func (r *reading) failed(code string) {
	if slices.Contains(NotReady, code) {
		r.call.State = timeline.Processing
		return
	}
	known := r.profile.CodeNamed(code)
	switch {
	case known != nil:
		r.call.Code, r.call.Class = known.Name, known.Class
	case printable(code):
		r.call.Code, r.call.Class = strings.Clone(code), timeline.OtherError
	default:
		// It may be anything, the key included: what is printed is its being there.
		r.call.Code, r.call.Class = "unlisted error", timeline.OtherError
	}
}

// printable reports whether an unknown code has the shape of one.
func printable(code string) bool {
	if n, ok := strings.CutPrefix(code, "errorId "); ok {
		return len(n) <= 6
	}
	if !strings.HasPrefix(code, "ERROR_") || !isName(code) || code != strings.ToUpper(code) {
		return false
	}
	for word := range strings.SplitSeq(code, "_") {
		if len(word) > maxWord {
			return false
		}
	}
	return true
}

// What bounds a name: keys and tokens are one long word, or have many digits.
const (
	maxName   = 64
	maxWord   = 16
	maxDigits = 4
)

// isName reports whether a text has the shape of a name of the dialects, such as
// a task type, rather than that of a key.
func isName(s string) bool {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits++
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_':
		default:
			return false
		}
	}
	return len(s) <= maxName && digits <= maxDigits
}

// isBroken reports whether a text begins as JSON does and is none.
func isBroken(text []byte) bool {
	return len(text) > 0 && (text[0] == '{' || text[0] == '[' && jsoncheck.Check(text) != nil)
}

// strange notes an answer that is none of the dialect. Of one that the recording cuts off,
// what is missing may hold an error; broken JSON is hardly what the service sent.
func (r *reading) strange() {
	if r.x.ResponseBody.Cut || isBroken(r.answer.Bytes) {
		r.call.Shows &^= timeline.ShowsAnswer
	}
	r.byStatus()
}

// byStatus classes an answer that shows nothing but its HTTP status.
func (r *reading) byStatus() {
	polling := r.call.Op == timeline.GetTaskResult
	switch status := r.x.Status; {
	case r.profile.refuses(status):
		r.call.Class = timeline.KeyUnknown
	case status == 402:
		r.call.Class = timeline.ZeroBalance
	case status == 429 && polling:
		r.call.Class = timeline.TooFast
	case status >= 500:
		r.call.Class = timeline.ServerError
	case status >= 400:
		r.call.Class = timeline.OtherError
	}
}

// fingerprint notes what was asked for, so that a repeated request is known
// again. Request bodies that differ only in a multipart boundary are the same.
func (r *reading) fingerprint() {
	body := r.x.RequestBody
	if body.Cut || !body.Shown && (r.x.Method != "GET" || r.query == "") {
		return
	}
	h := &r.hasher
	h.begin(byte(r.call.Op))
	h.write(r.query)
	if len(body.Bytes) == 0 && body.Left == nil {
		r.call.Request = h.finish()
		return
	}
	kind := r.head.kind
	boundary := boundaryOf(kind, body.Bytes)
	if body.Left != nil && (boundary != "" || r.request.Left == nil) {
		body.Bytes, body.Left = body.Whole(), nil
		boundary = boundaryOf(kind, body.Bytes)
	}
	if boundary != "" {
		for part := range strings.SplitSeq(view(body.Bytes), boundary) {
			h.write(part)
		}
	} else {
		h.body(body)
	}
	r.call.Request = h.finish()
}
