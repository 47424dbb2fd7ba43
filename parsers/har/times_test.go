package har

import (
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// FuzzStamp compares what is read by hand with what time.Parse reads.
func FuzzStamp(f *testing.F) {
	for _, s := range []string{
		"2025-03-14T09:26:53.123Z", "2024-02-29T23:59:59Z", "2025-02-29T00:00:00Z", "2028-12-31T23:59:59.999999999+14:00", "2001-01-01T00:00:00.5-23:59",
		"2025-03-14T09:26:53.1234567890Z", "2025-03-14T09:26:60Z", "2025-03-14T09:26:53.Z", "2025-03-14T09:26:53,5Z", "2025-03-14t09:26:53z", "2025-04-31T24:00:00Z",
		"2025-03-14T09:26:53+24:00", "2025-03-14T09:26:53+0000", "2000-01-01T00:00:00+01:00", "2099-12-31T23:00:00-01:00", "2025-00-00T00:00:00Z",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, grain, ok := usual(s)
		if !ok {
			return
		}
		want, err := time.Parse(time.RFC3339Nano, s)
		if err != nil || timeline.At(want) != got || grain == 0 {
			t.Errorf("%q: %v, time.Parse %v, %v", s, got, want, err)
		}
	})
}

// TestUsual checks that every day of the years to come is read by hand, and aright.
func TestUsual(t *testing.T) {
	for day := time.Date(2001, 1, 1, 23, 59, 59, 0, time.UTC); day.Year() < 2099; day = day.AddDate(0, 0, 1) {
		for _, form := range []string{"2006-01-02T15:04:05Z", "2006-01-02T15:04:05.000000+00:00"} {
			if got, _, ok := usual(day.Format(form)); !ok || got != timeline.At(day) {
				t.Fatalf("%s: %v, %v", day.Format(form), got, ok)
			}
		}
	}
}

func BenchmarkStamp(b *testing.B) {
	const s = "2025-03-14T09:26:53.123+01:00"
	b.Run("hand", func(b *testing.B) {
		for b.Loop() {
			stamp(s)
		}
	})
	b.Run("time.Parse", func(b *testing.B) {
		for b.Loop() {
			time.Parse(time.RFC3339Nano, s)
		}
	})
}
