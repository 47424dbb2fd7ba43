package service

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// A Directory tells which service a host is.
type Directory struct {
	book      Book
	api       map[string]*Profile // hosts of an API and nothing else
	site      map[string]*Profile // hosts of a site with an API on known paths
	addresses map[string]*Profile
	hostless  *Profile // for recordings that name no host
}

// NewDirectory makes the directory of the services of today. Each mapping, written
// HOST=SERVICE, adds a host, or, with * as host, says whose the calls are in
// recordings that name none.
func NewDirectory(mappings []string) (*Directory, error) { return All.Directory(mappings) }

// Directory is NewDirectory for the profiles of a book.
func (b Book) Directory(mappings []string) (*Directory, error) {
	d := &Directory{
		book: b, api: map[string]*Profile{}, site: map[string]*Profile{}, addresses: map[string]*Profile{},
		hostless: b.ByName(capMonster.Name),
	}
	for _, p := range b {
		for _, h := range p.Hosts {
			d.api[h] = p
		}
		for _, h := range p.SiteHosts {
			d.site[h] = p
		}
		for _, a := range p.Addresses {
			d.addresses[a] = p
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
		return fmt.Errorf("no such service; known are %s", strings.Join(Names(), ", "))
	}
	if host == "*" {
		d.hostless = p
		return nil
	}
	d.api[host] = p
	return nil
}

// Names lists the names of the known services.
func Names() []string {
	names := make([]string, len(All))
	for i, p := range All {
		names[i] = p.Name
	}
	return names
}

// target is where an exchange went.
type target struct {
	host  string // in lower case, without the default port; "" where the recording names none
	path  string // without the slash at its end
	query string
}

// split takes a URL apart. It is net/url without the cost, and without its
// leniency: the host is what stands between "//" and the next "/", "?" or "#",
// after the last "@".
func split(raw string) target {
	rest := raw
	var t target
	if i := strings.Index(raw, "://"); i > 0 && !strings.ContainsAny(raw[:i], "/?#") {
		rest = raw[i+3:]
		end := strings.IndexAny(rest, "/?#\\")
		if end < 0 {
			end = len(rest)
		}
		t.host = hostOf(raw[:i], rest[:end])
		rest = rest[end:]
	}
	rest, _, _ = strings.Cut(rest, "#")
	t.path, t.query, _ = strings.Cut(rest, "?")
	t.path = strings.TrimRight(t.path, "/")
	return t
}

func hostOf(scheme, authority string) string {
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		authority = authority[i+1:]
	}
	host := strings.ToLower(authority)
	switch strings.ToLower(scheme) {
	case "https":
		host = strings.TrimSuffix(host, ":443")
	case "http":
		host = strings.TrimSuffix(host, ":80")
	}
	return strings.TrimSuffix(host, ".")
}

// find returns the profile that an exchange belongs to, or nil.
func (d *Directory) find(t target, server string) *Profile {
	if p := d.addresses[server]; p != nil {
		return p
	}
	if t.host == "" {
		if dialectOf(t.path) == noDialect {
			return nil
		}
		return d.hostless
	}
	if p := d.at(t.host, t.path); p != nil {
		return p
	}
	// On another port it is the same service: a tunnel's entry may say http and 443.
	return d.at(portless(t.host), t.path)
}

// at returns the profile of a host, or of the server at that address, or nil.
func (d *Directory) at(host, path string) *Profile {
	if p := d.api[host]; p != nil {
		return p
	}
	if p := d.site[host]; p != nil && dialectOf(path) != noDialect {
		return p
	}
	return d.addresses[host]
}

func portless(host string) string {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && strings.Trim(host[i+1:], "0123456789") == "" {
		return strings.TrimSuffix(host[:i], ".")
	}
	return host
}

// Wanted reports whether an exchange may be a call, of a known service or of one
// that only speaks like it.
func (d *Directory) Wanted(rawURL, server string) bool {
	t := split(rawURL)
	return dialectOf(t.path) != noDialect || d.find(t, server) != nil
}

// dialect is a way of speaking to a service.
type dialect uint8

const (
	noDialect   dialect = iota
	jsonDialect         // createTask and getTaskResult with JSON bodies
	phpDialect          // in.php and res.php
)

var methods = []string{
	"createTask", "getTaskResult", "getBalance", "getQueueStats", "getSpendingStats", "getAppStats", "getToken",
	"reportIncorrectImageCaptcha", "reportIncorrectTokenCaptcha", "reportIncorrectRecaptcha", "reportCorrectRecaptcha",
	"reportIncorrectHcaptcha", "reportCorrect", "reportIncorrect", "pushAntiGateVariable",
}

// dialectOf tells the dialect by the last element of a path.
func dialectOf(path string) dialect {
	name := path[strings.LastIndexByte(path, '/')+1:]
	switch {
	case name == "in.php" || name == "res.php":
		return phpDialect
	case len(name) > 6 && slices.Contains(methods, name):
		return jsonDialect
	default:
		return noDialect
	}
}

// parameters reads a query or a form. What cannot be decoded stays as it is.
func parameters(s string) url.Values {
	values := url.Values{}
	for pair := range strings.SplitSeq(s, "&") {
		if pair != "" {
			name, value, _ := strings.Cut(pair, "=")
			name = unescaped(name)
			values[name] = append(values[name], unescaped(value))
		}
	}
	return values
}

func unescaped(s string) string {
	if text, err := url.QueryUnescape(s); err == nil {
		return text
	}
	return s
}

// Hostless is the service by which calls are judged that name no host.
func (d *Directory) Hostless() *Profile { return d.hostless }

// Host returns the host of a URL, in lower case, without a default port.
func Host(rawURL string) string { return split(rawURL).host }
