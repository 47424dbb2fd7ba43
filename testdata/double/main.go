// Command double stands in for the captcha-recognition services on loopback
// and records what a client says to it. It solves nothing: every solution is a
// dummy. README.md tells how the recordings are made with it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"time"
)

// options are the flags: where to listen, what to write, and how to answer.
type options struct {
	listen  string
	as      string
	dump    string
	har     string
	latency time.Duration
	scenario
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("double: ")
	o, command := parseFlags()
	if err := run(o, command); err != nil {
		log.Fatal(err)
	}
}

func parseFlags() (o options, command []string) {
	flag.StringVar(&o.listen, "listen", "127.0.0.1:0", "loopback `address` to listen on")
	flag.StringVar(&o.as, "as", "https://api.capmonster.cloud", "`origin` under which requests are recorded")
	flag.StringVar(&o.dump, "dump", "", "append each exchange to this `file` in the native dump format")
	flag.StringVar(&o.har, "har", "", "write all exchanges to this HAR `file` at exit")
	flag.DurationVar(&o.latency, "latency", 0, "mean `time` that an answer takes")
	flag.IntVar(&o.readyAfter, "ready-after", 3, "the `n`th result request of a task is answered with its solution")
	flag.BoolVar(&o.neverReady, "never-ready", false, "no task is ever ready")
	flag.StringVar(&o.unknownKey, "unknown-key", "", "a `key` that the service does not know")
	flag.StringVar(&o.emptyKey, "zero-balance", "", "a `key` without money")
	flag.StringVar(&o.badProxy, "bad-proxy", "", "`address` of a banned proxy")
	flag.IntVar(&o.pollLimit, "poll-limit", 0, "ban at the result request of one task after this `number`")
	flag.IntVar(&o.faultLimit, "fault-limit", 0, "ban at the request after this `number` of the same error")
	flag.BoolVar(&o.banned, "banned", false, "the client is banned from the start")
	flag.Parse()
	return o, flag.Args()
}

// run serves until the command ends or, without one, until it is interrupted.
func run(o options, command []string) error {
	origin, err := url.Parse(o.as)
	if err != nil || origin.Host == "" {
		return fmt.Errorf("-as %q is no origin such as https://api.capmonster.cloud", o.as)
	}
	rec, err := newRecorder(o.dump)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return err
	}
	d := &double{service: newService(o.scenario), recorder: rec, origin: origin, latency: o.latency}
	server := &http.Server{Handler: d}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	err = wait("http://"+listener.Addr().String(), command, served)
	return errors.Join(err, server.Shutdown(context.Background()), rec.close(o.har))
}

// wait runs the command with the double's address in DOUBLE.
func wait(address string, command []string, served <-chan error) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if len(command) == 0 {
		log.Print("listening on ", address)
		select {
		case err := <-served:
			return err
		case <-ctx.Done():
			return nil
		}
	}
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	c.Env = append(os.Environ(), "DOUBLE="+address)
	return c.Run()
}
