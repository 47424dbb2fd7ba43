package service

import (
	"fmt"
	"strings"
)

// A Directory tells which service a host is.
type Directory struct {
	book     Book
	places   map[string]place // by host or address
	hostless *Profile         // for recordings that name no host
}

// A place is what is known of a host. Each service is nil for none.
type place struct {
	api     *Profile // that has it for its API and nothing else
	site    *Profile // that has a site there, with an API on known paths
	address *Profile // that it is an address of
}

// NewDirectory makes the directory of the services of today. Each mapping, written
// HOST=SERVICE, adds a host, or, with * as host, says whose the calls are in
// recordings that name none.
func NewDirectory(mappings []string) (*Directory, error) { return All.Directory(mappings) }

// Directory is NewDirectory for the profiles of a book.
func (b Book) Directory(mappings []string) (*Directory, error) {
	d := &Directory{book: b, places: map[string]place{}, hostless: b.ByName(capMonster.Name)}
	for _, p := range b {
		for _, h := range p.Hosts {
			d.at(h, func(at *place) { at.api = p })
		}
		for _, h := range p.SiteHosts {
			d.at(h, func(at *place) { at.site = p })
		}
		for _, a := range p.Addresses {
			d.at(a, func(at *place) { at.address = p })
		}
	}
	for _, m := range mappings {
		if err := d.add(m); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *Directory) add(mapping string) error {
	i := strings.LastIndexByte(mapping, '=')
	if i <= 0 {
		return fmt.Errorf("a mapping is written HOST=SERVICE, as in 127.0.0.1:8080=capmonster")
	}
	host, name := strings.ToLower(mapping[:i]), mapping[i+1:]
	p := d.book.ByName(strings.ToLower(name))
	if p == nil {
		return fmt.Errorf("no such service; known are %s", strings.Join(d.book.Names(), ", "))
	}
	if host == "*" {
		d.hostless = p
		return nil
	}
	d.at(host, func(at *place) { at.api = p })
	return nil
}

// at changes what is known of a host.
func (d *Directory) at(host string, change func(*place)) {
	at := d.places[host]
	change(&at)
	d.places[host] = at
}

// Names lists the names of the known services.
func Names() []string { return All.Names() }

// target is where an exchange went.
type target struct {
	scheme  string
	host    string // in lower case, without the default port; "" where the recording names none
	path    string // without the slash at its end
	name    string // the last element of the path
	dialect dialect
}

// split takes a URL apart, or what stands before its query. It is net/url without the
// cost, and without its leniency: the host is what stands between "//" and the next "/",
// "?" or "#", after the last "@".
func split(raw string) (t target) {
	raw, _, _ = cut(raw, '?')
	rest := raw
	if i := schemeOf(raw); i > 0 {
		t.scheme, rest = raw[:i], raw[i+len("://"):]
		end := plainHost(rest)
		if t.host = rest[:end]; end == 0 {
			end = endOfHost(rest)
			t.host = hostOf(t.scheme, rest[:end])
		}
		rest = rest[end:]
	}
	rest, _, _ = cut(rest, '#')
	t.path = strings.TrimRight(rest, "/")
	t.name = t.path[strings.LastIndexByte(t.path, '/')+1:]
	t.dialect = dialectOf(t.name)
	return t
}

// queryOf returns the query of a URL that was cut at the first "?".
func queryOf(before, after string) string {
	if strings.IndexByte(before, '#') >= 0 {
		return ""
	}
	query, _, _ := cut(after, '#')
	return query
}

// schemeOf returns the place of the "://" behind a scheme, and 0 without one.
func schemeOf(raw string) int {
	switch {
	case strings.HasPrefix(raw, "https://"):
		return len("https")
	case strings.HasPrefix(raw, "http://"):
		return len("http")
	}
	for i := range len(raw) {
		switch raw[i] {
		case '/', '?', '#':
			return 0
		case ':':
			if strings.HasPrefix(raw[i:], "://") {
				return i
			}
		}
	}
	return 0
}

// plainHost measures a host that stands before a path and is written as it is meant, as
// nearly all are; 0 for any other. hostOf would take three times as long as all else.
func plainHost(s string) int {
	n := 0
	for n < len(s) && inPlainHost[s[n]] {
		n++
	}
	if n == 0 || n == len(s) || s[n] != '/' || s[n-1] == '.' {
		return 0
	}
	return n
}

// inPlainHost are the characters of hosts in lower case.
var inPlainHost = func() (set [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyz0123456789-.") {
		set[c] = true
	}
	return set
}()

func endOfHost(s string) int {
	for i := range len(s) {
		switch s[i] {
		case '/', '?', '#', '\\':
			return i
		}
	}
	return len(s)
}

func hostOf(scheme, authority string) string {
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		authority = authority[i+1:]
	}
	host := strings.TrimSuffix(strings.ToLower(authority), ":") // as of a port that was left out
	switch {
	case strings.EqualFold(scheme, "https"):
		host = strings.TrimSuffix(host, ":443")
	case strings.EqualFold(scheme, "http"):
		host = strings.TrimSuffix(host, ":80")
	}
	return strings.TrimSuffix(strings.Replace(host, ".:", ":", 1), ".") // of a root that is named
}

// find returns the profile that an exchange belongs to, or nil.
func (d *Directory) find(t *target, server string) *Profile {
	if server != "" {
		if p := d.places[server].address; p != nil {
			return p
		}
	}
	if t.host == "" {
		if t.dialect == noDialect {
			return nil
		}
		return d.hostless
	}
	if p := d.places[t.host].serving(t); p != nil {
		return p
	}
	// On another port it is the same service: a tunnel's entry may say http and 443.
	if host := portless(t.host); host != t.host {
		return d.places[host].serving(t)
	}
	return nil
}

// serving returns the service that a request to the place is for, or nil.
func (p place) serving(t *target) *Profile {
	switch {
	case p.api != nil:
		return p.api
	case p.site != nil && t.dialect != noDialect:
		return p.site
	default:
		return p.address
	}
}

func portless(host string) string {
	end := len(host)
	for end > 0 && host[end-1] >= '0' && host[end-1] <= '9' {
		end--
	}
	if end > 0 && host[end-1] == ':' {
		return strings.TrimSuffix(host[:end-1], ".")
	}
	return host
}

// Wanted reports whether an exchange may be a call, of a known service or of one
// that only speaks like it. Several may ask at a time.
func (d *Directory) Wanted(rawURL, server string) bool {
	t := split(rawURL)
	return t.dialect != noDialect || d.find(&t, server) != nil
}

// Speaks reports whether a URL is of the host of a service, or of a call to one.
func (d *Directory) Speaks(rawURL string) bool {
	t := split(rawURL)
	at, unported := d.places[t.host], d.places[portless(t.host)]
	return t.dialect != noDialect || t.host != "" && (at != place{} || unported != place{})
}

// dialect is a way of speaking to a service.
type dialect uint8

const (
	noDialect   dialect = iota
	jsonDialect         // createTask and getTaskResult with JSON bodies
	phpDialect          // in.php and res.php
)

// dialectOf tells the dialect by the last element of a path.
func dialectOf(name string) dialect {
	switch name {
	case "in.php", "res.php":
		return phpDialect
	case "createTask", "getTaskResult", "getBalance", "getQueueStats", "getSpendingStats", "getAppStats", "getToken",
		"reportIncorrectImageCaptcha", "reportIncorrectTokenCaptcha", "reportIncorrectRecaptcha", "reportCorrectRecaptcha",
		"reportIncorrectHcaptcha", "reportCorrect", "reportIncorrect", "pushAntiGateVariable":
		return jsonDialect
	default:
		return noDialect
	}
}

// Hostless is the service by which calls are judged that name no host.
func (d *Directory) Hostless() *Profile { return d.hostless }

// Host returns the host of a URL, in lower case, without a default port.
func Host(rawURL string) string { return strings.Clone(split(rawURL).host) }
