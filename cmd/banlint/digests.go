package main

import (
	"crypto/sha256"
	"io"
	"os"

	"github.com/banlint/banlint/parsers"
)

// digests tell whether an input has the same bytes as one before it. Only those of the
// same size are compared.
type digests struct {
	bySize map[int64]int
	seen   map[[sha256.Size]byte]string // paths
}

func newDigests(files []inputFile) *digests {
	d := &digests{bySize: map[int64]int{}, seen: map[[sha256.Size]byte]string{}}
	for _, f := range files {
		d.bySize[fileSize(f.path)]++
	}
	return d
}

// fileSize is the size of a regular file, and -1 for anything else.
func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if path == parsers.Stdin || err != nil || !info.Mode().IsRegular() {
		return -1
	}
	return info.Size()
}

// first returns the path that was asked for before and has the same bytes; "" for none.
func (d *digests) first(path string) string {
	n := fileSize(path)
	if n < 0 || d.bySize[n] < 2 {
		return ""
	}
	file, err := os.Open(path)
	if err != nil {
		return "" // whoever reads it will say so
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return ""
	}
	sum := [sha256.Size]byte(h.Sum(nil))
	if before := d.seen[sum]; before != "" {
		return before
	}
	d.seen[sum] = path
	return ""
}
