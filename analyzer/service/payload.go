package service

import (
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
		case "body", "image":
			addImage(p, value)
		case "imagesBase64", "images":
			value.ForEach(func(_, image gjson.Result) bool {
				addImage(p, image)
				return true
			})
		}
		return true
	})
	return p
}

// addImage measures an image in Base64. Only the largest is kept.
func addImage(p *timeline.Payload, image gjson.Result) {
	if image.Type == gjson.String {
		p.Image = max(p.Image, decodedSize(image.Str))
	}
}

// decodedSize returns how many bytes a text in Base64 stands for. It counts
// instead of decoding; line breaks and a "data:" prefix count for nothing.
func decodedSize(s string) int64 {
	if strings.HasPrefix(s, "data:") {
		if i := strings.IndexByte(s, ','); i >= 0 {
			s = s[i+1:]
		}
	}
	letters := int64(0)
	for i := range len(s) {
		if c := s[i]; c > ' ' && c != '=' {
			letters++
		}
	}
	return letters * 3 / 4
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
	if body := r.values.Get("body"); body != "" {
		// In a form that was not encoded, each + has become a space.
		p.Image = max(p.Image, decodedSize(strings.ReplaceAll(body, " ", "+")))
	}
	return p
}

func phpProxy(values url.Values) timeline.Proxy {
	return newProxy(values.Get("proxytype"), values.Get("proxy"), "", "")
}
