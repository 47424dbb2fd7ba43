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

// page shows a text in the user's pager, the one program that banlint ever starts.
// Without one it is printed.
func page(s *streams, text io.Reader) error {
	pager := strings.Fields(os.Getenv("PAGER"))
	if len(pager) == 0 {
		pager = []string{"less", "-FRX"}
	}
	name, err := exec.LookPath(pager[0])
	if err != nil || pager[0] == "cat" {
		_, err := io.Copy(s.out, text)
		return err
	}
	cmd := exec.Command(name, pager[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = text, s.out, s.err
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) || errors.Is(err, syscall.EPIPE) {
		return nil // whoever leaves a pager early has seen enough
	}
	return err
}
