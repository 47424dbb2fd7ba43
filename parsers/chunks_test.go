package parsers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// numbers is a format of one number a line. An empty line is passed over, as is one
// that is no number; a line that begins with a blank may stand only behind the first.
// Its guesses are wrong wherever a line begins with a star, which none does.
var numbers = &Format{
	Name: "numbers",
	Split: func(source string, r io.Reader) iter.Seq2[Record, error] {
		return func(yield func(Record, error) bool) {
			pos := timeline.Position{Source: source}
			for line, err := range Lines(r) {
				pos.Line = line.Number
				switch {
				case err != nil:
					yield(Record{}, err)
					return
				case line.Jump != nil:
					pos.Line--
					if !yield(Record{Pos: pos, Jump: true}, nil) {
						return
					}
					pos.Entry += line.Jump.Entries
				default:
					pos.Entry++
					if !yield(Record{Pos: pos, Text: line.Text}, nil) {
						return
					}
				}
			}
		}
	},
	Decode: func(rec Record, wanted Wanted) (timeline.Exchange, error) {
		ask(wanted, rec.Text)
		return number(rec.Pos, rec.Text)
	},
	Guess: func(text []byte, from int) int {
		i := bytes.IndexAny(text[from:], "\n*")
		if i < 0 {
			return -1
		}
		return from + i + 1
	},
	Each: func(text []byte, at int, wanted Wanted, visit func(*timeline.Exchange, error)) int {
		pos := timeline.Position{}
		for {
			end := bytes.IndexByte(text[at:], '\n')
			ask(wanted, text[at:at+max(end, 0)])
			if end < 0 || bytes.Contains(text[at:at+end], []byte("!")) {
				return at
			}
			if bytes.Contains(text[at:at+end], []byte("?")) {
				panic("a worker's fault")
			}
			pos.Entry++
			pos.Line++
			x, err := number(pos, text[at:at+end])
			visit(&x, err)
			at += end + 1
		}
	},
}

// ask asks whether anybody wants a number, except for a nine, which everybody does.
func ask(wanted Wanted, text []byte) {
	if wanted != nil && string(text) != "9" {
		wanted(string(text), "")
	}
}

func number(pos timeline.Position, text []byte) (x timeline.Exchange, err error) {
	x.Pos = pos
	n, err := strconv.Atoi(strings.Trim(string(text), "!?"))
	if err != nil {
		return x, &Skipped{Pos: pos, Reason: "no number"}
	}
	x.Start = timeline.Instant(n + 1)
	return x, nil
}

// readNumbers reads a text and lists what was found in it.
func readNumbers(r io.Reader, opts Options) string {
	var out strings.Builder
	var rec Recording
	l := loading[timeline.Exchange]{opts: &opts, rec: &rec, take: Taker[timeline.Exchange]{
		Convert: func() Convert[timeline.Exchange] {
			return func(x *timeline.Exchange, out []timeline.Exchange) []timeline.Exchange { return append(out, *x) }
		},
		Emit: func(x *timeline.Exchange, base timeline.Position) {
			pos := x.Pos.After(base)
			fmt.Fprintln(&out, pos, pos.Entry, int64(x.Start))
		},
	}}
	err := l.run(numbers, "x", r, nil)
	rec.sortWarnings()
	fmt.Fprintln(&out, err, rec)
	return out.String()
}

// TestChunks checks that neither the size of the chunks nor the number of workers shows
// in the result.
func TestChunks(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	lines := []string{"1", "20", "*3", "", "4000", "5!", "6?", strings.Repeat("7", 15), "*", "x"}
	for range 200 {
		var text strings.Builder
		for range random.IntN(60) {
			text.WriteString(lines[random.IntN(len(lines))] + "\n")
		}
		text.WriteString(lines[random.IntN(len(lines))])
		want := readNumbers(strings.NewReader(text.String()), Options{Workers: 1, Strict: true}) // which is not read in chunks
		for _, size := range []int{1, 2, 3, 7, 64, 4096} {
			for _, workers := range []int{1, 2, 8} {
				got := readNumbers(strings.NewReader(text.String()), Options{Workers: workers, ChunkSize: size})
				if got != want {
					t.Fatalf("%q in chunks of %d by %d workers:\n%swant\n%s", text.String(), size, workers, got, want)
				}
			}
		}
	}
}

// TestRefused checks that what nobody wants is counted and not converted.
func TestRefused(t *testing.T) {
	odd := func(url, _ string) bool { return strings.ContainsAny(url, "13579") }
	for _, opts := range []Options{{Strict: true}, {ChunkSize: 2}, {ChunkSize: 7}, {}} {
		opts.Wanted = odd
		got := readNumbers(strings.NewReader("1\n2\n3\nx\n4!\n9\n6?\n9\n8"), opts)
		if want := "x:1 1 2\nx:3 3 4\nx:6 6 10\nx:8 8 10\n<nil>"; !strings.HasPrefix(got, want) || !strings.Contains(got, " 8 1 0 ") {
			t.Errorf("%+v: %s", opts, got)
		}
	}
}

// TestTroubles checks that equal troubles are folded, and that none is lost.
func TestTroubles(t *testing.T) {
	var found troubles
	rec := Recording{Complete: true}
	fault := errors.New("input/output error")
	for _, err := range []error{
		&Skipped{Pos: timeline.Position{Entry: 1}, Reason: "a"}, &Skipped{Reason: "noise", Noise: true},
		&Skipped{Pos: timeline.Position{Entry: 2}, Reason: "b"}, &Skipped{Pos: timeline.Position{Entry: 3}, Reason: "a"},
		&Cut{Pos: timeline.Position{Entry: 4}, Reason: "cut"}, fault, errors.New("another"),
	} {
		found.add(err)
	}
	if err := rec.note(&found, timeline.Position{Source: "x", Entry: 10}); err != fault {
		t.Error(err)
	}
	want := "[{x#11 a 2} {x#12 b 1} {#4 cut 1}]"
	if got := fmt.Sprint(rec.Warnings); got != want || rec.Skipped != 3 || rec.Complete || found.count != 7 {
		t.Errorf("%s, want %s; %+v", got, want, rec)
	}
}

// TestChunksFault checks that a fault of reading is told behind what was read before it.
func TestChunksFault(t *testing.T) {
	fault := errors.New("input/output error")
	for _, opts := range []Options{{Strict: true}, {ChunkSize: 2}, {}} {
		got := readNumbers(io.MultiReader(strings.NewReader("1\n2\n3"), iotest.ErrReader(fault)), opts)
		if !strings.Contains(got, "x:2 2 3\n"+fault.Error()) {
			t.Errorf("%+v: %s", opts, got)
		}
	}
}

// TestStop checks that a reading can be stopped while its input has nothing to give, and
// that what it gave before is judged.
func TestStop(t *testing.T) {
	for _, strict := range []bool{true, false} {
		in, out := io.Pipe()
		stop := make(chan struct{})
		go func() {
			io.WriteString(out, "1\n2\n3")
			time.Sleep(50 * time.Millisecond) // so that it is read
			close(stop)
		}()
		opts := Options{Strict: strict, Stop: stop}
		got := readNumbers(newSource(in, true, &opts), opts)
		if !strings.HasPrefix(got, "x:1 1 2\nx:2 2 3\n"+ErrStopped.Error()) {
			t.Errorf("strict %v: %s", strict, got)
		}
		out.Close()
	}
}

// TestPump checks that a stream comes through as it is.
func TestPump(t *testing.T) {
	text := strings.Repeat("0123456789", 50_000)
	got, err := io.ReadAll(newPump(iotest.HalfReader(strings.NewReader(text)), make(chan struct{})))
	if string(got) != text || err != nil {
		t.Errorf("%d bytes of %d, %v", len(got), len(text), err)
	}
	fault := errors.New("input/output error")
	if got, err := io.ReadAll(newPump(io.MultiReader(strings.NewReader("12"), iotest.ErrReader(fault)), make(chan struct{}))); string(got) != "12" || err != fault {
		t.Errorf("%q, %v", got, err)
	}
}

// TestPanics checks that neither a reader nor a converter that fails ends the program.
func TestPanics(t *testing.T) {
	for _, strict := range []bool{true, false} {
		opts := Options{Strict: strict}
		failing := readerFunc(func([]byte) (int, error) { panic("a decoder's fault") })
		if got := readNumbers(io.MultiReader(strings.NewReader("1\n2\n"), failing), opts); !strings.Contains(got, "a fault of banlint") {
			t.Errorf("strict %v: %s", strict, got)
		}
		var rec Recording
		l := loading[int]{opts: &opts, rec: &rec, take: Taker[int]{
			Convert: func() Convert[int] {
				return func(x *timeline.Exchange, out []int) []int {
					if x.Start == 3 {
						panic("a converter's fault")
					}
					return append(out, 1)
				}
			},
			Emit: func(*int, timeline.Position) {},
		}}
		err := l.run(numbers, "x", strings.NewReader("1\n2\n3\n"), nil)
		if err != nil || rec.Exchanges != 2 || rec.Skipped != 1 || rec.Warnings[0].Pos.Line != 2 {
			t.Errorf("strict %v: %+v, %v", strict, rec, err)
		}
	}
}

// TestDigest checks that the digest of a long input is there when it was asked for.
func TestDigest(t *testing.T) {
	line := strings.Repeat("!", 1<<20-1) + "\n"
	for name, c := range map[string]struct {
		lines  int
		asked  bool
		digest bool
	}{
		"short": {1, false, true}, "long": {65, false, false}, "long and asked for": {65, true, true},
	} {
		path := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(path, []byte(strings.Repeat(line, c.lines)), 0o600); err != nil {
			t.Fatal(err)
		}
		rec, err := Read(path, Options{From: numbers, Digest: c.asked}, Taker[int]{
			Convert: func() Convert[int] { return func(_ *timeline.Exchange, out []int) []int { return out } },
		})
		if err != nil || rec.Skipped != c.lines || (rec.SHA256 != "") != c.digest {
			t.Errorf("%s: %+v, %v", name, rec, err)
		}
	}
}
