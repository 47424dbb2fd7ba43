package report

import (
	"fmt"
	"strings"
)

// names are the short forms of the inputs' paths, for where a path stands beside
// other things. The inputs are listed with their whole paths.
type names map[string]string

// longest is how long a path may be that is not made shorter.
const longest = 24

// newNames leaves of each path so much of its end as no other input shares.
func newNames(inputs []Input) names {
	n := names{}
	for _, in := range inputs {
		n[in.Path] = in.Path
		for i := strings.LastIndexByte(in.Path, '/'); i > 0 && len(in.Path) > longest; i = strings.LastIndexByte(in.Path[:i], '/') {
			if shared(in.Path[i:], inputs) == 1 {
				n[in.Path] = "…" + in.Path[i:]
				break
			}
		}
	}
	return n
}

// shared is how many inputs have paths that end so.
func shared(end string, inputs []Input) (count int) {
	for _, in := range inputs {
		if strings.HasSuffix(in.Path, end) {
			count++
		}
	}
	return count
}

// place says where something stands: in an input or in a member of one.
func (n names) place(path string, entry, line int32) string {
	short, known := n[path]
	if i := strings.IndexByte(path, ':'); !known && i >= 0 {
		if short, known = n[path[:i]]; known {
			short += path[i:]
		}
	}
	if !known {
		short = path
	}
	switch {
	case line > 0:
		return fmt.Sprintf("%s:%d", short, line)
	case entry > 0:
		return fmt.Sprintf("%s#%d", short, entry)
	default:
		return path
	}
}
