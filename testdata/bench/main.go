// Command bench measures banlint beside the tools that one would otherwise take, on
// recordings that it makes up itself.
//
//	go run ./testdata/bench measure -into docs/benchmarks.md
//
// docs/benchmarks.md tells what is measured and how.
package main

import (
	"fmt"
	"os"
)

// commands are what the program can do. The last four are measured beside banlint;
// those before them make files.
var commands = map[string]func(args []string) error{
	"measure": measure,
	"traffic": makeTraffic,
	"shape":   makeShape,
	"pack":    onFile(pack),
	"memchr":  onFile(readAndSearch),
	"json":    onFile(decodeHAR),
	"gzip":    onFile(expandGzip),
	"zstd":    onFile(expandZstd),
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: bench measure|traffic [flags], or -h behind one of them")
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// onFile makes a command of what is done with one file.
func onFile(do func(*os.File) error) func([]string) error {
	return func(args []string) error {
		if len(args) != 1 {
			return fmt.Errorf("wanted one file, not %d", len(args))
		}
		file, err := os.Open(args[0])
		if err != nil {
			return err
		}
		defer file.Close()
		return do(file)
	}
}
