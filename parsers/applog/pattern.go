package applog

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when it is needed: most inputs are
// no logs of applications.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
