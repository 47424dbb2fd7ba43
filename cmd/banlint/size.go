package main

import (
	"errors"
	"strconv"
	"strings"
)

// size is a number of bytes as users write it: 256MiB, 1GB, 4096.
type size int64

// usualMemory is what --memory gives unless told otherwise.
const usualMemory size = 64 << 20

// share is a part of what --memory gives, as those need it at the least who remember anything.
func (s size) share(part int64) int { return int(max(int64(s)/part, 1<<20)) }

var units = []struct {
	name  string
	bytes int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"kB", 1000}, {"KB", 1000}, {"MB", 1000_000}, {"GB", 1000_000_000}, {"B", 1},
}

// UnmarshalText is called by kong.
func (s *size) UnmarshalText(text []byte) error {
	number, unit := strings.TrimSpace(string(text)), int64(1)
	for _, u := range units {
		if n, ok := strings.CutSuffix(number, u.name); ok {
			number, unit = strings.TrimSpace(n), u.bytes
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n <= 0 || n > 1<<62/unit {
		return errors.New("wanted a size such as 256MiB or 1GB")
	}
	*s = size(n * unit)
	return nil
}
