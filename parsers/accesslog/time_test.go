package accesslog_test

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/accesslog"
)

// first decodes the first exchange of a log.
func first(f *parsers.Format, log string) (timeline.Exchange, error) {
	for rec, err := range f.Split("log", strings.NewReader(log+"\n")) {
		if err != nil {
			return timeline.Exchange{}, err
		}
		return f.Decode(rec, nil)
	}
	return timeline.Exchange{}, errors.New("no record")
}

// Every day that a recording can carry, in zones east and west.
func TestTimes(t *testing.T) {
	zones := []*time.Location{time.UTC, time.FixedZone("", 5*3600+1800), time.FixedZone("", -9*3600-1800)}
	at := time.Date(2000, 1, 1, 23, 59, 58, 0, time.UTC)
	for i := 0; at.Year() < 2100; i++ {
		stamp := at.In(zones[i%len(zones)])
		for _, layout := range []string{"02/Jan/2006:15:04:05 -0700", "2006-01-02T15:04:05-07:00"} {
			line := strings.Replace(combinedLine, "14/Mar/2025:09:26:53 +0000", stamp.Format(layout), 1)
			x, err := accesslog.Combined.Decode(parsers.Record{Text: []byte(line)}, nil)
			if err != nil || x.Start != timeline.At(at) {
				t.Fatalf("%s: got %s, %v", stamp.Format(layout), x.Start, err)
			}
		}
		at = at.Add(25 * time.Hour)
	}
}

func TestNotations(t *testing.T) {
	for _, test := range []struct {
		ts, duration string
		start        string
		took         time.Duration
	}{
		{`1741944413.25`, `0.25`, "2025-03-14T09:26:53.000Z", 250 * time.Millisecond},
		{`"1741944413.25"`, `"250ms"`, "2025-03-14T09:26:53.000Z", 250 * time.Millisecond},
		{`1741944413250`, `2.5e-01`, "2025-03-14T09:26:53.000Z", 250 * time.Millisecond},
		{`1741944413250000`, `"0.25"`, "2025-03-14T09:26:53.000Z", 250 * time.Millisecond},
		{`"2025-03-14T09:26:53,250Z"`, `1e99`, "2025-03-14T09:26:53.250Z", -1},
		{`"2025-03-14 09:26:53.250"`, `-1`, "2025-03-14T09:26:53.250Z", -1},
		{`"14/Mar/2025:10:26:53 +0100"`, `"x"`, "2025-03-14T09:26:53.000Z", -1},
		{`"2025-03-14T09:26:53+24:00"`, `99999999`, "", -1},
		{`"yesterday"`, `null`, "", -1},
		{`9e99`, `[]`, "", -1},
		{`99999999999999999999`, `0.x`, "", -1},
		{`4102444800`, `0`, "", 0},
	} {
		log := strings.NewReplacer("1741944413.1801234", test.ts, `"duration":0.25`, `"duration":`+test.duration).Replace(caddyLine)
		x, err := first(accesslog.JSON, log)
		if strings.HasSuffix(test.duration, "x") {
			if err == nil {
				t.Errorf("%s: got no error", test.duration)
			}
			continue
		}
		if err != nil || x.Start.String() != test.start || x.Took != test.took {
			t.Errorf("%s, %s: got %s, %s, %v", test.ts, test.duration, x.Start, x.Took, err)
		}
	}
}

func TestEscapes(t *testing.T) {
	for escaped, want := range map[string]string{
		`\b\f\v\t\r\n\/\q`: "\b\f\v\t\r\n/q",
		`\x41\u0041\xZZ\x`: "AAxZZx",
		`a\\`:              `a\`,
	} {
		x, err := first(accesslog.Combined, strings.Replace(combinedLine, "demo/1.4", escaped, 1))
		if got := x.Header("User-Agent"); err != nil || got != want {
			t.Errorf("%s: got %q, %v; want %q", escaped, got, err, want)
		}
	}
}

func TestLimits(t *testing.T) {
	long := strings.Replace(combinedLine, "key=", "key="+strings.Repeat("x", parsers.MaxRecord), 1)
	got := show(accesslog.Combined, strings.NewReader(combinedLine+"\n"+long+"\n"+combinedLine))
	if !strings.Contains(got, "*parsers.Skipped log:2: a line of more than 16 MiB\n#3 line 3 ") {
		t.Errorf("got %.300s", got)
	}
	broken := errors.New("broken")
	for _, err := range accesslog.Combined.Split("log", iotest.ErrReader(broken)) {
		if !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
	}
	for range accesslog.Combined.Split("log", strings.NewReader(combinedLine+"\n"+combinedLine)) {
		break
	}
}
