package accesslog

import (
	"bytes"
	"slices"
	"time"

	"github.com/banlint/banlint/parsers"
)

// A program writes its log in one way, or in a few. The patterns are in nginx's syntax, with
// some variables more: time_ctime, request_time_ms and request_time_us, and flat_request for a
// request line whose blanks were replaced.
type program struct {
	name, title, called, times, remarks string
	patterns                            []string
	starts                              bool             // times are of the start
	claim                               func(tally) bool // nil for mostly
}

// envoyText is how Envoy writes, unless it is told to write JSON.
var envoyText = program{
	name: "envoy", title: "Envoy's text log", called: "Envoy log",
	times: "start, ms", remarks: "the default format string; the JSON log is read as `jsonlog`",
	patterns: []string{`[$time_iso8601] "$request" $status $flags $bytes_received $bytes_sent $request_time_ms $upstream_ms "$forwarded_for" "$http_user_agent" "$request_id" "$host" "$upstream"`},
	starts:   true,
	claim:    func(t tally) bool { return t.records*2 > t.lines }, // others are jsonlog's
}

// programs are those whose logs are told by how they are written.
var programs = []program{
	{
		name: "nginx-proxy-manager", title: "Log of Nginx Proxy Manager", called: "Nginx Proxy Manager log",
		times: "end, 1 s", remarks: "the logs `proxy-host-*_access.log` and `fallback_access.log`",
		patterns: []string{
			`[$time_local] $cache_status $upstream_status $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $length] [Gzip $gzip] [Sent-to $server] "$http_user_agent" "$http_referer"`,
			`[$time_local] $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $length] [Gzip $gzip] "$http_user_agent" "$http_referer"`,
			named["combined"], // of the default host
		},
	},
	{
		name: "zoraxy", title: "Zoraxy's log", called: "Zoraxy log",
		times: "end, µs, without a zone", remarks: "",
		patterns: []string{`$date $clock [$time_iso8601] [router:$router] [origin:$host] [client: $remote_addr] [useragent: $http_user_agent] $request_method $request_uri $status`},
	},
	{
		name: "uwsgi", title: "uWSGI's log", called: "uWSGI log",
		times: "start, 1 s, without a zone", remarks: "it shows no host",
		patterns: []string{
			`[pid: $pid|app: $app|req: $number] $remote_addr ($user) {$vars vars in $size bytes} [$time_ctime] $request_method $request_uri => generated $length bytes in $request_time_ms msecs ($protocol $status)`,
			`[pid: $pid|app: $app|req: $number] $remote_addr ($user) {$vars vars in $size bytes} [$time_ctime] $request_method $request_uri => generated $length bytes in $request_time_us micros ($protocol $status)`,
		},
		starts: true,
	},
	{
		name: "ssl-request", title: "Apache's log of encrypted requests", called: "Apache log of encrypted requests",
		times: "start, 1 s", remarks: "`ssl_request_log`: neither a host nor the answer's status",
		patterns: []string{`[$time_local] $remote_addr $ssl_protocol $ssl_cipher "$request" $length`},
		starts:   true,
	},
	{
		name: "3proxy", title: "3proxy's log", called: "3proxy log",
		times: "end, ms", remarks: "the `logformat` of its sample configuration; HTTP status not shown",
		patterns: []string{
			`$msec $service.$port $code $user $remote_addr:$client_port $server:$server_port $sent $received $hops $flat_request`,
			`$msec  $service.$port $code $user $remote_addr:$client_port $server:$server_port $sent $received $hops $flat_request`,
		},
	},
}

func (p *program) layouts() []*layout {
	layouts := make([]*layout, len(p.patterns))
	for i, pattern := range p.patterns {
		layouts[i] = &layout{parts: nginxParts(pattern), starts: p.starts}
	}
	return layouts
}

func (p *program) format() *parsers.Format {
	layouts, claim := p.layouts(), p.claim
	if claim == nil {
		claim = mostly
	}
	return newFormat(dialect{
		name: p.name, title: p.title, called: p.called,
		shows: parsers.Facts{Times: p.times, Request: "no", Response: "no", Remarks: p.remarks},
		noise: func(line []byte) bool { return startsWithDate(line) && fitting(layouts, line) == nil },
		whole: func(line []byte) bool { return fitting(layouts, line) != nil },
		read: func(d *decoder, line []byte) error {
			if l := fitting(layouts, line); l != nil {
				return l.read(d, line)
			}
			return errStranger
		},
		claim: claim, dated: true,
	})
}

// fitting finds the layout that a line is written in; nil when it is none of them.
func fitting(layouts []*layout, line []byte) *layout {
	for _, l := range layouts {
		if l.whole(line) {
			return l
		}
	}
	return nil
}

// Programs are the formats of programs that write their logs in a way of their own.
var Programs = func() []*parsers.Format {
	formats := make([]*parsers.Format, len(programs))
	for i := range programs {
		formats[i] = programs[i].format()
	}
	return formats
}()

func programNamed(name string) *parsers.Format {
	if name == Envoy.Name {
		return Envoy
	}
	i := slices.IndexFunc(Programs, func(f *parsers.Format) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return Programs[i]
}

// ctime reads Sun Mar 13 22:49:12 2016, which C writes. Its zone is not told, and UTC is taken.
func ctime(b []byte) (m moment, n int) {
	const length = len("Sun Mar 13 22:49:12 2016")
	if len(b) < length || b[3] != ' ' || b[7] != ' ' || b[10] != ' ' || b[13] != ':' || b[16] != ':' || b[19] != ' ' {
		return m, 0
	}
	day := number(bytes.TrimLeft(b[8:10], " "))
	seconds, ok := civil(year(b[20:]), month(b[4:]), day, b[11:19])
	if !ok {
		return m, 0
	}
	return newMoment(seconds, fraction{grain: time.Second}), length
}

// unflat puts the blanks back into a request line such as GET_http://host/path_HTTP/1.1.
func (d *decoder) unflat(line []byte) []byte {
	method, target, found := bytes.Cut(line, []byte("_"))
	if !found || !isMethod(method) {
		return line
	}
	if n := bytes.LastIndex(target, []byte("_HTTP/")); n >= 0 {
		target = target[:n]
	}
	return d.join(view(method), " ", view(target))
}
