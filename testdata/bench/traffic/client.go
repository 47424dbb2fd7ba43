package traffic

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
)

// client is a program at an address, with a key and its habits.
type client struct {
	*profile
	sim     *simulation
	random  *rand.Rand
	number  int
	id      uint64 // seeds the contents of its bodies
	calls   uint64
	address string
	key     string
	agent   string
	site    string // whose captchas it has solved
	proxies []proxy
	lastID  int64
	balance float64
	quiet   int64    // no task is sent before this
	owed    float64  // exchanges of web pages that are due
	crime   *Offence // nil for a client that behaves
}

type proxy struct {
	kind, address, login, password string
	port                           int
}

var agents = []string{"python-requests/2.32.5", "node", "Go-http-client/1.1", "axios/1.12.2", "okhttp/4.12.0",
	"Apache-HttpClient/4.5.14 (Java/17.0.9)", browser}

const browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"

func (s *simulation) newClient(name string, number int, p *profile) *client {
	r := s.random(name)
	c := &client{profile: p, sim: s, random: r, number: number, id: r.Uint64(), balance: 20 + 200*r.Float64()}
	c.address = fmt.Sprintf("10.20.%d.%d", number/200, 1+number%200)
	c.key = hex(r)
	c.agent = agents[r.IntN(len(agents))]
	c.site = "www." + word(r) + "-" + word(r) + ".example"
	for range 2 + r.IntN(5) {
		c.proxies = append(c.proxies, newProxy(r))
	}
	return c
}

func newProxy(r *rand.Rand) proxy {
	return proxy{kind: []string{"http", "socks5"}[r.IntN(2)], address: fmt.Sprintf("198.51.100.%d", 1+r.IntN(254)),
		login: "user" + strconv.Itoa(r.IntN(1000)), password: fmt.Sprintf("p%08x", r.Uint32()), port: 1024 + r.IntN(60000)}
}

func hex(r *rand.Rand) string { return fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64()) }

func word(r *rand.Rand) string { return words[r.IntN(len(words))] }

// task is what a client has a service do.
type task struct {
	kind    string // image, recaptcha or turnstile
	image   int    // length of its Base64
	proxy   *proxy
	siteKey string
	page    string
	key     string // of the account
	id      int64
	refused *failure // answer to the task
	ready   int64    // when its end can be asked for
	failed  *failure // end of it, nil for a solution
}

func (c *client) newTask() *task {
	r := c.random
	t := &task{kind: "recaptcha", key: c.key}
	switch n := r.IntN(10); {
	case n < 4:
		t.kind, t.image = "image", pictureSize(r)
		return t
	case n < 6:
		t.kind = "turnstile"
	}
	t.siteKey = "6L" + strings.ToUpper(hex(r)[:6]) + "AAAAA" + hex(r)[:27]
	t.page = "https://" + c.site + "/login?next=" + word(r)
	if r.IntN(2) == 0 {
		t.proxy = &c.proxies[r.IntN(len(c.proxies))]
	}
	return t
}

// pictureSize is mostly that of a few distorted letters, and for one in four that of
// a photograph.
func pictureSize(r *rand.Rand) int {
	n := 1200 + r.IntN(5000)
	if r.IntN(4) == 0 {
		n = 30_000 + r.IntN(30_000)
	}
	return n &^ 3
}

// begin is the work of one worker: it has a task done, rests, and begins anew.
func (c *client) begin() {
	s, r := c.sim, c.random
	if s.now < c.quiet {
		s.at(c.quiet+seconds(3*r.Float64()), c.begin)
		return
	}
	if r.IntN(60) == 0 {
		s.at(c.askBalance()+seconds(0.05), c.send)
		return
	}
	c.send()
}

func (c *client) send() {
	s, r := c.sim, c.random
	t := c.newTask()
	if r.IntN(200) == 0 {
		t.refused = &noSlot
	}
	answered := c.create(t)
	if t.refused != nil {
		c.quiet = answered + seconds(6+2*r.Float64())
		s.at(c.quiet, c.begin)
		return
	}
	t.ready = answered + seconds(min(3+9*r.ExpFloat64(), 100))
	if r.IntN(50) == 0 {
		t.failed = &unsolvable
	}
	c.balance -= 0.0007
	s.at(answered+seconds(c.first*(1+0.3*r.Float64())), func() { c.poll(t) })
}

// poll asks for a task until it has ended.
func (c *client) poll(t *task) {
	s, r := c.sim, c.random
	answered := c.result(t)
	if t.ready <= s.now {
		s.at(answered+seconds(0.5+4*r.ExpFloat64()), c.begin)
		return
	}
	s.at(answered+seconds(c.pause*(1+0.2*r.Float64())), func() { c.poll(t) })
}

// exchange records a call that begins now and returns when it was answered. Most
// answers take about the latency, some much longer.
func (c *client) exchange(k *call, latency float64) int64 {
	k.host, k.server, k.agent = c.host, c.profile.address, c.agent
	k.took = seconds(latency * math.Exp(0.35*c.random.NormFloat64()))
	c.record(k)
	return k.start + k.took
}

func (c *client) record(k *call) {
	k.client, k.number, k.start = c, c.calls, c.sim.now
	c.calls++
	if k.status == 0 {
		k.status = 200
	}
	c.sim.emit(k)
	if c.crime != nil {
		c.crime.Calls++
	} else if k.resource == noResource {
		c.browse()
	}
}
