// Package burp reads what Burp Suite saves of its items: XML with the messages as they were
// sent.
package burp

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// Format is the file.
var Format = &parsers.Format{
	Name:   "burp",
	Title:  "Burp Suite items (XML)",
	Shows:  parsers.Facts{Times: "start, 1 s, with a zone that is only a name: good for what lies between", Request: "yes", Response: "yes", Remarks: "select items, Save items"},
	Match:  match,
	Split:  split,
	Decode: decode,
	Layout: layout,
}

func match(prefix []byte) string {
	head := prefix[:min(len(prefix), 4<<10)]
	if bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")) && (bytes.Contains(head, []byte("<items burpVersion=")) || bytes.Contains(head, []byte("<!DOCTYPE items"))) {
		return "<items burpVersion>"
	}
	return ""
}

var (
	opening   = []byte("<item>")
	ending    = []byte("</item>")
	finish    = []byte("</items>")
	textBegin = []byte("<![CDATA[")
	textEnd   = []byte("]]>")
)

// split cuts the file at its items. What stands in CDATA ends none.
func split(source string, r io.Reader) iter.Seq2[parsers.Record, error] {
	return func(yield func(parsers.Record, error) bool) {
		c := &cutting{pos: timeline.Position{Source: source}, yield: yield}
		for line, err := range parsers.Lines(r) {
			if err != nil {
				yield(parsers.Record{}, err)
				return
			}
			if !c.line(line) {
				return
			}
		}
		if c.within || !c.finished {
			yield(parsers.Record{}, &parsers.Cut{Pos: c.pos, Reason: "the file ends in the middle: it was not copied whole"})
		}
	}
}

// cutting is the work on one file.
type cutting struct {
	pos      timeline.Position // of the last item
	yield    func(parsers.Record, error) bool
	text     []byte // of the item that has begun
	within   bool   // an item
	raw      bool   // within CDATA
	encoded  bool   // which is Base64
	tooLong  bool
	finished bool // the list has ended
}

// line takes up a line, and reports whether to go on.
func (c *cutting) line(line parsers.Line) bool {
	text := line.Text
	for {
		switch {
		case c.raw:
			i := bytes.Index(text, textEnd)
			if i < 0 {
				c.keep(text, line.TooLong)
				c.keep([]byte("\n"), false)
				c.raw = !c.encoded || !line.TooLong // Base64 stands in one line, whose end was dropped with what is too long
				return true
			}
			c.keep(text[:i+len(textEnd)], false)
			text, c.raw = text[i+len(textEnd):], false
		case c.within:
			cdata, end := bytes.Index(text, textBegin), bytes.Index(text, ending)
			switch {
			case cdata >= 0 && (end < 0 || cdata < end):
				c.keep(text[:cdata+len(textBegin)], false)
				c.encoded = bytes.HasSuffix(text[:cdata], []byte(`base64="true">`))
				text, c.raw = text[cdata+len(textBegin):], true
			case end >= 0:
				c.keep(text[:end+len(ending)], false)
				text = text[end+len(ending):]
				if !c.flush() {
					return false
				}
			default:
				c.keep(text, line.TooLong)
				c.keep([]byte("\n"), false)
				return true
			}
		default:
			i := bytes.Index(text, opening)
			if i < 0 {
				c.finished = c.finished || bytes.Contains(text, finish)
				return true
			}
			c.pos.Entry++
			c.pos.Line = line.Number
			text, c.within = text[i:], true
		}
	}
}

func (c *cutting) keep(text []byte, tooLong bool) {
	if c.tooLong = c.tooLong || tooLong || len(c.text)+len(text) > parsers.MaxRecord; !c.tooLong {
		c.text = append(c.text, text...)
	}
}

// flush yields the item that has ended.
func (c *cutting) flush() bool {
	text, tooLong := c.text, c.tooLong
	c.text, c.within, c.tooLong = c.text[:0], false, false
	if tooLong {
		return c.yield(parsers.Record{}, &parsers.Skipped{Pos: c.pos, Reason: fmt.Sprintf("an item of more than %d MiB", parsers.MaxRecord>>20)})
	}
	return c.yield(parsers.Record{Pos: c.pos, Text: text}, nil)
}

// An item is one exchange.
type item struct {
	Time string `xml:"time"`
	URL  string `xml:"url"`
	Host struct {
		IP string `xml:"ip,attr"`
	} `xml:"host"`
	Method   string `xml:"method"`
	Status   string `xml:"status"`
	Request  text   `xml:"request"`
	Response text   `xml:"response"`
}

// A text is a message, which may be in Base64.
type text struct {
	Base64 bool   `xml:"base64,attr"`
	Text   string `xml:",chardata"`
}

func (t *text) bytes() []byte {
	if !t.Base64 {
		return []byte(t.Text)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(t.Text))
	if err != nil {
		return nil
	}
	return raw
}

// broken reports whether a message is not coded as it is said to be.
func (t *text) broken() bool { return t.Base64 && t.Text != "" && t.bytes() == nil }

func decode(rec parsers.Record, wanted parsers.Wanted) (timeline.Exchange, error) {
	x := timeline.Exchange{Pos: rec.Pos, Took: -1, Grain: time.Second}
	var it item
	if err := xml.Unmarshal(rec.Text, &it); err != nil {
		return x, &parsers.Skipped{Pos: rec.Pos, Reason: "an item that is no valid XML"}
	}
	x.Method, x.URL, x.Server, x.Start = strings.TrimSpace(it.Method), strings.TrimSpace(it.URL), parsers.Address(it.Host.IP), instant(it.Time)
	if x.Start == 0 {
		x.Grain = 0
	}
	if x.Method == "" || x.URL == "" {
		return x, &parsers.Skipped{Pos: rec.Pos, Reason: "an item without method or URL"}
	}
	if status, err := strconv.ParseUint(strings.TrimSpace(it.Status), 10, 10); err == nil {
		x.Status = int(status)
	}
	x.Failed = x.Status == 0
	if wanted != nil && !wanted(x.URL, x.Server) {
		return x, nil
	}
	if it.Request.broken() || it.Response.broken() {
		x.Doubts |= timeline.DoubtBody
	}
	request, response := parsers.ParseMessage(it.Request.bytes()), parsers.ParseMessage(it.Response.bytes())
	x.RequestHeaders, x.RequestBody = request.Headers, request.Body()
	if !x.Failed {
		x.ResponseHeaders, x.ResponseBody = response.Headers, response.Body()
	}
	return x, nil
}

// instant reads a time such as Sat Sep 30 20:11:32 IST 2023, the zone of which is a name that
// several have: the clock is taken for UTC's.
func instant(s string) timeline.Instant {
	fields := strings.Fields(s)
	if len(fields) != 6 {
		return 0
	}
	t, err := time.Parse("Jan 2 15:04:05 2006", strings.Join([]string{fields[1], fields[2], fields[3], fields[5]}, " "))
	if err != nil {
		return 0
	}
	return timeline.At(t)
}
