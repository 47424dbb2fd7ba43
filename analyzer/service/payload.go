package service

import (
	"hash/maphash"
	"net/url"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
)

// payloadOf reads the facts of a task object.
func payloadOf(task gjson.Result) *timeline.Payload {
	p := &timeline.Payload{Image: -1}
	task.ForEach(func(name, value gjson.Result) bool {
		switch name.Str {
		case "type":
			p.Type = typeName(value.Str)
		case "nocache":
			p.NoCache = value.Type == gjson.True || value.Str == "true" || value.Num == 1
		case "challenge":
			if value.String() != "" {
				p.Challenge = maphash.String(seed, value.String())
			}
		}
		return true
	})
	return p
}

// typeName returns the name of a task type, and "" for what may be anything, the
// key included.
func typeName(s string) string {
	if !isName(s) {
		return ""
	}
	return timeline.Intern(s)
}

// proxyOf reads the proxy of a task object: its own fields, or one string.
func proxyOf(task gjson.Result) timeline.Proxy {
	var scheme, host, port, login, password string
	task.ForEach(func(name, value gjson.Result) bool {
		switch name.Str {
		case "proxyType":
			scheme = value.String()
		case "proxyAddress":
			host = value.String()
		case "proxyPort":
			port = value.String()
		case "proxyLogin":
			login = value.String()
		case "proxyPassword": // gateways tell sessions apart by login or password
			password = value.String()
		case "proxy":
			if value.Type == gjson.String {
				host = value.Str
			}
		}
		return true
	})
	return newProxy(scheme, host, port, login+":"+password)
}

func newProxy(scheme, host, port, login string) timeline.Proxy {
	if host == "" {
		return timeline.Proxy{}
	}
	return timeline.NewProxy(strings.ToLower(scheme) + "://" + login + "@" + strings.ToLower(host) + ":" + port)
}

func phpPayload(r phpRequest) *timeline.Payload {
	p := &timeline.Payload{
		Type:     typeName(r.values.Get("method")),
		Image:    r.file,
		NoCache:  r.values.Get("nocache") == "1",
		Callback: r.values.Get("pingback") != "",
	}
	if challenge := r.values.Get("challenge"); challenge != "" {
		p.Challenge = maphash.String(seed, challenge)
	}
	return p
}

func phpProxy(values url.Values) timeline.Proxy {
	return newProxy(values.Get("proxytype"), values.Get("proxy"), "", "")
}
