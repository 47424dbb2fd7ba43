package jsonscan_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/jsonscan"
)

// chunk is how much the scanner reads at a time.
const chunk = 256 << 10

// A steps reader gives pieces of changing, odd sizes.
type steps struct {
	r     io.Reader
	sizes []int
}

func (s *steps) Read(p []byte) (int, error) {
	n := min(s.sizes[0], len(p))
	s.sizes = append(s.sizes[1:], s.sizes[0])
	return s.r.Read(p[:n])
}

// readers are ways to get the same text.
var readers = map[string]func(string) io.Reader{
	"whole": func(s string) io.Reader { return strings.NewReader(s) },
	"bytes": func(s string) io.Reader { return iotest.OneByteReader(strings.NewReader(s)) },
	"steps": func(s string) io.Reader { return &steps{strings.NewReader(s), []int{1, 3, 2, 7, 5}} },
	"eof":   func(s string) io.Reader { return iotest.DataErrReader(strings.NewReader(s)) },
}

// next takes the value of a text for a record, and returns what is left behind it.
func next(r io.Reader) (record, left string, err error) {
	s := jsonscan.New(r)
	s.Next()
	s.Keep()
	if err := s.Skip(); err != nil {
		return "", "", err
	}
	record = string(s.Record())
	s.Keep()
	for s.Next() != 0 {
		s.Pass()
	}
	return record, string(s.Record()), nil
}

func TestSkip(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`"a" 1`, `"a"`},
		{`"" 1`, `""`},
		{`"\"" 1`, `"\""`},
		{`"\\" 1`, `"\\"`},
		{`"\\\"" 1`, `"\\\""`},
		{`"{[" 1`, `"{["`},
		{`{"a":"}","b":["]",{}]} 1`, `{"a":"}","b":["]",{}]}`},
		{`[] 1`, `[]`},
		{"\n\t \r[1,\n2] 1", "[1,\n2]"},
		{`-1.5e3 1`, `-1.5e3`},
		{`null 1`, `null`},
		{"\xef\xbb\xbf{} 1", `{}`},
		{`"` + strings.Repeat(`\"`, 100) + `" 1`, `"` + strings.Repeat(`\"`, 100) + `"`},
		{`"` + strings.Repeat("long ", 20) + `\"" 1`, `"` + strings.Repeat("long ", 20) + `\""`},
	} {
		for name, reader := range readers {
			record, left, err := next(reader(c.text))
			if record != c.want || left != " 1" || err != nil {
				t.Errorf("%s of %q: record %q, left %q, %v", name, c.text, record, left, err)
			}
		}
	}
}

// TestBoundaries moves a text over the end of what is read at once.
func TestBoundaries(t *testing.T) {
	const text = `{"name":"a\\\"b\\","entries":["\\",{"c":"}"}]}`
	for shift := range len(text) + 2 {
		space := strings.Repeat(" ", 2*chunk-shift)
		record, left, err := next(strings.NewReader(space + text + " 1"))
		if record != text || left != " 1" || err != nil {
			t.Fatalf("%d bytes before the boundary: record %q, left %q, %v", shift, record, left, err)
		}
	}
}

func TestNamesAtBoundaries(t *testing.T) {
	for shift := range 12 {
		s := jsonscan.New(strings.NewReader(strings.Repeat(" ", 2*chunk-shift) + `{"entries":1}`))
		var names []string
		err := s.Members(func(name string) error {
			names = append(names, name)
			return s.Skip()
		})
		if err != nil || len(names) != 1 || names[0] != "entries" {
			t.Fatalf("%d bytes before the boundary: %q, %v", shift, names, err)
		}
	}
}

func TestErrors(t *testing.T) {
	fault := errors.New("input/output error")
	for _, c := range []struct {
		text string
		want string
	}{
		{``, "the file ends in the middle"},
		{`{"a":1`, "the file ends in the middle"},
		{`{"a`, "the file ends in the middle"},
		{`"a\`, "the file ends in the middle"},
		{`[[]`, "the file ends in the middle"},
		{`tru`, "the file ends in the middle"},
		{"\n}", "not JSON at line 2, byte 2 of the file: wanted a value"},
		{`,`, "not JSON at line 1, byte 1 of the file: wanted a value"},
		{`12"`, "not JSON at line 1, byte 3 of the file: wanted a comma or an end"},
		{" \x00", "not JSON at line 1, byte 2 of the file: found a NUL byte"},
	} {
		for name, reader := range readers {
			if _, _, err := next(reader(c.text)); err == nil || err.Error() != c.want {
				t.Errorf("%s of %q: %v, want %s", name, c.text, err, c.want)
			}
		}
	}
	far := strings.Repeat("\n", 3*chunk)
	if _, _, err := next(strings.NewReader(far + "}")); err == nil || err.Error() != fmt.Sprintf("not JSON at line %d, byte %d of the file: wanted a value", 3*chunk+1, 3*chunk+1) {
		t.Errorf("far behind: %v", err)
	}
	if _, _, err := next(io.MultiReader(strings.NewReader(`{"a":`), iotest.ErrReader(fault))); !errors.Is(err, fault) {
		t.Errorf("a fault of reading: %v", err)
	}
}

func TestDepth(t *testing.T) {
	nested := func(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }
	for depth, want := range map[int]error{1: nil, parsers.MaxDepth: nil, parsers.MaxDepth + 1: jsonscan.ErrDeep, 100_000: jsonscan.ErrDeep} {
		s := jsonscan.New(strings.NewReader(nested(depth) + " 1"))
		if err := s.Skip(); err != want || s.Next() != '1' {
			t.Errorf("depth %d: %v, then %q", depth, err, s.Next())
		}
	}
}

// TestRecordCap checks that a value that is too long is passed and not kept, and
// that the scan goes on.
func TestRecordCap(t *testing.T) {
	for size, kept := range map[int]bool{parsers.MaxRecord: true, parsers.MaxRecord + 1: false, parsers.MaxRecord + 2*chunk: false} {
		s := jsonscan.New(strings.NewReader("[\n" + `"` + strings.Repeat("x", size-2) + `"` + ",\n{}]"))
		var got []string
		err := s.Elements(func() error {
			line := s.Line()
			s.Keep()
			if err := s.Skip(); err != nil {
				return err
			}
			record := s.Record()
			got = append(got, fmt.Sprint(line, record != nil && len(record) == size || string(record) == "{}"))
			return nil
		})
		if want := fmt.Sprintf("[2 %v 3 true]", kept); fmt.Sprint(got) != want || err != nil {
			t.Errorf("%d bytes: %v, want %s; %v", size, got, want, err)
		}
	}
}

// TestMemory checks that what is passed is not kept: a string of escapes is the
// text that a packed file can hold most of.
func TestMemory(t *testing.T) {
	const size = 32 << 20
	for name, piece := range map[string]string{"letters": "xxxx", "backslashes": `\\\\`, "quotes": `\"\"`, "brackets": "[]{}"} {
		r := io.MultiReader(strings.NewReader(`["`), &endless{piece, size}, strings.NewReader(`"]`))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		s := jsonscan.New(r)
		err := s.Skip()
		runtime.ReadMemStats(&after)
		if grown := after.TotalAlloc - before.TotalAlloc; err != nil || grown > size/4 {
			t.Errorf("%s: %d MiB taken, %v", name, grown>>20, err)
		}
	}
}

// endless gives a piece of four bytes again and again.
type endless struct {
	piece string
	left  int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p)/4*4, e.left)
	for i := copy(p[:n], e.piece); i < n; i *= 2 {
		copy(p[i:n], p[:i])
	}
	e.left -= n
	return n, nil
}

func TestLine(t *testing.T) {
	s := jsonscan.New(strings.NewReader("[\n\n1, \"\\n\",\n" + strings.Repeat("\n", 3*chunk) + "{\n},\r\n2]"))
	var lines []int32
	err := s.Elements(func() error {
		lines = append(lines, s.Line())
		return s.Skip()
	})
	if want := []int32{3, 3, 4 + 3*chunk, 6 + 3*chunk}; fmt.Sprint(lines) != fmt.Sprint(want) || err != nil {
		t.Errorf("lines %v, want %v; %v", lines, want, err)
	}
}

// TestLineOfRecord asks for lines while a record is kept that moves in the buffer.
func TestLineOfRecord(t *testing.T) {
	s := jsonscan.New(strings.NewReader(strings.Repeat(" ", 2*chunk-10) + "\n[\n\n1,\n" + strings.Repeat(" ", chunk) + "2]"))
	s.Next()
	s.Keep()
	var lines []int32
	err := s.Elements(func() error {
		lines = append(lines, s.Line())
		return s.Skip()
	})
	if fmt.Sprint(lines, s.Line()) != "[4 5] 5" || err != nil {
		t.Errorf("lines %v, then %d; %v", lines, s.Line(), err)
	}
	if record := string(s.Record()); len(record) != chunk+8 || record[:5] != "[\n\n1"+"," {
		t.Errorf("record of %d bytes", len(record))
	}
	s.Keep()
	s.Drop()
	if s.Record() != nil {
		t.Error("a record that was dropped")
	}
}

// A skipper counts what was passed unseen.
type skipper struct {
	io.ReadSeeker
	passed int64
}

func (s *skipper) Skip(n int64) error {
	s.passed += n
	_, err := s.Seek(n, io.SeekCurrent)
	return err
}

func TestJump(t *testing.T) {
	text := "\xef\xbb\xbf[\n1,\n2,\n3,\n" + strings.Repeat(" \n", 3*chunk) + "4,\n5]"
	four := int64(strings.Index(text, "4"))
	in := &skipper{ReadSeeker: strings.NewReader(text)}
	for name, r := range map[string]io.Reader{"skipper": in, "whole": strings.NewReader(text), "bytes": iotest.OneByteReader(strings.NewReader(text))} {
		s := jsonscan.New(r)
		var seen []string
		err := s.Elements(func() error {
			switch s.Next() {
			case '1':
				s.Jump(s.Offset()+3, 1) // which may be in the buffer
			case '3':
				s.Jump(four, 3*chunk+1)
			}
			seen = append(seen, fmt.Sprintf("%c %d %d", s.Next(), s.Line(), s.Offset()))
			return s.Skip()
		})
		want := []string{"2 3 8", fmt.Sprintf("4 %d %d", 3*chunk+5, four), fmt.Sprintf("5 %d %d", 3*chunk+6, four+3)}
		if fmt.Sprint(seen) != fmt.Sprint(want) || err != nil {
			t.Errorf("%s: %q, want %q; %v", name, seen, want, err)
		}
	}
	if in.passed == 0 {
		t.Error("nothing was passed unseen")
	}
	for name, r := range map[string]io.Reader{"skipper": &skipper{ReadSeeker: strings.NewReader("[1]")}, "whole": strings.NewReader("[1]")} {
		s := jsonscan.New(r)
		if s.Jump(10, 0); s.Skip() != jsonscan.ErrCut {
			t.Errorf("%s: behind the end there is something", name)
		}
	}
}

func TestMembers(t *testing.T) {
	long := strings.Repeat("n", 257)
	for _, c := range []struct{ text, want string }{
		{`{}`, `[] <nil>`},
		{`{ "a" : 1 , "b" : [ 2 ] }`, `[a b] <nil>`},
		{`{"":1}`, `[] <nil>`},
		{`{"` + long + `":1,"a":2}`, `[ a] <nil>`},
		{`{"` + long[1:] + `":1}`, `[` + long[1:] + `] <nil>`},
		{`{"a":1,}`, `[a] not JSON at line 1, byte 8 of the file: wanted '"'`},
		{`{"a":1 "b":2}`, `[a] not JSON at line 1, byte 8 of the file: wanted ','`},
		{`{"a" 1}`, `[] not JSON at line 1, byte 6 of the file: wanted ':'`},
		{`[1]`, `[] not JSON at line 1, byte 1 of the file: wanted '{'`},
		{`{"a":1`, `[a] the file ends in the middle`},
		{`{"a`, `[] the file ends in the middle`},
	} {
		for name, reader := range readers {
			s := jsonscan.New(reader(c.text))
			names := []string{}
			err := s.Members(func(name string) error {
				names = append(names, name)
				return s.Skip()
			})
			if got := fmt.Sprint(names, " ", err); got != c.want {
				t.Errorf("%s of %.40q:\n got %s\nwant %s", name, c.text, got, c.want)
			}
		}
	}
}

func TestElements(t *testing.T) {
	enough := errors.New("enough")
	for _, c := range []struct{ text, want string }{
		{`[]`, ` <nil>`},
		{`[ 1 , {} ]`, `1{ <nil>`},
		{`[1,,2,]`, `1,2] <nil>`},
		{`[1 2]`, `1 not JSON at line 1, byte 4 of the file: wanted ','`},
		{`[1,"stop",2]`, `1" enough`},
		{`{}`, ` not JSON at line 1, byte 1 of the file: wanted '['`},
		{`[1,`, "1\x00 the file ends in the middle"},
	} {
		s := jsonscan.New(strings.NewReader(c.text))
		seen := ""
		err := s.Elements(func() error {
			first := s.Next()
			seen += string(first)
			switch first {
			case ',', ']':
				return nil
			case '"':
				return enough
			default:
				return s.Skip()
			}
		})
		if got := fmt.Sprint(seen, " ", err); got != c.want {
			t.Errorf("%q:\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

// FuzzSkip compares with encoding/json: of valid JSON, Skip passes exactly one
// value, and Record is its text. What comes out does not depend on the pieces in
// which the text arrives.
func FuzzSkip(f *testing.F) {
	for _, text := range []string{`{"a":["\\\"",{"b":null}]}`, `"\u0022"`, `-0.1e+1`, `[[[`, `{"a":"`, "\xef\xbb\xbf[1]", `["\\\\"]`, "{]", " \x00"} {
		f.Add([]byte(text), []byte{1, 9})
	}
	f.Fuzz(func(t *testing.T, text, sizes []byte) {
		record, left, err := next(bytes.NewReader(append(bytes.Clone(text), " 1"...)))
		if value := bytes.Trim(text, " \t\r\n"); json.Valid(value) && !errors.Is(err, jsonscan.ErrDeep) {
			if record != string(value) || strings.TrimSpace(left) != "1" || err != nil {
				t.Fatalf("record %q, left %q, %v", record, left, err)
			}
		}
		in := &steps{r: bytes.NewReader(append(bytes.Clone(text), " 1"...))}
		for _, size := range append(sizes, 1) {
			in.sizes = append(in.sizes, max(1, int(size)))
		}
		if r, l, e := next(in); r != record || l != left || fmt.Sprint(e) != fmt.Sprint(err) {
			t.Fatalf("in pieces: %q, %q, %v\nas a whole: %q, %q, %v", r, l, e, record, left, err)
		}
	})
}
