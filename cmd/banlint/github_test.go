package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/lang"
)

var command = regexp.MustCompile(`^::(error|warning|notice) title=[^,:]+(,file=[^,:]+,line=[1-9][0-9]*)?::[^\n]+$`)

// validGitHub checks that there are our commands and a last line that is none.
func validGitHub(t *testing.T, text []byte) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	for _, line := range lines[:len(lines)-1] {
		if !command.MatchString(line) {
			t.Errorf("no command of ours: %s", line)
		}
	}
	if strings.Contains(lines[len(lines)-1], "::") {
		t.Errorf("the last line is a command: %s", lines[len(lines)-1])
	}
}

func TestGitHubHostile(t *testing.T) {
	r := hostile()
	r.Findings[0].Message = lang.T("%s", "100%\r\n::set-output name=x::y")
	validGitHub(t, rendered(t, "github", r))
}

func validCSV(t *testing.T, text []byte) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("a spreadsheet takes this for a formula: %s", cell)
			}
		}
	}
}

func TestCSVHostile(t *testing.T) {
	r := hostile()
	for _, s := range []string{"=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\tx", "a,\"b\"\nc"} {
		r.Findings[0].Message = lang.T("%s", s)
		validCSV(t, rendered(t, "csv", r))
	}
}

// validJSONL checks that findings come first and the summary last.
func validJSONL(t *testing.T, text []byte) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	order := []string{"finding", "verdict", "warning", "summary"}
	at := 0
	for _, line := range lines {
		var l struct{ Type string }
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		for at < len(order) && order[at] != l.Type {
			at++
		}
		if at == len(order) {
			t.Fatalf("a %s is out of place", l.Type)
		}
	}
	if at != len(order)-1 {
		t.Error("there is no summary")
	}
}
