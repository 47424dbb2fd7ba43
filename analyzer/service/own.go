package service

import (
	"slices"

	"github.com/banlint/banlint/analyzer/timeline"
)

// This file makes books that differ from that of today: with services of the user's own,
// and with limits that the user knows better.

// Names lists the names of the services.
func (b Book) Names() []string {
	names := make([]string, len(b))
	for i, p := range b {
		names[i] = p.Name
	}
	return names
}

// With returns the book with a profile, in the place of the one of its name if there is one.
func (b Book) With(p *Profile) Book {
	b = slices.Clone(b)
	if i := slices.IndexFunc(b, func(q *Profile) bool { return q.Name == p.Name }); i >= 0 {
		b[i] = p
		return b
	}
	return append(b, p)
}

// With returns the profile with a limit, in the place of the one of its id if there is one.
func (p *Profile) With(l Limit) *Profile {
	with := *p
	with.Limits = slices.Clone(p.Limits)
	if i := slices.IndexFunc(with.Limits, func(m Limit) bool { return m.ID == l.ID }); i >= 0 {
		with.Limits[i] = l
	} else {
		with.Limits = append(with.Limits, l)
	}
	return &with
}

// Like begins the profile of a service that is called like this one: with what it wants and
// answers, but without its names, its places and its keys. What it documents is published
// for the other.
func (p *Profile) Like() *Profile {
	like := *p
	like.Name, like.Title, like.Aliases = "", "", nil
	like.Hosts, like.SiteHosts, like.Addresses, like.KeyLength = nil, nil, nil, 0
	like.Limits = slices.Clone(p.Limits)
	for i := range like.Limits {
		if l := &like.Limits[i]; l.Basis == Documented {
			l.Basis = Published
		}
	}
	return &like
}

// LimitNamed returns the limit of an id as the first service has it that does; ok is false
// where none does.
func (b Book) LimitNamed(id LimitID) (l Limit, ok bool) {
	for _, p := range b {
		if l, ok = p.Limit(id); ok {
			return l, true
		}
	}
	return Limit{}, false
}

// LimitIDs lists the ids of the limits that services have.
func (b Book) LimitIDs() (ids []string) {
	for _, p := range b {
		for _, l := range p.Limits {
			if !slices.Contains(ids, string(l.ID)) {
				ids = append(ids, string(l.ID))
			}
		}
	}
	return ids
}

// Configured returns the limit with a figure that the user has set in a file, and the reason
// for it.
func (l Limit) Configured(value int64, file, reason string) Limit {
	l.Value, l.Slack, l.Former = value, 0, nil
	l.Basis, l.Source, l.Because = Configured, Source{URL: file}, reason
	return l
}

// CodeNamed finds what is known of a code at the service; nil for nothing.
func (p *Profile) CodeNamed(name string) *Code {
	if known := codes[name]; known != nil {
		return known
	}
	for i := range p.Own {
		if p.Own[i].Name == name {
			return &p.Own[i]
		}
	}
	return nil
}

// Banning lists the codes that say that somebody is shut out.
func (p *Profile) Banning() (names []string) {
	for _, list := range [][]Code{Codes, p.Own} {
		for _, c := range list {
			if c.Class == timeline.Banned {
				names = append(names, c.Name)
			}
		}
	}
	return names
}
