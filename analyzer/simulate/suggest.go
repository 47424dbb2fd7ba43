package simulate

import (
	"cmp"
	"math"
	"slices"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A Judgement says how bad calls are.
type Judgement struct {
	Faults   int // that a client is banned for
	Offences int // calls that make them up
}

// A Judge judges calls.
type Judge func(calls Calls) Judgement

// most is how many settings are put together.
const most = 4

// Suggest looks for the mildest settings, beside those of base, with which there is
// no fault: the fewest lost results, then the least waiting, then the fewest errors.
// Each setting is tried from mild to strong; where none is enough, those that help
// are put together. It plays and judges so many calls at most; ok is false where it
// has found nothing by then.
func (r *Recording) Suggest(base []string, judge Judge, calls int) (settings []string, ok bool, err error) {
	s := search{rec: r, judge: judge, left: calls, width: min(max(calls/(100*max(len(r.calls), 1)), 1), widest)}
	start, err := s.try(base)
	if err != nil {
		return nil, false, err
	}
	best, helpful := []trial{start}, ladders(base)
	for range most {
		if best[0].Faults == 0 {
			break
		}
		next, useful, err := s.extend(best, helpful)
		if err == nil && len(next) == 0 { // what does not help alone may help beside others
			next, useful, err = s.extend(best, ladders(base))
		}
		if err != nil || len(next) == 0 {
			return best[0].settings[len(base):], false, err
		}
		best, helpful = next, useful
	}
	return best[0].settings[len(base):], best[0].Faults == 0, nil
}

// A search goes through settings.
type search struct {
	rec   *Recording
	judge Judge
	left  int        // calls that may still be played
	width int        // how many of the best trials of a round are carried on
	plain *Judgement // of the recorded calls; nil before they were judged
}

// A trial is what settings come to.
type trial struct {
	Judgement
	Cost
	settings []string
	errors   int // that are answered
}

func (s *search) try(settings []string) (trial, error) {
	b, err := Parse(settings)
	if err != nil {
		return trial{}, err
	}
	p, err := s.rec.play(b)
	if err != nil {
		s.left -= enough
		return trial{Judgement: Judgement{Faults: math.MaxInt}, settings: settings}, nil
	}
	t := trial{settings: settings}
	if !p.changed && s.plain != nil { // as it came, and judged already
		s.left -= p.count / 4
		t.Judgement = *s.plain
		return t, nil
	}
	s.left -= max(p.count, len(s.rec.calls))
	t.Judgement, t.Cost, t.errors = s.judge(p.calls), Price(These(s.rec.calls), p.calls), failing(p.calls)
	if !p.changed {
		s.plain = &t.Judgement
	}
	return t, nil
}

// failing counts the calls that are answered with an error.
func failing(calls Calls) (n int) {
	for c := range calls {
		if c.Class != timeline.NoError {
			n++
		}
	}
	return n
}

// A rung is a setting with one of its values; ladders lists them from mild to strong,
// setting by setting, but for settings that base has.
type rung struct {
	setting int // its place in Settings, and for another word of stop-on one of its own
	text    string
}

func ladders(base []string) (rungs []rung) {
	for i, s := range Settings {
		if s.Name != "stop-on" && slices.ContainsFunc(base, s.named) {
			continue // it would undo what was asked for
		}
		for j, value := range s.Ladder {
			r := rung{i, s.with(value)}
			if s.Name == "stop-on" {
				r.setting = len(Settings) + j
			}
			rungs = append(rungs, r)
		}
	}
	return rungs
}

// onto adds the rung to settings, in place of another value of its setting.
func (r rung) onto(settings []string) []string {
	settings = slices.Clone(settings)
	if r.setting < len(Settings) {
		settings = slices.DeleteFunc(settings, Settings[r.setting].named)
	}
	return append(settings, r.text)
}

// widest is how many of the best trials of a round are carried on where the calls are
// few enough.
const widest = 3

// extend adds one setting to each of the best trials until one of them is solved, in
// all ways, and returns the best of what comes out, with the rungs that are worth
// trying in the next round.
func (s *search) extend(best []trial, rungs []rung) (next []trial, helpful []rung, err error) {
	solved := false
	for _, t := range best {
		if solved {
			break
		}
		least := map[int]int{} // faults with the best rung of a setting
		for _, r := range rungs {
			if faults, ok := least[r.setting]; s.left <= 0 || ok && faults == 0 || slices.Contains(t.settings, r.text) {
				continue
			}
			got, err := s.try(r.onto(t.settings))
			if err != nil {
				return nil, nil, err
			}
			if !got.better(t.Judgement) {
				continue
			}
			next = append(next, got)
			if faults, ok := least[r.setting]; !ok || got.Faults < faults {
				least[r.setting] = got.Faults
				helpful = append(slices.DeleteFunc(helpful, func(h rung) bool { return h.setting == r.setting }), r)
			}
			solved = solved || got.Faults == 0
		}
	}
	slices.SortStableFunc(next, compareTrials)
	return next[:min(len(next), s.width)], helpful, nil
}

// better reports whether the trial is less bad than a judgement.
func (t *trial) better(than Judgement) bool {
	return cmp.Or(cmp.Compare(t.Faults, than.Faults), cmp.Compare(t.Offences, than.Offences)) < 0
}

func compareTrials(a, b trial) int {
	return cmp.Or(
		cmp.Compare(a.Faults, b.Faults),
		cmp.Compare(a.Lost, b.Lost),
		cmp.Compare(a.Delay, b.Delay),
		cmp.Compare(a.errors, b.errors),
		cmp.Compare(a.Offences, b.Offences),
	)
}
