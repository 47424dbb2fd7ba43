package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// plainWidth is the width where there is no terminal to ask.
const plainWidth = 80

func terminal(w io.Writer) (fd int, ok bool) {
	file, isFile := w.(*os.File)
	if !isFile {
		return 0, false
	}
	return int(file.Fd()), term.IsTerminal(int(file.Fd()))
}

func width(asked int, w io.Writer) int {
	if asked > 0 {
		return asked
	}
	if fd, ok := terminal(w); ok {
		if columns, _, err := term.GetSize(fd); err == nil && columns > 0 {
			return columns
		}
	}
	return plainWidth
}

// colors decides by the flag, then NO_COLOR, then FORCE_COLOR, then whether a
// person is looking.
func colors(asked string, w io.Writer) bool {
	_, onTerminal := terminal(w)
	switch {
	case asked != "auto":
		return asked == "always"
	case os.Getenv("NO_COLOR") != "":
		return false
	case os.Getenv("FORCE_COLOR") != "" && os.Getenv("FORCE_COLOR") != "0":
		return true
	default:
		return onTerminal
	}
}
