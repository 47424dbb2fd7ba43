package parsers_test

import (
	"strings"
	"testing"

	"github.com/banlint/banlint/parsers"
)

func TestTarget(t *testing.T) {
	for raw, want := range map[string]string{
		"GET /res.php?id=1 HTTP/1.1\r\nHost: 2captcha.com\r\n\r\n":  "http://2captcha.com/res.php?id=1",
		"GET res.php HTTP/1.1\nhost: 2captcha.com\n\n":              "http://2captcha.com/res.php",
		"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n":                       "http://192.0.2.1/",
		"GET / HTTP/1.0\r\n\r\n":                                    "http://192.0.2.1/",
		"GET https://2captcha.com/ HTTP/1.1\r\nHost: other\r\n\r\n": "https://2captcha.com/",
		"CONNECT 2captcha.com:443 HTTP/1.1\r\n\r\n":                 "https://2captcha.com",
		"GET\r\n\r\n": "",
		"":            "",
	} {
		if m := parsers.ParseMessage([]byte(raw)); m.Target("http", "192.0.2.1") != want {
			t.Errorf("%q: got %q, want %q", raw, m.Target("http", "192.0.2.1"), want)
		}
	}
}

func TestStatus(t *testing.T) {
	for line, want := range map[string]int{
		"HTTP/1.1 200 OK": 200, "HTTP/2 429": 429, "HTTP/1.1 99 Low": 0, "HTTP/1.1 9999": 0, "HTTP/1.1 OK": 0, "HTTP/1.1": 0, "ICY 200 OK": 0, "": 0,
	} {
		if m := parsers.ParseMessage([]byte(line + "\r\n\r\n")); m.Status() != want {
			t.Errorf("%q: got %d, want %d", line, m.Status(), want)
		}
	}
}

// A head without end is not looked through without end.
func TestManyHeaders(t *testing.T) {
	head := "GET / HTTP/1.1\r\n" + strings.Repeat("A: b\r\n", 2000)
	m := parsers.ParseMessage([]byte(head + "Last: 1\r\n\r\nbody"))
	if len(m.Headers) != 1000 || m.Header("last") != "" || string(m.Body().Bytes) != "body" {
		t.Errorf("%d headers, last %q, body %q", len(m.Headers), m.Header("last"), m.Body().Bytes)
	}
}

func TestChunkSize(t *testing.T) {
	for line, want := range map[string]int{"1f": 31, "1F;name=value": 31, " 3 \r": 3, "": -1, "-1": -1, "zz": -1, "80000000": -1, "00000000000000001": -1, "0000000000000001": 1} {
		if got := parsers.ChunkSize([]byte(line)); got != want {
			t.Errorf("%q: got %d, want %d", line, got, want)
		}
	}
}
