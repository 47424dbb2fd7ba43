package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"golang.org/x/term"
)

// screen returns how many lines a terminal shows.
func screen(w io.Writer) (height int, ok bool) {
	fd, ok := terminal(w)
	if !ok {
		return 0, false
	}
	_, height, err := term.GetSize(fd)
	return height, err == nil && height > 0
}

// page shows what write writes in the user's pager, the one program that banlint ever
// starts. Without one it is printed.
func page(s *streams, write func(io.Writer) error) error {
	pager := strings.Fields(os.Getenv("PAGER"))
	if len(pager) == 0 {
		pager = []string{"less", "-FRX"}
	}
	name, err := exec.LookPath(pager[0])
	if err != nil || pager[0] == "cat" {
		return write(s.out)
	}
	cmd := exec.Command(name, pager[1:]...)
	cmd.Stdout, cmd.Stderr = s.out, s.err
	in, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return err
	}
	if err = write(in); errors.Is(err, syscall.EPIPE) {
		err = nil // whoever leaves a pager early has seen enough
	}
	in.Close()
	var exit *exec.ExitError
	if fault := cmd.Wait(); !errors.As(fault, &exit) {
		err = errors.Join(err, fault)
	}
	return err
}
