package parsers_test

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// What is no recording is refused by name, with the way to one.
func TestStrangers(t *testing.T) {
	sheet := zipOf(t, "[Content_Types].xml", "xl/workbook.xml")
	tar := strings.Repeat("\x00", 257) + "ustar\x0000"
	for _, test := range []struct{ name, file, content, want string }{
		{"Charles", "x.chls", "\xac\xed\x00\x05sr\x00", "a session of Charles; in Charles choose File, Export Session, HTTP Archive"},
		{"Charles 5", "x.chlz", "\x01\x02\x00", "a session of Charles"},
		{"Proxyman", "x.proxymanlogv2", `{"a":1}`, "a log of Proxyman; in Proxyman choose File, Export, HAR"},
		{"Hoverfly", "x.json", `{"data":{"pairs":[]}}`, "a Hoverfly simulation: stubs, which are no record of traffic"},
		{"WireMock", "x.json", `{"mappings":[]}`, "mappings of WireMock: stubs"},
		{"a HAR of another kind", "x.har", tar, "a tar archive, whatever its name; unpack it"},
		{"a spreadsheet", "x.xlsx", sheet, "a spreadsheet; banlint reads recordings of traffic"},
		{"an old spreadsheet", "x.xls", "\xd0\xcf\x11\xe0\xa1\xb1", "a document of Office"},
		{"a screenshot", "x.png", "\x89PNG\r\n\x1a\n", "a picture; banlint reads recordings of traffic"},
		{"a load test", "x.jtl", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testResults version=\"1.2\">", "the results of a load test"},
		{"another load test", "x.ldjson", `{"status":"PASSED","start_time":1,"subsamples":[{}]}`, "the results of a load test"},
		{"a program's log", "x.ndjson", `{"level":30,"time":1741944413180,"msg":"started"}`, "a program's JSON log, of which no line names a call"},
		{"telemetry", "x.json", `{"resourceLogs":[]}`, "logs or measurements of OpenTelemetry"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), test.file)
			if err := os.WriteFile(path, []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := parsers.Read(path, parsers.Options{}, parsers.Taker[int]{
				Convert: func() parsers.Convert[int] { return func(*timeline.Exchange, []int) []int { return nil } },
				Emit:    func(*int, timeline.Position) {},
			})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

// zipOf is an archive with empty members.
func zipOf(t *testing.T, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
