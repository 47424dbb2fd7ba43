package service

import (
	"hash/maphash"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A task is the task object of a request, with its members in their order.
type task struct {
	value
	members []member
}

// A member is one of a task.
type member struct {
	name string
	value
}

// taskIn takes a task object apart, until the next one is. What is no object has no
// members.
func (r *reading) taskIn(v value) *task {
	t := &r.created
	t.value, t.members = v, emptied(t.members)
	if v.isObject() {
		v.members(r.request.Bytes, func(name string, v value) { t.members = append(t.members, member{name, v}) })
	}
	return t
}

// get returns the first member of a name.
func (t *task) get(name string) value {
	for i := range t.members {
		if t.members[i].name == name {
			return t.members[i].value
		}
	}
	return value{}
}

// find returns the member of a name, or what stands at a path of gjson.
func (t *task) find(path string) value {
	if strings.IndexByte(path, '.') >= 0 {
		return t.path(path)
	}
	return t.get(path)
}

// payload reads the facts of a task object.
func (r *reading) payload(t *task) *timeline.Payload {
	p := &timeline.Payload{Image: -1}
	for i := range t.members {
		switch m := &t.members[i]; m.name {
		case "type":
			p.Type = r.kind(m.text()).name
		case "nocache":
			p.NoCache = m.raw == "true" || m.raw == "1" || m.text() == "true" || m.isNumber() && m.parsed().Num == 1
		case "challenge":
			if !m.empty() {
				p.Challenge = maphash.String(seed, m.String())
			}
		}
	}
	return p
}

// proxyOf reads the proxy of a task object: its own fields, or one string.
func (r *reading) proxyOf(t *task) timeline.Proxy {
	var scheme, host, port, login, password string
	for i := range t.members {
		switch m := &t.members[i]; m.name {
		case "proxyType":
			scheme = m.String()
		case "proxyAddress":
			host = m.String()
		case "proxyPort":
			port = m.String()
		case "proxyLogin":
			login = m.String()
		case "proxyPassword": // gateways tell sessions apart by login or password
			password = m.String()
		case "proxy":
			if m.isText() {
				host = m.text()
			}
		}
	}
	return r.newProxy(scheme, host, port, login, ":", password)
}

func (r *Reader) newProxy(scheme, host, port string, login ...string) timeline.Proxy {
	if host == "" {
		return timeline.Proxy{}
	}
	begin := len(r.scratch)
	out := append(append(r.scratch, strings.ToLower(scheme)...), "://"...)
	for _, s := range login {
		out = append(out, s...)
	}
	out = append(append(append(append(out, '@'), strings.ToLower(host)...), ':'), port...)
	r.scratch = out[:begin]
	return timeline.NewProxy(view(out[begin:]))
}

func (r *reading) phpPayload(p phpRequest) *timeline.Payload {
	payload := &timeline.Payload{
		Type:     r.method(p.get("method")).name,
		Image:    p.file,
		NoCache:  p.get("nocache") == "1",
		Callback: p.get("pingback") != "",
	}
	if challenge := p.get("challenge"); challenge != "" {
		payload.Challenge = maphash.String(seed, challenge)
	}
	return payload
}
