package simulate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// A Behaviour is what a client does otherwise than in the recording. A zero field
// leaves it as it was.
type Behaviour struct {
	FirstPoll      time.Duration // from the answer to createTask to the first result request
	PollInterval   time.Duration // from result request to result request of a task
	Backoff        float64       // by which the interval grows at each answer that it is too fast
	MaxPolls       int           // result requests of a task
	Deadline       time.Duration // from the answer to createTask to the last result request
	StopWhenReady  bool          // a task that was answered as ready is not asked for again
	DropUnknown    bool          // a task that does not exist is not asked for again
	DropFailed     bool          // a task that ended with an error is not asked for again
	StopOn         []Stop        // answers after which an account, or for bans the client, is silent
	Quarantine     time.Duration // for which a proxy is not used after it was answered as banned
	MaxFailures    int           // times that a request is sent which is refused for its content
	NoSlotWait     time.Duration // before the next task of an account when no slot was free; doubled each time
	CreateInterval time.Duration // from task to task of an account
}

// A Stop matches answers: those with a code or, where that is "", of a class.
type Stop struct {
	code  string
	class timeline.Class
}

func (s Stop) matches(c *timeline.Call) bool {
	if s.code != "" {
		return c.Code == s.code
	}
	return c.Class == s.class
}

// A Setting is one thing that can be changed.
type Setting struct {
	Name   string
	Value  string   // what its value looks like; "" for a switch
	Title  string   // what it does
	Ladder []string // values that Suggest tries, mildest first
	set    func(*Behaviour, string) error
}

// Settings lists what can be changed. Of two changes that are as good, the one that
// stands first is suggested.
var Settings = []Setting{
	{"drop-unknown", "", "do not ask again for a task that the service does not know", on, func(b *Behaviour, v string) error {
		return parseSwitch(&b.DropUnknown, v)
	}},
	{"drop-failed", "", "do not ask again for a task that ended with an error", on, func(b *Behaviour, v string) error {
		return parseSwitch(&b.DropFailed, v)
	}},
	{"stop-when-ready", "", "do not ask again for a task that was answered as ready", on, func(b *Behaviour, v string) error {
		return parseSwitch(&b.StopWhenReady, v)
	}},
	{"stop-on", "ERROR", "after this error code or class, such as ERROR_ZERO_BALANCE, key-unknown or bans, make no further calls with the account; " +
		"for bans, none from the client for the ban's length; may be repeated", []string{"key-unknown", "zero-balance", "not-allowed", "bans"}, parseStop},
	{"quarantine-proxy", "TIME", "send no task with a proxy for so long after it was answered as banned", []string{"10m"}, func(b *Behaviour, v string) error {
		return parseTime(&b.Quarantine, v)
	}},
	{"max-failures", "N", "send a request that is refused for its content so many times at most", []string{"3", "1"}, func(b *Behaviour, v string) error {
		return parseNumber(&b.MaxFailures, v)
	}},
	{"max-polls", "N", "ask for a task so many times at most", []string{"90", "60", "40"}, func(b *Behaviour, v string) error {
		return parseNumber(&b.MaxPolls, v)
	}},
	{"deadline", "TIME", "ask for a task no longer than this after it was sent", []string{"3m", "2m", "1m"}, func(b *Behaviour, v string) error {
		return parseTime(&b.Deadline, v)
	}},
	{"backoff", "FACTOR", "make the interval of a task longer by this factor at each answer that it is too fast", []string{"2"}, parseBackoff},
	{"poll-interval", "TIME", "from result request to result request of a task", []string{"2s", "3s", "5s", "10s"}, func(b *Behaviour, v string) error {
		return parseTime(&b.PollInterval, v)
	}},
	{"first-poll", "TIME", "from the answer to createTask to the first result request", []string{"5s", "10s"}, func(b *Behaviour, v string) error {
		return parseTime(&b.FirstPoll, v)
	}},
	{"no-slot-wait", "TIME", "before the next task of an account when no slot was free, doubled each time in a row", []string{"5s"}, func(b *Behaviour, v string) error {
		return parseTime(&b.NoSlotWait, v)
	}},
	{"create-interval", "TIME", "from task to task of an account, at least", []string{"100ms", "1s"}, func(b *Behaviour, v string) error {
		return parseTime(&b.CreateInterval, v)
	}},
}

// on is the ladder of a switch.
var on = []string{""}

// Parse reads settings written NAME=VALUE, and the name alone for a switch.
func Parse(settings []string) (b Behaviour, err error) {
	for _, text := range settings {
		name, value, _ := strings.Cut(text, "=")
		i := slices.IndexFunc(Settings, func(s Setting) bool { return s.Name == name })
		if i < 0 {
			return Behaviour{}, fmt.Errorf("no such setting; known are %s", strings.Join(Names(), ", "))
		}
		if err := Settings[i].set(&b, value); err != nil {
			return Behaviour{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	return b, nil
}

// Names lists the names of the settings.
func Names() []string {
	names := make([]string, len(Settings))
	for i, s := range Settings {
		names[i] = s.Name
	}
	return names
}

// String writes a setting as the command line takes it: "max-polls=N".
func (s Setting) String() string { return s.with(s.Value) }

func (s Setting) with(value string) string {
	if value == "" {
		return s.Name
	}
	return s.Name + "=" + value
}

// named reports whether a text is of the setting.
func (s Setting) named(text string) bool {
	name, _, _ := strings.Cut(text, "=")
	return name == s.Name
}

// shortest is the least time that can be set: what is below it is a typing error,
// and a loop of requests without a pause.
const shortest = 10 * time.Millisecond

func parseTime(to *time.Duration, value string) error {
	d, err := time.ParseDuration(value)
	if err != nil || d < shortest || d > 365*24*time.Hour {
		return fmt.Errorf("wanted a time of %s or more, as in 3s or 1m30s", shortest)
	}
	*to = d
	return nil
}

func parseNumber(to *int, value string) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		return fmt.Errorf("wanted a number from 1 on")
	}
	*to = n
	return nil
}

func parseSwitch(to *bool, value string) error {
	switch value {
	case "", "yes", "true", "on", "1":
		*to = true
	case "no", "false", "off", "0":
		*to = false
	default:
		return fmt.Errorf("wanted yes or no, or the name alone")
	}
	return nil
}

func parseBackoff(b *Behaviour, value string) error {
	factor, err := strconv.ParseFloat(value, 64)
	if err != nil || !(factor > 1 && factor <= 100) {
		return fmt.Errorf("wanted a factor above 1, as in 2 or 1.5; the wait for a free slot is no-slot-wait")
	}
	b.Backoff = factor
	return nil
}

func parseStop(b *Behaviour, value string) error {
	for word := range strings.SplitSeq(value, ",") {
		stop, ok := stopOn(word)
		if !ok {
			return fmt.Errorf("wanted an error code, or one of %s", strings.Join(service.ClassNames(), ", "))
		}
		b.StopOn = append(b.StopOn, stop)
	}
	return nil
}

func stopOn(word string) (Stop, bool) {
	code, class, ok := service.ErrorNamed(word)
	if code != "" {
		return Stop{code: code}, ok
	}
	return Stop{class: class}, ok
}
