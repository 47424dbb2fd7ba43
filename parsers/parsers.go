// Package parsers reads recordings. A format has two halves: Split cuts a file
// into records in one pass, and Decode, a pure function, makes an exchange of
// one record, so that several can be decoded at a time. What formats share is
// here: detection, compression, archives, limits, the pool of workers.
package parsers

import (
	"fmt"
	"io"
	"iter"

	"github.com/banlint/banlint/analyzer/jsoncheck"
	"github.com/banlint/banlint/analyzer/timeline"
)

// The limits that keep a hostile recording from taking the machine.
const (
	MaxRecord = 16 << 20 // bytes of one record
	MaxDepth  = jsoncheck.MaxDepth
)

// A Record is the text of one exchange, not yet understood.
type Record struct {
	Pos  timeline.Position
	Text []byte // good until the next record is asked for
	Jump bool   // no record, but the stretch of some that Ahead has shown, which count from Pos

	// Attached opens a file that lies beside the recording in its archive, for
	// formats that keep bodies there. It is nil outside archives.
	Attached func(name string) ([]byte, error)
}

// A Format is a kind of recording.
type Format struct {
	Name   string // as the user types it: "har"
	ByLine bool   // its records are lines: positions are cited by line and not by entry
	JSON   bool   // its records are JSON
	Title  string // as a person calls it: "HTTP Archive (HAR 1.1, 1.2)"
	Shows  Facts
	Loose  bool // its exchanges are guessed: what is found in them is a hint

	// Match says by what a recording that starts with prefix is recognised, as in
	// "log.entries[]"; it returns "" for a recording that is not of the format.
	// The prefix is cut at 64 KiB, and is not empty.
	Match func(prefix []byte) string

	// Index makes the recording of the names of an archive's members, for formats that are
	// archives as a whole: records open them by Attached. It returns "" for an archive that
	// is not of the format, and is nil for formats that are no archives.
	Index func(members []string) string

	// Split cuts a recording into records, in one pass and with bounded memory.
	// An error stands for something that was passed over (*Skipped), after which
	// the records go on, or for a recording that ends too early (*Cut) or cannot
	// be read at all, which is the last thing yielded. It is good until the next record
	// is asked for.
	//
	// Positions count the exchanges from 1, those passed over included.
	Split func(source string, r io.Reader) iter.Seq2[Record, error]

	// Decode makes an exchange of a record. wanted tells by method, URL and server
	// address whether anybody will look at the exchange: where it says no, Decode
	// stops and returns what it has, without headers and bodies.
	Decode func(rec Record, wanted Wanted) (timeline.Exchange, error)

	// Layout is how records are put together again to a recording. It is nil for formats that
	// are only read, and for logs of lines, which need none.
	Layout *Layout

	// Guess returns where in a text from the middle of a recording a record begins, at
	// from or behind it; -1 when it finds none. A wrong guess costs time and does no harm.
	// It is nil for formats whose records cannot be told without what stands before
	// them: these are split by one worker.
	Guess func(text []byte, from int) int

	// Each is Split and Decode in one for a text in memory: it reads the records that
	// follow each other from at on, where one begins, shows each to visit, and returns
	// where the first begins that it left: one that goes on behind the text, or that is
	// in any way unusual. What it shows is what Split and Decode would have. The
	// exchange and the error are visit's until it returns.
	//
	// Positions count from at, where Entry 1 and Line 1 are; their source is empty.
	Each func(text []byte, at int, wanted Wanted, visit func(*timeline.Exchange, error)) (end int)
}

// Facts are what recordings of a format can show, in Markdown.
type Facts struct {
	Times    string // what a record's time is of, and how exactly it is given
	Request  string // whether the request's body is there: "yes", "no", or when it is
	Response string // the same of the answer's
	Remarks  string // where such recordings come from, and what is peculiar to them
}

// Wanted reports whether an exchange of that URL, answered from that address
// ("" when unknown), is worth decoding.
type Wanted func(url, server string) bool

// Skipped is the error for something in a recording that could not be used,
// while the rest can.
type Skipped struct {
	Pos    timeline.Position
	Reason string // what was found and what was wanted; quotes nothing of the input
	Noise  bool   // no exchange was lost: a comment, a page event, a server's own message
}

func (e *Skipped) Error() string { return fmt.Sprintf("%s: %s", e.Pos, e.Reason) }

// Remark is the error for something that was read, and not as all readers would.
type Remark struct {
	Pos    timeline.Position
	Reason string
}

func (e *Remark) Error() string { return fmt.Sprintf("%s: %s", e.Pos, e.Reason) }

// Cut is the error for a recording that ends in the middle.
type Cut struct {
	Pos    timeline.Position
	Reason string
}

func (e *Cut) Error() string { return fmt.Sprintf("%s: %s", e.Pos, e.Reason) }
