// Package traffic makes up recordings of programs that call captcha-recognition
// services, as large as wanted. One simulation feeds any number of outputs, and the
// same options give the same bytes.
//
// Each client owns a stream of random numbers, and each of its calls one for the
// contents of bodies: so offenders change nothing in what the others do, and an
// output that shows no bodies does not have to make them.
package traffic

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"time"
)

// Options say what traffic to make up.
type Options struct {
	Seed      uint64
	Exchanges int      // stop after so many; 0 for no limit
	Bytes     int64    // stop when the first output is so long; 0 for no limit
	Clients   int      // that behave
	Workers   int      // of each client
	Browsing  float64  // share of the exchanges that belong to web pages
	Service   string   // that all clients use; "" for all services
	Dialect   string   // "json", "php" or "mixed"
	Offenders []string // names of Offenders
}

// Default is the traffic of a small company: some programs on some machines.
var Default = Options{Seed: 1, Clients: 8, Workers: 3, Browsing: 0.5, Dialect: "mixed"}

// A Summary says what a recording holds.
type Summary struct {
	Exchanges int
	Calls     int // exchanges with a service
	Duration  time.Duration
	Offences  []Offence
}

// An Output is where a recording goes, and its format: har, har-min, dump, combined
// or squid.
type Output struct {
	Format string
	To     io.Writer
}

// Begin is when every recording begins.
var Begin = time.Date(2026, 10, 5, 8, 0, 0, 0, time.UTC)

// Generate writes the recording that the options describe to all outputs.
func Generate(o Options, outputs []Output) (Summary, error) {
	s := &simulation{options: o}
	for _, out := range outputs {
		sink, err := newSink(out)
		if err != nil {
			return Summary{}, err
		}
		s.sinks = append(s.sinks, sink)
	}
	if err := s.populate(); err != nil {
		return Summary{}, err
	}
	s.run()
	return s.finish()
}

// simulation is the state of a run. Times in it are microseconds from Begin.
type simulation struct {
	options Options
	sinks   []sink
	now     int64
	events  queue[func()]
	bodies  bodies
	summary Summary
	crimes  []*Offence
}

// at plans something.
func (s *simulation) at(when int64, do func()) { s.events.push(when, do) }

// random is the stream of random numbers of somebody.
func (s *simulation) random(name string) *rand.Rand {
	h := fnv.New64a()
	io.WriteString(h, name)
	return rand.New(rand.NewPCG(s.options.Seed, h.Sum64()))
}

// populate makes the clients and the offenders.
func (s *simulation) populate() error {
	o := &s.options
	if len(s.sinks) == 0 || o.Exchanges == 0 && o.Bytes == 0 {
		return errors.New("wanted: at least one output, and a number of exchanges or bytes to stop at")
	}
	if o.Browsing < 0 || o.Browsing >= 1 {
		return fmt.Errorf("a share of browsing of %v: wanted 0 to less than 1", o.Browsing)
	}
	used, err := choose(o.Service, o.Dialect)
	if err != nil {
		return err
	}
	for i := range o.Clients {
		c := s.newClient(fmt.Sprintf("client %d", i), i, used[i%len(used)])
		for range o.Workers {
			s.at(seconds(10*c.random.Float64()), c.begin)
		}
	}
	return s.tempt()
}

func (s *simulation) run() {
	for !s.enough() && s.events.len() > 0 {
		when, do := s.events.pop()
		s.now = when
		do()
	}
}

func (s *simulation) enough() bool {
	o := &s.options
	return o.Exchanges > 0 && s.summary.Exchanges >= o.Exchanges || o.Bytes > 0 && s.sinks[0].size() >= o.Bytes
}

// emit writes one exchange to all outputs.
func (s *simulation) emit(c *call) {
	s.summary.Exchanges++
	if c.resource == noResource {
		s.summary.Calls++
	}
	s.bodies.of = c
	s.bodies.made = false
	for _, out := range s.sinks {
		out.write(c, &s.bodies)
	}
}

func (s *simulation) finish() (Summary, error) {
	var errs []error
	for _, out := range s.sinks {
		errs = append(errs, out.close())
	}
	for _, c := range s.crimes {
		s.summary.Offences = append(s.summary.Offences, *c)
	}
	s.summary.Duration = time.Duration(s.now) * time.Microsecond
	return s.summary, errors.Join(errs...)
}

func seconds(x float64) int64 { return int64(x * 1e6) }

// instant is a time of the simulation.
func instant(us int64) time.Time { return Begin.Add(time.Duration(us) * time.Microsecond) }
