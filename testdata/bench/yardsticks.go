package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// readAndSearch reads a file and looks for a byte that it has not: no program that
// sees all bytes can be faster.
func readAndSearch(file *os.File) error {
	window, found := make([]byte, 256<<10), 0
	for {
		n, err := file.Read(window)
		if bytes.IndexByte(window[:n], 0xff) >= 0 {
			found++
		}
		if errors.Is(err, io.EOF) {
			fmt.Println(found)
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// harEntry is what one wants of an entry.
type harEntry struct {
	StartedDateTime string
	Request         struct {
		URL      string
		PostData struct{ Text string }
	}
	Response struct{ Status int }
}

// decodeHAR lists time, URL, status and task of each entry, as a program would that
// reads a HAR entry by entry with encoding/json.
func decodeHAR(file *os.File) error {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	d := json.NewDecoder(file)
	for {
		token, err := d.Token()
		if err != nil {
			return err
		}
		if token == "entries" {
			break
		}
	}
	if _, err := d.Token(); err != nil { // the list's bracket
		return err
	}
	for d.More() {
		var e harEntry
		if err := d.Decode(&e); err != nil {
			return err
		}
		var body struct{ TaskID json.Number }
		_ = json.Unmarshal([]byte(e.Request.PostData.Text), &body) // other bodies name no task
		fmt.Fprintln(out, e.StartedDateTime, e.Request.URL, e.Response.Status, body.TaskID)
	}
	return nil
}

// expandGzip and expandZstd are the decoders of banlint, and nothing else.
func expandGzip(file *os.File) error {
	r, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	return discard(r)
}

func expandZstd(file *os.File) error {
	r, err := zstd.NewReader(file, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return err
	}
	return discard(r)
}

func discard(r io.Reader) error {
	n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{r}, make([]byte, 256<<10))
	fmt.Println(n)
	return err
}
