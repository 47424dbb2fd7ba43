package parsers

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
)

// A Line is one line of a text file, without its line break.
type Line struct {
	Number  int32 // from 1
	Text    []byte
	TooLong bool // longer than MaxRecord; Text holds its beginning
	Last    bool // the file ended without a line break behind it
}

// Lines yields the lines of a text file, the byte order mark and carriage
// returns taken off. A line's text is good until the next one. An error of
// reading is the last thing yielded.
func Lines(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		in := bufio.NewReaderSize(r, 256<<10)
		var long []byte
		for number := int32(1); ; number++ {
			line := Line{Number: number}
			text, err := in.ReadSlice('\n')
			if errors.Is(err, bufio.ErrBufferFull) {
				line.TooLong, long, err = readLong(in, append(long[:0], text...))
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

// readLong reads on to the end of a line that does not fit the buffer. What
// goes past MaxRecord is read and dropped.
func readLong(in *bufio.Reader, text []byte) (tooLong bool, _ []byte, _ error) {
	for {
		more, err := in.ReadSlice('\n')
		if len(text)+len(more) <= MaxRecord {
			text = append(text, more...)
		} else {
			tooLong = true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return tooLong, text, err
		}
	}
}

func clean(text []byte, number int32) []byte {
	if number == 1 {
		text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	}
	text = bytes.TrimSuffix(text, []byte("\n"))
	return bytes.TrimSuffix(text, []byte("\r"))
}
