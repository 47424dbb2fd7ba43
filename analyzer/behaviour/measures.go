package behaviour

import (
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A quantity is what calls are searched for.
type quantity uint8

const (
	operations quantity = iota // share of all requests, by operation
	polls                      // of one task
	gaps                       // between two polls of one task
	firstPolls                 // from the answer to createTask
	answers                    // share, by error
	bans                       // share of answers that say so, by code
	failures                   // of one request
	repeats                    // share of failures after which the same request came again, by error
	pauses                     // after a failure, by error
	readied                    // share of tasks sent that got ready
	unasked                    // share of tasks taken that nobody asks for
	unended                    // share of tasks asked for that came to no end
	types                      // share of tasks, by type
	proxied                    // share of tasks with a proxy
	sameProxy                  // share of these with the proxy of the one before
	balances                   // share of balance requests among those and the tasks sent
	open                       // tasks at once, when one is sent
	rate                       // requests within a second
	duringBans                 // share of requests
	libraries                  // share of requests, by client library
	quantityCount
)

// counted reports whether the quantity is a share rather than a sample.
func (q quantity) counted() bool {
	switch q {
	case polls, gaps, firstPolls, failures, pauses, open, rate:
		return false
	default:
		return true
	}
}

// A createTask shows its task in the answer.
const (
	timed  = timeline.ShowsTask | timeline.ShowsTime
	judged = timeline.ShowsTask | timeline.ShowsAnswer
)

// Gauges lists the figures that are compared, in the order of reports.
var Gauges = []*Gauge{
	{
		ID: "polls-per-task", Title: "polls per task, median", of: polls, at: 0.5, Riskier: More, Needs: timeline.ShowsTask,
		Means: "each counts towards the limits on result requests", Tolerance: Tolerance{Least: 1, Part: 0.4},
	},
	{
		ID: "polls-per-task-p90", Title: "polls per task, p90", of: polls, at: 0.9, Riskier: More, Needs: timeline.ShowsTask,
		Means: "each counts towards the limits on result requests", Tolerance: Tolerance{Least: 2, Part: 0.4},
	},
	{
		ID: "polls-per-task-most", Title: "polls per task, most", of: polls, at: 1, Riskier: More, Needs: timeline.ShowsTask,
		Limit: service.PollsPerTask, Means: "a task that is asked for without an end", Tolerance: Tolerance{Least: 3, Part: 0.7},
	},
	{
		ID: "poll-gap", Title: "gap between polls, median", Unit: Seconds, of: gaps, at: 0.5, Riskier: Fewer, Needs: timed,
		Limit: service.PollInterval, Means: "a shorter gap is more requests for the same task", Tolerance: Tolerance{Least: 0.05, Part: 0.1},
	},
	{
		ID: "poll-gap-p10", Title: "gap between polls, p10", Unit: Seconds, of: gaps, at: 0.1, Riskier: Fewer, Needs: timed,
		Limit: service.PollInterval, Means: "a shorter gap is more requests for the same task", Tolerance: Tolerance{Least: 0.05, Part: 0.15},
	},
	{
		ID: "poll-gap-least", Title: "gap between polls, shortest", Unit: Seconds, of: gaps, at: 0, Riskier: Fewer, Needs: timed,
		Limit: service.PollInterval, Means: "a shorter gap is more requests for the same task", Tolerance: Tolerance{Least: 0.1, Part: 0.3},
	},
	{
		ID: "first-poll", Title: "delay of the first poll, median", Unit: Seconds, of: firstPolls, at: 0.5, Riskier: Fewer, Needs: timed,
		Limit: service.FirstPoll, Means: "a poll before the task can be ready is wasted", Tolerance: Tolerance{Least: 0.1, Part: 0.15},
	},
	{
		ID: "error-share", Title: "answered with %s", Unit: Share, of: answers, Riskier: More, Needs: timeline.ShowsAnswer,
		Means: "services count the errors of a client", Tolerance: Tolerance{Least: 0.02},
	},
	{
		ID: "ban-share", Title: "banned: %s", Unit: Share, of: bans, Riskier: More, Needs: timeline.ShowsAnswer,
		Means: "a ban is in force", Tolerance: Tolerance{Least: 0.02, Any: 1},
	},
	{
		ID: "failures-in-a-row", Title: "failures of one request in a row", of: failures, at: 1, Riskier: More, Needs: timeline.ShowsAnswer,
		Means: "the same request with the same error is what services call nonsense", Tolerance: Tolerance{Least: 2, Part: 0.6},
	},
	{
		ID: "failure-repeated", Title: "sent again as it was after %s", Unit: Share, of: repeats, Riskier: More, Needs: timeline.ShowsAnswer,
		Means: "the same request with the same error is what services call nonsense", Tolerance: Tolerance{Least: 0.1},
	},
	{
		ID: "failure-pause", Title: "pause after %s, median", Unit: Seconds, of: pauses, at: 0.5, Riskier: Fewer, Needs: timeline.ShowsAnswer | timeline.ShowsTime,
		Means: "the shorter the pause, the more errors in the minute that a service looks at", Tolerance: Tolerance{Least: 0.25, Part: 0.25, Few: 4},
	},
	{
		ID: "create-ready", Title: "came to a task that got ready", Unit: Share, of: readied, Riskier: Fewer, Needs: timeline.ShowsAnswer,
		Means: "tasks sent in vain are what services look for", Tolerance: Tolerance{Least: 0.05},
	},
	{
		ID: "task-never-asked", Title: "tasks that nobody asks for", Unit: Share, of: unasked, Riskier: More, Needs: timeline.ShowsAnswer,
		Means: "they are paid for and lost", Tolerance: Tolerance{Least: 0.05},
	},
	{
		ID: "task-never-ended", Title: "tasks left before their end", Unit: Share, of: unended, Riskier: More, Needs: judged,
		Means: "they are paid for and lost, or asked for without an end", Tolerance: Tolerance{Least: 0.05},
	},
	{
		ID: "task-type", Title: "tasks of type %s", Unit: Share, of: types, Needs: timeline.ShowsPayload,
		Means: "other work: figures of time may have moved with it", Tolerance: Tolerance{Least: 0.1, Any: 3},
	},
	{
		ID: "task-proxied", Title: "tasks with a proxy of their own", Unit: Share, of: proxied, Needs: timeline.ShowsPayload,
		Means: "proxies can be banned", Tolerance: Tolerance{Least: 0.1, Any: 3},
	},
	{
		ID: "proxy-same", Title: "proxy of the task before again", Unit: Share, of: sameProxy, Needs: timeline.ShowsPayload,
		Means: "one bad proxy spoils more tasks", Tolerance: Tolerance{Least: 0.1},
	},
	{
		ID: "balance-checks", Title: "share beside tasks sent", Unit: Share, of: balances, Riskier: More,
		Means: "balance requests count like polls at some services", Tolerance: Tolerance{Least: 0.2},
	},
	{
		ID: "tasks-open", Title: "tasks open at once, p90", of: open, at: 0.9, linked: true, Needs: timeline.ShowsAnswer | timeline.ShowsTime,
		Means: "more tasks at once are more requests at once", Tolerance: Tolerance{Least: 2, Part: 0.35},
	},
	{
		ID: "requests-per-second", Title: "requests within a second, most", of: rate, at: 1, linked: true, Needs: timeline.ShowsTime,
		Limit: service.RequestRate, Means: "more requests at once", Tolerance: Tolerance{Least: 4, Part: 0.6},
	},
	{
		ID: "request-during-ban", Title: "sent while a ban was on", Unit: Share, of: duringBans, Riskier: More, Needs: timeline.ShowsAnswer,
		Means: "each may start the ban anew", Tolerance: Tolerance{Least: 0.05, Any: 1},
	},
	{
		ID: "library", Title: "sent by %s", Unit: Share, of: libraries,
		Means: "libraries have paces of their own", Tolerance: Tolerance{Least: 0.1, Any: 3},
	},
	{
		ID: "requests", Title: "share of all requests", Unit: Share, of: operations,
		Means: "a kind of request that one recording does not have", Tolerance: Tolerance{Least: 1, Any: 3},
	},
}
