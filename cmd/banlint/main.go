// Command banlint reads recordings of traffic to captcha-recognition APIs and
// tells which requests get a client banned.
package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"sync/atomic"
)

func main() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		mayKeep(usualMemory)
		saveMemory()
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// little is so much memory that nothing need be collected below it: a small recording is
// judged before that would have paid.
const little = 16 << 20

// saveMemory makes the heap grow by little more than half of what is in use, once it is more
// than a little, and hardly past its ceiling.
func saveMemory() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(little)
	runtime.AddCleanup(new([16]byte), func(struct{}) {
		debug.SetGCPercent(60)
		debug.SetMemoryLimit(ceiling.Load())
	}, struct{}{})
}

// ceiling is what the heap hardly passes.
var ceiling atomic.Int64

// mayKeep lets the heap have what may be kept of a recording, beside what is read of it at a time.
func mayKeep(memory size) {
	const whole, each = 24 << 20, 8 << 20 // for the whole program, and for each that reads
	ceiling.Store(int64(memory) + whole + each*int64(runtime.GOMAXPROCS(0)))
}
