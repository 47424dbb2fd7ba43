// Package config reads the file by which a project says how its recordings are to be
// checked.
package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/rules"
)

// Name is that of the file, which is looked for upward from the working directory.
const Name = ".banlint.yaml"

// A Config is what a project has settled. The zero value settles nothing.
type Config struct {
	File           string // that it was read from, as to be printed; "" for none
	FailOn         string // as the flag of the same name; "" for its default
	FailOnHeadroom string
	Require        []string
	Baseline       string // path of the file with known findings, from the working directory; "" for none
	Hosts          []Host
	Rules          map[string]string // by rule: "off", or the severity of all its findings
	Local          []rules.LocalSpec // that the project has set itself
	Suppressions   []*Suppression

	book service.Book // nil for the known services
}

// A Host is one that is taken for a service's.
type Host struct {
	Name    string
	Service string
}

// A Suppression names findings that somebody has looked at and accepts. A field that is
// "" admits all.
type Suppression struct {
	Line        int // in the file, from 1
	Rule        string
	Service     string
	Operation   string // of the finding's first call
	Path        string // pattern of the recording's path, or of its base name
	Fingerprint string
	Reason      string
	Until       string // the last day it holds, as in 2026-12-31; "" for no end
}

// Expired reports whether a suppression holds no more on a day, which is its date in UTC.
func (s *Suppression) Expired(now time.Time) bool {
	return s.Until != "" && s.Until < now.UTC().Format(time.DateOnly)
}

// Find returns the path of the file that is in force in a directory; "" for none.
func Find(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for {
		file := filepath.Join(dir, Name)
		info, err := os.Stat(file)
		switch {
		case err == nil && info.Mode().IsRegular():
			return file, nil
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return "", err
		case filepath.Dir(dir) == dir:
			return "", nil
		}
		dir = filepath.Dir(dir)
	}
}

// maxSize bounds a configuration.
const maxSize = 1 << 20

// Read reads a file. Its errors are one for everything that is wrong, with line and
// column.
func Read(file string, builtin []string) (*Config, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", file, err)
	case len(src) > maxSize:
		return nil, fmt.Errorf("%s: a configuration has at most %d bytes", file, maxSize)
	}
	shown := relative(file)
	c, err := Parse(shown, src, builtin)
	if c != nil && c.Baseline != "" && !filepath.IsAbs(c.Baseline) {
		c.Baseline = filepath.Join(filepath.Dir(shown), c.Baseline)
	}
	return c, err
}

// relative shortens a path to one from the working directory, where that is shorter.
func relative(file string) string {
	dir, err := os.Getwd()
	if err != nil {
		return file
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return file
	}
	short, err := filepath.Rel(dir, abs)
	if err != nil || len(short) >= len(file) {
		return file
	}
	return filepath.ToSlash(short)
}

// Nearest returns the known name that is closest in spelling; "" where none is near.
func Nearest(name string, known []string) string {
	best, least := "", 1+len(name)/4
	for _, k := range known {
		if d := distance(strings.ToLower(name), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is how many letters have to be put in, taken out or changed to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
