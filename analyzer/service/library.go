package service

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// known is how a client library can be told.
type known struct {
	timeline.Library
	service string   // whose soft ids these are
	agent   string   // what its User-Agent begins with; "" for nothing of its own
	softIDs []string // that it sends unless told otherwise
	until   string   // the last version with the defect; "" where every version has it
	broken  timeline.Library
}

// defective gives a library a defect that its versions up to one are known for.
func (k known) defective(until, what string) known {
	k.until, k.broken = until, k.Library
	k.broken.Defect = what
	return k
}

// of returns the library in a version; "" for not known.
func (k *known) of(version string) *timeline.Library {
	if k.broken.Defect != "" && (k.until == "" || version != "" && !newer(version, k.until)) {
		return &k.broken
	}
	return &k.Library
}

// newer reports whether version a is later than b.
func newer(a, b string) bool {
	for a != "" || b != "" {
		var first, second string
		first, a, _ = cut(a, '.')
		second, b, _ = cut(b, '.')
		x, _ := strconv.Atoi(first)
		y, _ := strconv.Atoi(second)
		if x != y {
			return x > y
		}
	}
	return false
}

var libraries = []known{
	lib("capmonster", "zenno-js", "pass resultTimeouts as the second argument of Solve: { requestsInterval: 2000 }").
		calls("Zennolab.CapMonsterCloud.Client.JS/", "54"),
	lib("capmonster", "zenno-py", "its intervals are no option").
		calls("Zennolab.CapMonsterCloud.Client.Python/", "55").
		defective("3.4.0", "its time limit never starts, so that a task which does not get ready is asked for without an end; version 4.1.0 of CapMonsterCloud/client-python has it mended"),
	lib("capmonster", "zenno-go", "its intervals are no option").
		calls("Zennolab.CapMonsterCloud.Client.Go/", "58"),
	lib("capmonster", "zenno-php", "its intervals are no option").
		calls("Zennolab.CapMonsterCloud.Client.PHP/", "57").
		defective("", "it takes milliseconds for microseconds and asks again after 3 ms; use another client"),
	lib("capmonster", "zenno-dotnet", "its intervals are no option").
		calls("Zennolab.CapMonsterCloud.Client", "53"),
	lib("capmonster", "capmonster-mcp", "set its poll interval").calls("", "151"),
	lib("anticaptcha", "anticaptcha-go", "set NormalWaitingInterval").calls("", "1187"),
	lib("twocaptcha", "2captcha-python", "set pollingInterval").calls("", "4580"),
	lib("twocaptcha", "2captcha-go", "set PollingInterval").calls("", "4583"),
	lib("twocaptcha", "2captcha-javascript", "set pollingFrequency, the second argument of the constructor").calls("", "4587"),
	lib("twocaptcha", "puppeteer-extra-plugin-recaptcha", "its interval is no option").calls("", "2589").unofficial(),
	lib("twocaptcha", "python-rucaptcha", "set sleep_time").calls("", "1899").unofficial(),
}

// lib makes a library that the service publishes itself.
func lib(service, name, advice string) known {
	return known{service: service, Library: timeline.Library{Name: name, Official: true, Advice: advice}}
}

// calls says what a library calls itself.
func (k known) calls(agent string, softIDs ...string) known {
	k.agent, k.softIDs = agent, softIDs
	return k
}

func (k known) unofficial() known {
	k.Official = false
	return k
}

// library tells the client library by what it calls itself, and by the number that
// it earns commission with. A program may set that number for a library of its own.
func (r *reading) library(softID string) *timeline.Library {
	agent := r.agent()
	bySoft := bySoftID(r.profile, softID)
	switch {
	case agent.known != nil && (bySoft == nil || bySoft == agent.known):
		return agent.library
	case bySoft != nil:
		return bySoft.of("")
	default:
		return nil
	}
}

// A userAgent is the library that one names, and that in its version; nil for none.
type userAgent struct {
	known   *known
	library *timeline.Library
}

// agent returns what a call names as its user agent.
func (r *reading) agent() userAgent {
	name := cmp.Or(r.head.own, r.head.agent)
	agent, known := r.agents.find(name)
	if !known {
		*agent = byAgent(name)
	}
	return *agent
}

func byAgent(name string) userAgent {
	for i := range libraries {
		k := &libraries[i]
		if k.agent != "" && strings.HasPrefix(name, k.agent) {
			version, _, _ := strings.Cut(strings.TrimLeft(name[len(k.agent):], "/"), " ")
			return userAgent{k, k.of(version)}
		}
	}
	return userAgent{}
}

func bySoftID(p *Profile, id string) *known {
	if id == "" {
		return nil
	}
	for i := range libraries {
		if libraries[i].service == p.Name && slices.Contains(libraries[i].softIDs, id) {
			return &libraries[i]
		}
	}
	return nil
}
