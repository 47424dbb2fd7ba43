package main

import (
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/timeline"
)

// gaps are the calls of an input that do not tell what others of it tell.
type gaps struct {
	timed      int // calls with a time
	untimed    gap
	unreadable gap // answers
}

// A gap is a kind of call that something is missing from.
type gap struct {
	calls int
	first timeline.Position
}

func (g *gap) at(pos timeline.Position) {
	if g.calls == 0 {
		g.first = pos
	}
	g.calls++
}

func (g *gaps) see(x *exchange) {
	if x.call.Shows.Has(timeline.ShowsTime) {
		g.timed++
	} else {
		g.untimed.at(x.call.Pos)
	}
	if x.response && !x.call.Shows.Has(timeline.ShowsAnswer) {
		g.unreadable.at(x.call.Pos)
	}
}

func (g *gaps) warnings() (warnings []report.Warning) {
	if g.timed > 0 {
		warnings = g.untimed.warn(warnings, "a call without a time that can be read, unlike the others: no pace is judged by it")
	}
	return g.unreadable.warn(warnings, "an answer that is recorded and cannot be read for certain, being cut, broken or saying two things: nothing is judged by it")
}

func (g *gap) warn(warnings []report.Warning, message string) []report.Warning {
	if g.calls == 0 {
		return warnings
	}
	return append(warnings, report.Warning{Position: report.PositionOf(g.first), Message: message, Count: g.calls})
}
