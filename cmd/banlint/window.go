package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A window is the time that a recording covers.
type window struct {
	first timeline.Instant // call that shows its time; 0 where none does
	last  timeline.Instant
}

func (w *window) add(c *timeline.Call) {
	if c.Shows.Has(timeline.ShowsTime) && (w.first == 0 || c.Start < w.first) {
		w.first = c.Start
	}
	w.last = max(w.last, c.Start)
}

var clockTime = regexp.MustCompile(`^([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?$`)

// instant reads a time that the user gave: a date and time, or a time of day in UTC,
// the first in the recording or else of the day on which it begins. "" is 0.
func (w *window) instant(s string) (timeline.Instant, error) {
	if s == "" {
		return 0, nil
	}
	s = strings.TrimSuffix(s, " UTC")
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return timeline.At(t), nil
	}
	if !clockTime.MatchString(s) || w.first == 0 {
		return 0, errors.New("wanted a time such as 2026-11-24T14:49:38Z or 14:49:38 (UTC, within the recording)")
	}
	day := w.first.Time().Format("2006-01-02")
	for _, layout := range []string{"2006-01-02 15:04:05.999999999", "2006-01-02 15:04"} {
		t, err := time.Parse(layout, day+" "+s)
		if err != nil {
			continue
		}
		at := timeline.At(t)
		if next := at.Add(24 * time.Hour); at < w.first && next <= w.last {
			at = next // past midnight
		}
		return at, nil
	}
	return 0, errors.New("not a time of day")
}

// How long before the beginning of a recording, and after its end, a ban can be that
// it is about.
const (
	before = time.Hour
	after  = 24 * time.Hour
)

// within reports a time that is not one of the recording's; 0 is none.
func (w *window) within(at timeline.Instant) error {
	switch {
	case at == 0 || w.last == 0:
		return nil
	case w.first == 0:
		return errors.New("the recording gives no times")
	case at < w.first.Add(-before) || at > w.last.Add(after):
		return fmt.Errorf("%s is too far from the recording, which goes from %s to %s", at, w.first, w.last)
	default:
		return nil
	}
}
