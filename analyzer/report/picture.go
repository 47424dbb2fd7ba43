package report

import (
	"slices"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
)

// columns is how many steps the picture of a timeline has at its widest. Where
// there is less room, some in a row are drawn as one.
const columns = 120

// A picture shows when which calls were made: a lane for each operation, the
// errors, and the ban.
type picture struct {
	first, last timeline.Instant
	step        time.Duration // of a column; 0 when there is nothing to draw
	lanes       []lane
	ban         [columns]rune // ' ' where there is none
	told        bool          // a ban is one that the user tells of
}

type lane struct {
	id     laneID
	counts [columns]int
	total  int
}

func newPicture(s *Sketch, bans []*verdict.Ban) (p picture) {
	if s == nil || s.last <= s.first {
		return p
	}
	p.first, p.last = s.first, s.last
	p.step = p.last.Sub(p.first)/columns + 1
	p.lanes = []lane{creates: {id: creates}, polls: {id: polls}, others: {id: others}, faults: {id: faults}}
	s.each(func(id laneID, at timeline.Instant, calls int) { p.lanes[id].add(p.column(at), calls) })
	p.drawBans(bans)
	return p
}

// laneName is the width of the names of lanes.
const laneName = 7

// name is a word of at most laneName columns.
func (l *lane) name() lang.Text {
	switch l.id {
	case creates:
		return lang.T("create")
	case polls:
		return lang.T("poll")
	case faults:
		return lang.T("errors")
	default:
		return lang.T("other")
	}
}

func (l *lane) add(column, calls int) {
	l.counts[column] += calls
	l.total += calls
}

func (p *picture) column(t timeline.Instant) int {
	return min(max(int(t.Sub(p.first)/p.step), 0), columns-1)
}

func (p *picture) drawBans(bans []*verdict.Ban) {
	for i := range p.ban {
		p.ban[i] = ' '
	}
	for _, b := range bans {
		mark := '░'
		if b.Seen() {
			mark = '█'
		}
		p.told = p.told || b.Told
		if b.Began == 0 {
			continue
		}
		end := columns - 1
		if b.Until != 0 {
			end = p.column(b.Until)
		}
		for i := p.column(b.Began); i <= end; i++ {
			if p.ban[i] != '█' {
				p.ban[i] = mark
			}
		}
	}
}

// heights are the marks for few to many calls in a step.
var heights = []rune("▁▂▃▄▅▆▇█")

// draw draws a lane with so many steps as one.
func (l *lane) draw(together int) string {
	var counts []int
	for some := range slices.Chunk(l.counts[:], together) {
		sum := 0
		for _, n := range some {
			sum += n
		}
		counts = append(counts, sum)
	}
	most := slices.Max(counts)
	var b strings.Builder
	for _, n := range counts {
		if n == 0 {
			b.WriteByte(' ')
			continue
		}
		b.WriteRune(heights[(n*len(heights)-1)/most])
	}
	return b.String()
}

// drawBan draws the bans; of different ones in a step the one that was seen.
func (p *picture) drawBan(together int) string {
	var b strings.Builder
	for some := range slices.Chunk(p.ban[:], together) {
		b.WriteRune(slices.MaxFunc(some, func(a, b rune) int { return strings.IndexRune(" ░█", a) - strings.IndexRune(" ░█", b) }))
	}
	return b.String()
}

// frame is what stands beside the steps: the names of the lanes, and numbers.
const frame = 20

// together is how many steps have to be drawn as one for the picture to fit.
func together(width int) int {
	for n := 1; n < columns; n++ {
		if columns%n == 0 && columns/n+frame <= width {
			return n
		}
	}
	return columns / 10
}

// legend explains the marks of the bans that are drawn.
func (p *picture) legend() lang.Text {
	var legend []lang.Text
	fact := lang.T("seen")
	if p.told {
		fact = lang.T("told")
	}
	for _, mark := range []struct {
		rune rune
		word lang.Text
	}{{'█', fact}, {'░', lang.T("due")}} {
		if strings.ContainsRune(string(p.ban[:]), mark.rune) {
			legend = append(legend, mark.word)
		}
	}
	return lang.Join(legend, ", ")
}
