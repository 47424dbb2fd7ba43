package main

import (
	"crypto/sha256"
	"io"
	"os"

	"github.com/banlint/banlint/parsers"
)

// digests tell whether an input has the same bytes as one that was read before it. Only
// those of the same size are compared.
type digests struct {
	bySize map[int64]int
	read   map[[sha256.Size]byte]string // paths
}

func newDigests(files []inputFile) *digests {
	d := &digests{bySize: map[int64]int{}, read: map[[sha256.Size]byte]string{}}
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

// before returns the path that was read before and has the same bytes, "" for none, and
// a function that notes that the one at hand was read.
func (d *digests) before(path string) (first string, read func()) {
	if n := fileSize(path); n < 0 || d.bySize[n] < 2 {
		return "", func() {}
	}
	sum, err := digest(path)
	if err != nil {
		return "", func() {} // whoever reads it will say so
	}
	return d.read[sum], func() { d.read[sum] = path }
}

func digest(path string) (sum [sha256.Size]byte, err error) {
	file, err := os.Open(path)
	if err != nil {
		return sum, err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return sum, err
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
}
