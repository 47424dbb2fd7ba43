package jsondump_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/banlint/banlint/parsers/jsondump"
)

func TestCorpus(t *testing.T) {
	const corpus = "../../../shared/corpus/"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the corpus is not here")
	}
	for _, want := range []struct {
		file, format      string
		exchanges, bodies int
	}{
		{"third-party/proxify/ginandjuice.proxify.json", "proxify", 26, 21},
		{"third-party/vcr/new_cassette.json", "VCR cassette", 1, 1},
		{"recorded/nock/nock-recorder.json", "nock recording", 8, 8},
		{"third-party/hoverfly/basic-encoded-simulation.json", "", 0, 0},
		{"third-party/hoverfly/basic-simulation.json", "", 0, 0},
		{"third-party/hoverfly/sim1.json", "", 0, 0},
	} {
		file, err := os.ReadFile(filepath.Join(corpus, want.file))
		if err != nil {
			t.Fatal(err)
		}
		format := jsondump.Format.Match(file[:min(len(file), 64<<10)])
		if format != want.format {
			t.Errorf("%s: %q, want %q", want.file, format, want.format)
		}
		if format == "" {
			continue
		}
		exchanges, trouble := read(t, bytes.NewReader(file), nil)
		bodies := 0
		for _, x := range exchanges {
			if x.Start == 0 || !strings.Contains(x.URL, "://") || x.Status == 0 || x.Method == "" {
				t.Errorf("%s: %s %s at %v: %d", x.Pos, x.Method, x.URL, x.Start, x.Status)
			}
			if len(x.ResponseBody.Bytes) > 0 {
				bodies++
			}
		}
		if len(exchanges) != want.exchanges || bodies != want.bodies || len(trouble) != 0 {
			t.Errorf("%s: %d exchanges, want %d; %d bodies, want %d; %q", want.file, len(exchanges), want.exchanges, bodies, want.bodies, trouble)
		}
	}
}
