package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/banlint/banlint/testdata/bench/traffic"
)

// makeTraffic is the command that writes recordings. What is in them it says as JSON.
func makeTraffic(args []string) error {
	o := traffic.Default
	files := map[string]*string{}
	flags := flag.NewFlagSet("bench traffic", flag.ExitOnError)
	flags.Uint64Var(&o.Seed, "seed", o.Seed, "other seeds give other traffic")
	flags.IntVar(&o.Exchanges, "n", 0, "stop after this `number` of exchanges")
	flags.Func("bytes", "stop when the first file has this `size`, such as 100MB", func(s string) (err error) {
		o.Bytes, err = parseSize(s)
		return err
	})
	flags.IntVar(&o.Clients, "clients", o.Clients, "clients that behave")
	flags.IntVar(&o.Workers, "workers", o.Workers, "workers of each client")
	flags.Float64Var(&o.Browsing, "browsing", o.Browsing, "`share` of exchanges that belong to web pages; 0 for calls only")
	flags.StringVar(&o.Service, "service", "", "`name` of the service that all clients use")
	flags.StringVar(&o.Dialect, "dialect", o.Dialect, "json, php or mixed")
	offenders := flags.String("offenders", "", "who misbehaves: all, or some of "+strings.Join(traffic.Offenders(), ","))
	for _, format := range traffic.Formats {
		files[format] = flags.String(format, "", "`file` to write as "+format)
	}
	flags.Parse(args)
	switch {
	case *offenders == "all":
		o.Offenders = traffic.Offenders()
	case *offenders != "":
		o.Offenders = strings.Split(*offenders, ",")
	}
	return writeTraffic(o, files)
}

// writeTraffic writes one recording to a file for each format that names one.
func writeTraffic(o traffic.Options, files map[string]*string) error {
	var outputs []traffic.Output
	var open []*os.File
	for _, format := range traffic.Formats {
		if *files[format] == "" {
			continue
		}
		f, err := os.Create(*files[format])
		if err != nil {
			return err
		}
		open = append(open, f)
		outputs = append(outputs, traffic.Output{Format: format, To: f})
	}
	summary, err := traffic.Generate(o, outputs)
	errs := []error{err}
	for _, f := range open {
		errs = append(errs, f.Close())
	}
	return errors.Join(append(errs, json.NewEncoder(os.Stdout).Encode(summary))...)
}

// units of sizes, the longer names first.
var units = []struct {
	name  string
	bytes int64
}{{"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"", 1}}

func parseSize(s string) (int64, error) {
	for _, u := range units {
		if rest, ok := strings.CutSuffix(s, u.name); ok {
			n, err := strconv.ParseInt(rest, 10, 64)
			if err != nil || n <= 0 {
				return 0, fmt.Errorf("wanted a size such as 100MB")
			}
			return n * u.bytes, nil
		}
	}
	panic("unreachable: the last unit ends every text")
}

// sizeName is how a size is written.
func sizeName(n int64) string {
	for _, u := range units {
		if n >= u.bytes && n%u.bytes == 0 {
			return strconv.FormatInt(n/u.bytes, 10) + u.name
		}
	}
	return "0"
}

// pack compresses a file into others beside it.
func pack(file *os.File) error {
	return errors.Join(
		packAs(file, ".gz", func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil }),
		packAs(file, ".zst", func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) }),
	)
}

func packAs(file *os.File, ending string, open func(io.Writer) (io.WriteCloser, error)) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	to, err := os.Create(file.Name() + ending)
	if err != nil {
		return err
	}
	w, err := open(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, file)
	return errors.Join(err, w.Close(), to.Close())
}
