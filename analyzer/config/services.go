package config

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

// Book is the services that calls are judged by: the known ones and the project's own, with
// the limits that it has set.
func (c *Config) Book() service.Book {
	if c.book == nil {
		return service.All
	}
	return c.book
}

// ownService reads a service of the project's own.
func (p *parser) ownService(n *yaml.Node) {
	own := &service.Profile{}
	if like := member(n, "like"); like != nil {
		if model := service.ByName(p.choice(like, service.Names())); model != nil {
			own = model.Like()
		}
	}
	p.mapping(n, members{
		"name":  func(v *yaml.Node) { own.Name = p.serviceName(v) },
		"title": func(v *yaml.Node) { own.Title = p.sentence(v) },
		"like":  func(*yaml.Node) {}, // read above: the others change it
		"aliases": func(v *yaml.Node) {
			p.sequence(v, func(v *yaml.Node) { own.Aliases = append(own.Aliases, p.serviceName(v)) })
		},
		"hosts": func(v *yaml.Node) { p.sequence(v, func(v *yaml.Node) { own.Hosts = append(own.Hosts, p.host(v)) }) },
		"site-hosts": func(v *yaml.Node) {
			p.sequence(v, func(v *yaml.Node) { own.SiteHosts = append(own.SiteHosts, p.host(v)) })
		},
		"addresses": func(v *yaml.Node) {
			p.sequence(v, func(v *yaml.Node) { own.Addresses = append(own.Addresses, p.host(v)) })
		},
		"key-length": func(v *yaml.Node) { own.KeyLength = int(p.number(v, 1)) },
		"codes":      func(v *yaml.Node) { p.sequence(v, func(v *yaml.Node) { p.ownCode(own, v) }) },
		"bans":       func(*yaml.Node) {}, // read below: they may name its own codes
		"limits":     func(v *yaml.Node) { own = p.limits(own, v, false) },
	})
	if bans := member(n, "bans"); bans != nil {
		own.Bans = nil
		p.sequence(bans, func(v *yaml.Node) { own.Bans = append(own.Bans, p.ban(own, v)) })
	}
	if n.Kind == yaml.MappingNode || empty(n) {
		p.must(n, "a service", "name")
		if len(own.Hosts)+len(own.SiteHosts)+len(own.Addresses) == 0 {
			p.fail(n, "a service must have hosts, site-hosts or addresses")
		}
	}
	if own.Title == "" {
		own.Title = own.Name
	}
	p.book = p.book.With(own)
}

// serviceName reads a name that no other service has.
func (p *parser) serviceName(n *yaml.Node) string {
	s := p.text(n)
	switch {
	case s == "":
	case !kebab.MatchString(s) || len(s) > maxID:
		p.fail(n, "wanted a name in kebab case of at most %d characters, as in my-solver", maxID)
	case p.book.ByName(s) != nil:
		p.fail(n, "another service has the name %s", quoted(s))
	}
	return s
}

var hostName = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$`)

// host reads a host that no other service has.
func (p *parser) host(n *yaml.Node) string {
	s := p.text(n)
	if s != "" && !hostName.MatchString(s) {
		p.fail(n, "wanted a host in lower case, with its port where that is not the usual one, as in api.my-solver.example")
	}
	for _, other := range p.book {
		if slices.Contains(slices.Concat(other.Hosts, other.SiteHosts, other.Addresses), s) {
			p.fail(n, "this is a host of %s", other.Title)
		}
	}
	return s
}

// ownCode reads what a service answers with an error code: a known one, or one of its own.
func (p *parser) ownCode(own *service.Profile, n *yaml.Node) {
	e := service.Entry{Source: service.Source{URL: p.file}}
	var class string
	p.mapping(n, members{
		"code":   func(v *yaml.Node) { e.Code = p.code(v) },
		"class":  func(v *yaml.Node) { class = p.choice(v, service.ClassNames()) },
		"number": func(v *yaml.Node) { e.Number = int(p.number(v, 1)) },
		"http":   func(v *yaml.Node) { e.HTTP = int(p.number(v, 100)) },
		"says":   func(v *yaml.Node) { e.Says = p.sentence(v) },
	})
	if n.Kind == yaml.MappingNode || empty(n) {
		p.must(n, "a code", "code")
	}
	_, known := service.CodeByName(e.Code)
	switch _, of, _ := service.ErrorNamed(class); {
	case known && class != "":
		p.fail(member(n, "class"), "the class of %s is known", quoted(e.Code))
	case !known && e.Code != "":
		if class == "" {
			of = timeline.OtherError
		}
		own.Own = append(slices.Clip(own.Own), service.Code{Name: e.Code, Class: of, Meaning: "an error of " + own.Title, Do: "See what the service says of it."})
	}
	own.Codes = append([]service.Entry{e}, own.Codes...) // what comes first counts
}

var codeName = regexp.MustCompile(`^[A-Z][A-Z0-9_]{2,59}$`)

func (p *parser) code(n *yaml.Node) string {
	s := p.text(n)
	if s != "" && !codeName.MatchString(s) {
		p.fail(n, "wanted an error code, as in ERROR_NO_SLOT_AVAILABLE")
		return ""
	}
	return s
}

// ban reads how a service shuts somebody out.
func (p *parser) ban(own *service.Profile, n *yaml.Node) service.Ban {
	b := service.Ban{Source: service.Source{URL: p.file}}
	p.mapping(n, members{
		"code":  func(v *yaml.Node) { b.Code = p.choice(v, own.Banning()) },
		"lasts": func(v *yaml.Node) { b.Lasts = p.duration(v) },
		"scope": func(v *yaml.Node) {
			scope := p.choice(v, banScopes)
			b.Account, b.Subnet = scope == "account", scope == "subnet"
		},
		"for": func(v *yaml.Node) {
			p.sequence(v, func(v *yaml.Node) { b.Earned = append(b.Earned, service.Reason(p.choice(v, reasons()))) })
		},
		"restarts": func(v *yaml.Node) { b.Restart = p.choice(v, []string{"true", "false"}) == "true" },
	})
	if n.Kind == yaml.MappingNode || empty(n) {
		p.must(n, "a ban", "code")
	}
	return b
}

// banScopes are whom a ban may shut out.
var banScopes = []string{"address", "subnet", "account"}

// serviceLimits reads the limits of services, known ones and the project's own.
func (p *parser) serviceLimits(n *yaml.Node) {
	p.pairs(n, func(k, v *yaml.Node) {
		if profile := p.book.ByName(p.choice(k, p.book.Names())); profile != nil {
			p.book = p.book.With(p.limits(profile, v, true))
		}
	})
}

// limits reads limits of a service, and returns its profile with them.
func (p *parser) limits(profile *service.Profile, n *yaml.Node, reasoned bool) *service.Profile {
	p.pairs(n, func(k, v *yaml.Node) {
		id := service.LimitID(p.choice(k, service.All.LimitIDs()))
		l, has := profile.Limit(id)
		if !has {
			l, _ = service.All.LimitNamed(id)
			l.Doubts = nil
		}
		switch {
		case l.ID == "":
		case l.Unit == service.Form:
			p.fail(k, "%s is a form that requests must have, and no figure: the rules that watch it can be turned off", id)
		default:
			set := p.limit(l, v, reasoned)
			if has {
				set.Doubts = append([]string{l.Basis.String() + ": " + l.String()}, l.Doubts...)
			}
			profile = profile.With(set)
		}
	})
	return profile
}

// limit reads the figure of a limit.
func (p *parser) limit(l service.Limit, n *yaml.Node, reasoned bool) service.Limit {
	bound := boundOf(l)
	other := map[string]string{"most": "least", "least": "most"}[bound]
	value, span, reason := l.Value, l.Span, ""
	known := members{
		bound:    func(v *yaml.Node) { value = p.figure(l.Unit, v) },
		other:    func(v *yaml.Node) { p.fail(v, "%s is a limit of the other side: wanted %s", l.ID, bound) },
		"reason": func(v *yaml.Node) { reason = p.sentence(v) },
	}
	if l.Unit == service.Requests {
		known["within"] = func(v *yaml.Node) { span = p.within(v) }
	}
	p.mapping(n, known)
	if n.Kind == yaml.MappingNode || empty(n) {
		p.must(n, "a limit", bound)
		if reasoned {
			p.must(n, "a limit", "reason")
		}
	}
	l = l.Configured(value, p.file, reason)
	l.Span = span
	return l
}

// boundOf is the side on which a limit bounds.
func boundOf(l service.Limit) string {
	if l.Least {
		return "least"
	}
	return "most"
}

// longest is the longest span that is watched over.
const longest = time.Hour

func (p *parser) within(n *yaml.Node) time.Duration {
	d := p.duration(n)
	if d > longest {
		p.fail(n, "wanted at most %s", service.Span(longest))
	}
	return d
}

// figure reads a figure in a unit.
func (p *parser) figure(unit service.Unit, n *yaml.Node) int64 {
	switch unit {
	case service.Time:
		return int64(p.duration(n))
	case service.Number:
		x, err := strconv.ParseFloat(p.text(n), 64)
		if err != nil || !(x >= 0 && x <= mostCalls) {
			p.fail(n, "wanted a number, as in 0.5")
			return 0
		}
		return int64(math.Round(x * 100))
	default:
		return p.number(n, 0)
	}
}
