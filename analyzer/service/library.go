package service

import (
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// known is how a client library can be told.
type known struct {
	timeline.Library
	service string   // whose soft ids these are
	agent   string   // what its User-Agent begins with; "" for nothing of its own
	softIDs []string // that it sends unless told otherwise
}

var libraries = []known{
	{lib("zenno-js", "pass resultTimeouts as the second argument of Solve: { requestsInterval: 2000 }"),
		"capmonster", "Zennolab.CapMonsterCloud.Client.JS/", []string{"54"}},
	{lib("zenno-py", "its intervals are no option: update to version 4.1.0 of CapMonsterCloud/client-python, whose time limit works"),
		"capmonster", "Zennolab.CapMonsterCloud.Client.Python/", []string{"55"}},
	{lib("zenno-go", "its intervals are no option"),
		"capmonster", "Zennolab.CapMonsterCloud.Client.Go/", []string{"58"}},
	{lib("zenno-php", "it takes milliseconds for microseconds and asks in a rush: use another client"),
		"capmonster", "Zennolab.CapMonsterCloud.Client.PHP/", []string{"57"}},
	{lib("zenno-dotnet", "its intervals are no option"), "capmonster", "Zennolab.CapMonsterCloud.Client", []string{"53"}},
	{lib("capmonster-mcp", "set its poll interval"), "capmonster", "", []string{"151"}},
	{lib("anticaptcha-go", "set NormalWaitingInterval"), "anticaptcha", "", []string{"1187"}},
	{lib("2captcha-python", "set pollingInterval"), "twocaptcha", "", []string{"4580"}},
	{lib("2captcha-go", "set PollingInterval"), "twocaptcha", "", []string{"4583"}},
	{lib("2captcha-javascript", "set pollingFrequency, the second argument of the constructor"), "twocaptcha", "", []string{"4587"}},
	{timeline.Library{Name: "puppeteer-extra-plugin-recaptcha", Advice: "its interval is no option"}, "twocaptcha", "", []string{"2589"}},
	{timeline.Library{Name: "python-rucaptcha", Advice: "set sleep_time"}, "twocaptcha", "", []string{"1899"}},
}

// lib makes a library that the service publishes itself.
func lib(name, advice string) timeline.Library {
	return timeline.Library{Name: name, Official: true, Advice: advice}
}

// library tells the client library by what it calls itself.
func (r *reading) library() *timeline.Library {
	if r.call.Library != nil {
		return r.call.Library
	}
	agent := r.x.Header("User-Agent")
	if own := r.x.Header("UserAgent"); own != "" { // zenno-go misspells the header
		agent = own
	}
	for i := range libraries {
		if prefix := libraries[i].agent; prefix != "" && strings.HasPrefix(agent, prefix) {
			return &libraries[i].Library
		}
	}
	return nil
}

// bySoftID tells the client library by the number that it earns commission with.
func bySoftID(p *Profile, id string) *timeline.Library {
	if id == "" {
		return nil
	}
	for i := range libraries {
		for _, soft := range libraries[i].softIDs {
			if soft == id && libraries[i].service == p.Name {
				return &libraries[i].Library
			}
		}
	}
	return nil
}
