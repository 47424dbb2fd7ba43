package burp_test

import (
	"encoding/base64"
	"github.com/banlint/banlint/parsers"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers/burp"
	"github.com/banlint/banlint/parsers/parserstest"
)

const (
	head = "<?xml version=\"1.0\"?>\n<!DOCTYPE items [\n<!ELEMENT items (item*)>\n]>\n<items burpVersion=\"2025.1\" exportTime=\"Sat Sep 30 20:11:44 IST 2023\">\n"
	tail = "</items>\n"
)

// item writes an item whose response holds a text.
func item(status, response string) string {
	return "<item><time>Sat Sep 30 20:11:32 IST 2023</time><url><![CDATA[https://api.capmonster.cloud/getBalance]]></url><host ip=\"203.0.113.1\">api.capmonster.cloud</host>" +
		"<method><![CDATA[POST]]></method><request base64=\"true\"><![CDATA[" + base64.StdEncoding.EncodeToString([]byte("POST /getBalance HTTP/1.1\nHost: x\n\n{}")) + "]]></request>" +
		"<status>" + status + "</status><response base64=\"false\"><![CDATA[" + response + "]]></response></item>\n"
}

func read(t testing.TB, in io.Reader) ([]timeline.Exchange, []string) {
	t.Helper()
	return parserstest.Reader{Format: burp.Format}.Read(t, "x.xml", in)
}

func TestItems(t *testing.T) {
	exchanges, trouble := read(t, strings.NewReader(head+item("200", "HTTP/1.1 200 OK\n\n{\"a\": \"</item><item>\"}\nmore")+item("", "")+tail))
	if len(exchanges) != 2 || trouble != nil {
		t.Fatalf("got %d exchanges, %q", len(exchanges), trouble)
	}
	x := exchanges[0]
	if x.Method != "POST" || x.URL != "https://api.capmonster.cloud/getBalance" || x.Status != 200 || x.Server != "203.0.113.1" || x.Start.String() != "2023-09-30T20:11:32.000Z" {
		t.Errorf("got %+v", x)
	}
	if string(x.RequestBody.Bytes) != "{}" || string(x.ResponseBody.Bytes) != "{\"a\": \"</item><item>\"}\nmore" {
		t.Errorf("got %q and %q", x.RequestBody.Bytes, x.ResponseBody.Bytes)
	}
	if !exchanges[1].Failed || exchanges[1].ResponseBody.Shown {
		t.Errorf("got %+v", exchanges[1])
	}
}

func TestBroken(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"cut", head + item("200", "HTTP/1.1 200 OK\n\n") + "<item><time>", "the file ends in the middle"},
		{"cut between items", head + item("200", "HTTP/1.1 200 OK\n\n"), "the file ends in the middle"},
		{"no URL", head + "<item><method>GET</method></item>" + tail, "an item without method or URL"},
		{"no XML", head + "<item><a></b></item>" + tail, "an item that is no valid XML"},
		{"entities that grow", head + "<item>&a;&b;</item>" + tail, "an item that is no valid XML"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, trouble := read(t, strings.NewReader(test.src)); len(trouble) != 1 || !strings.Contains(trouble[0], test.want) {
				t.Errorf("got %q, want %s", trouble, test.want)
			}
		})
	}
}

func TestMatch(t *testing.T) {
	for src, want := range map[string]string{head: "<items burpVersion>", "<items>": "", "<testResults version=\"1.2\">": "", "a <items burpVersion=": ""} {
		if got := burp.Format.Match([]byte(src)); got != want {
			t.Errorf("%q: got %q, want %q", src, got, want)
		}
	}
}

func TestCorpus(t *testing.T) {
	file, err := os.Open(filepath.Join("..", "..", "..", "shared", "corpus", "third-party", "burp-xml", "burp.xml"))
	if err != nil {
		t.Skip("the corpus is not here")
	}
	defer file.Close()
	if exchanges, trouble := read(t, file); len(exchanges) != 2 || trouble != nil || len(exchanges[0].RequestBody.Bytes) == 0 {
		t.Errorf("got %d exchanges, %q", len(exchanges), trouble)
	}
}

// A message that says to be Base64 and is not is taken for none.
func TestBase64(t *testing.T) {
	src := head + strings.Replace(item("200", "HTTP/1.1 200 OK\n\n{}"), "CDATA[UE", "CDATA[%%", 1) + tail
	exchanges, trouble := read(t, strings.NewReader(src))
	if len(exchanges) != 1 || trouble != nil || len(exchanges[0].RequestBody.Bytes) != 0 || exchanges[0].Header("Host") != "" || string(exchanges[0].ResponseBody.Bytes) != "{}" {
		t.Errorf("got %+v, %q", exchanges, trouble)
	}
}

// A time of another form is none, and has no grain.
func TestTimes(t *testing.T) {
	for _, stamp := range []string{"Sat Sep 31 20:11:32 IST 2023", "2023-09-30 20:11:32", ""} {
		exchanges, trouble := read(t, strings.NewReader(head+strings.Replace(item("200", ""), "Sat Sep 30 20:11:32 IST 2023", stamp, 1)+tail))
		if len(exchanges) != 1 || trouble != nil || exchanges[0].Start != 0 || exchanges[0].Grain != 0 {
			t.Errorf("%q: got %+v, %q", stamp, exchanges, trouble)
		}
	}
}

func TestUnwanted(t *testing.T) {
	reader := parserstest.Reader{Format: burp.Format, Wanted: func(url, server string) bool { return server != "203.0.113.1" }}
	exchanges, _ := reader.Read(t, "x.xml", strings.NewReader(head+item("200", "HTTP/1.1 200 OK\n\n{}")+tail))
	if len(exchanges) != 1 || exchanges[0].Status != 200 || exchanges[0].RequestHeaders != nil || exchanges[0].ResponseBody.Shown {
		t.Errorf("got %+v", exchanges)
	}
}

// An item that takes too much room is passed over, and the next one read: Burp writes a message
// in Base64 in one line, and tags around it in others.
func TestLongItem(t *testing.T) {
	long := "<item>\n<response base64=\"true\"><![CDATA[" + strings.Repeat("x", parsers.MaxRecord) + "]]></response>\n<comment></comment>\n</item>\n"
	spread := "<item>\n<response base64=\"false\"><![CDATA[" + strings.Repeat("<item>\n", parsers.MaxRecord/len("<item>\n")) + "]]></response>\n</item>\n"
	for name, src := range map[string]string{"one line": long, "many lines": spread} {
		exchanges, trouble := read(t, strings.NewReader(head+src+item("", "")+tail))
		if want := "x.xml:6: an item of more than 16 MiB"; len(exchanges) != 1 || len(trouble) != 1 || trouble[0] != want {
			t.Errorf("%s: got %d exchanges, %q, want %s", name, len(exchanges), trouble, want)
		}
	}
}

func TestInterrupted(t *testing.T) {
	parserstest.Reader{Format: burp.Format}.Interrupted(t, head+item("200", "a\nb")+item("", "")+"<item><a></b></item>"+tail)
}

func FuzzItems(f *testing.F) {
	f.Add(head + item("200", "HTTP/1.1 200 OK\n\n{}") + tail)
	f.Add(head + "<item><![CDATA[</item>")
	f.Fuzz(func(t *testing.T, src string) {
		whole, _ := read(t, strings.NewReader(src))
		pieces, _ := read(t, iotest.OneByteReader(strings.NewReader(src)))
		if len(whole) != len(pieces) {
			t.Fatalf("%d exchanges whole, %d in pieces", len(whole), len(pieces))
		}
	})
}
