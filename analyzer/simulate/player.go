package simulate

import (
	"cmp"
	"time"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A player makes the calls of a recording again, one after another in order of time.
type player struct {
	rec      *Recording
	b        Behaviour
	next     int // of the recorded calls that belong to no loop
	queue    queue
	loops    []loop // by task
	accounts map[account]*party
	clients  map[client]*party
	proxies  map[proxy]timeline.Instant // when the client last heard that it is banned
	failures map[matter]int             // refusals of a request
	out      []played
}

// A played call is a recorded one that is made again, and what has changed about it. By the
// recorded one, calls of one instant keep their order.
type played struct {
	from    int32
	retry   int16
	at      timeline.Instant
	took    time.Duration
	says    answer
	created *timeline.Created
}

func newPlayed(c *timeline.Call, from int32) played {
	return played{from, c.Retry, c.Start, c.Took, answerOf(c), c.Created}
}

// call returns the whole call.
func (p *played) call(recorded []timeline.Call) timeline.Call {
	c := recorded[p.from]
	p.says.give(&c)
	c.Retry, c.Start, c.Took, c.Created = p.retry, p.at, p.took, p.created
	return c
}

func comparePlayed(a, b played) int {
	return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.from, b.from))
}

type account struct {
	service string
	key     timeline.Key
}

type client struct{ service, address string }

type proxy struct {
	service string
	proxy   timeline.Proxy
}

func newPlayer(rec *Recording, b Behaviour) *player {
	p := &player{
		rec: rec, b: b, loops: make([]loop, len(rec.tasks)), accounts: map[account]*party{}, clients: map[client]*party{},
		proxies: map[proxy]timeline.Instant{}, failures: map[matter]int{}, out: make([]played, 0, len(rec.calls)),
	}
	for t := range rec.tasks {
		if k := &rec.tasks[t]; k.create < 0 {
			p.queue.push(event{at: rec.calls[k.polls[0]].Start, call: k.polls[0], task: int32(t)})
		}
	}
	return p
}

// step makes the next call, or decides against it; ok is false when none is left.
func (p *player) step() (ok bool) {
	calls := p.rec.calls
	for p.next < len(calls) && p.rec.polled[p.next] >= 0 {
		p.next++
	}
	var e event
	if p.next < len(calls) {
		e = event{at: calls[p.next].Start, call: int32(p.next), task: -1}
	}
	switch {
	case len(p.queue) > 0 && (p.next == len(calls) || p.queue[0].before(e)):
		e = p.queue.pop()
	case p.next < len(calls):
		p.next++
	default:
		return false
	}
	if e.task >= 0 {
		p.poll(e)
	} else {
		p.other(e)
	}
	return true
}

// changed reports whether anybody has done something else than in the recording.
func (p *player) changed() bool {
	for _, y := range p.clients {
		if y.changed {
			return true
		}
	}
	return false
}

// parties returns whom a call concerns: its client and its account.
func (p *player) parties(c *timeline.Call) parties {
	a, l := account{c.Service, c.Key}, client{c.Service, c.Client}
	ps := parties{client: p.clients[l], account: p.accounts[a]}
	if ps.client == nil {
		ps.client = &party{}
		p.clients[l] = ps.client
	}
	if ps.account == nil {
		ps.account = &party{}
		p.accounts[a] = ps.account
	}
	return ps
}

// other makes a call that is no poll of a loop, and lets the next task of the account
// come up that waits behind it.
func (p *player) other(e event) {
	c := p.rec.calls[e.call]
	who := p.parties(&c)
	if p.attempt(&c, e, who) && e.head {
		p.release(who.account, e.at)
	}
}

// attempt makes a call or leaves it out; done is false where it is put off.
func (p *player) attempt(c *timeline.Call, e event, who parties) (done bool) {
	if late := who.late() - e.moved; late > 0 {
		e.at, e.moved = e.at.Add(late), who.late()
		p.queue.push(e)
		return false
	}
	switch until := who.until(e.at); {
	case who.stopped(e.at), p.vain(c, e.at):
		who.client.changed = true
		return true
	case until > e.at:
		if who.pause(e.at); who.late() == e.moved {
			e.at = until
		}
		p.queue.push(e)
		return false
	}
	if until := p.createAt(c, who.account, e.at); until > e.at {
		who.client.changed = true
		if c.Class == timeline.NoSlot && e.at < who.account.slot { // a waiting client would not have tried it
			return true
		}
		e.at = until
		p.wait(e, who.account)
		return false
	}
	if c.Start != 0 {
		c.Start = e.at
	}
	p.judge(c, e.call, who)
	p.emit(c, e.call, who)
	if t, ok := p.rec.made[e.call]; ok {
		p.begin(t, c, e.call)
	}
	return true
}

// wait puts a task off. Only the first that waits of an account is in the queue: were
// all of them, each that is sent would move all others.
func (p *player) wait(e event, a *party) {
	if a.waits && !e.head {
		a.behind = append(a.behind, e)
		return
	}
	a.waits, e.head = true, true
	p.queue.push(e)
}

// release lets the next task of an account come up.
func (p *player) release(a *party, now timeline.Instant) {
	if len(a.behind) == 0 {
		a.waits = false
		return
	}
	e := a.behind[0]
	a.behind = a.behind[1:]
	late := p.parties(&p.rec.calls[e.call]).late()
	e.at, e.moved, e.head = max(e.at.Add(late-e.moved), now), late, true
	p.queue.push(e)
}

// vain reports whether the behaviour leaves a call out for what it holds.
func (p *player) vain(c *timeline.Call, at timeline.Instant) bool {
	if p.b.MaxFailures > 0 && c.Request != 0 && p.failures[request(c)] >= p.b.MaxFailures {
		return true
	}
	if p.b.Quarantine == 0 || c.Op != timeline.CreateTask || c.Proxy.IsZero() {
		return false
	}
	known := p.proxies[proxy{c.Service, c.Proxy}]
	return known != 0 && at >= known && at.Sub(known) < p.b.Quarantine
}

func request(c *timeline.Call) matter {
	return matter{account: account{c.Service, c.Key}, op: c.Op, request: c.Request}
}

// createAt returns when an account may send its next task.
func (p *player) createAt(c *timeline.Call, a *party, at timeline.Instant) timeline.Instant {
	if c.Op != timeline.CreateTask || c.Start == 0 {
		return at
	}
	if p.b.CreateInterval > 0 && a.created != 0 {
		at = max(at, a.created.Add(p.b.CreateInterval))
	}
	return max(at, a.slot)
}

// judge decides whether a recorded call that was answered with a ban still is, and
// otherwise gives it the answer of its like.
func (p *player) judge(c *timeline.Call, i int32, who parties) {
	kept := c.Start == p.rec.calls[i].Start
	if c.Class != timeline.Banned {
		if kept && c.State != timeline.NoState {
			who.served()
		}
		return
	}
	shut := who.shut(p.rec.book, c)
	satOut := !kept && shut.until != 0
	if shut.banned(c.Start) || !who.client.changed || p.rec.unexplained[c.Code] && !satOut {
		shut.ban(p.rec.book, c)
		return
	}
	if t := p.rec.polled[i]; t >= 0 {
		p.rec.tasks[t].at(p.rec.calls, c.Start.Add(-p.loops[t].shift)).give(c)
		return
	}
	p.rec.lifted[i].give(c)
}

// emit makes a call, and lets its client learn from the answer.
func (p *player) emit(c *timeline.Call, from int32, who parties) {
	if c.Start != p.rec.calls[from].Start {
		who.client.changed = true
	}
	p.out = append(p.out, newPlayed(c, from))
	known := c.Heard()
	for _, s := range p.b.StopOn {
		if s.matches(c) {
			p.stop(c, known, who)
		}
	}
	if c.Class == timeline.ProxyBanned && !c.Proxy.IsZero() {
		p.proxies[proxy{c.Service, c.Proxy}] = known
	}
	if refused(c) && c.Request != 0 && c.Op != timeline.GetTaskResult {
		p.failures[request(c)]++
	}
	if c.Op == timeline.CreateTask {
		p.sent(c, known, who.account)
	}
}

// stop silences an account, or at a ban whom it shuts out for as long as it lasts.
func (p *player) stop(c *timeline.Call, known timeline.Instant, who parties) {
	if c.Class != timeline.Banned {
		who.account.stop = sooner(who.account.stop, known)
		return
	}
	shut := who.shut(p.rec.book, c)
	ban, _ := p.rec.book.Of(c).Ban(c.Code)
	if ban.Lasts == 0 {
		shut.stop = sooner(shut.stop, known)
		return
	}
	shut.quiet, shut.again, shut.held = known, known.Add(ban.Lasts), false
}

// sent notes a task that an account has sent.
func (p *player) sent(c *timeline.Call, known timeline.Instant, a *party) {
	a.created = c.Start
	if c.Class != timeline.NoSlot {
		a.refusals = 0
		return
	}
	if p.b.NoSlotWait > 0 && c.Start != 0 {
		a.slot = known.Add(p.b.NoSlotWait << min(a.refusals, 10))
		a.refusals++
	}
}

// A party is a client or an account: what it waits for, and what shuts it out.
type party struct {
	changed bool             // it has done something else than in the recording
	stop    timeline.Instant // from when on it is silent for good; 0 for never
	quiet   timeline.Instant // from when on it is silent until again
	again   timeline.Instant
	held    bool          // a call ran into that pause, and those behind it keep their distance
	late    time.Duration // by which pauses have moved its calls, loops aside

	created  timeline.Instant // when its last task was sent
	slot     timeline.Instant // before which it sends no task, for want of a slot
	refusals int              // in a row, for want of a slot
	waits    bool             // a task of it waits in the queue
	behind   []event          // tasks that wait for that one

	until timeline.Instant // when a ban of it ends; 0 without one
	says  answer           // to calls until then
}

// forever is the end of a ban whose length nobody documents.
const forever = timeline.Instant(1<<63 - 1)

func (y *party) banned(at timeline.Instant) bool { return at < y.until }

// ban shuts the party out from the answer c on, or goes on doing so.
func (y *party) ban(book service.Book, c *timeline.Call) {
	ban, _ := book.Of(c).Ban(c.Code)
	if y.banned(c.Start) && !ban.Restart {
		return
	}
	y.says, y.until = answerOf(c), forever
	if ban.Lasts > 0 {
		y.until = c.Start.Add(ban.Lasts)
	}
}

type parties struct{ client, account *party }

func (w parties) late() time.Duration { return w.client.late + w.account.late }

func (w parties) stopped(at timeline.Instant) bool {
	return w.client.stop != 0 && at >= w.client.stop || w.account.stop != 0 && at >= w.account.stop
}

// until returns when a pause is over that holds at the time; that time for none.
func (w parties) until(at timeline.Instant) timeline.Instant {
	until := at
	for _, y := range []*party{w.client, w.account} {
		if at >= y.quiet && at < y.again {
			until = max(until, y.again)
		}
	}
	return until
}

// pause moves what is to come behind the pause that holds.
func (w parties) pause(at timeline.Instant) {
	w.client.changed = true
	for _, y := range []*party{w.client, w.account} {
		if at >= y.quiet && at < y.again {
			if !y.held {
				y.late += y.again.Sub(at)
				y.held = true
			}
			return
		}
	}
}

// served ends bans: who is served is not shut out any more.
func (w parties) served() { w.client.until, w.account.until = 0, 0 }

// shut returns whom the ban in an answer shuts out.
func (w parties) shut(book service.Book, c *timeline.Call) *party {
	if ban, ok := book.Of(c).Ban(c.Code); ok && ban.Account {
		return w.account
	}
	return w.client
}

// banned returns the party whose ban is on; nil for none.
func (w parties) banned(at timeline.Instant) *party {
	for _, y := range []*party{w.client, w.account} {
		if y.banned(at) {
			return y
		}
	}
	return nil
}
