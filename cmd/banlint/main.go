// Command banlint reads recordings of traffic to captcha-recognition APIs and
// tells which requests get a client banned.
package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
)

func main() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		saveMemory()
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// little is so much memory that nothing need be collected below it: a small recording is
// judged before that would have paid.
const little = 16 << 20

// saveMemory makes the heap grow by little more than half of what is in use, once it is more
// than a little.
func saveMemory() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(little)
	runtime.AddCleanup(new([16]byte), func(struct{}) {
		debug.SetGCPercent(60)
		debug.SetMemoryLimit(math.MaxInt64)
	}, struct{}{})
}
