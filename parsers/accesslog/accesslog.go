// Package accesslog reads the logs of web servers and proxies, one exchange a
// line. They show what was asked and hardly ever what was answered.
package accesslog

import (
	"errors"
	"fmt"
	"slices"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// The kinds of log.
var (
	Envoy = envoyText.format()
	JSON  = newFormat(dialect{
		name: "jsonlog", title: "JSON access log (nginx, Caddy, Traefik, Envoy, Cloudflare)",
		shows:  parsers.Facts{Times: "as configured", Request: "if configured", Response: "no", Remarks: "nginx, Caddy, Traefik, Envoy, Cloudflare; also behind the prefixes of collectors"},
		called: "JSON access log",
		noise:  jsonNoise, whole: jsonWhole, read: (*decoder).json, claim: mostly, objects: true,
	})
	Squid = newFormat(dialect{
		name: "squid", title: "Squid's own log",
		shows:  parsers.Facts{Times: "end, ms, turned back by the duration", Request: "no", Response: "no", Remarks: "`access.log` in Squid's own format"},
		called: "Squid log",
		noise:  squidNoise, whole: squidWhole, read: (*decoder).squid, quick: (*decoder).quickSquid, claim: mostly,
	})
	HAProxy = newFormat(dialect{
		name: "haproxy", title: "HAProxy HTTP log",
		shows:  parsers.Facts{Times: "start, ms", Request: "no", Response: "no", Remarks: "HTTP log, with or without syslog prefix"},
		called: "HAProxy HTTP log",
		noise:  haproxyNoise, whole: haproxyWhole, read: (*decoder).haproxy, claim: mostly,
	})
	Tinyproxy = newFormat(dialect{
		name: "tinyproxy", title: "tinyproxy log",
		shows:  parsers.Facts{Times: "start, ms, without a year", Request: "no", Response: "no", Remarks: "the answer is not shown"},
		called: "tinyproxy log",
		noise:  tinyproxyNoise, whole: tinyproxyWhole, read: (*decoder).tinyproxy, claim: mostly, recall: tinyproxyClients,
	})
	W3C = newFormat(dialect{
		name: "w3c", title: "Log that names its columns (IIS and others in W3C's extended format, CloudFront, Zeek's http.log)",
		shows:  parsers.Facts{Times: "end, 1 s (Zeek: start, µs)", Request: "no", Response: "no", Remarks: "logs that name their columns (`#Fields:`): IIS, CloudFront, Zeek's http.log"},
		called: "log that names its columns",
		noise:  columnsNoise, whole: columnsWhole, read: (*decoder).columns, claim: mostly, recall: columnsTold,
	})
	ALB = newFormat(dialect{
		name: "alb", title: "Log of a load balancer of AWS (ALB, classic ELB)",
		shows:  parsers.Facts{Times: "end, µs, turned back by the duration", Request: "no", Response: "no", Remarks: "access log of an AWS Application Load Balancer or classic ELB"},
		called: "AWS load balancer log",
		noise:  albNoise, whole: albWhole, read: (*decoder).alb, claim: mostly, dated: true,
	})
	NginxBody = newFormat(dialect{
		name: "nginx-body", title: "Access log with a request body behind the user agent (nginx)",
		shows:  parsers.Facts{Times: "end, 1 s or as configured", Request: "`$request_body`", Response: "no", Remarks: "combined log with the body behind the user agent, both ways of escaping"},
		called: "nginx log with request body",
		noise:  combinedNoise, whole: combinedWhole, enough: combinedEnough, read: (*decoder).withBody, quick: (*decoder).quickWithBody, claim: mostlyBodies,
	})
	Combined = newFormat(dialect{
		name: "combined", title: "Access log, common or combined (nginx, Apache, Squid, Traefik, privoxy)",
		shows:  parsers.Facts{Times: "end, 1 s", Request: "no", Response: "no", Remarks: "common and combined, with and without virtual host"},
		called: "access log, common or combined",
		noise:  combinedNoise, whole: combinedWhole, enough: combinedEnough, read: (*decoder).combined, quick: (*decoder).quickCombined, claim: mostly,
	})
)

// Formats lists the kinds of log, in the order in which they are tried.
var Formats = slices.Concat([]*parsers.Format{Envoy, JSON, Squid, HAProxy, Tinyproxy, W3C, ALB, NginxBody, Combined}, Programs)

// A dialect is how one kind of log is written: all in which the formats differ.
type dialect struct {
	name, title string
	shows       parsers.Facts
	called      string // in reasons
	noise       func(line []byte) bool
	whole       func(line []byte) bool // the line goes on to where this kind of line ends
	enough      func(line []byte) bool // it does not, and yet shows an exchange; may be nil
	read        func(d *decoder, line []byte) error
	quick       func(d *decoder, line []byte) (ok bool, err error) // read for lines that begin as most do; may be nil
	claim       func(t tally) bool
	objects     bool                            // lines are JSON objects
	dated       bool                            // lines may begin with a time as those of collectors do
	recall      func() func(line []byte) []byte // adds to a line what earlier ones told; may be nil
}

// errStranger is the error for a line that is not of this kind of log.
var errStranger = errors.New("a line that is not of this kind of log")

// unusable is the error for a line of this kind that shows no usable exchange.
type unusable string

func (u unusable) Error() string { return string(u) }

func newFormat(d dialect) *parsers.Format {
	f := &parsers.Format{
		Name: d.name, Title: d.title, Shows: d.shows, ByLine: true,
		Match: d.match,
		Split: d.split,
		Decode: func(rec parsers.Record, wanted parsers.Wanted) (timeline.Exchange, error) {
			dec := decoder{read: d.read, wanted: wanted}
			err := dec.decode(rec)
			return dec.x, err
		},
	}
	if d.recall == nil {
		f.Guess, f.Each = guess, d.each
	}
	return f
}

var tooLong = fmt.Sprintf("a line of more than %d MiB", parsers.MaxRecord>>20)
