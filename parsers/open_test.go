package parsers

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/klauspost/compress/zstd"
)

// readFile reads an input, and tells in a line what came of it, without its path.
func readFile(t *testing.T, content string, opts Options) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return told(path, opts, func() {})
}

// told reads an input; then is called for each exchange.
func told(path string, opts Options, then func()) string {
	emitted := 0
	rec, err := Read(path, opts, Taker[int]{
		Convert: func() Convert[int] {
			return func(_ *timeline.Exchange, out []int) []int { then(); return append(out, 1) }
		},
		Emit: func(*int, timeline.Position) { emitted++ },
	})
	if rec == nil {
		return strings.TrimPrefix(err.Error(), path+": ")
	}
	var out []string
	for _, w := range rec.Warnings {
		out = append(out, strings.TrimPrefix(w.Pos.String(), path)+" "+w.Message)
	}
	return fmt.Sprintf("%s: %d exchanges, complete %v, %v", rec.Detected, emitted, rec.Complete, strings.Join(append(out, fmt.Sprint(err)), "; "))
}

// zipped makes an archive of names and contents in turn.
func zipped(t *testing.T, members ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		w, err := z.Create(members[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, members[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// packed runs a text through what compresses it.
func packed[W io.WriteCloser](t *testing.T, open func(io.Writer) W, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := open(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipped(t *testing.T, text string) string { return packed(t, gzip.NewWriter, text) }

func zstded(t *testing.T, text string) string {
	return packed(t, func(w io.Writer) io.WriteCloser { z, _ := zstd.NewWriter(w); return z }, text)
}

// wide is a text in UTF-16 with its mark.
func wide(order binary.AppendByteOrder, text string) string {
	b := order.AppendUint16(nil, 0xfeff)
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

const three = "1\n2\n3\n"

func TestCompressed(t *testing.T) {
	bzipped, err := hex.DecodeString("425a6839314159265359125d9f8a000001c800001038002000219a68334d1cb78bb9229c2848092ecfc500") // three
	if err != nil {
		t.Fatal(err)
	}
	whole := func(layers string) string { return layers + "as told: 3 exchanges, complete true, <nil>" }
	for _, test := range []struct{ name, content, want string }{
		{"not at all", three, whole("")},
		{"gzip", gzipped(t, three), whole("gzip in ")},
		{"zlib", packed(t, zlib.NewWriter, three), whole("zlib in ")},
		{"bzip2", string(bzipped), whole("bzip2 in ")},
		{"zstd", zstded(t, three), whole("zstd in ")},
		{"zstd behind a frame to skip", "\x50\x2a\x4d\x18\x01\x00\x00\x00x" + zstded(t, three), whole("zstd in ")},
		{"UTF-16 of Windows", wide(binary.LittleEndian, three), whole("UTF-16 in ")},
		{"UTF-16 the other way round", wide(binary.BigEndian, three), whole("UTF-16 in ")},
		{"twice", zstded(t, gzipped(t, three)), whole("zstd in gzip in ")},
		{"three times", gzipped(t, zstded(t, gzipped(t, three))), "compressed more than twice over; unpack it first"},
		{"a beginning alone", "\x1f\x8b\x00\x00\x00\x00\x00\x00\x00\x00", "damaged: it begins like gzip but is not"},
		{"cut before its text", gzipped(t, three)[:11], "its gzip ends too early; it was cut when it was written or copied"},
		{"cut behind its text", gzipped(t, three)[:len(gzipped(t, three))-4], "gzip in as told: 3 exchanges, complete false,  broke off after 3 exchanges: its gzip ends too early; it was cut when it was written or copied; <nil>"},
		{"nothing", "", "empty; record some traffic first"},
		{"nothing, packed", gzipped(t, ""), "empty; record some traffic first"},
		{"behind much that is blank", strings.Repeat(" \n", sniffed) + three, "as told: 3 exchanges, complete true, "},
		{"blanks without end", strings.Repeat(" ", 2*maxBlank) + "\n" + three, "as told: 3 exchanges, complete true, "},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := readFile(t, test.content, Options{From: numbers})
			if !strings.HasPrefix(got, strings.TrimSuffix(test.want, ", ")) {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestMaxBytes(t *testing.T) {
	if got, want := readFile(t, gzipped(t, three), Options{From: numbers, MaxBytes: 3}), "gzip in as told: 3 exchanges, complete false,  broke off after 3 exchanges: it expands to more than --max-bytes allows (1 GiB unless told otherwise, or a thousand times its size up to 4 GiB); <nil>"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := readFile(t, three, Options{From: numbers, MaxBytes: 3}); got != "as told: 3 exchanges, complete true, <nil>" {
		t.Errorf("what is not compressed is limited: %s", got)
	}
}

// A small input expands to less than a large one may, and nobody is cut off who is told more.
func TestMaxBytesBySize(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct{ told, size, want int64 }{
		{0, 1, 1 << 30},
		{0, mb, 1 << 30},
		{0, 2 * mb, 2 << 30},
		{0, 100 * mb, 4 << 30},
		{0, 0, 4 << 30}, // of a pipe
		{5 << 40, mb, 5 << 40},
		{3, 100 * mb, 3},
	} {
		if got := (&Options{MaxBytes: c.told}).maxBytes(fileState{size: c.size}); got != c.want {
			t.Errorf("an input of %d bytes may expand to %d where %d are told, want %d", c.size, got, c.told, c.want)
		}
	}
}

func TestUnreadable(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]string{
		dir:                          "not a regular file; pipe it into banlint and name it - instead",
		filepath.Join(dir, "absent"): "no such file or directory",
	} {
		if got := told(path, Options{From: numbers}, func() {}); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := readFile(t, " \n", Options{}); !strings.HasPrefix(got, "nothing but white space; wanted a HAR") {
		t.Errorf("got %s", got)
	}
}

// A file that somebody still writes to may say another thing the next time.
func TestChanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, []byte(three), 0o600); err != nil {
		t.Fatal(err)
	}
	got := told(path, Options{From: numbers}, func() { os.Chtimes(path, time.Time{}, time.Unix(1741944000, 0)) })
	if want := " the file changed while it was read: read it again when its writer has finished"; !strings.Contains(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Whoever stops the reading is told how far it has come, and whoever looks on what was read.
func TestStopped(t *testing.T) {
	stop := make(chan struct{})
	close(stop)
	want := "as told: 0 exchanges, complete false,  interrupted after 0 exchanges; what follows was not read; stopped before its end"
	if got := readFile(t, three, Options{From: numbers, Stop: stop}); !strings.HasSuffix(want, got[strings.Index(got, "0 exchanges"):]) {
		t.Errorf("got %s, want %s", got, want)
	}
	var seen atomic.Int64
	if readFile(t, three, Options{From: numbers, Seen: &seen}); seen.Load() != int64(len(three)) {
		t.Errorf("%d bytes of %d were seen", seen.Load(), len(three))
	}
}

func TestArchives(t *testing.T) {
	encrypted := bytes.ReplaceAll([]byte(zipped(t, "a.txt", three)), []byte("PK\x01\x02\x14\x00\x14\x00\x08\x00"), []byte("PK\x01\x02\x14\x00\x14\x00\x09\x00"))
	many := make([]string, 2*(maxMembers+1))
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	unpackable := bytes.ReplaceAll([]byte(zipped(t, "a.txt", three, "b.txt", three)), []byte("\x08\x00\x08\x00"), []byte("\x08\x00\x63\x00"))
	for _, test := range []struct{ name, content, want string }{
		{"two recordings and a directory", zipped(t, "b.txt", three, "sub/", "", "a.txt", three), "as told: 6 exchanges, complete true, <nil>"},
		{"in gzip", gzipped(t, zipped(t, "a.txt", three)), "as told: 3 exchanges, complete true, <nil>"},
		{"damaged", zipped(t, "a.txt", three)[:60], "a damaged zip archive"},
		{"damaged, in gzip", gzipped(t, zipped(t, "a.txt", three)[:60]), "a damaged zip archive"},
		{"cut, in gzip", gzipped(t, strings.Repeat(zipped(t, "a.txt", three), 999))[:200], "its gzip ends too early; it was cut when it was written or copied"},
		{"too large to be held", gzipped(t, "PK\x03\x04"+strings.Repeat("\x00", maxSpooled)), "a zip archive of more than 64 MiB through a pipe; give it as a file"},
		{"without members", zipped(t), "an archive without members"},
		{"with very many members", zipped(t, many...), "an archive with more than 10000 members"},
		{"a document", zipped(t, "word/document.xml", ""), "a document; banlint reads recordings of traffic, such as HAR"},
		{"within an archive", zipped(t, "a.zip", zipped(t, "a.txt", three)), "an archive within an archive, of which only one layer is read"},
		{"one within an archive, and a recording", zipped(t, "a.zip", zipped(t, "a.txt", three), "b.txt", three),
			"as told: 3 exchanges, complete false, :a.zip this member could not be read: an archive within an archive, of which only one layer is read; <nil>"},
		{"encrypted", string(encrypted), "it is encrypted; unpack it with its password first"},
		{"packed in a way of its own", string(unpackable), "it is packed in a way that banlint does not know; unpack it first"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := readFile(t, test.content, Options{From: numbers}); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
	if got, want := readFile(t, zipped(t, "a.txt", "nothing known"), Options{}), "an archive that holds no recording"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Members of an archive whose bytes are those of others are not unpacked.
func TestOverlapping(t *testing.T) {
	sound := zipped(t, "a.txt", three)
	end := strings.Index(sound, "PK\x05\x06")
	directory := sound[strings.Index(sound, "PK\x01\x02"):end]
	tail := []byte(sound[end:])
	tail[8], tail[10], tail[12] = 2, 2, byte(2*len(directory))
	if got, want := readFile(t, sound[:end]+directory+string(tail), Options{From: numbers}), "an archive whose members share their bytes, which none that a program packed does"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// beside is a format whose records name files that lie beside them, and that takes a whole
// archive where there is a file called index.
var beside = &Format{
	Name:  "beside",
	Title: "list of files",
	Split: numbers.Split,
	Decode: func(rec Record, _ Wanted) (timeline.Exchange, error) {
		body, err := rec.Attached(string(rec.Text))
		if err != nil {
			return timeline.Exchange{}, &Skipped{Pos: rec.Pos, Reason: err.Error()}
		}
		return timeline.Exchange{Start: timeline.Instant(len(body))}, nil
	},
}

// What lies beside a recording is found by its path or its name, and nothing else is.
func TestAttached(t *testing.T) {
	long := string(make([]byte, MaxRecord+1))
	list := "a.bin\nsub/a.bin\n../../etc/passwd\n/etc/passwd\nlong.bin\n"
	got := readFile(t, zipped(t, "list.txt", list, "sub/a.bin", "", "long.bin", long), Options{From: beside})
	for _, want := range []string{":list.txt:3 not in the archive", ":list.txt:5 larger than the limit of a record"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// An archive that is one recording is read by what its members are called.
func TestWholeArchive(t *testing.T) {
	whole := *beside
	whole.Match = func(prefix []byte) string { return "a list" }
	whole.Index = func(members []string) string {
		if members[0] != "first" {
			return ""
		}
		return strings.Join(members, "\n") + "\n"
	}
	opts := Options{Formats: []*Format{numbers, &whole}}
	if got, want := readFile(t, zipped(t, "first", "a", "second", "b"), opts), "a list in zip: 2 exchanges, complete true, <nil>"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	shut := bytes.ReplaceAll([]byte(zipped(t, "first", "a")), []byte("PK\x01\x02\x14\x00\x14\x00\x08\x00"), []byte("PK\x01\x02\x14\x00\x14\x00\x09\x00"))
	if got, want := readFile(t, string(shut), opts), "list of files that is encrypted; save it without a password"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A recording that asks for a large file again and again is cut where it comes to the limit,
// at the same place for any number of workers.
func TestAttachedLimit(t *testing.T) {
	archive := zipped(t, "list.txt", strings.Repeat("zeros.bin\n", 1000), "zeros.bin", string(make([]byte, 1<<20)))
	const want = "as told: 4 exchanges, complete false, :list.txt:5 it expands to more than --max-bytes allows (1 GiB unless told otherwise, or a thousand times its size up to 4 GiB);" +
		" :list.txt broke off after 4 exchanges: it expands to more than --max-bytes allows (1 GiB unless told otherwise, or a thousand times its size up to 4 GiB);" +
		" :zeros.bin this member could not be read: it expands to more than --max-bytes allows (1 GiB unless told otherwise, or a thousand times its size up to 4 GiB); <nil>"
	for _, workers := range []int{1, 2, 8} {
		if got := readFile(t, archive, Options{From: beside, Workers: workers, MaxBytes: 4<<20 + 20_000}); got != want {
			t.Errorf("%d workers: got %s, want %s", workers, got, want)
		}
	}
	alone := zipped(t, "list.txt", "list.txt\n")
	if got, want := readFile(t, alone, Options{From: beside}), "as told: 0 exchanges, complete true, :list.txt:1 not in the archive; <nil>"; got != want {
		t.Errorf("a recording that names itself: got %s, want %s", got, want)
	}
}
