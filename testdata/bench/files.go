package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/banlint/banlint/testdata/bench/traffic"
)

// file is a recording that is measured.
type file struct {
	title string
	path  string
	bytes int64
	lines bool     // an access log, which shows no bodies
	flags []string // of banlint, to read it
	holds traffic.Summary
}

// endings are those of the formats.
var endings = map[string]string{"har": ".har", "har-min": ".min.har", "dump": ".ndjson", "combined": ".log", "squid": ".squid.log"}

// record makes up a recording in several formats, unless it is there already. The
// name says which. It is done by another process, so that this one keeps small.
func (b *bench) record(name string, formats []string, flags ...string) (map[string]file, error) {
	made := map[string]file{}
	args := append([]string{"traffic"}, flags...)
	for _, format := range formats {
		path := filepath.Join(b.dir, name+endings[format])
		if f, ok := b.made[path]; ok {
			made[format] = f
			continue
		}
		args = append(args, "-"+format, path)
		made[format] = file{path: path}
	}
	if len(args) == 1+len(flags) {
		return made, nil
	}
	said, err := b.myself(args...)
	if err != nil {
		return nil, err
	}
	var summary traffic.Summary
	if err := json.Unmarshal(said, &summary); err != nil {
		return nil, err
	}
	for format, f := range made {
		if f.bytes == 0 {
			f.holds = summary
			if f, err = sized(f); err != nil {
				return nil, err
			}
			made[format], b.made[f.path] = f, f
		}
	}
	return made, nil
}

// myself runs another command of this program.
func (b *bench) myself(args ...string) ([]byte, error) {
	cmd := exec.Command(b.self, args...)
	cmd.Stderr = os.Stderr
	return cmd.Output()
}

// sized adds the size of a file, and what banlint must be told to read one so large.
func sized(f file) (file, error) {
	info, err := os.Stat(f.path)
	if err != nil {
		return f, err
	}
	if f.bytes = info.Size(); f.bytes > 4e9 {
		f.flags = append(f.flags, "--max-bytes", fmt.Sprint(f.bytes+1))
	}
	return f, nil
}

// verify makes sure that the report on a recording says what is in it. Figures of
// wrong answers would be worth nothing.
func (b *bench) verify(f file) error {
	args := append([]string{"check", "-f", "json"}, f.flags...)
	out, _ := exec.Command(b.banlint, append(args, f.path)...).Output() // the exit status is that of the findings
	var report struct {
		Inputs   []struct{ Exchanges, Calls int }
		Findings []struct{ Rule string }
	}
	if err := json.Unmarshal(out, &report); err != nil {
		return fmt.Errorf("the report on %s: %w", f.path, err)
	}
	if len(report.Inputs) != 1 {
		return fmt.Errorf("%s: reported as %d inputs", f.path, len(report.Inputs))
	}
	if in := report.Inputs[0]; in.Exchanges != f.holds.Exchanges || in.Calls != f.holds.Calls {
		return fmt.Errorf("%s: %d exchanges and %d calls were read of %d and %d", f.path, in.Exchanges, in.Calls, f.holds.Exchanges, f.holds.Calls)
	}
	found := map[string]bool{}
	for _, x := range report.Findings {
		found[x.Rule] = true
	}
	for _, o := range f.holds.Offences {
		if o.Complete && (o.ByLine || !f.lines) && !found[o.Rule] {
			return fmt.Errorf("%s: the %s was not found", f.path, o.Offender)
		}
	}
	return nil
}
