package accesslog

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/parsers"
)

// mapped are the fields that --map can name, with what they are.
var mapped = map[string]func(l *jsonLine, v gjson.Result){
	"time":          func(l *jsonLine, v gjson.Result) { l.stamp(v, start) },
	"end":           func(l *jsonLine, v gjson.Result) { l.stamp(v, end) },
	"duration_ms":   func(l *jsonLine, v gjson.Result) { l.took = tookIn(v, time.Millisecond) },
	"duration_s":    func(l *jsonLine, v gjson.Result) { l.took = tookIn(v, time.Second) },
	"method":        func(l *jsonLine, v gjson.Result) { l.x.Method = strings.ToUpper(v.String()) },
	"url":           func(l *jsonLine, v gjson.Result) { l.target = v.String() },
	"host":          func(l *jsonLine, v gjson.Result) { l.host = v.String() },
	"scheme":        func(l *jsonLine, v gjson.Result) { l.scheme = v.String() },
	"path":          func(l *jsonLine, v gjson.Result) { l.path = v.String() },
	"query":         func(l *jsonLine, v gjson.Result) { l.query = v.String() },
	"status":        func(l *jsonLine, v gjson.Result) { l.status("", v) },
	"client":        func(l *jsonLine, v gjson.Result) { l.client = v.String() },
	"user_agent":    func(l *jsonLine, v gjson.Result) { l.agent = v.String() },
	"body":          func(l *jsonLine, v gjson.Result) { l.body = v },
	"response_body": func(l *jsonLine, v gjson.Result) { l.answer = v },
}

// Mapped makes the format of a JSON log, one object a line, whose members have other names:
// each mapping is FIELD=PATH, where the path is gjson's, as in http.request.method.
func Mapped(mappings []string) (*parsers.Format, error) {
	paths := map[string]string{}
	for _, m := range mappings {
		field, path, ok := strings.Cut(m, "=")
		if !ok || path == "" || mapped[field] == nil {
			return nil, fmt.Errorf("wanted FIELD=PATH, with one of these fields: %s", strings.Join(slices.Sorted(maps.Keys(mapped)), ", "))
		}
		paths[field] = path
	}
	if paths["url"] == "" && paths["path"] == "" {
		return nil, errors.New("wanted url=PATH or path=PATH: without an address nothing is known of a request")
	}
	fields := slices.Sorted(maps.Keys(paths))
	read := func(d *decoder, line []byte) error {
		text, ok := jsonText(line)
		if !ok {
			return errStranger
		}
		if err := parsers.CheckJSON(text); err != nil {
			return fmt.Errorf("a line that is no JSON object: %w", err)
		}
		l := jsonLine{decoder: d, took: -1}
		l.x.Took = -1
		for _, f := range fields {
			if v := gjson.GetBytes(text, paths[f]); v.Exists() && v.Type != gjson.Null {
				mapped[f](&l, v)
			}
		}
		return l.mapped()
	}
	return newFormat(dialect{
		name: "mapped", title: "JSON log as --map says", called: "JSON log as --map says",
		noise: func([]byte) bool { return false }, whole: jsonWhole, read: read, claim: mostly, objects: true,
	}), nil
}

// mapped settles what was noted of a line.
func (l *jsonLine) mapped() error {
	if l.target == "" && l.path == "" {
		return errStranger // an object about something else
	}
	l.when()
	if l.x.Method == "" {
		l.x.Method = "POST" // as all calls of the JSON dialect are
	}
	if err := l.where(); err != nil {
		return err
	}
	if l.passed() {
		return nil
	}
	l.rest()
	if l.answer.Exists() {
		text := l.answer.Raw
		if l.answer.Type == gjson.String {
			text = l.answer.Str
		}
		l.x.ResponseBody.Bytes, l.x.ResponseBody.Shown = l.join(text), true
	}
	return nil
}
