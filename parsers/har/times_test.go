package har

import (
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/timeline"
)

// FuzzStamp compares what is read with what time.Parse reads.
func FuzzStamp(f *testing.F) {
	for _, s := range []string{
		"2025-03-14T09:26:53.123Z", "2024-02-29T23:59:59Z", "2025-02-29T00:00:00Z", "2028-12-31T23:59:59.999999999+14:00", "2001-01-01T00:00:00.5-23:59",
		"2025-03-14T09:26:53.1234567890Z", "2025-03-14T09:26:60Z", "2025-03-14T09:26:53.Z", "2025-03-14T09:26:53,5Z", "2025-03-14t09:26:53z", "2025-04-31T24:00:00Z",
		"2025-03-14T09:26:53+24:00", "2025-03-14T09:26:53+0000", "2000-01-01T00:00:00+01:00", "2099-12-31T23:00:00-01:00", "2025-00-00T00:00:00Z",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, grain := stamp(s)
		parsed, err := time.Parse(time.RFC3339Nano, s)
		want := timeline.Instant(0)
		if err == nil {
			want = timeline.At(parsed)
		}
		if got != want || (grain == 0) != (err != nil) {
			t.Errorf("%q: %v to %v, want %v, %v", s, got, grain, want, err)
		}
	})
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
