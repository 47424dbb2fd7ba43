package traffic

import (
	"fmt"
	"math"
	"slices"
)

// An Offence is what an offender did.
type Offence struct {
	Offender string
	Rule     string // that finds it
	ByLine   bool   // it shows in an access log
	Complete bool   // the recording did not end before it
	Calls    int
}

// offender is a client that does one thing wrong. play plans what it does, and
// returns when that is over.
type offender struct {
	name   string
	rule   string
	byLine bool
	play   func(c *client) (over int64)
}

// All of them are customers of CapMonster, whose limits are the best documented.
var offenders = []offender{
	{"too-many-polls", "task-poll-limit", true, func(c *client) int64 { return c.pester(130, 2.2) }},
	{"too-fast", "poll-interval-short", true, func(c *client) int64 { return c.pester(60, 0.4) }},
	{"wrong-key", "key-invalid-repeated", false, func(c *client) int64 { return c.sendAll(40, 0.7, task{refused: &keyUnknown}) }},
	{"empty-balance", "zero-balance-retried", false, func(c *client) int64 { return c.sendAll(60, 1, task{refused: &zeroBalance}) }},
	{"same-failure", "identical-failing-requests", false, func(c *client) int64 { return c.sendAll(30, 2, task{refused: &badSiteKey}) }},
	{"unknown-task", "unknown-task-polled", false, (*client).askForStrangers},
	{"banned-proxy", "banned-proxy-reused", false, (*client).keepProxy},
}

// Offenders are the names that Options.Offenders takes.
func Offenders() (names []string) {
	for _, o := range offenders {
		names = append(names, o.name)
	}
	return names
}

// tempt adds the offenders, one after the other so that their times differ.
func (s *simulation) tempt() error {
	for i, name := range s.options.Offenders {
		at := slices.IndexFunc(offenders, func(o offender) bool { return o.name == name })
		if at < 0 {
			return fmt.Errorf("no offender %q", name)
		}
		used, err := choose("capmonster", s.options.offendersDialect())
		if err != nil {
			return err
		}
		c := s.newClient("offender "+name, 500+i, used[0])
		o := offenders[at]
		c.crime = &Offence{Offender: name, Rule: o.rule, ByLine: o.byLine}
		s.crimes = append(s.crimes, c.crime)
		s.at(seconds(1+float64(i)), func() {
			s.at(o.play(c), func() { c.crime.Complete = true })
		})
	}
	return nil
}

func (o *Options) offendersDialect() string {
	if o.Dialect == "php" {
		return "php"
	}
	return "json"
}

// each plans n steps with so many seconds between them, and returns when the last
// is over.
func (c *client) each(n int, gap float64, step func()) (over int64) {
	when := c.sim.now
	for range n {
		when += seconds(gap)
		c.sim.at(when, step)
	}
	return when + 1
}

// pester has a task that does not end, and asks for it n times.
func (c *client) pester(n int, gap float64) int64 {
	t := c.captcha()
	t.ready = math.MaxInt64
	c.create(&t)
	return c.each(n, gap, func() { c.result(&t) })
}

// captcha is the one that offenders have solved.
func (c *client) captcha() task {
	return task{kind: "recaptcha", key: c.key, siteKey: "6LdOffend" + c.key[:31], page: "https://" + c.site + "/login"}
}

// sendAll sends the same task n times; like says how it is answered.
func (c *client) sendAll(n int, gap float64, like task) int64 {
	return c.each(n, gap, func() {
		t := c.captcha()
		t.refused = like.refused
		c.create(&t)
	})
}

// askForStrangers asks for tasks that were never given out.
func (c *client) askForStrangers() int64 {
	id := c.firstID - 1_000_000
	return c.each(40, 1.2, func() {
		id++
		c.result(&task{kind: "image", key: c.key, id: id, failed: &noSuchTask})
	})
}

// keepProxy sends all tasks with a proxy that is answered as banned.
func (c *client) keepProxy() int64 {
	return c.each(25, 3, func() {
		t := c.captcha()
		t.proxy, t.failed = &c.proxies[0], &proxyBanned
		answered := c.create(&t)
		c.sim.at(answered+seconds(2.2), func() { c.result(&t) })
	}) + seconds(4)
}
