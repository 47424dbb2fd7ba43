// Command banlint reads recordings of traffic to captcha-recognition APIs and
// tells which requests get a client banned.
package main

import (
	"os"
	"runtime/debug"
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50) // most of what is kept are calls: twice their size is more than a long log may cost
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}
