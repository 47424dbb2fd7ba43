package service

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// inspect holds a task object against what the service documents of its type.
func (r *reading) inspect(t *task) {
	p, payload, flaws := r.profile, r.call.Payload, &r.call.Flaws
	name := t.get("type").text()
	kind := r.kind(name)
	if p.Types != nil && !kind.listed {
		flaws.Add(timeline.TypeUnknown)
	}
	documented := kind.variants(t)
	payload.Missing = least(documented, func(field string, empty bool) bool {
		v := t.find(field)
		return v.given() && !v.isNull() && (empty || !v.empty())
	})
	if payload.Missing != "" {
		flaws.Add(timeline.FieldMissing)
	}
	inspectProxy(name, t, documented, flaws)
	if name == "ComplexImageTask" {
		inspectSource(t, documented, flaws)
	}
	p.inspectValues(name, t, flaws)
	if page := t.get("websiteURL").text(); page != "" && !webURL(page) {
		flaws.Add(timeline.URLScheme)
	}
}

func inspectProxy(name string, t *task, documented []form, flaws *timeline.Flaws) {
	scheme, address, port := t.get("proxyType"), t.get("proxyAddress"), t.get("proxyPort")
	fields := [...]value{scheme, address, port} // that a proxy of the JSON dialect must have
	given := 0
	for i := range fields {
		if !fields[i].empty() && fields[i].String() != "0" {
			given++
		}
	}
	switch whole := t.get("proxy").isText(); {
	case given > 0 && given < len(fields):
		flaws.Add(timeline.ProxyIncomplete)
	case given == 0 && !whole && needsProxy(documented):
		flaws.Add(timeline.ProxyMissing)
	case given > 0 && takesNone(name, documented):
		flaws.Add(timeline.ProxyNotTaken)
	}
	if given == 0 {
		return
	}
	inspectAddress(address.String(), flaws)
	if strings.Contains(t.get("proxyLogin").String(), "%") || strings.Contains(t.get("proxyPassword").String(), "%") {
		flaws.Add(timeline.ProxyPercent)
	}
	if scheme.given() && !proxyType(strings.ToLower(scheme.String())) || port.given() && (port.int() < 1 || port.int() > 65535) {
		flaws.Add(timeline.ProxyTypeUnfit)
	}
}

func proxyType(scheme string) bool {
	return scheme == "http" || scheme == "https" || scheme == "socks4" || scheme == "socks5"
}

func needsProxy(documented []form) bool {
	return len(documented) > 0 && !slices.ContainsFunc(documented, func(f form) bool { return f.Proxy != NeedsProxy })
}

// takesNone reports whether a proxy is lost on a task. Where the documents were
// not read for it, the name tells.
func takesNone(name string, documented []form) bool {
	const suffix = "proxyless"
	if len(name) >= len(suffix) && strings.EqualFold(name[len(name)-len(suffix):], suffix) {
		return true
	}
	return slices.ContainsFunc(documented, func(f form) bool { return f.Fields != "" }) &&
		!slices.ContainsFunc(documented, func(f form) bool { return f.Proxy != NoProxy })
}

// inspectAddress looks at the host of a proxy.
func inspectAddress(host string, flaws *timeline.Flaws) {
	if host == "" {
		return
	}
	switch private, named := reach(host); {
	case private:
		flaws.Add(timeline.ProxyPrivate)
	case named:
		flaws.Add(timeline.ProxyHostname)
	}
}

// private reports whether a host cannot be reached from outside the network that
// it stands in.
func private(host string) bool {
	private, _ := reach(host)
	return private
}

// reach tells whether a host is private, and whether it is a name rather than an address.
func reach(host string) (private, named bool) {
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err != nil {
		return strings.EqualFold(host, "localhost"), true
	}
	return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsUnspecified(), false
}

func webURL(s string) bool {
	s = strings.TrimSpace(s)
	return hasPrefixFold(s, "http://") || hasPrefixFold(s, "https://")
}

// inspectCallback looks at the address that a result is to be delivered to.
func inspectCallback(address string, flaws *timeline.Flaws) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	if err != nil || !webURL(address) || private(u.Hostname()) {
		flaws.Add(timeline.CallbackInvalid)
	}
}

// inspectSource looks at where the images of a complex image task come from.
func inspectSource(t *task, documented []form, flaws *timeline.Flaws) {
	sent, urls := t.path("imagesBase64.#").int(), t.path("imageUrls.#").int()
	if (sent > 0) == (urls > 0) || !t.path("metadata.Task").given() && !t.path("metadata.TaskDefinition").given() {
		flaws.Add(timeline.ImageSource)
	}
	for _, f := range documented {
		if f.Images > 0 && sent+urls > 0 && sent+urls != int64(f.Images) {
			flaws.Add(timeline.ImageCount)
		}
	}
}

// inspectValues holds single members against the figures of the service.
func (p *Profile) inspectValues(name string, t *task, flaws *timeline.Flaws) {
	image := name == "ImageToTextTask"
	if p.beyond(t.get("minScore"), ScoreLeast, ScoreMost) {
		flaws.Add(timeline.ScoreRange)
	}
	if strings.EqualFold(t.get("class").text(), "Castle") && p.beyond(t.path("metadata.count"), CountLeast, CountMost) {
		flaws.Add(timeline.CountRange)
	}
	module, threshold, numeric := t.get("capMonsterModule"), t.get("recognizingThreshold"), t.get("numeric")
	if !image && (module.given() || threshold.given()) || p.beyond(threshold, ThresholdLeast, ThresholdMost) ||
		image && (numeric.given() && numeric.raw != "0" && numeric.raw != "1" || module.text() == "captcha_math" && t.get("math").parsed().Bool()) {
		flaws.Add(timeline.ModuleUnfit)
	}
	if agent := t.get("userAgent").text(); agent != "" && (!strings.Contains(agent, "Windows NT") || !strings.Contains(agent, "Chrome/")) {
		flaws.Add(timeline.UserAgentUnfit)
	}
}

// beyond is outside for a member, which may be missing.
func (p *Profile) beyond(v value, least, most LimitID) bool {
	if !v.isNumber() && v.text() == "" {
		return false
	}
	return p.outside(v.parsed().Float(), least, most)
}

// outside reports whether a number lies outside two figures of the service. One
// that the service does not have bounds nothing.
func (p *Profile) outside(n float64, least, most LimitID) bool {
	if l, ok := p.Limit(least); ok && n < l.Most() {
		return true
	}
	l, ok := p.Limit(most)
	return ok && n > l.Most()
}
