package parsers

import (
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// FuzzISO checks times that are read by hand against time.Parse.
func FuzzISO(f *testing.F) {
	for _, s := range []string{
		"2025-03-14T09:26:53Z", "2025-03-14T09:26:53.123456789Z", "2025-03-14 09:26:53.1234567891", "2025-03-14T09:26:53.1+01:30", "2025-03-14 09:26:53-23:59",
		"2004-02-29T00:00:00Z", "2025-02-29T00:00:00Z", "2025-04-31T00:00:00Z", "2025-00-01T00:00:00Z", "2025-01-00T00:00:00Z", "2025-13-01T00:00:00Z",
		"2025-03-14T24:00:00Z", "2025-03-14T23:60:00Z", "2025-03-14T23:59:60Z", "2025-03-14T9:26:53Z", "2025-03-14T09:26:53,5Z", "2025-03-14T09:26:53.Z",
		"2025-03-14T09:26:53+24:00", "2025-03-14T09:26:53+0100", "2025-03-14T09:26:53+01:6x", "2025-03-14t09:26:53z", "2099-12-31T23:59:59.999-01:00", "2x25-03-14T09:26:53Z",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := ISO(s)
		if !ok {
			return
		}
		for layout, zoned := range map[string]bool{time.RFC3339: true, "2006-01-02 15:04:05Z07:00": true, "2006-01-02T15:04:05": false, "2006-01-02 15:04:05": false} {
			if want, err := time.Parse(layout, s); err == nil {
				if got.At != timeline.At(want) || got.Zoned != zoned || got.Digits > 9 {
					t.Errorf("%q: %+v, want %v", s, got, want)
				}
				return
			}
		}
		t.Errorf("%q: %+v, which time.Parse refuses", s, got)
	})
}

// TestISO checks every day of the century, but for its ends.
func TestISO(t *testing.T) {
	for day := time.Date(2001, 1, 1, 23, 59, 58, 0, time.UTC); day.Year() < 2099; day = day.AddDate(0, 0, 1) {
		for form, digits := range map[string]int{"2006-01-02T15:04:05Z": 0, "2006-01-02 15:04:05.000000+00:00": 6} {
			if got, ok := ISO(day.Format(form)); !ok || got != (Stamp{timeline.At(day), digits, true}) {
				t.Fatalf("%s: %+v, %v", day.Format(form), got, ok)
			}
		}
	}
}

func BenchmarkISO(b *testing.B) {
	const s = "2025-03-14T09:26:53.123456Z"
	b.Run("by hand", func(b *testing.B) {
		for b.Loop() {
			ISO(s)
		}
	})
	b.Run("time.Parse", func(b *testing.B) {
		for b.Loop() {
			t, _ := time.Parse(time.RFC3339Nano, s)
			timeline.At(t)
		}
	})
}
