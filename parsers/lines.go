package parsers

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"slices"
)

// A Line is one line of a text file, without its line break.
type Line struct {
	Number  int32 // from 1
	Text    []byte
	TooLong bool  // longer than MaxRecord; Text holds its beginning
	Last    bool  // the file ended without a line break behind it
	Jump    *Jump // no line, but the stretch of some that begins with this one; nil for a line
}

// Lines yields the lines of a text file, the byte order mark and carriage
// returns taken off. A line's text is good until the next one. An error of
// reading is the last thing yielded.
func Lines(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		in := newLineReader(r)
		var long []byte
		for number := int32(1); ; number++ {
			line := Line{Number: number}
			if line.Jump = in.jump(); line.Jump != nil {
				if !yield(line, nil) {
					return
				}
				number += line.Jump.Lines - 1
				continue
			}
			text, err := in.ReadSlice('\n')
			if errors.Is(err, bufio.ErrBufferFull) {
				line.TooLong, long, err = readLong(in.Reader, append(long[:0], text...))
				text = long
			}
			if errors.Is(err, io.EOF) {
				if len(text) > 0 {
					line.Text, line.Last = clean(text, number), true
					yield(line, nil)
				}
				return
			}
			if err != nil {
				yield(line, err)
				return
			}
			line.Text = clean(text, number)
			if !yield(line, nil) {
				return
			}
		}
	}
}

// lineReader is a buffer that knows its place in the stream.
type lineReader struct {
	*bufio.Reader
	passage Passage // nil for a stream that nobody reads ahead
	read    int64   // bytes of the stream that have gone into the buffer, or were skipped
}

func newLineReader(r io.Reader) *lineReader {
	in := &lineReader{}
	in.passage, _ = r.(Passage)
	in.Reader = bufio.NewReaderSize(in.counted(r), 256<<10)
	return in
}

// counted is the stream with its bytes counted.
func (in *lineReader) counted(r io.Reader) io.Reader {
	return readerFunc(func(b []byte) (int, error) {
		n, err := r.Read(b)
		in.read += int64(n)
		return n, err
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

// jump passes the stretch that begins at the next byte; nil where there is none.
func (in *lineReader) jump() *Jump {
	if in.passage == nil {
		return nil
	}
	offset := in.read - int64(in.Buffered())
	j, ok := in.passage.Ahead(offset)
	if !ok {
		return nil
	}
	kept, _ := in.Discard(int(min(j.To-offset, int64(in.Buffered()))))
	rest := j.To - offset - int64(kept)
	in.passage.Skip(rest)
	in.read += rest
	return j
}

// readLong reads on to the end of a line that does not fit the buffer. What
// goes past MaxRecord is read and dropped.
func readLong(in *bufio.Reader, text []byte) (tooLong bool, _ []byte, _ error) {
	for {
		more, err := in.ReadSlice('\n')
		if tooLong = tooLong || len(text)+len(more) > MaxRecord; !tooLong {
			text = append(roomy(text, len(more)), more...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return tooLong, text, err
		}
	}
}

// roomy makes room for n bytes more. From a quarter of the longest line on it makes room
// for that, since growing step by step leaves as much behind again.
func roomy(text []byte, n int) []byte {
	if cap(text)-len(text) < n && len(text)+n > MaxRecord/4 {
		return slices.Grow(text, MaxRecord-len(text))
	}
	return text
}

func clean(text []byte, number int32) []byte {
	if number == 1 {
		text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	}
	text = bytes.TrimSuffix(text, []byte("\n"))
	return bytes.TrimSuffix(text, []byte("\r"))
}
