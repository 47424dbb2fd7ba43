package behaviour

import (
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// banned is whom a ban shuts out: an address, or an account.
type banned struct {
	service string
	client  string
	key     timeline.Key
}

// A ban is one that was answered.
type ban struct {
	heard timeline.Instant
	until timeline.Instant
}

// unsaid is how long a ban is taken to last where no document says.
const unsaid = 10 * time.Minute

// ban takes whether a request was sent although the client knew that it was banned.
func (c *collector) ban(at place, x *timeline.Call) {
	if !x.Shows.Has(timeline.ShowsAnswer) {
		return
	}
	hit := false
	for _, who := range []banned{{x.Service, x.Client, timeline.Key{}}, {x.Service, "", x.Key}} {
		b := c.bans[who]
		hit = hit || b != nil && x.Start >= b.heard && x.Start < b.until
		if x.State != timeline.NoState {
			delete(c.bans, who) // served again: it is over
		}
	}
	c.counted(at, duringBans, hit)
	if x.Class == timeline.Banned {
		c.begin(x)
	}
}

// begin notes a ban, or that one goes on.
func (c *collector) begin(x *timeline.Call) {
	who, lasts := banned{x.Service, x.Client, timeline.Key{}}, unsaid
	if p := c.book.Of(x); p != nil {
		if says, ok := p.Ban(x.Code); ok {
			if says.Account {
				who = banned{x.Service, "", x.Key}
			}
			if says.Lasts > 0 {
				lasts = says.Lasts
			}
		}
	}
	if c.bans[who] == nil {
		c.bans[who] = &ban{heard: x.Heard()}
	}
	c.bans[who].until = x.Start.Add(lasts)
}
