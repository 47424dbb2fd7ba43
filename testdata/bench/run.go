package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// command is a command line that is measured.
type command struct {
	name  string
	cores int
	args  []string
	mild  bool // its exit status may be that of a report with findings, or of one without verdict
}

// figures are what a command costs.
type figures struct {
	wall, cpu time.Duration
	memory    int64 // bytes, at the peak
}

// tooLong is when a command is given up.
const tooLong = 10 * time.Minute

// compare runs all commands, turn about so that a slow minute of the machine is one
// for all of them, and gives the median of each.
func compare(commands []command, rounds int) ([]figures, error) {
	runs := make([][]figures, len(commands))
	for range rounds {
		for i, c := range commands {
			got, err := c.run()
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			runs[i] = append(runs[i], got)
		}
	}
	medians := make([]figures, len(commands))
	for i, list := range runs {
		medians[i] = figures{
			wall:   time.Duration(median(list, func(f figures) int64 { return int64(f.wall) })),
			cpu:    time.Duration(median(list, func(f figures) int64 { return int64(f.cpu) })),
			memory: median(list, func(f figures) int64 { return f.memory }),
		}
	}
	return medians, nil
}

func median(list []figures, of func(figures) int64) int64 {
	values := make([]int64, len(list))
	for i, f := range list {
		values[i] = of(f)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// run runs the command once. What it writes is thrown away.
func (c command) run() (figures, error) {
	ctx, cancel := context.WithTimeout(context.Background(), tooLong)
	defer cancel()
	args := pinned(c.args, c.cores)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	cmd.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(c.cores), "LC_ALL=C.UTF-8")
	began := time.Now()
	err := cmd.Run()
	wall := time.Since(began)
	var exit *exec.ExitError
	if errors.As(err, &exit) && c.mild && (exit.ExitCode() == 1 || exit.ExitCode() == 3) {
		err = nil
	}
	if err != nil {
		return figures{}, fmt.Errorf("%w: %.300s", cmp.Or(ctx.Err(), err), complaint.String())
	}
	state := cmd.ProcessState
	return figures{wall, state.UserTime() + state.SystemTime(), peak(state)}, nil
}

// peak is the most memory that a process had. The system counts in what the process
// that started it had by then: so this program keeps small and has everything large
// done by others, and what is left of its own is known from a command without any.
func peak(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	switch {
	case !ok:
		return 0
	case runtime.GOOS == "darwin":
		return usage.Maxrss
	default:
		return usage.Maxrss << 10
	}
}

// pinned keeps a command to the first cores where the system can do that.
func pinned(args []string, cores int) []string {
	if _, err := exec.LookPath("taskset"); err != nil {
		return args
	}
	list := "0"
	if cores > 1 {
		list = "0-" + strconv.Itoa(cores-1)
	}
	return append([]string{"taskset", "-c", list}, args...)
}
