// Command banlint reads recordings of traffic to captcha-recognition APIs and
// tells which requests get a client banned.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}
