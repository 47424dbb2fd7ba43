package recorder

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func dump(t *testing.T) func() []line {
	t.Helper()
	path := filepath.Join(t.TempDir(), "dump.ndjson")
	t.Setenv("BANLINT_DUMP", path)
	return func() (lines []line) {
		t.Helper()
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		s := bufio.NewScanner(f)
		s.Buffer(nil, 4<<20)
		for s.Scan() {
			var l line
			if err := json.Unmarshal(s.Bytes(), &l); err != nil {
				t.Fatalf("%v in %s", err, s.Text())
			}
			lines = append(lines, l)
		}
		return lines
	}
}

func get(s *string) string {
	if s == nil {
		return "<absent>"
	}
	return *s
}

func TestExchangeIsRecorded(t *testing.T) {
	lines := dump(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		time.Sleep(50 * time.Millisecond)
		w.Header().Set("Retry-After", "5")
		w.Header().Set("Set-Cookie", "secret=1")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write(b)
	}))
	defer server.Close()

	r, _ := http.NewRequest(http.MethodPost, server.URL+"/createTask?a=1", strings.NewReader(`{"clientKey":"ключ"}`))
	r.Header.Set("Authorization", "secret")
	r.Header.Set("Content-Type", "application/json")
	before := time.Now()
	resp, err := (&http.Client{Transport: New(nil)}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if string(body) != `{"clientKey":"ключ"}` {
		t.Errorf("the client reads %q", body)
	}

	got := lines()
	if len(got) != 1 {
		t.Fatalf("%d lines", len(got))
	}
	l := got[0]
	if l.Method != "POST" || l.URL != server.URL+"/createTask?a=1" || l.Status != 429 || l.Error != "" {
		t.Errorf("recorded %+v", l)
	}
	if get(l.Body) != string(body) || get(l.ResponseBody) != string(body) {
		t.Errorf("bodies %s and %s", get(l.Body), get(l.ResponseBody))
	}
	if len(l.Headers) != 1 || l.Headers["content-type"] != "application/json" || l.ResponseHeaders["retry-after"] != "5" || l.ResponseHeaders["set-cookie"] != "" {
		t.Errorf("headers %v and %v", l.Headers, l.ResponseHeaders)
	}
	start, err := time.Parse(time.RFC3339Nano, l.Time)
	if err != nil || start.Before(before.Add(-time.Millisecond)) || start.After(before.Add(40*time.Millisecond)) || l.DurationMS < 50 {
		t.Errorf("started at %s (%v), for %v ms, want %s and 50 or more", l.Time, err, l.DurationMS, before)
	}
}

func TestFailureIsRecorded(t *testing.T) {
	lines := dump(t)
	server := httptest.NewServer(http.NotFoundHandler())
	url := server.URL
	server.Close()
	if resp, err := (&http.Client{Transport: New(nil)}).Post(url, "text/plain", strings.NewReader("x")); err == nil {
		_ = resp.Body.Close()
		t.Fatal("a closed port answers")
	}
	got := lines()
	if len(got) != 1 || got[0].Status != 0 || got[0].Error != "*net.OpError" || get(got[0].Body) != "x" || got[0].ResponseBody != nil {
		t.Errorf("recorded %+v", got)
	}
}

func TestTimeoutIsRecorded(t *testing.T) {
	lines := dump(t)
	stop := make(chan bool)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stop }))
	defer server.Close()
	defer close(stop)
	client := &http.Client{Transport: New(nil), Timeout: 50 * time.Millisecond}
	if resp, err := client.Get(server.URL); err == nil {
		_ = resp.Body.Close()
		t.Fatal("no timeout")
	}
	if got := lines(); len(got) != 1 || got[0].Error == "" || got[0].Status != 0 || got[0].DurationMS <= 0 {
		t.Errorf("recorded %+v", got)
	}
}

func TestStreamsAndBytesPassThrough(t *testing.T) {
	lines := dump(t)
	binary := string([]byte{0x89, 'P', 0xff, 0})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/long" {
			_, _ = w.Write(make([]byte, most+1))
			return
		}
		_, _ = io.Copy(w, r.Body)
	}))
	defer server.Close()
	client := &http.Client{Transport: New(nil)}
	for _, body := range []io.Reader{strings.NewReader(binary), io.MultiReader(strings.NewReader("stream"))} {
		resp, err := client.Post(server.URL, "application/octet-stream", body)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
	resp, err := client.Get(server.URL + "/long")
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := io.Copy(io.Discard, resp.Body); n != most+1 {
		t.Errorf("the client reads %d bytes", n)
	}
	_ = resp.Body.Close()

	got := lines()
	if len(got) != 3 {
		t.Fatalf("%d lines", len(got))
	}
	if string(got[0].BodyBase64) != binary || string(got[0].ResponseBodyBase64) != binary || got[0].Body != nil {
		t.Errorf("bytes: %+v", got[0])
	}
	if got[1].Body != nil || get(got[1].ResponseBody) != "stream" {
		t.Errorf("stream: %+v", got[1])
	}
	if get(got[2].Body) != "" || got[2].ResponseBody != nil {
		t.Errorf("long answer: %+v", got[2])
	}
}

func TestConcurrentLinesDoNotMix(t *testing.T) {
	lines := dump(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) }))
	defer server.Close()
	client := &http.Client{Transport: New(nil)}
	var wait sync.WaitGroup
	for range 50 {
		wait.Go(func() {
			resp, err := client.Post(server.URL, "text/plain", strings.NewReader(strings.Repeat("x", 20000)))
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		})
	}
	wait.Wait()
	if got := lines(); len(got) != 50 {
		t.Errorf("%d lines", len(got))
	}
}
