package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/analyzer/service"
)

type limitsCmd struct {
	configFlags
	Files    []string `arg:"" optional:"" name:"file" type:"raw" help:"Recordings, for --observed."`
	Observed bool     `help:"Show what recordings tell of the figures that no document gives: the largest count that was answered, and the smallest that was refused."`
	From     string   `placeholder:"FORMAT" help:"Take the recordings for this format: ${formats}."`
	Host     []string `placeholder:"HOST=SERVICE" sep:"none" help:"Take calls in the recordings to a host for those to a service, as --service of the other commands does."`
	Profile  []string `placeholder:"SERVICE@DATE" sep:"none" help:"Show a service's limits as they were on a day, as in capmonster@2025-07."`
	Service  string   `placeholder:"SERVICE" help:"Of one service only: ${services}."`
	Format   string   `short:"f" enum:"text,table,json" default:"text" help:"What to write: ${enum}."`
}

// limitRow is one figure as the command lists it.
type limitRow struct {
	Service   string   `json:"service"`
	ID        string   `json:"id"`
	Bounds    string   `json:"bounds"`
	Value     string   `json:"value"`
	Earns     string   `json:"earns"` // the ban reason that passing it is; "" for none
	Basis     string   `json:"basis"`
	Source    string   `json:"source"`
	Retrieved string   `json:"retrieved"`
	Doubts    []string `json:"doubts"`           // what other documents say
	Reason    string   `json:"reason,omitempty"` // why the configuration sets it

	title string // of the service
}

// Validate is called by kong.
func (c *limitsCmd) Validate() error {
	switch {
	case c.Observed && len(c.Files) == 0:
		return errors.New("--observed: wanted recordings to learn from")
	case !c.Observed && len(c.Files) > 0:
		return errors.New("recordings go with --observed")
	default:
		return nil
	}
}

func (c *limitsCmd) reading() *readFlags {
	return &readFlags{configFlags: c.configFlags, From: c.From, Service: c.Host, Profile: c.Profile, Memory: usualMemory}
}

// Run lists the figures.
func (c *limitsCmd) Run(s *streams) error {
	conf, err := c.configuration()
	if err != nil {
		return err
	}
	book, err := c.reading().book(conf.Book())
	if err != nil {
		return err
	}
	if book, err = of(book, c.Service); err != nil {
		return err
	}
	if c.Observed {
		return c.observed(s)
	}
	rows := []limitRow{}
	for _, p := range book {
		for _, l := range p.Limits {
			rows = append(rows, newLimitRow(p, l))
		}
	}
	switch c.Format {
	case "json":
		return writeJSON(s, rows)
	case "table":
		return tableOfLimits(s, rows)
	default:
		return writeLimits(s, rows)
	}
}

// of returns the part of a book that is of one service; all where none is named.
func of(book service.Book, name string) (service.Book, error) {
	if name == "" {
		return book, nil
	}
	p := book.ByName(name)
	if p == nil {
		return nil, fmt.Errorf("--service: no such service; known are %s", strings.Join(book.Names(), ", "))
	}
	return service.Book{p}, nil
}

func newLimitRow(p *service.Profile, l service.Limit) limitRow {
	row := limitRow{
		Service: p.Name, ID: string(l.ID), Bounds: l.Bounds, Value: l.String(), Earns: string(l.Earns), Basis: l.Basis.String(),
		Source: l.Source.URL, Retrieved: l.Source.Retrieved, Doubts: append([]string{}, l.Doubts...), title: p.Title,
	}
	if l.Basis == service.Configured {
		row.Source, row.Reason = escape.Name(row.Source), escape.Text(l.Because)
	}
	return row
}

// source says where a figure comes from.
func (r *limitRow) source() string {
	switch {
	case r.Reason != "":
		return r.Source + ": " + r.Reason
	case r.Retrieved == "":
		return r.Source
	default:
		return r.Source + ", read " + r.Retrieved
	}
}

func tableOfLimits(s *streams, rows []limitRow) error {
	cells := make([][]string, len(rows))
	for i, r := range rows {
		cells[i] = []string{r.Service, r.ID, r.Value, r.Earns, r.Basis, r.Source, strings.Join(r.Doubts, "; ")}
	}
	return report.Grid(s.out, s.style, []string{"service", "limit", "value", "ban reason", "basis", "source", "but"}, cells)
}

func writeLimits(s *streams, rows []limitRow) error {
	page := report.NewPage(s.out, s.style)
	last := ""
	for _, r := range rows {
		if r.Service != last {
			page.Heading(escape.Text(r.title))
			last = r.Service
		}
		earns := ""
		if r.Earns != "" {
			earns = "earns " + r.Earns
		}
		details := []string{r.Bounds + "; " + r.source()}
		for _, d := range r.Doubts {
			details = append(details, "but: "+d)
		}
		page.Entry(strings.TrimRight(fmt.Sprintf("%-17s %-22s %-11s %s", r.ID, r.Value, r.Basis, earns), " "), details...)
	}
	return page.Close()
}
