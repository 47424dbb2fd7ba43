package accesslog_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/accesslog"
)

// A recording is a file of the corpus, and what is read of it.
type recording struct {
	file, format         string
	exchanges, tunnels   int
	bodies, skipped      int
	withStatus, withTook bool // every exchange has
}

// The first are recordings of one scenario: 50 requests, and 3 tunnels through the
// proxies.
var recorded = []recording{
	{file: "recorded/accesslog/apache_combined.log", format: "combined", exchanges: 50, withStatus: true},
	{file: "recorded/accesslog/apache_vhost_usec.log", format: "combined", exchanges: 50, withStatus: true, withTook: true},
	{file: "recorded/accesslog/caddy.log", format: "jsonlog", exchanges: 50, withStatus: true, withTook: true},
	{file: "recorded/accesslog/haproxy_httplog.log", format: "haproxy", exchanges: 50, withStatus: true, withTook: true},
	{file: "recorded/accesslog/nginx_body.log", format: "nginx-body", exchanges: 50, bodies: 50, withStatus: true, withTook: true},
	{file: "recorded/accesslog/nginx_body.ndjson", format: "jsonlog", exchanges: 50, bodies: 50, withStatus: true, withTook: true},
	{file: "recorded/accesslog/nginx_combined.log", format: "combined", exchanges: 50, withStatus: true},
	{file: "recorded/accesslog/privoxy.log", format: "combined", exchanges: 53, tunnels: 3, withStatus: true},
	{file: "recorded/accesslog/squid_combined.log", format: "combined", exchanges: 53, tunnels: 3, withStatus: true},
	{file: "recorded/accesslog/squid_native.log", format: "squid", exchanges: 53, tunnels: 3, withStatus: true, withTook: true},
	{file: "recorded/accesslog/tinyproxy.log", format: "tinyproxy", exchanges: 53, tunnels: 3},

	{file: "third-party/accesslog/aws/aws-alb-logs.log", format: "alb", exchanges: 14, withStatus: true},
	{file: "third-party/accesslog/aws/aws-cloudfront-logs.log", format: "w3c", exchanges: 2, withStatus: true},
	{file: "third-party/accesslog/w3c-iis/beats-iis-7.5.log", format: "w3c", exchanges: 4, withStatus: true, withTook: true},
	{file: "third-party/accesslog/w3c-iis/lnav-w3c-big.log", format: "w3c", exchanges: 210, withStatus: true},
	{file: "third-party/accesslog/w3c-iis/lnav-w3c.0.log", format: "w3c", exchanges: 1, withStatus: true},
	{file: "third-party/accesslog/w3c-iis/lnav-w3c.3.log", format: "w3c", exchanges: 3, withStatus: true, withTook: true},
	{file: "third-party/zeek-http/bro_http.log", format: "w3c", exchanges: 197},
	{file: "third-party/accesslog/caddy/caddy-logs.log", format: "jsonlog", exchanges: 10},
	{file: "third-party/accesslog/caddy/lnav-caddy.1.log", format: "jsonlog", exchanges: 4, withStatus: true, withTook: true},
	{file: "third-party/accesslog/clf-combined/apache2-logs.log", format: "combined", exchanges: 7, withStatus: true},
	{file: "third-party/accesslog/clf-combined/beats-apache-ssl-request.log", format: "ssl-request", exchanges: 2},
	{file: "third-party/accesslog/clf-combined/beats-apache-test.log", format: "combined", exchanges: 5, skipped: 2, withStatus: true},
	{file: "third-party/accesslog/clf-combined/beats-nginx-access.log", format: "combined", exchanges: 14, withStatus: true},
	{file: "third-party/accesslog/clf-combined/beats-nginx-with-host.log", format: "combined", exchanges: 8, skipped: 2, withStatus: true},
	{file: "third-party/accesslog/clf-combined/litespeed-logs.log", format: "combined", exchanges: 1, withStatus: true},
	{file: "third-party/accesslog/clf-combined/lnav-access.log", format: "combined", exchanges: 3, withStatus: true},
	{file: "third-party/accesslog/clf-combined/lnav-shop-access.log", format: "combined", exchanges: 1000, withStatus: true},
	{file: "third-party/accesslog/clf-combined/nginx-http-generic-bf.log", format: "combined", exchanges: 6, withStatus: true},
	{file: "third-party/accesslog/clf-combined/nginx-malformed.log", format: "combined", skipped: 12},
	{file: "third-party/accesslog/clf-combined/nginx_http-logs.log", format: "combined", exchanges: 8, withStatus: true},
	{file: "third-party/accesslog/envoy/envoy-json-cri.log", format: "jsonlog", exchanges: 10, withStatus: true, withTook: true},
	{file: "third-party/accesslog/haproxy/beats-haproxy-no-headers.log", format: "haproxy", exchanges: 3, withStatus: true, withTook: true},
	{file: "third-party/accesslog/haproxy/beats-haproxy.log", format: "haproxy", exchanges: 10, withStatus: true, withTook: true},
	{file: "third-party/accesslog/haproxy/haproxy-logs.log", format: "haproxy", exchanges: 2, withStatus: true, withTook: true},
	{file: "third-party/accesslog/haproxy/lnav-haproxy.log", format: "haproxy", exchanges: 13, withStatus: true, withTook: true},
	{file: "third-party/accesslog/nginx-custom/beats-ingress-controller.log", format: "combined", exchanges: 22, skipped: 2, withStatus: true, withTook: true},
	{file: "third-party/accesslog/nginx-custom/bunkerweb-http-malformed.log", format: "combined", skipped: 12},
	{file: "third-party/accesslog/nginx-custom/nginx-proxy-manager-logs.log", format: "nginx-proxy-manager", exchanges: 12, withStatus: true},
	{file: "third-party/accesslog/nginx-custom/uwsgi.log", format: "uwsgi", exchanges: 19, withStatus: true, withTook: true},
	{file: "third-party/accesslog/nginx-custom/zoraxy.log", format: "zoraxy", exchanges: 13, withStatus: true},
	{file: "third-party/accesslog/traefik/beats-traefik-clf.log", format: "combined", exchanges: 7, withStatus: true},
	{file: "third-party/accesslog/traefik/traefik_base-http-scenario.log", format: "jsonlog", exchanges: 79, skipped: 1, withStatus: true, withTook: true},
	{file: "third-party/accesslog/traefik/traefik_clf.log", format: "combined", exchanges: 7},
	{file: "third-party/accesslog/traefik/traefik_json.log", format: "jsonlog", exchanges: 6, withStatus: true, withTook: true},
	{file: "third-party/cloudflare-logpush/cloudflare-unixnano.ndjson", format: "jsonlog", exchanges: 15, withStatus: true, withTook: true},

	// Recordings that are no access logs.
	{file: "third-party/json-app-log/pino.ndjson"},
	{file: "third-party/json-app-log/bunyan.ndjson"},
	{file: "third-party/json-app-log/mixed.ndjson"},
	{file: "third-party/loadtest-other/transactions.ldjson"},
	{file: "recorded/app-log/axios-interceptor.ndjson"},
	{file: "recorded/app-log/python-urllib3-debug.log"},
	{file: "recorded/app-log/python-httpx.log"},
	{file: "recorded/har/playwright-page-omit.har"},
}

func TestRecorded(t *testing.T) {
	const corpus = "../../../shared/corpus"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the corpus is not here")
	}
	for _, want := range recorded {
		t.Run(filepath.Base(want.file), func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(corpus, want.file))
			if err != nil {
				t.Fatal(err)
			}
			got := want
			var why string
			got.format, why = detect(string(text[:min(len(text), 64<<10)]))
			got.exchanges, got.tunnels, got.bodies, got.skipped = 0, 0, 0, 0
			for _, f := range accesslog.Formats {
				if f.Name == got.format {
					got.read(t, f, text)
				}
			}
			if got != want {
				t.Errorf("recognised by %q\n got %+v\nwant %+v", why, got, want)
			}
		})
	}
}

func (r *recording) read(t *testing.T, f *parsers.Format, text []byte) {
	for rec, err := range f.Split("log", bytes.NewReader(text)) {
		var x timeline.Exchange
		if err == nil {
			x, err = f.Decode(rec, nil)
		}
		var skipped *parsers.Skipped
		switch {
		case errors.As(err, &skipped) && skipped.Noise:
		case errors.As(err, &skipped):
			r.skipped++
		case err != nil:
			t.Error(err)
		default:
			r.add(t, &x)
		}
	}
}

func (r *recording) add(t *testing.T, x *timeline.Exchange) {
	r.exchanges++
	if x.Tunnel {
		r.tunnels++
	}
	if x.RequestBody.Shown {
		r.bodies++
	}
	if x.Start == 0 || r.withStatus && x.Status == 0 || r.withTook && x.Took < 0 {
		t.Errorf("%s: start %v, status %d, took %v", x.Pos, x.Start, x.Status, x.Took)
	}
}
