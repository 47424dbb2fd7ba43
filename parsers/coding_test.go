package parsers_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/klauspost/compress/zstd"
)

const answer = `{"errorId":0,"status":"processing"}`

// packed runs text through a writer of one of the codings.
func packed(t testing.TB, text []byte, open func(io.Writer) (io.WriteCloser, error)) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := open(&out)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func gzipped(w io.Writer) (io.WriteCloser, error)  { return gzip.NewWriter(w), nil }
func zlibbed(w io.Writer) (io.WriteCloser, error)  { return zlib.NewWriter(w), nil }
func deflated(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 6) }
func zstded(w io.Writer) (io.WriteCloser, error)   { return zstd.NewWriter(w) }
func brotlied(w io.Writer) (io.WriteCloser, error) { return brotli.NewWriter(w), nil }

func TestDecoded(t *testing.T) {
	text := []byte(answer)
	zipped := packed(t, text, gzipped)
	for _, c := range []struct {
		name, coding string
		body         []byte
	}{
		{"none", "", text},
		{"identity", "identity", text},
		{"gzip", "gzip", zipped},
		{"upper case", "GZip", zipped},
		{"old name", "x-gzip", zipped},
		{"zlib", "deflate", packed(t, text, zlibbed)},
		{"bare deflate", "deflate", packed(t, text, deflated)},
		{"zstd", "zstd", packed(t, text, zstded)},
		{"br", "br", packed(t, text, brotlied)},
		{"two", "gzip, br", packed(t, zipped, brotlied)},
		{"undone by the recorder", "gzip", text},
		{"deflate undone by the recorder", "deflate", text},
		{"br undone by the recorder", "br", text},
	} {
		got := parsers.Decoded(c.body, c.coding)
		if !got.Shown || got.Cut || string(got.Bytes) != answer {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func TestDecodedBroken(t *testing.T) {
	long := []byte(strings.Repeat(answer, 1000))
	zipped := packed(t, long, gzipped)
	for _, c := range []struct {
		name, coding string
		body         []byte
		want         timeline.Body // of Bytes, only the presence counts
	}{
		{"empty", "gzip", nil, timeline.Body{Shown: true}},
		{"unknown", "compress", []byte("\x1f\x9d"), timeline.Body{}},
		{"not gzip", "gzip", []byte("\xff\xfe\xfd"), timeline.Body{}},
		{"too many", "br,br,br,br", zipped, timeline.Body{}},
		{"breaks off", "gzip", zipped[:len(zipped)/2], timeline.Body{Bytes: long, Shown: true, Cut: true}},
		{"bad checksum", "gzip", append(zipped[:len(zipped)-8:len(zipped)-8], "12345678"...), timeline.Body{Bytes: long, Shown: true, Cut: true}},
	} {
		got := parsers.Decoded(c.body, c.coding)
		if got.Shown != c.want.Shown || got.Cut != c.want.Cut || (len(got.Bytes) > 0) != (len(c.want.Bytes) > 0) {
			t.Errorf("%s: %d bytes, shown %v, cut %v", c.name, len(got.Bytes), got.Shown, got.Cut)
		}
	}
}

// What another library packs, at every quality and with every window, is unpacked.
func TestDecodedBrotli(t *testing.T) {
	text := []byte(strings.Repeat(answer+"\n", 500))
	for quality := range 12 {
		for window := 10; window <= 24; window++ {
			body := packed(t, text, func(w io.Writer) (io.WriteCloser, error) {
				return brotli.NewWriterOptions(w, brotli.WriterOptions{Quality: quality, LGWin: window}), nil
			})
			if got := parsers.Decoded(body, "br"); !bytes.Equal(got.Bytes, text) || got.Cut {
				t.Errorf("quality %d, window of %d bits: %d bytes, cut %v", quality, window, len(got.Bytes), got.Cut)
			}
		}
	}
}

func TestDecodedLimit(t *testing.T) {
	zeros := make([]byte, 2*parsers.MaxRecord)
	for name, open := range map[string]func(io.Writer) (io.WriteCloser, error){
		"gzip": gzipped, "deflate": zlibbed, "zstd": zstded, "br": brotlied,
	} {
		got := parsers.Decoded(packed(t, zeros, open), name)
		if len(got.Bytes) != parsers.MaxRecord || !got.Cut {
			t.Errorf("%s: %d bytes, cut %v", name, len(got.Bytes), got.Cut)
		}
	}
}

func TestDechunked(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"two chunks", "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "abcde"},
		{"bare line feeds", "3\nabc\n0\n\n", "abc"},
		{"trailer", "1\r\na\r\n0\r\nX: y\r\n\r\n", "a"},
		{"nothing", "0\r\n\r\n", ""},
		{"breaks off in a chunk", "5\r\nabc", "abc (cut)"},
		{"no last chunk", "3\r\nabc\r\n", "abc (cut)"},
		{"undone already", "status=processing", "status=processing"},
		{"undone JSON", "{\n}", "{\n}"},
		{"absurd size", "ffffffffffffffff\r\nabc", "ffffffffffffffff\r\nabc (cut)"},
		{"large size", "7fffffff\r\nabc", "abc (cut)"},
		{"empty", "", ""},
	} {
		body := parsers.Dechunked([]byte(c.body))
		got := string(body.Bytes)
		if body.Cut {
			got += " (cut)"
		}
		if got != c.want || !body.Shown {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzDecoded(f *testing.F) {
	for name, open := range map[string]func(io.Writer) (io.WriteCloser, error){
		"gzip": gzipped, "deflate": zlibbed, "zstd": zstded, "br": brotlied,
	} {
		f.Add(packed(f, []byte(answer), open), name)
	}
	f.Fuzz(func(t *testing.T, body []byte, coding string) {
		got := parsers.Decoded(body, coding)
		if len(got.Bytes) > max(parsers.MaxRecord, len(body)) {
			t.Fatalf("%d bytes", len(got.Bytes))
		}
		if parsers.Dechunked(body); got.Cut && !got.Shown {
			t.Fatal("cut, yet not shown")
		}
	})
}
