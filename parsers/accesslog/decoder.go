package accesslog

import (
	"unsafe"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// A decoder makes exchanges of lines. An exchange is good until the next line: what
// it points to is the line, or what the decoder uses again.
type decoder struct {
	read    func(d *decoder, line []byte) error
	wanted  parsers.Wanted
	x       timeline.Exchange
	headers []timeline.Header // of the request
	made    []byte            // texts that do not stand in the line as they are meant
	last    memo
	skipped parsers.Skipped // the error for the line, of which there may be many
}

// decode makes an exchange of a record.
func (d *decoder) decode(rec parsers.Record) error {
	return d.done(rec.Pos, d.line(rec.Text))
}

func (d *decoder) line(text []byte) error {
	d.reset()
	return d.read(d, text)
}

func (d *decoder) reset() {
	d.x = timeline.Exchange{}
	d.headers, d.made = d.headers[:0], d.made[:0]
}

// done says where the exchange stands, or what came between.
func (d *decoder) done(pos timeline.Position, err error) error {
	d.x.Pos = pos
	if err != nil {
		d.skipped = parsers.Skipped{Pos: pos, Reason: err.Error()}
		return &d.skipped
	}
	return nil
}

// passed asks whether nobody will look at the exchange.
func (d *decoder) passed() bool {
	return d.wanted != nil && !d.wanted(d.x.URL, d.x.Server)
}

func (d *decoder) header(name, value string) {
	d.headers = append(d.headers, timeline.Header{Name: name, Value: value})
	d.x.RequestHeaders = d.headers
}

// join puts parts together.
func (d *decoder) join(parts ...string) []byte {
	start := len(d.made)
	for _, part := range parts {
		d.made = append(d.made, part...)
	}
	return d.made[start:]
}

// view is string(b) without a copy.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
