package saz_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/parserstest"
	"github.com/banlint/banlint/parsers/saz"
)

const (
	request  = "POST https://api.capmonster.cloud/getBalance HTTP/1.1\r\nHost: api.capmonster.cloud\r\nContent-Length: 2\r\n\r\n{}"
	response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
	about    = "\xef\xbb\xbf<?xml version=\"1.0\"?><Session SID=\"1\"><SessionTimers ClientBeginRequest=\"2026-04-02T04:32:03.7518437+00:00\" ServerDoneResponse=\"0001-01-01T00:00:00\" " +
		"ClientDoneResponse=\"2026-04-02T04:32:04.7518437+00:00\" /><SessionFlags><SessionFlag N=\"x-clientip\" V=\"192.0.2.10\" /><SessionFlag N=\"x-hostip\" V=\"203.0.113.1\" /></SessionFlags></Session>"
)

// nobody takes what is read.
var nobody = parsers.Taker[int]{
	Convert: func() parsers.Convert[int] { return func(*timeline.Exchange, []int) []int { return nil } },
	Emit:    func(*int, timeline.Position) {},
}

// sessions reads an archive with these members.
func sessions(t testing.TB, members map[string]string) (exchanges []timeline.Exchange, trouble []string) {
	t.Helper()
	var names []string
	for name := range members {
		names = append(names, name)
	}
	reader := parserstest.Reader{Format: saz.Format, Attached: func(name string) ([]byte, error) {
		if text, ok := members[name]; ok {
			return []byte(text), nil
		}
		return nil, errors.New("not in the archive")
	}}
	return reader.Read(t, "x.saz", strings.NewReader(saz.Format.Index(names)))
}

func TestSession(t *testing.T) {
	exchanges, trouble := sessions(t, map[string]string{"raw/01_c.txt": request, "raw/01_s.txt": response, "raw/01_m.xml": about, "[Content_Types].xml": ""})
	if len(exchanges) != 1 || trouble != nil {
		t.Fatalf("got %d exchanges, %q", len(exchanges), trouble)
	}
	x := exchanges[0]
	if x.Method != "POST" || x.URL != "https://api.capmonster.cloud/getBalance" || x.Status != 200 || string(x.RequestBody.Bytes) != "{}" || string(x.ResponseBody.Bytes) != "{}" {
		t.Errorf("got %+v", x)
	}
	if x.Start.String() != "2026-04-02T04:32:03.751Z" || x.Took != time.Second || x.Client != "192.0.2.10" || x.Server != "203.0.113.1" {
		t.Errorf("got %s, %s, from %s to %s", x.Start, x.Took, x.Client, x.Server)
	}
}

func TestOddSessions(t *testing.T) {
	for _, test := range []struct {
		name, request, response, about string
		check                          func(timeline.Exchange) bool
	}{
		{"aborted", request, "", about, func(x timeline.Exchange) bool { return x.Failed && x.Status == 0 && !x.ResponseBody.Shown }},
		{"made by hand", request, response, "", func(x timeline.Exchange) bool { return x.Start == 0 && x.Took == -1 && x.Status == 200 }},
		{"a tunnel", "CONNECT api.capmonster.cloud:443 HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nbinary", about, func(x timeline.Exchange) bool { return x.Tunnel && !x.ResponseBody.Shown }},
		{"no longer chunked", request, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}", about, func(x timeline.Exchange) bool { return string(x.ResponseBody.Bytes) == "{}" }},
		{"no XML", request, response, "<Session", func(x timeline.Exchange) bool { return x.Start == 0 && x.Status == 200 }},
	} {
		t.Run(test.name, func(t *testing.T) {
			exchanges, trouble := sessions(t, map[string]string{"raw/1_c.txt": test.request, "raw/1_s.txt": test.response, "raw/1_m.xml": test.about})
			if len(exchanges) != 1 || !test.check(exchanges[0]) {
				t.Errorf("got %+v, %q", exchanges, trouble)
			}
		})
	}
}

// Sessions stand in the order of their numbers, whatever zeros stand before these.
func TestOrder(t *testing.T) {
	index := saz.Format.Index([]string{"raw/10_c.txt", "raw/9_c.txt", "raw/002_c.txt", "raw/002_s.txt", "_index.htm"})
	if want := "raw/002\nraw/9\nraw/10\n"; !strings.HasSuffix(index, want) {
		t.Errorf("got %q, want %q at its end", index, want)
	}
	if got := saz.Format.Index([]string{"run.har"}); got != "" {
		t.Errorf("an archive of another kind is taken: %q", got)
	}
}

func TestEmptySession(t *testing.T) {
	if exchanges, trouble := sessions(t, map[string]string{"raw/1_c.txt": ""}); len(exchanges) != 0 || len(trouble) != 1 || !strings.Contains(trouble[0], "without a request") {
		t.Errorf("got %d exchanges, %q", len(exchanges), trouble)
	}
}

func TestCorpus(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "corpus", "third-party", "fiddler-saz")
	for file, want := range map[string]int{"NewCaseName.saz": 56, "NewCaseName_Coauth.saz": 220, "simple.saz": 1} {
		t.Run(file, func(t *testing.T) {
			path := filepath.Join(dir, file)
			if _, err := os.Stat(path); err != nil {
				t.Skip("the corpus is not here")
			}
			rec, err := parsers.Read(path, parsers.Options{Formats: []*parsers.Format{saz.Format}}, nobody)
			if err != nil || rec.Exchanges != want || rec.Skipped != 0 {
				t.Errorf("got %+v, %v", rec, err)
			}
		})
	}
}

// A session that has lost one of its members keeps what the others tell.
func TestMissingMembers(t *testing.T) {
	exchanges, trouble := sessions(t, map[string]string{"raw/1_c.txt": request})
	if len(exchanges) != 1 || trouble != nil || exchanges[0].Status != 0 || exchanges[0].Failed || exchanges[0].ResponseBody.Shown {
		t.Errorf("without a response: got %+v, %q", exchanges, trouble)
	}
	reader := parserstest.Reader{Format: saz.Format, Attached: func(string) ([]byte, error) { return nil, errors.New("not in the archive") }}
	exchanges, trouble = reader.Read(t, "x.saz", strings.NewReader(saz.Format.Index([]string{"raw/1_c.txt"})))
	if want := "x.saz#1: a session whose request cannot be read (not in the archive)"; len(exchanges) != 0 || len(trouble) != 1 || trouble[0] != want {
		t.Errorf("without a request: got %+v, %q, want %s", exchanges, trouble, want)
	}
	_, trouble = parserstest.Reader{Format: saz.Format}.Read(t, "x", strings.NewReader(saz.Format.Index([]string{"raw/1_c.txt"})))
	if want := "x#1: a session of Fiddler outside of its archive"; len(trouble) != 1 || trouble[0] != want {
		t.Errorf("without an archive: got %q, want %s", trouble, want)
	}
}

func TestUnwanted(t *testing.T) {
	members := map[string]string{"raw/1_c.txt": request, "raw/1_s.txt": response, "raw/1_m.xml": about}
	reader := parserstest.Reader{Format: saz.Format, Wanted: func(url, server string) bool { return server != "203.0.113.1" }, Attached: func(name string) ([]byte, error) {
		if strings.HasSuffix(name, "_s.txt") {
			t.Error("the response is read of an exchange that nobody wants")
		}
		return []byte(members[name]), nil
	}}
	exchanges, _ := reader.Read(t, "x.saz", strings.NewReader(saz.Format.Index([]string{"raw/1_c.txt"})))
	if len(exchanges) != 1 || exchanges[0].URL != "https://api.capmonster.cloud/getBalance" || exchanges[0].RequestHeaders != nil {
		t.Errorf("got %+v", exchanges)
	}
}

func TestInterrupted(t *testing.T) {
	parserstest.Reader{Format: saz.Format}.Interrupted(t, saz.Format.Index([]string{"raw/1_c.txt", "raw/2_c.txt", "raw/3_c.txt"}))
}

func FuzzSession(f *testing.F) {
	f.Add(request, response, about)
	f.Add("CONNECT x:443 HTTP/1.1\n\n", "", "")
	f.Fuzz(func(t *testing.T, request, response, about string) {
		sessions(t, map[string]string{"raw/1_c.txt": request, "raw/1_s.txt": response, "raw/1_m.xml": about})
	})
}

// An encrypted archive is refused by name.
func TestEncrypted(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{Name: "raw/1_c.txt", Flags: 1})
	if err != nil {
		t.Fatal(err)
	}
	w.Write(nil)
	z.Close()
	path := filepath.Join(t.TempDir(), "x.saz")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = parsers.Read(path, parsers.Options{Formats: []*parsers.Format{saz.Format}}, nobody)
	if err == nil || !strings.Contains(err.Error(), "Fiddler archive (SAZ) that is encrypted") {
		t.Errorf("got %v", err)
	}
}
