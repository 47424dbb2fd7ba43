package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/lang"
	"github.com/banlint/banlint/analyzer/timeline"
)

// The measures of the picture, in its own units.
const (
	pictureLeft  = 170               // where time begins, behind the names
	pictureStep  = 6                 // width of a step
	pictureRight = pictureLeft + 720 // columns * pictureStep
	pictureWidth = pictureRight + 70
	laneHeight   = 36
	faultHeight  = 60 // errors are taller
	bracketSpace = 22
	maxBrackets  = 8
)

// htmlPicture is a timeline as SVG.
type htmlPicture struct {
	Width, Height, Left, Right, AxisY           int
	First, Last, FirstClock, LastClock, Caption string
	Says                                        string // the picture in words
	Lanes                                       []htmlLane
	Brackets                                    []htmlBracket
	Bans                                        []htmlBox
}

type htmlLane struct {
	Name                             string
	Fill                             string
	Left, Right, Base, TextY, TotalX int
	Total                            int
	Bars                             []htmlBox
}

type htmlBracket struct {
	Name, Path, Stroke string
	TextY              int
}

type htmlBox struct{ X, Y, W, H int }

// newHTMLPicture draws the timeline of a report; nil where there is none.
func newHTMLPicture(r *Report, t *textWriter) *htmlPicture {
	p := &r.picture
	if p.step == 0 {
		return nil
	}
	h := &htmlPicture{
		Width: pictureWidth, Left: pictureLeft, Right: pictureRight, First: p.first.String(), Last: p.last.String(),
		FirstClock: clock(p.first.String()), LastClock: clock(p.last.String()),
	}
	y := 0
	var said []string
	for i := range p.lanes {
		if l := &p.lanes[i]; l.total > 0 {
			name := t.say(l.name())
			y = h.lane(l, name, y)
			said = append(said, fmt.Sprintf("%s: %d", name, l.total))
		}
	}
	y, all := h.brackets(r, y+6)
	h.AxisY, h.Height = y+16, y+22
	h.bans(p, y)
	h.Says = t.say(lang.T("%s; the findings below say what happened when.", strings.Join(said, ", ")))
	caption := []lang.Text{
		lang.T("Calls are added up: each bar stands for %s.", lang.Span(p.step.Round(time.Millisecond))),
		lang.T("Brackets reach from the first to the last call of a finding."),
	}
	if !all {
		caption = append(caption, lang.T("Only the first %d findings are drawn.", maxBrackets))
	}
	if legend := p.legend(); !legend.IsZero() {
		caption = append(caption, lang.T("Shaded: ban (%s).", legend))
	}
	h.Caption = t.say(lang.Join(caption, " "))
	return h
}

// lane draws a lane below y, and returns where the next one begins.
func (h *htmlPicture) lane(l *lane, name string, y int) int {
	height, fill := laneHeight, "var(--bar)"
	if l.id == faults {
		height, fill = faultHeight, "var(--bad)"
	}
	base := y + height
	out := htmlLane{Name: name, Fill: fill, Left: pictureLeft, Right: pictureRight, Base: base, TextY: base - 4, TotalX: pictureRight + 8, Total: l.total}
	most := slices.Max(l.counts[:])
	for i, n := range l.counts {
		if n > 0 {
			tall := max((height-6)*n/most, 2)
			out.Bars = append(out.Bars, htmlBox{pictureLeft + i*pictureStep, base - tall, pictureStep - 1, tall})
		}
	}
	h.Lanes = append(h.Lanes, out)
	return base + 4
}

// brackets draws findings below y, and returns where they end, and whether they are all.
func (h *htmlPicture) brackets(r *Report, y int) (end int, all bool) {
	for i := range r.Findings {
		f := &r.Findings[i]
		first, last := stepOf(&r.picture, f.First), stepOf(&r.picture, f.Last)
		if f.Suppressed || first < 0 || last < 0 {
			continue
		}
		if len(h.Brackets) == maxBrackets {
			return y, false
		}
		from, to := pictureLeft+first*pictureStep, pictureLeft+(last+1)*pictureStep
		stroke := "var(--warn)"
		if f.Severity == "error" {
			stroke = "var(--bad)"
		}
		h.Brackets = append(h.Brackets, htmlBracket{f.Rule, fmt.Sprintf("M%d %dv8H%dv-8", from, y+4, to), stroke, y + 14})
		y += bracketSpace
	}
	return y, true
}

// stepOf is the step of a time in a report; -1 where there is none.
func stepOf(p *picture, at string) int {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return -1
	}
	return p.column(timeline.At(t))
}

func (h *htmlPicture) bans(p *picture, height int) {
	for i := 0; i < columns; i++ {
		end := i
		for end < columns && p.ban[end] == p.ban[i] {
			end++
		}
		if p.ban[i] != ' ' && p.ban[i] != 0 {
			h.Bans = append(h.Bans, htmlBox{pictureLeft + i*pictureStep, 0, (end - i) * pictureStep, height})
		}
		i = end - 1
	}
}
