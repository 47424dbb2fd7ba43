package main

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/banlint/banlint/parsers"
)

// Progress is shown on a terminal, of what takes longer than patience, and anew each
// refresh.
const (
	patience = time.Second
	refresh  = 200 * time.Millisecond
)

// progress shows how far the reading of files has come, until the function is called
// that it returns.
func (s *streams) progress(opts *parsers.Options, files []inputFile) (end func()) {
	if _, onTerminal := terminal(s.err); !onTerminal {
		return func() {}
	}
	b := &bar{begun: time.Now(), total: total(files)}
	opts.Seen = &b.seen
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		b.show(s.err, done)
	}()
	return func() {
		close(done)
		<-ended
	}
}

// total is the size of all files; 0 when not known.
func total(files []inputFile) (sum int64) {
	for _, f := range files {
		n := fileSize(f.path)
		if n < 0 {
			return 0
		}
		sum += n
	}
	return sum
}

// bar is the line that shows progress.
type bar struct {
	begun time.Time
	total int64
	seen  atomic.Int64
}

// show draws the line again and again, and wipes it away at the end.
func (b *bar) show(w io.Writer, done <-chan struct{}) {
	tick := time.NewTicker(refresh)
	defer tick.Stop()
	drawn := false
	for {
		select {
		case <-done:
			if drawn {
				fmt.Fprint(w, "\r\x1b[K")
			}
			return
		case now := <-tick.C:
			if spent := now.Sub(b.begun); spent >= patience {
				fmt.Fprintf(w, "\r\x1b[K%s", b.line(spent))
				drawn = true
			}
		}
	}
}

// line words how far the reading has come.
func (b *bar) line(spent time.Duration) string {
	seen := b.seen.Load()
	rate := float64(seen) / spent.Seconds()
	if b.total == 0 || seen == 0 {
		return fmt.Sprintf("read %s, %s/s", bytesOf(float64(seen)), bytesOf(rate))
	}
	left := time.Duration(float64(max(b.total-seen, 0)) / rate * float64(time.Second))
	return fmt.Sprintf("read %s of %s (%d %%), %s/s, %s left", bytesOf(float64(seen)), bytesOf(float64(b.total)),
		min(100*seen/b.total, 100), bytesOf(rate), left.Round(time.Second))
}

// bytesOf words a number of bytes.
func bytesOf(n float64) string {
	for _, unit := range []string{"B", "kB", "MB", "GB"} {
		if n < 1000 {
			return fmt.Sprintf("%.3g %s", n, unit)
		}
		n /= 1000
	}
	return fmt.Sprintf("%.3g TB", n)
}
