package traffic

import (
	"bufio"
	"fmt"
)

// sink writes exchanges in one format.
type sink interface {
	write(*call, *bodies)
	size() int64
	close() error
}

// Formats are the formats of outputs.
var Formats = []string{"har", "har-min", "dump", "combined", "squid"}

func newSink(o Output) (sink, error) {
	out := &output{w: bufio.NewWriterSize(o.To, 1<<20)}
	switch o.Format {
	case "har", "har-min":
		return newArchive(out, o.Format == "har"), nil
	case "dump":
		return &dump{output: out}, nil
	case "combined":
		return &lineLog{output: out, line: (*lineLog).combined}, nil
	case "squid":
		return &lineLog{output: out, line: (*lineLog).squid}, nil
	}
	return nil, fmt.Errorf("no format %q; known are %v", o.Format, Formats)
}

// output counts what is written and keeps the first error.
type output struct {
	w       *bufio.Writer
	written int64
}

func (o *output) put(b []byte) {
	n, _ := o.w.Write(b) // Flush tells of errors again
	o.written += int64(n)
}

func (o *output) size() int64 { return o.written }

func (o *output) close() error { return o.w.Flush() }
