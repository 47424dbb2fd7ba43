package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// shape is input that is hard to read: a head, then pieces until the size is reached,
// then a tail. A piece is something many times over, with a beginning and an end.
type shape struct {
	name, what, ending string
	head, tail         string
	begin, end         string
	unit               string
	times              int
}

const (
	archiveHead = `{"log":{"version":"1.2","creator":{"name":"shape","version":"1"},"entries":[`
	archiveTail = `]}}`

	entryHead = `{"startedDateTime":"2026-10-05T08:00:00.000Z","time":90,"request":{"method":"POST","url":"https://api.capmonster.cloud/`
	sent      = `","headers":[],"postData":{"mimeType":"application/json","text":"{\"clientKey\":\"0123456789abcdef0123456789abcdef\",`
	said      = `"}},"response":{"status":200,"headers":[],"content":{"mimeType":"application/json","text":"`

	pollHead = entryHead + "getTaskResult" + sent + `\"taskId\":7}`
	pollTail = said + `{\"errorId\":0,\"status\":\"processing\"}"}}}`
	lastPoll = pollHead + pollTail + archiveTail

	imageHead = entryHead + "createTask" + sent + `\"task\":{\"type\":\"ImageToTextTask\",\"body\":\"iVBORw0KGgoAAAANSUhEUgAA`
	imageTail = `\"}}` + said + `{\"errorId\":0,\"taskId\":7}"}}}`

	pageHead = `{"startedDateTime":"2026-10-05T08:00:00.000Z","time":90,"request":{"method":"GET","url":"https://www.shop.example/"},"response":{"status":200,"content":{"text":"`
	pageTail = `"}}}`

	logEnd  = ` HTTP/1.1" 200 1 "-" "a"`
	logLine = `10.0.0.1 - - [05/Oct/2026:08:00:00 +0000] "GET /a` + logEnd
)

// answer makes a shape of answers of a service that are full of something.
func answer(name, of string) shape {
	return shape{name: name, what: "answers of a service full of `" + of + "`", ending: ".har", head: archiveHead, tail: lastPoll,
		begin: pollHead + said, unit: of, times: 500_000, end: `"}}},`}
}

var shapes = []shape{
	answer("quotes", `\"`),
	answer("backslashes", `\\`),
	answer("escapes", `\u00e9`),
	{name: "image", what: "one task with an image that fills the file", ending: ".har", head: archiveHead + imageHead, unit: "q7Zk0Bv9", times: 1000, tail: imageTail + archiveTail},
	{name: "page", what: "one web page that fills the file", ending: ".har", head: archiveHead + pageHead, unit: `<p class=\"a\">text</p>\n`, times: 1000, tail: pageTail + archiveTail},
	{name: "nesting", what: "brackets within brackets, never closed", ending: ".har", head: archiveHead + `{"_x":`, unit: "[", times: 1000},
	{name: "tiny", what: "entries of web pages, as short as can be", ending: ".har", head: archiveHead, unit: `{"request":{"url":"http://a.example/"}},`, times: 1000, tail: lastPoll},
	{name: "polls", what: "result requests and nothing else", ending: ".har", head: archiveHead, unit: pollHead + pollTail + ",", times: 100, tail: lastPoll},
	{name: "blanks", what: "blanks between all there is", ending: ".har", head: archiveHead, unit: " ", times: 10_000, end: "\n" + pollHead + pollTail + ",", tail: lastPoll},
	{name: "line", what: "one exchange that fills the file", ending: ".ndjson", head: `{"url":"https://api.capmonster.cloud/createTask","body":"`, unit: `\"a`, times: 1000, tail: `"}` + "\n"},
	{name: "lines", what: "lines as short as can be", ending: ".ndjson", unit: `{"url":"http://a.example/"}` + "\n", times: 1000},
	{name: "log-line", what: "one line that fills the file", ending: ".log", head: logLine + "\n" + strings.TrimSuffix(logLine, logEnd), unit: "a", times: 1000},
}

// makeShape writes a shape of a size to a file.
func makeShape(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("wanted a shape, a file and a size")
	}
	i := slices.IndexFunc(shapes, func(s shape) bool { return s.name == args[0] })
	size, err := strconv.ParseInt(args[2], 10, 64)
	if i < 0 || err != nil {
		return fmt.Errorf("no shape %q, or no size %q", args[0], args[2])
	}
	file, err := os.Create(args[1])
	if err != nil {
		return err
	}
	defer file.Close()
	w := bufio.NewWriterSize(file, 1<<20)
	s := shapes[i]
	w.WriteString(s.head)
	piece := s.begin + strings.Repeat(s.unit, s.times) + s.end
	for left := size - int64(len(s.head)+len(s.tail)); left > 0; left -= int64(len(piece)) {
		w.WriteString(piece)
	}
	w.WriteString(s.tail)
	return w.Flush()
}
