// Package service describes the captcha services as data, and reads what a
// recorded exchange meant to one of them. A profile holds no behaviour; every
// figure of a service stands in its profile and nowhere else.
package service

import (
	"slices"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A Reason is one of the reasons for which clients are banned, in one vocabulary
// for all services.
type Reason string

// The reasons.
const (
	KeyDoesntExist Reason = "KeyDoesntExist"
	ZeroBalance    Reason = "ZeroBalance"
	WrongTaskId    Reason = "WrongTaskId" //nolint:revive // the services' own spelling
	BadProxy       Reason = "BadProxy"
	RepeatedErrors Reason = "RepeatedErrors"
	NoSlot         Reason = "NoSlot"
	PollRatio      Reason = "PollRatio"
	RequestBurst   Reason = "RequestBurst"
)

// Reasons lists the vocabulary in the order of reports, with what earns each.
var Reasons = []struct {
	Reason Reason
	Title  string
	Mend   string // what to do beside the program before it is started again, without a full stop; "" for nothing
}{
	{KeyDoesntExist, "repeated requests without a key, or with one that the service does not know", "Put in a key that the account's page shows"},
	{ZeroBalance, "repeated requests on an empty balance", "Top up the balance"},
	{WrongTaskId, "more result requests for one task than allowed, or repeated ones for a task that does not exist", ""},
	{BadProxy, "repeated requests with a banned proxy", "Replace the proxies that were answered as banned, or leave them alone for ten minutes"},
	{RepeatedErrors, "the same request repeated with the same error", ""},
	{NoSlot, "going on while no slot is free", ""},
	{PollRatio, "too many result requests for the tasks sent", ""},
	{RequestBurst, "too many requests in a few seconds", ""},
}

// Mend returns what to do about a reason beside the program; "" for nothing.
func (r Reason) Mend() string {
	for _, known := range Reasons {
		if known.Reason == r {
			return known.Mend
		}
	}
	return ""
}

// A Profile describes one service.
type Profile struct {
	Name      string   // as in reports and on the command line
	Title     string   // as its owner writes it
	Aliases   []string // other names a user may type
	Hosts     []string // that belong to its API and to nothing else
	SiteHosts []string // that serve a web site beside the API: only known paths are calls
	Addresses []string // that are the service whatever name the client used
	Limits    []Limit
	Bans      []Ban
	Codes     []Entry    // error codes that it documents
	Own       []Code     // of these, those that no other service has
	Types     []TaskType // of the JSON dialect; nil where the documents were not read for them
	Methods   []TaskType // of the in.php dialect
	Renamed   []string   // task types of older documents, which the service takes as before
	Modules   []string   // that may follow a key
	Unready   int        // HTTP status that says that a task is not ready, to all its official clients; 0 for none
	KeyLength int        // characters of a key; 0 where no document says
}

// A Ban is what an answer of the ban family says.
type Ban struct {
	Code    string
	Lasts   time.Duration // 0 where no document says how long
	Account bool          // it shuts out the account rather than the address
	Subnet  bool          // it shuts out the subnet of the address as well
	Earned  []Reason      // the reasons it is documented for; nil where it tells none
	Sole    bool          // it is given for no other reason
	Restart bool          // every further violation starts its time anew
	Source  Source
	Doubt   string // what another document says; "" where they agree
}

// Limit returns the limit of that id; ok is false where the service has none.
func (p *Profile) Limit(id LimitID) (l Limit, ok bool) {
	for i := range p.Limits { // not by IndexFunc, which would copy each
		if p.Limits[i].ID == id {
			return p.Limits[i], true
		}
	}
	return Limit{}, false
}

// Ban returns what an error code says of a ban; ok is false where it says
// nothing.
func (p *Profile) Ban(code string) (b Ban, ok bool) {
	i := slices.IndexFunc(p.Bans, func(b Ban) bool { return b.Code == code })
	if i < 0 {
		return Ban{}, false
	}
	return p.Bans[i], true
}

// BanFor returns the ban that a reason leads to: the one that is documented for it,
// or else one that every violation leads to. ok is false where no document says.
func (p *Profile) BanFor(reason Reason) (b Ban, ok bool) {
	for _, b := range p.Bans {
		if slices.Contains(b.Earned, reason) {
			return b, true
		}
	}
	for _, b := range p.Bans {
		if b.Restart {
			return b, true
		}
	}
	return Ban{}, false
}

// Reasons lists the reasons for which the service bans, in the order of the
// vocabulary.
func (p *Profile) Reasons() []Reason {
	var earned []Reason
	for _, r := range Reasons {
		if slices.ContainsFunc(p.Limits, func(l Limit) bool { return l.Earns == r.Reason }) {
			earned = append(earned, r.Reason)
		}
	}
	return earned
}

// A Book is the services that calls are judged by.
type Book []*Profile

// All lists the known services, in the order of documents.
var All = Book{capMonster, antiCaptcha, twoCaptcha, capSolver}

// ByName returns the profile of that name or alias, or nil.
func (b Book) ByName(name string) *Profile {
	for _, p := range b {
		if p.Name == name || slices.Contains(p.Aliases, name) {
			return p
		}
	}
	return nil
}

// Of returns the profile that a call was read by.
func (b Book) Of(c *timeline.Call) *Profile { return b.ByName(c.Service) }

// ByName returns the profile of a known service of that name or alias as it is today, or nil.
func ByName(name string) *Profile { return All.ByName(name) }
