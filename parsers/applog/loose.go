package applog

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
)

// Loose is what people paste: lines of any program, of which those count that name a call or
// an answer. What they leave out is guessed, so that nothing found in them is more than a hint.
var Loose = &parsers.Format{
	Name:   "text",
	Title:  "Pasted text with names of calls and error codes",
	Shows:  parsers.Facts{Times: "as the lines begin, if they do", Request: "no", Response: "the error code", Remarks: "a last resort, whose findings are warnings at most: a call is guessed of a line that names one, or of an error code; also of loggers that write JSON (pino, winston)"},
	ByLine: true,
	Loose:  true,
	Match:  matchLoose,
	Split:  splitLoose,
	Decode: decodeLoose,
}

var (
	looseCall = pattern(`\b(createTask|getTaskResult|getBalance)\b`)
	looseCode = pattern(`\b(CAPT?CHA_NOT_READY|ERROR_[A-Z_]{4,60}|IP_BANNED|MAX_USER_TURN)\b`)
	escapes   = pattern(`(?:\x1b|#033)\[[0-9;]*m`)
)

// looked is how many lines at the beginning decide.
const looked = 200

// matchLoose wants text in which at least one line gives a time and names a call or an answer.
func matchLoose(prefix []byte) string {
	if bytes.IndexByte(prefix, 0) >= 0 || !utf8.Valid(prefix[:min(len(prefix), 1<<10)]) {
		return ""
	}
	if brokenJSON(prefix) {
		return ""
	}
	timed, lines := 0, 0
	for line := range bytes.Lines(prefix) {
		if lines++; lines > looked {
			break
		}
		line = plainLine(line)
		if at, _ := looseStamp(line); at != 0 && (looseCode().Match(line) || looseCall().Match(line)) {
			timed++
		}
	}
	if timed == 0 {
		return ""
	}
	return fmt.Sprintf("%d lines with a time and the name of a call or an error code", timed)
}

// brokenJSON reports whether a text begins as JSON does that takes more than a line, or that is
// one text: what it is, others know better.
func brokenJSON(prefix []byte) bool {
	first, _, more := bytes.Cut(bytes.TrimLeft(prefix, " \t\r\n"), []byte("\n"))
	begins := bytes.HasPrefix(first, []byte(`"{`)) || bytes.HasPrefix(first, []byte(`"[`)) || bytes.HasPrefix(first, []byte(`{"`)) || bytes.HasPrefix(first, []byte(`[{`))
	return begins && (first[0] == '"' || more && parsers.CheckJSON(first) != nil)
}

// plainLine is a line without colours.
func plainLine(line []byte) []byte {
	return escapes().ReplaceAll(line[:min(len(line), 4<<10)], nil)
}

var epochMember = pattern(`"(?:time|ts|timestamp|@timestamp)":\s?(\d{13})\b`)

// looseStamp finds the time in a line, which JSON may hold anywhere, and as milliseconds since
// 1970.
func looseStamp(line []byte) (at timeline.Instant, grain time.Duration) {
	if m := epochMember().FindSubmatch(line); m != nil {
		ms, _ := strconv.ParseInt(string(m[1]), 10, 64)
		return timeline.At(time.UnixMilli(ms)), time.Millisecond
	}
	if at, grain = stamp(line); at == 0 && len(line) > maxPrefix {
		at, grain = stamp(line[len(line)-maxPrefix:])
	}
	return at, grain
}

// splitLoose takes a line that names an answer for an exchange, with the line that names the
// call before it, and a call without an answer for one as well.
func splitLoose(source string, r io.Reader) iter.Seq2[parsers.Record, error] {
	return func(yield func(parsers.Record, error) bool) {
		pos := timeline.Position{Source: source}
		var asked []byte
		var at int32 // line of asked
		flush := func(answer []byte, line int32) bool {
			if asked == nil && answer == nil {
				return true
			}
			if asked != nil {
				line = at
			}
			pos.Entry++
			pos.Line = line
			text := bytes.Join([][]byte{asked, answer}, []byte("\n"))
			asked = nil
			return yield(parsers.Record{Pos: pos, Text: text}, nil)
		}
		for line, err := range parsers.Lines(r) {
			if err != nil {
				if flush(nil, 0) {
					yield(parsers.Record{}, err)
				}
				return
			}
			text := plainLine(line.Text)
			switch {
			case looseCode().Match(text):
				if !flush(text, line.Number) {
					return
				}
			case looseCall().Match(text):
				if !flush(nil, 0) {
					return
				}
				asked, at = bytes.Clone(text), line.Number
			}
		}
		flush(nil, 0)
	}
}

// hosts are those of the services that a line may name.
var hosts = []struct{ word, host string }{
	{"capmonster", "api.capmonster.cloud"}, {"anti-captcha", "api.anti-captcha.com"}, {"anticaptcha", "api.anti-captcha.com"},
	{"rucaptcha", "api.rucaptcha.com"}, {"2captcha", "api.2captcha.com"}, {"twocaptcha", "api.2captcha.com"}, {"capsolver", "api.capsolver.com"},
}

func decodeLoose(rec parsers.Record, wanted parsers.Wanted) (timeline.Exchange, error) {
	x := timeline.Exchange{Pos: rec.Pos, Took: -1, Method: "POST"}
	asked, answer, _ := bytes.Cut(rec.Text, []byte("\n"))
	for _, line := range [][]byte{asked, answer} {
		if x.Start == 0 {
			x.Start, x.Grain = looseStamp(line)
		}
	}
	code := string(looseCode().Find(answer))
	x.URL = "/" + callOf(rec.Text, code)
	words := strings.ToLower(string(rec.Text))
	for _, h := range hosts {
		if strings.Contains(words, h.word) {
			x.URL = "https://" + h.host + x.URL
			break
		}
	}
	if wanted != nil && !wanted(x.URL, "") || code == "" {
		return x, nil
	}
	x.Status, x.ResponseBody.Shown = 200, true
	x.ResponseBody.Bytes = fmt.Appendf(nil, `{"errorId":1,"errorCode":%q}`, code)
	if strings.HasSuffix(code, "_NOT_READY") {
		x.ResponseBody.Bytes = []byte(`{"errorId":0,"status":"processing"}`)
	}
	return x, nil
}

// callOf names the call that a text is about, or that an answer is mostly given to.
func callOf(text []byte, code string) string {
	if call := looseCall().Find(text); call != nil {
		return string(call)
	}
	switch code {
	case "CAPCHA_NOT_READY", "CAPTCHA_NOT_READY", "ERROR_NO_SUCH_CAPCHA_ID", "WRONG_CAPTCHA_ID", "ERROR_WRONG_CAPTCHA_ID", "ERROR_CAPTCHA_UNSOLVABLE", "ERROR_TOO_MUCH_REQUESTS":
		return "getTaskResult"
	default:
		return "createTask"
	}
}
