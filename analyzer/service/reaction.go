package service

import "github.com/banlint/banlint/analyzer/timeline"

// Reaction names what a client does on an error of the code's class.
func (c Code) Reaction() string {
	return [...]string{
		timeline.NoError:     "go on polling",
		timeline.KeyUnknown:  "stop",
		timeline.ZeroBalance: "stop until the balance is topped up",
		timeline.UnknownTask: "forget the task",
		timeline.ProxyBanned: "change the proxy",
		timeline.ProxyFailed: "change the proxy",
		timeline.TooFast:     "slow down",
		timeline.NoSlot:      "back off",
		timeline.Banned:      "stop for the length of the ban",
		timeline.NotAllowed:  "stop",
		timeline.BadRequest:  "fix the request",
		timeline.Unsolvable:  "create a new task",
		timeline.ServerError: "back off",
		timeline.OtherError:  "stop",
	}[c.Class]
}
