package accesslog

import (
	"bytes"
)

// A line of tinyproxy: CONNECT   Nov 21 03:04:51.884 [14711]: Request (file
// descriptor 5): POST http://host/path HTTP/1.1
var (
	tinyproxyRequest = []byte("Request (file descriptor ")
	tinyproxyConnect = []byte("Connect (file descriptor ")
)

// tinyproxyYear stands for the year, which the log does not tell. It is a leap
// year, so that every day has its place.
const tinyproxyYear = 2024

// tinyproxyLine takes a line apart.
func tinyproxyLine(line []byte) (m moment, process, message []byte, ok bool) {
	_, rest := next(line)
	rest = bytes.TrimLeft(rest, " ")
	if len(rest) < 20 || rest[3] != ' ' || rest[6] != ' ' || rest[9] != ':' || rest[12] != ':' {
		return m, nil, nil, false
	}
	seconds, ok := civil(tinyproxyYear, month(rest), number(bytes.TrimLeft(rest[4:6], " ")), rest[7:15])
	f := fractionOf(rest[15:])
	process, message, found := bytes.Cut(rest[15+f.length:], []byte("]: "))
	if !ok || !found || !bytes.HasPrefix(process, []byte(" [")) {
		return m, nil, nil, false
	}
	return newMoment(seconds, f), process, message, true
}

// descriptor takes the descriptor off a message of a known beginning.
func descriptor(message, beginning []byte) (fd, rest []byte, ok bool) {
	if !bytes.HasPrefix(message, beginning) {
		return nil, nil, false
	}
	return bytes.Cut(message[len(beginning):], []byte("): "))
}

// separator stands in a record between the client's address, which an earlier line
// told, and the line.
const separator = '\x1f'

// tinyproxy reads a request. What was answered, and when, is not told.
func (d *decoder) tinyproxy(line []byte) error {
	var client []byte
	if i := bytes.IndexByte(line, separator); i >= 0 && i <= maxAddress {
		client, line = line[:i], line[i+1:]
	}
	m, _, message, ok := tinyproxyLine(line)
	_, request, isRequest := descriptor(message, tinyproxyRequest)
	if !ok || !isRequest {
		return errStranger
	}
	d.x.Start, d.x.Grain, d.x.Took = m.at, m.grain, -1
	if err := d.ask(nil, request); err != nil {
		return err
	}
	if d.passed() {
		return nil
	}
	d.x.Client = d.address(view(client))
	return nil
}

const (
	maxAddress = 64   // bytes of a client's address
	maxClients = 4096 // connections whose clients are remembered
)

// tinyproxyClients remembers who is at the other end of a connection, and says it
// before the request.
func tinyproxyClients() func(line []byte) []byte {
	clients := map[string]string{}
	var said []byte
	return func(line []byte) []byte {
		_, process, message, ok := tinyproxyLine(line)
		if !ok {
			return line
		}
		if fd, client, ok := descriptor(message, tinyproxyConnect); ok {
			if len(clients) == maxClients {
				clear(clients)
			}
			if client = inBrackets(client); len(client) <= maxAddress {
				clients[string(process)+string(fd)] = string(client)
			}
			return line
		}
		fd, _, ok := descriptor(message, tinyproxyRequest)
		if !ok {
			return line
		}
		said = append(said[:0], clients[string(process)+string(fd)]...)
		said = append(said, separator)
		said = append(said, line...)
		return said
	}
}

// inBrackets finds the address in "127.0.0.1" or "localhost [127.0.0.1]".
func inBrackets(client []byte) []byte {
	if i := bytes.LastIndexByte(client, '['); i > 0 {
		client = client[i+1:]
	}
	return bytes.TrimSuffix(client, []byte("]"))
}

// tinyproxyNoise tells requests from the rest.
func tinyproxyNoise(line []byte) bool {
	_, _, message, ok := tinyproxyLine(line)
	if !ok {
		return false
	}
	_, _, isRequest := descriptor(message, tinyproxyRequest)
	return !isRequest
}

// tinyproxyWhole reports whether a request goes on to its version.
func tinyproxyWhole(line []byte) bool {
	last := lastField(line)
	return bytes.HasPrefix(last, []byte("HTTP/")) && len(last) >= len("HTTP/1.1")
}
