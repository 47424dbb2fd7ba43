package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	if strings.Contains(filepath.Base(os.Args[0]), ".test") { // and not the program that a script runs
		os.Setenv("LC_ALL", "C")
	}
	testscript.Main(m, map[string]func(){"banlint": main, "polls": writePolls, "image": writeImage})
}

// TestScripts runs the program the way its users do. -update rewrites what the
// scripts expect.
func TestScripts(t *testing.T) {
	recordings, err := filepath.Abs("../../testdata/recordings")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("RECORDINGS", recordings)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status},
	})
}

// status runs a program and wants an exit status: status 3 banlint check x.har
func status(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// writePolls prints the dump of a client that creates a task and asks for it as
// many times as its argument says, at the pace that the service wants.
func writePolls() {
	n, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	at := time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
	call := func(method, request, answer string) {
		fmt.Printf(`{"time":%q,"duration_ms":40,"method":"POST","url":"https://api.capmonster.cloud/%s","body":%q,"status":200,"response_body":%q}`+"\n",
			at.Format(time.RFC3339Nano), method, request, answer)
		at = at.Add(2500 * time.Millisecond)
	}
	call("createTask", `{"clientKey":"00000000000000000000000000000001","task":{"type":"RecaptchaV2Task","websiteURL":"https://site.test/","websiteKey":"k"}}`, `{"errorId":0,"taskId":7}`)
	for range n {
		call("getTaskResult", `{"clientKey":"00000000000000000000000000000001","taskId":7}`, `{"errorId":0,"status":"processing"}`)
	}
}

// writeImage prints the dump of a client that sends an image of so many bytes.
func writeImage() {
	n, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	image := append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, n-8)...)
	fmt.Printf(`{"time":"2025-07-01T10:00:00Z","method":"POST","url":"https://api.capmonster.cloud/createTask","body":{"clientKey":"00000000000000000000000000000001",`+
		`"task":{"type":"ImageToTextTask","body":%q}},"status":200,"response_body":{"errorId":0,"taskId":7}}`+"\n", base64.StdEncoding.EncodeToString(image))
}
