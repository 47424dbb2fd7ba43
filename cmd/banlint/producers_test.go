package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/report"
)

// The same fifty requests, recorded by many producers, break the same rules as far as each can
// show them; and a report says what it could not judge.
func TestProducers(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "corpus", "recorded")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the corpus is not here")
	}
	var (
		urls     = []string{"poll-interval-short", "task-id-invalid"}
		requests = append([]string{"image-too-big", "key-missing"}, urls...)
		answers  = append([]string{"key-invalid-repeated", "unknown-task-polled"}, requests...) // to the second
		all      = append([]string{"banned-proxy-reused", "zero-balance-retried"}, answers...)
	)
	for _, c := range []struct {
		file, host string // where the calls went to; empty where they name the service themselves
		shows      []string
		answers    bool
	}{
		{"har/mitmproxy-8.1.1-hardump-https.har", "", all, true},
		{"mitmproxy-flow/mitmproxy-8.1.1-http-https.flow", "", all, true},
		{"pcap/captcha-http-loopback.pcap", "127.0.0.1:28097", all, true},
		{"vcr/vcr_requests.yaml", "127.0.0.1:28080", answers, true},
		{"accesslog/nginx_body.log", "", requests, false},
		{"accesslog/nginx_body.ndjson", "127.0.0.1", requests, false},
		{"app-log/python-http.client-debuglevel1.log", "", requests, false},
		{"accesslog/nginx_combined.log", "", urls, false},
		{"accesslog/apache_combined.log", "", urls, false},
		{"accesslog/apache_vhost_usec.log", "", urls, false},
		{"accesslog/caddy.log", "127.0.0.1:28095", urls, false},
		{"accesslog/haproxy_httplog.log", "", urls, false},
		{"accesslog/privoxy.log", "", urls, false},
		{"accesslog/squid_combined.log", "", urls, false},
		{"accesslog/squid_native.log", "", urls, false},
		{"accesslog/tinyproxy.log", "", urls, false},
		{"app-log/python-httpx.log", "", urls, false},
		{"app-log/python-urllib3-debug.log", "", urls, false},
		{"mitmproxy-console/mitmdump-detail2.log", "", urls, false},
		{"mitmproxy-console/mitmdump-detail1.log", "", nil, false}, // it shortens URLs
	} {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			args := []string{"--no-config", filepath.Join(dir, c.file)}
			if c.host != "" {
				args = append(args, "--service", c.host+"=capmonster")
			}
			r := judged(t, args...)
			got := brokenOf(r, all)
			if want := slices.Sorted(slices.Values(c.shows)); !slices.Equal(got, want) {
				t.Errorf("\n got %q\nwant %q", got, want)
			}
			if left := unanswered(r); left != !c.answers {
				t.Errorf("the report says that answers are missing: %v", left)
			}
		})
	}
}

// brokenOf lists which of the rules a report finds broken.
func brokenOf(r report.Report, rules []string) (broken []string) {
	for _, f := range r.Findings {
		if slices.Contains(rules, f.Rule) {
			broken = append(broken, f.Rule)
		}
	}
	slices.Sort(broken)
	return slices.Compact(broken)
}

// unanswered reports whether a ban reason is left open as calls do not show their answers.
func unanswered(r report.Report) bool {
	return slices.ContainsFunc(r.Verdicts, func(v report.Verdict) bool {
		return v.State == "unknown" && strings.Contains(v.Why.String(), "do not show what the service answered")
	})
}
