package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A ciJob is a job that checks recordings in a project's CI.
type ciJob struct {
	file string // where it belongs; "" where it is to be put into a file that is there
	text string
}

// ciJobs are the jobs by the system that runs them.
var ciJobs = map[string]ciJob{
	"github": {".github/workflows/banlint.yml", `name: banlint
on: [push, pull_request]
permissions:
  contents: read
jobs:
  banlint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      # Here the tests run that make the recordings.
      - uses: banlint/banlint@v` + thisBuild.version + `
        with:
          files: recordings/
`},
	"gitlab": {"", `banlint:
  image: golang:latest
  script:
    # Here the tests run that make the recordings.
    - go run github.com/banlint/banlint/cmd/banlint@v` + thisBuild.version + ` check -o gitlab=banlint.json -o junit=banlint.xml recordings/
  artifacts:
    when: always
    reports:
      codequality: banlint.json
      junit: banlint.xml
`},
}

// write writes the job where it belongs, or shows it to be put there.
func (j ciJob) write(s *streams, force bool) error {
	if j.file == "" {
		_, err := fmt.Fprintf(s.out, "\nPut this into .gitlab-ci.yml:\n\n%s", j.text)
		return err
	}
	if _, err := os.Lstat(j.file); !errors.Is(err, fs.ErrNotExist) && !force {
		return fmt.Errorf("%s is there already; --force replaces it", j.file)
	}
	if err := os.MkdirAll(filepath.Dir(j.file), 0o755); err != nil {
		return err
	}
	if err := writeFile(j.file, func(w io.Writer) error { _, err := io.WriteString(w, j.text); return err }); err != nil {
		return err
	}
	_, err := fmt.Fprintf(s.out, "%s is written as well.\n", j.file)
	return err
}
