package service

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/analyzer/timeline"
)

// inspect holds a task object against what the service documents of its type.
func (p *Profile) inspect(task gjson.Result, payload *timeline.Payload, flaws *timeline.Flaws) {
	name := task.Get("type").Str
	if p.Types != nil && !p.lists(name) {
		flaws.Add(timeline.TypeUnknown)
	}
	documented := variants(p.Types, task)
	payload.Missing = least(documented, func(field string, empty bool) bool {
		v := task.Get(field)
		return v.Exists() && v.Type != gjson.Null && (empty || v.String() != "")
	})
	if payload.Missing != "" {
		flaws.Add(timeline.FieldMissing)
	}
	inspectProxy(task, documented, flaws)
	inspectSource(task, documented, flaws)
	p.inspectValues(task, flaws)
	inspectURL(task.Get("websiteURL"), flaws)
}

// lists reports whether the service documents a task type, be it by an older name.
func (p *Profile) lists(name string) bool {
	return slices.Contains(p.Renamed, name) || slices.ContainsFunc(p.Types, func(t TaskType) bool { return t.Name == name })
}

// proxyFields are those that a proxy of the JSON dialect must have.
var proxyFields = []string{"proxyType", "proxyAddress", "proxyPort"}

func inspectProxy(task gjson.Result, documented []TaskType, flaws *timeline.Flaws) {
	given := 0
	for _, f := range proxyFields {
		if v := task.Get(f); v.Exists() && v.String() != "" && v.String() != "0" {
			given++
		}
	}
	switch whole := task.Get("proxy").Type == gjson.String; {
	case given > 0 && given < len(proxyFields):
		flaws.Add(timeline.ProxyIncomplete)
	case given == 0 && !whole && needsProxy(documented):
		flaws.Add(timeline.ProxyMissing)
	case given > 0 && takesNone(task.Get("type").Str, documented):
		flaws.Add(timeline.ProxyNotTaken)
	}
	if given == 0 {
		return
	}
	inspectAddress(task.Get("proxyAddress").String(), flaws)
	if strings.Contains(task.Get("proxyLogin").String()+task.Get("proxyPassword").String(), "%") {
		flaws.Add(timeline.ProxyPercent)
	}
	scheme, port := task.Get("proxyType"), task.Get("proxyPort")
	if scheme.Exists() && !slices.Contains([]string{"http", "https", "socks4", "socks5"}, strings.ToLower(scheme.String())) ||
		port.Exists() && (port.Int() < 1 || port.Int() > 65535) {
		flaws.Add(timeline.ProxyTypeUnfit)
	}
}

func needsProxy(documented []TaskType) bool {
	return len(documented) > 0 && !slices.ContainsFunc(documented, func(t TaskType) bool { return t.Proxy != NeedsProxy })
}

// takesNone reports whether a proxy is lost on a task. Where the documents were
// not read for it, the name tells.
func takesNone(name string, documented []TaskType) bool {
	if strings.HasSuffix(strings.ToLower(name), "proxyless") {
		return true
	}
	return slices.ContainsFunc(documented, func(t TaskType) bool { return t.Fields != "" }) &&
		!slices.ContainsFunc(documented, func(t TaskType) bool { return t.Proxy != NoProxy })
}

// inspectAddress looks at the host of a proxy.
func inspectAddress(host string, flaws *timeline.Flaws) {
	switch {
	case host == "":
	case private(host):
		flaws.Add(timeline.ProxyPrivate)
	case !isAddress(host):
		flaws.Add(timeline.ProxyHostname)
	}
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil
}

// private reports whether a host cannot be reached from outside the network that
// it stands in.
func private(host string) bool {
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err != nil {
		return strings.EqualFold(host, "localhost")
	}
	return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsUnspecified()
}

// inspectURL looks at the address of the page with the captcha.
func inspectURL(page gjson.Result, flaws *timeline.Flaws) {
	if page.Type == gjson.String && page.Str != "" && !webURL(page.Str) {
		flaws.Add(timeline.URLScheme)
	}
}

func webURL(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
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
func inspectSource(task gjson.Result, documented []TaskType, flaws *timeline.Flaws) {
	if task.Get("type").Str != "ComplexImageTask" {
		return
	}
	sent, urls := task.Get("imagesBase64.#").Int(), task.Get("imageUrls.#").Int()
	if (sent > 0) == (urls > 0) || !task.Get("metadata.Task").Exists() && !task.Get("metadata.TaskDefinition").Exists() {
		flaws.Add(timeline.ImageSource)
	}
	for _, t := range documented {
		if t.Images > 0 && sent+urls > 0 && sent+urls != int64(t.Images) {
			flaws.Add(timeline.ImageCount)
		}
	}
}

// inspectValues holds single members against the figures of the service.
func (p *Profile) inspectValues(task gjson.Result, flaws *timeline.Flaws) {
	name := task.Get("type").Str
	image := name == "ImageToTextTask"
	if score := task.Get("minScore"); p.outside(score, ScoreLeast, ScoreMost) {
		flaws.Add(timeline.ScoreRange)
	}
	if strings.EqualFold(task.Get("class").Str, "Castle") && p.outside(task.Get("metadata.count"), CountLeast, CountMost) {
		flaws.Add(timeline.CountRange)
	}
	module, threshold, numeric := task.Get("capMonsterModule"), task.Get("recognizingThreshold"), task.Get("numeric")
	if !image && (module.Exists() || threshold.Exists()) || p.outside(threshold, ThresholdLeast, ThresholdMost) ||
		image && (numeric.Exists() && numeric.Raw != "0" && numeric.Raw != "1" || task.Get("math").Bool() && module.Str == "captcha_math") {
		flaws.Add(timeline.ModuleUnfit)
	}
	if agent := task.Get("userAgent").Str; agent != "" && (!strings.Contains(agent, "Windows NT") || !strings.Contains(agent, "Chrome/")) {
		flaws.Add(timeline.UserAgentUnfit)
	}
}

// outside reports whether a number lies outside two figures of the service. One
// that the service does not have bounds nothing.
func (p *Profile) outside(v gjson.Result, least, most LimitID) bool {
	if v.Type != gjson.Number && (v.Type != gjson.String || v.Str == "") {
		return false
	}
	if l, ok := p.Limit(least); ok && v.Float() < l.Most() {
		return true
	}
	l, ok := p.Limit(most)
	return ok && v.Float() > l.Most()
}
