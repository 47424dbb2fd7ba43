package pcap_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/parserstest"
	"github.com/banlint/banlint/parsers/pcap"
)

// A step is a segment in a test: from the client or the server, and at which
// byte of its direction.
type step struct {
	from string // "c" or "s", and flags: S, F, R, A
	seq  uint32
	data string
}

// The parts of packets.
func tcp(s step) []byte {
	ports, flags := []uint16{50000, 80}, byte(0)
	if s.from[0] == 's' {
		ports = []uint16{80, 50000}
	}
	for _, c := range s.from[1:] {
		flags |= map[rune]byte{'F': 1, 'S': 2, 'R': 4, 'A': 16}[c]
	}
	b := binary.BigEndian.AppendUint16(nil, ports[0])
	b = binary.BigEndian.AppendUint16(b, ports[1])
	b = binary.BigEndian.AppendUint32(b, 1000+s.seq)
	b = append(b, 0, 0, 0, 0, 5<<4, flags, 0, 0, 0, 0, 0, 0)
	return append(b, s.data...)
}

func ipv4(s step) []byte {
	payload := tcp(s)
	b := binary.BigEndian.AppendUint16([]byte{0x45, 0}, uint16(20+len(payload)))
	b = append(b, 0, 0, 0, 0, 64, 6, 0, 0)
	client, server := []byte{192, 0, 2, 1}, []byte{198, 51, 100, 7}
	if s.from[0] == 's' {
		client, server = server, client
	}
	return append(append(append(b, client...), server...), payload...)
}

func ipv6(s step) []byte {
	payload := append([]byte{6, 0, 1, 2, 0, 0, 0, 0}, tcp(s)...)
	b := binary.BigEndian.AppendUint16([]byte{0x60, 0, 0, 0}, uint16(len(payload)))
	client, server := append([]byte{0x20, 1, 0xd, 0xb8}, make([]byte, 12)...), append([]byte{0x20, 2, 0xd, 0xb8}, make([]byte, 12)...)
	if s.from[0] == 's' {
		client, server = server, client
	}
	return append(append(append(append(b, 0, 64), client...), server...), payload...)
}

func ethernet(ip []byte) []byte { return append([]byte("dstmacsrcmac\x08\x00"), ip...) }

// file makes a pcap file of packets that are a second apart.
func file(link uint32, packets ...[]byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, 0xa1b2c3d4)
	b = append(b, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0)
	b = binary.LittleEndian.AppendUint32(b, link)
	for i, p := range packets {
		for _, n := range []int{1741944000 + i, 250000, len(p), len(p)} {
			b = binary.LittleEndian.AppendUint32(b, uint32(n))
		}
		b = append(b, p...)
	}
	return b
}

func capture(steps ...step) []byte {
	packets := make([][]byte, len(steps))
	for i, s := range steps {
		packets[i] = ethernet(ipv4(s))
	}
	return file(1, packets...)
}

const (
	ask    = "POST /getBalance HTTP/1.1\r\nHost: api.capmonster.cloud\r\nContent-Length: 21\r\n\r\n{\"clientKey\":\"dummy\"}"
	answer = "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"errorId\":0}"
	get    = "GET /res.php?id=1 HTTP/1.1\r\nHost: 2captcha.com\r\n\r\n"
	plain  = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nOK|1"
)

func size(texts ...string) uint32 { return uint32(len(strings.Join(texts, ""))) }

func read(t testing.TB, in io.Reader, wanted parsers.Wanted) ([]timeline.Exchange, []string) {
	t.Helper()
	return parserstest.Reader{Format: pcap.Format, Wanted: wanted}.Read(t, "run.pcap", in)
}

func brief(x timeline.Exchange) string {
	out := fmt.Sprintf("%s %s %d", x.Method, x.URL, x.Status)
	if x.Start != 0 {
		out += fmt.Sprintf(" at %d took %v", x.Start.Time().Unix()-1741944000, x.Took)
	}
	for _, b := range []timeline.Body{x.RequestBody, x.ResponseBody} {
		if len(b.Bytes) > 0 {
			out += " " + string(b.Bytes)
		}
		if b.Cut {
			out += " (cut)"
		}
	}
	if x.Failed {
		out += " failed"
	}
	return out
}

func both(t *testing.T, recording []byte) string {
	exchanges, trouble := read(t, bytes.NewReader(recording), nil)
	var out []string
	for _, x := range exchanges {
		out = append(out, brief(x))
	}
	return strings.Join(append(out, trouble...), "\n")
}

const balance = `POST http://api.capmonster.cloud/getBalance 200 at 0 took 1s {"clientKey":"dummy"} {"errorId":0}`

func TestStreams(t *testing.T) {
	chunked := "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nOK|\r\n1;x\r\n1\r\n0\r\nX: y\r\n\r\n"
	for _, c := range []struct {
		name  string
		steps []step
		want  string
	}{
		{"a call", []step{{"c", 0, ask}, {"s", 0, answer}}, balance},
		{"with handshake", []step{{"cS", 9, ""}, {"c", 10, ask}, {"sSA", 4, ""}, {"s", 5, answer}},
			`POST http://api.capmonster.cloud/getBalance 200 at 1 took 2s {"clientKey":"dummy"} {"errorId":0}`},
		{"in pieces", []step{{"c", 0, ask[:30]}, {"c", 30, ask[30:80]}, {"c", 80, ask[80:]}, {"s", 0, answer[:9]}, {"s", 9, answer[9:]}},
			`POST http://api.capmonster.cloud/getBalance 200 at 0 took 4s {"clientKey":"dummy"} {"errorId":0}`},
		{"sent twice", []step{{"c", 0, ask}, {"c", 0, ask}, {"s", 0, answer}, {"s", 0, answer}},
			`POST http://api.capmonster.cloud/getBalance 200 at 0 took 2s {"clientKey":"dummy"} {"errorId":0}`},
		{"out of order", []step{{"cS", 0, ""}, {"c", 31, ask[30:]}, {"c", 1, ask[:30]}, {"s", 0, answer}},
			`POST http://api.capmonster.cloud/getBalance 200 at 2 took 1s {"clientKey":"dummy"} {"errorId":0}`},
		{"two on a connection", []step{{"c", 0, ask}, {"s", 0, answer}, {"c", size(ask), get}, {"s", size(answer), plain}},
			balance + "\nGET http://2captcha.com/res.php?id=1 200 at 2 took 1s OK|1"},
		{"pipelined", []step{{"c", 0, ask + get}, {"s", 0, answer + plain}},
			balance + "\nGET http://2captcha.com/res.php?id=1 200 at 0 took 1s OK|1"},
		{"chunked", []step{{"c", 0, get}, {"s", 0, chunked[:60]}, {"s", 60, chunked[60:]}}, "GET http://2captcha.com/res.php?id=1 200 at 0 took 2s OK|1"},
		{"up to the end", []step{{"c", 0, get}, {"s", 0, "HTTP/1.0 200 OK\r\n\r\nOK|"}, {"sF", 22, "1"}}, "GET http://2captcha.com/res.php?id=1 200 at 0 took 2s OK|1"},
		{"continue first", []step{{"c", 0, ask}, {"s", 0, "HTTP/1.1 100 Continue\r\n\r\n" + answer}}, balance},
		{"no body to HEAD", []step{{"c", 0, "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n" + get}, {"s", 0, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + plain}},
			"HEAD http://h/ 200 at 0 took 1s\nGET http://2captcha.com/res.php?id=1 200 at 0 took 1s OK|1"},
		{"to a proxy", []step{{"c", 0, "GET http://2captcha.com/res.php HTTP/1.1\r\n\r\n"}, {"s", 0, plain}}, "GET http://2captcha.com/res.php 200 at 0 took 1s OK|1"},
		{"no host", []step{{"c", 0, "GET /res.php HTTP/1.0\r\n\r\n"}, {"s", 0, plain}}, "GET http://198.51.100.7/res.php 200 at 0 took 1s OK|1"},
		{"tunnel", []step{{"c", 0, "CONNECT api.capmonster.cloud:443 HTTP/1.1\r\n\r\n"}, {"s", 0, "HTTP/1.1 200 OK\r\n\r\n"}, {"c", 45, "GET / HTTP/1.1\r\n\r\n"}},
			"CONNECT https://api.capmonster.cloud 200 at 0 took 1s"},
	} {
		if got := both(t, capture(c.steps...)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestTrouble(t *testing.T) {
	const orphan = "run.pcap#1: a response to a request that was not captured"
	for _, c := range []struct {
		name  string
		steps []step
		want  string
	}{
		{"no answer", []step{{"c", 0, ask}}, `POST http://api.capmonster.cloud/getBalance 0 at 0 took -1ns {"clientKey":"dummy"}`},
		{"reset", []step{{"c", 0, ask}, {"sR", 0, ""}}, `POST http://api.capmonster.cloud/getBalance 0 at 0 took -1ns {"clientKey":"dummy"} failed`},
		{"closed", []step{{"cF", 0, ask}, {"sF", 0, ""}}, `POST http://api.capmonster.cloud/getBalance 0 at 0 took -1ns {"clientKey":"dummy"} failed`},
		{"answer cut", []step{{"c", 0, get}, {"s", 0, plain[:len(plain)-2]}}, "GET http://2captcha.com/res.php?id=1 200 at 0 took -1ns OK (cut)"},
		{"answer alone", []step{{"s", 0, plain}}, orphan},
		{"hole in an answer", []step{{"c", 0, get}, {"sSA", 0, ""}, {"s", 1, plain[:len(plain)-3]}, {"sF", size(plain), plain[len(plain)-1:]}, {"cF", size(get), ""}},
			"GET http://2captcha.com/res.php?id=1 200 at 0 took 3s O (cut)"},
		{"an answer missing", []step{{"c", 0, get}, {"sSA", 0, ""}, {"c", size(get), ask}, {"s", 1 + size(plain), answer}, {"sF", 1 + size(plain, answer), ""}},
			"GET http://2captcha.com/res.php?id=1 0 at 0 took -1ns\nPOST http://api.capmonster.cloud/getBalance 200 at 2 took 1s {\"clientKey\":\"dummy\"} {\"errorId\":0}"},
		{"no HTTP", []step{{"c", 0, "EHLO example.org\r\n"}, {"s", 0, "220 hello\r\n"}, {"c", 18, "\x00\x01"}}, ""},
		{"broken chunk", []step{{"c", 0, get}, {"s", 0, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nOK|\r\nzz\r\n"}},
			"GET http://2captcha.com/res.php?id=1 200 at 0 took 1s OK| (cut)"},
	} {
		if got := both(t, capture(c.steps...)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestOnlyTLS(t *testing.T) {
	exchanges, trouble := read(t, bytes.NewReader(capture(step{"c", 0, "\x16\x03\x01\x02\x00\x01hello"}, step{"c", 11, "\x17\x03\x03data"})), nil)
	if len(exchanges) != 0 || len(trouble) != 1 || !strings.Contains(trouble[0], "mitmproxy") {
		t.Errorf("%d exchanges, %q", len(exchanges), trouble)
	}
}

func TestLinks(t *testing.T) {
	for _, c := range []struct {
		name string
		link uint32
		wrap func(ip []byte) []byte
	}{
		{"loopback", 0, func(ip []byte) []byte { return append([]byte{2, 0, 0, 0}, ip...) }},
		{"ethernet", 1, ethernet},
		{"vlan", 1, func(ip []byte) []byte { return append([]byte("dstmacsrcmac\x81\x00\x00\x05\x08\x00"), ip...) }},
		{"padded", 1, func(ip []byte) []byte { return append(ethernet(ip), 0, 0, 0) }},
		{"raw", 101, func(ip []byte) []byte { return ip }},
		{"loop", 108, func(ip []byte) []byte { return append([]byte{0, 0, 0, 2}, ip...) }},
		{"cooked", 113, func(ip []byte) []byte { return append([]byte("0123456789abcd\x08\x00"), ip...) }},
		{"cooked 2", 276, func(ip []byte) []byte { return append([]byte("\x08\x00234567890123456789"), ip...) }},
	} {
		if got := both(t, file(c.link, c.wrap(ipv4(step{"c", 0, ask})), c.wrap(ipv4(step{"s", 0, answer})))); got != balance {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	if got := both(t, file(101, ipv6(step{"c", 0, ask}), ipv6(step{"s", 0, answer}))); got != balance {
		t.Errorf("IPv6: %s", got)
	}
	if got := both(t, file(147, ipv4(step{"c", 0, ask}))); !strings.Contains(got, "link that is not read") {
		t.Errorf("unknown link: %s", got)
	}
}

func TestAddresses(t *testing.T) {
	exchanges, _ := read(t, bytes.NewReader(capture(step{"c", 0, ask}, step{"s", 0, answer})), nil)
	if x := exchanges[0]; x.Client != "192.0.2.1" || x.Server != "198.51.100.7" || x.Start.String() != "2025-03-14T09:20:00.250Z" {
		t.Errorf("%+v", x)
	}
}

// block makes a block of a pcapng file.
func block(kind uint32, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, kind)
	b = binary.BigEndian.AppendUint32(b, uint32(12+len(body)))
	b = append(b, body...)
	return binary.BigEndian.AppendUint32(b, uint32(12+len(body)))
}

func padded(data []byte) []byte { return append(data, make([]byte, (4-len(data)%4)%4)...) }

func enhanced(t uint64, data []byte) []byte {
	b := binary.BigEndian.AppendUint64([]byte{0, 0, 0, 0}, t)
	b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
	b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
	return block(6, append(b, padded(data)...))
}

func TestNextGeneration(t *testing.T) {
	section := block(0x0a0d0d0a, []byte("\x1a\x2b\x3c\x4d\x00\x01\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"))
	client, server := ethernet(ipv4(step{"c", 0, ask})), ethernet(ipv4(step{"s", 0, answer}))
	const second = 1741944000
	for _, c := range []struct {
		name    string
		options string
		unit    uint64
	}{
		{"microseconds", "", 1e6},
		{"nanoseconds", "\x00\x09\x00\x01\x09\x00\x00\x00", 1e9},
		{"seconds", "\x00\x09\x00\x01\x00\x00\x00\x00", 1},
		{"of two", "\x00\x09\x00\x01\x94\x00\x00\x00", 1 << 20},
	} {
		info := block(1, []byte("\x00\x01\x00\x00\x00\x04\x00\x00"+c.options))
		recording := bytes.Join([][]byte{section, info, block(99, []byte("else")), enhanced(second*c.unit, client), enhanced((second+1)*c.unit, server)}, nil)
		if got := both(t, recording); got != balance {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	simple := func(data []byte) []byte {
		return block(3, append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), padded(data)...))
	}
	recording := bytes.Join([][]byte{section, block(1, []byte("\x00\x01\x00\x00\x00\x04\x00\x00")), simple(client), simple(server)}, nil)
	if got := both(t, recording); got != `POST http://api.capmonster.cloud/getBalance 200 {"clientKey":"dummy"} {"errorId":0}` {
		t.Errorf("without times: %s", got)
	}
}

func TestBrokenFiles(t *testing.T) {
	whole := capture(step{"c", 0, ask}, step{"s", 0, answer}, step{"c", size(ask), get})
	fault := errors.New("input/output error")
	for _, c := range []struct {
		name string
		in   io.Reader
		want string
	}{
		{"cut", bytes.NewReader(whole[:len(whole)-1]), "run.pcap#2: the file ends inside a packet"},
		{"cut in a header", bytes.NewReader(whole[:len(whole)-len(get)-60]), "run.pcap#2: the file ends inside a packet"},
		{"no packet's length", bytes.NewReader(append(capture(), bytes.Repeat([]byte{0xff}, 20)...)), "run.pcap#1: a packet of impossible length"},
		{"something else", strings.NewReader("hello, world"), "run.pcap#1: no packet capture: a pcap or pcapng header was wanted"},
		{"empty", strings.NewReader(""), "run.pcap#1: the file ends inside a packet"},
		{"fault of reading", io.MultiReader(bytes.NewReader(whole), iotest.ErrReader(fault)), fault.Error()},
	} {
		_, trouble := read(t, c.in, nil)
		if len(trouble) != 1 || trouble[0] != c.want {
			t.Errorf("%s: %q, want %q", c.name, trouble, c.want)
		}
	}
}

func TestManyConnections(t *testing.T) {
	var packets [][]byte
	for i := range 10_000 {
		p := ethernet(ipv4(step{"c", 0, get}))
		binary.BigEndian.PutUint16(p[34:], uint16(10_000+i))
		packets = append(packets, p)
	}
	exchanges, trouble := read(t, bytes.NewReader(file(1, packets...)), func(string, string) bool { return false })
	if len(exchanges) != 10_000 || len(trouble) != 0 {
		t.Errorf("%d exchanges, %q", len(exchanges), trouble)
	}
	if x := exchanges[0]; x.URL != "http://2captcha.com/res.php?id=1" || x.RequestHeaders != nil || x.RequestBody.Shown {
		t.Errorf("%+v", x)
	}
}

func TestMatch(t *testing.T) {
	for prefix, want := range map[string]string{
		string(capture()): "pcap header", "\x0a\x0d\x0d\x0a\x1c\x00\x00\x00\x4d\x3c\x2b\x1a": "pcapng section header",
		"\xa1\xb2\x3c\x4d\x00\x02\x00\x04\x00\x00\x00\x00": "pcap header", "\xd4\xc3\xb2": "", "GET / HTTP/1.1": "",
	} {
		if got := pcap.Format.Match([]byte(prefix)); got != want {
			t.Errorf("%q: %q, want %q", prefix, got, want)
		}
	}
}

// A packet of which the end was not captured, or whose headers lie, shows no more than is there.
func TestCutPackets(t *testing.T) {
	options := append(ipv6(step{"c", 0, ask})[:6], 0, 64)
	whole := ipv6(step{"c", 0, ask})
	extended := append(append(options, whole[8:40]...), whole[40:]...)
	for name, c := range map[string]struct {
		link   uint32
		packet []byte
		head   int // bytes of it that tell nothing of the call
	}{
		"loopback":                  {0, append([]byte{2, 0, 0, 0}, ipv4(step{"c", 0, ask})...), 44},
		"vlan":                      {1, append([]byte("dstmacsrcmac\x81\x00\x00\x05\x08\x00"), ipv4(step{"c", 0, ask})...), 58},
		"cooked 2":                  {276, append([]byte("\x08\x00234567890123456789"), ipv4(step{"c", 0, ask})...), 60},
		"IPv6 with an extension":    {101, whole, 68},
		"IPv6 with extension, anew": {229, extended, 68},
	} {
		for n := range c.packet {
			got := both(t, file(c.link, c.packet[:n]))
			if n <= c.head && got != "" || strings.Contains(got, "dummy\"}") {
				t.Errorf("%s, %d bytes of %d: %s", name, n, len(c.packet), got)
			}
		}
	}
}

// Packets that carry no segment of TCP are passed by.
func TestOtherPackets(t *testing.T) {
	change := func(at int, b ...byte) []byte {
		p := ethernet(ipv4(step{"c", 0, ask}))
		copy(p[at:], b)
		return p
	}
	chain := append([]byte{0x60, 0, 0, 0, 0, 0, 0, 64}, make([]byte, 32+9*8)...) // extensions without end
	for name, p := range map[string][]byte{
		"ARP": change(12, 0x08, 0x06), "UDP": change(23, 17), "a fragment": change(20, 0x20, 0), "a short IP header": change(14, 0x41),
		"no version of IP": change(14, 0x05), "a short TCP header": change(46, 0x10), "a TCP header beyond the packet": change(20+14+12, 0xf0)[:60],
		"tags without end": append([]byte("dstmacsrcmac"), strings.Repeat("\x81\x00\x00\x05", 4)...),
	} {
		if got := both(t, file(1, p)); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
	for name, next := range map[string]byte{"extensions without end": 0, "another protocol": 17} {
		chain[6] = next
		if got := both(t, file(101, chain)); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
	long := bytes.Clone(chain)
	long[6], long[41] = 0, 255
	if got := both(t, file(101, long)); got != "" {
		t.Errorf("an extension beyond the packet: %s", got)
	}
}

// A packet that the network card was to cut up has no length of its own.
func TestOffloaded(t *testing.T) {
	request, response := ipv4(step{"c", 0, ask}), ipv4(step{"s", 0, answer})
	request[2], request[3], response[2], response[3] = 0, 0, 0, 0
	if got := both(t, file(101, request, response)); got != balance {
		t.Errorf("IPv4: %s", got)
	}
	request, response = ipv6(step{"c", 0, ask}), ipv6(step{"s", 0, answer})
	request[4], request[5], response[4], response[5] = 0, 0, 0, 0
	if got := both(t, file(101, request, response)); got != balance {
		t.Errorf("IPv6: %s", got)
	}
}

// Files of the variants that few programs write.
func TestVariants(t *testing.T) {
	nano := capture(step{"c", 0, ask}, step{"s", 0, answer})
	copy(nano, "\x4d\x3c\xb2\xa1")
	if got := both(t, nano); got != balance {
		t.Errorf("nanoseconds: %s", got)
	}
	section := block(0x0a0d0d0a, []byte("\x1a\x2b\x3c\x4d\x00\x01\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"))
	client, server := ethernet(ipv4(step{"c", 0, ask})), ethernet(ipv4(step{"s", 0, answer}))
	offset := block(1, []byte("\x00\x01\x00\x00\x00\x04\x00\x00\x00\x09\x00\x01\x00\x00\x00\x00\x00\x0e\x00\x08"+string(binary.BigEndian.AppendUint64(nil, 1741944000))))
	if got := both(t, bytes.Join([][]byte{section, offset, enhanced(0, client), enhanced(1, server)}, nil)); got != balance {
		t.Errorf("times from an offset on: %s", got)
	}
	old := func(second uint64, data []byte) []byte {
		p := enhanced(second*1e6, data)
		copy(p, "\x00\x00\x00\x02")
		return p
	}
	info := block(1, []byte("\x00\x01\x00\x00\x00\x04\x00\x00"))
	if got := both(t, bytes.Join([][]byte{section, info, old(1741944000, client), old(1741944001, server)}, nil)); got != balance {
		t.Errorf("blocks of an old kind: %s", got)
	}
	if got := both(t, bytes.Join([][]byte{section, block(1, []byte("\x00\x01\x00\x00")), enhanced(0, client)}, nil)); got != "" {
		t.Errorf("no interface: %s", got)
	}
	absurd := block(1, []byte("\x00\x01\x00\x00\x00\x04\x00\x00\x00\x09\x00\x01\x7f\x00\x00\x00\x00\x09\x00\xff"))
	if got := both(t, bytes.Join([][]byte{section, absurd, enhanced(1, client), enhanced(2, server)}, nil)); got != `POST http://api.capmonster.cloud/getBalance 200 {"clientKey":"dummy"} {"errorId":0}` {
		t.Errorf("times of an absurd unit: %s", got)
	}
}

// A pcapng file that ends in a block, or has one of an impossible length, is cut there.
func TestBrokenBlocks(t *testing.T) {
	section := block(0x0a0d0d0a, []byte("\x1a\x2b\x3c\x4d\x00\x01\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"))
	const inside, length = "run.pcap#1: the file ends inside a packet", "run.pcap#1: a packet of impossible length"
	for _, c := range []struct{ name, file, want string }{
		{"in its first block's head", string(section[:10]), inside},
		{"in its first block", string(section[:20]), inside},
		{"in another's head", string(section) + "\x00\x00\x00\x01", inside},
		{"in another", string(section) + "\x00\x00\x00\x01\x00\x00\x00\x14\x00", inside},
		{"too short a block", string(section) + "\x00\x00\x00\x01\x00\x00\x00\x08", length},
		{"an odd block", string(section) + "\x00\x00\x00\x01\x00\x00\x00\x0d", length},
		{"a huge block", string(section) + "\x00\x00\x00\x01\x7f\x00\x00\x00", length},
		{"in its header", string(capture()[:20]), inside},
	} {
		if got := both(t, []byte(c.file)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestGaps leaves out bytes of a connection at every place where that makes a difference.
func TestGaps(t *testing.T) {
	chunked := "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nOK|1\r\n0\r\n\r\n"
	rest := "HTTP/1.0 200 OK\r\n\r\nOK|1"
	for _, c := range []struct {
		name  string
		steps []step
		want  string
	}{
		{"in a head", []step{{"c", 0, get}, {"s", 0, plain[:20]}, {"sF", 24, plain[24:]}}, "GET http://2captcha.com/res.php?id=1 0 at 0 took -1ns"},
		{"in a chunk", []step{{"c", 0, get}, {"s", 0, chunked[:52]}, {"sF", 54, chunked[54:]}}, "GET http://2captcha.com/res.php?id=1 200 at 0 took 1s OK (cut)"},
		{"up to the end", []step{{"c", 0, get}, {"s", 0, rest[:20]}, {"sF", 22, rest[22:]}}, "GET http://2captcha.com/res.php?id=1 200 at 0 took 2s O (cut)"},
		{"at the end of a body", []step{{"c", 0, get}, {"s", 0, plain[:len(plain)-2]}, {"sF", size(plain), ""}, {"cF", size(get), ""}}, "GET http://2captcha.com/res.php?id=1 200 at 0 took 1s OK (cut)"},
		{"a head that breaks off", []step{{"c", 0, get}, {"sF", 0, plain[:20]}, {"cF", size(get), ""}}, "GET http://2captcha.com/res.php?id=1 0 at 0 took -1ns failed"},
		{"opened anew", []step{{"c", 0, get}, {"cS", 900, ""}, {"c", 901, ask}, {"sSA", 7000, ""}, {"s", 7001, answer}},
			"GET http://2captcha.com/res.php?id=1 0 at 0 took -1ns failed\n" + strings.NewReplacer("at 0", "at 2", "1s", "2s").Replace(balance)},
		{"a size in pieces", []step{{"c", 0, get}, {"s", 0, chunked[:48]}, {"s", 48, chunked[48:]}}, "GET http://2captcha.com/res.php?id=1 200 at 0 took 2s OK|1"},
	} {
		if got := both(t, capture(c.steps...)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// A segment that never comes is not waited for without end.
func TestManyEarly(t *testing.T) {
	steps := []step{{"c", 0, get}, {"sSA", 0, ""}, {"s", 1, "HTTP/1.0 200 OK\r\n\r\n"}}
	for i := range uint32(70) {
		steps = append(steps, step{"s", 30 + i, "x"})
	}
	exchanges, _ := read(t, bytes.NewReader(capture(steps...)), nil)
	if len(exchanges) != 1 || string(exchanges[0].ResponseBody.Bytes) != "" || !exchanges[0].ResponseBody.Cut {
		t.Errorf("%+v", exchanges)
	}
}

// Requests without an answer are given up when there are very many on a connection.
func TestManyWaiting(t *testing.T) {
	exchanges, trouble := read(t, bytes.NewReader(capture(step{"c", 0, strings.Repeat(get, 500)}, step{"c", 500 * size(get), strings.Repeat(get, 502)}, step{"s", 0, plain})), nil)
	if len(exchanges) != 1002 || len(trouble) != 0 || exchanges[1].Status != 0 || exchanges[2].Status != 200 {
		t.Errorf("%d exchanges, %q", len(exchanges), trouble)
	}
}

// Of a message that is too long the beginning is kept, and what follows it is read.
func TestLongMessage(t *testing.T) {
	const total = 9 << 20
	steps := []step{{"c", 0, get}, {"s", 0, fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", total)}}
	at := size(steps[1].data)
	for range total / 32768 {
		steps = append(steps, step{"s", at, strings.Repeat("x", 32768)})
		at += 32768
	}
	steps = append(steps, step{"c", size(get), ask}, step{"s", at, answer})
	exchanges, trouble := read(t, bytes.NewReader(capture(steps...)), nil)
	if len(exchanges) != 2 || len(trouble) != 0 || !exchanges[0].ResponseBody.Cut || exchanges[1].Status != 200 || exchanges[1].ResponseBody.Cut {
		t.Errorf("%d exchanges, %q", len(exchanges), trouble)
	}
}

// A record that is none is refused, whatever is wrong with it.
func TestDecode(t *testing.T) {
	for _, text := range []string{
		"", "1 2 192.0.2.1:5 192.0.2.2:80 -\n" + ask, "x 2 192.0.2.1:5 192.0.2.2:80 - 3\n" + ask, "1 2 192.0.2.1 192.0.2.2:80 - 3\n" + ask,
		"1 2 192.0.2.1:5 192.0.2.2:80 - 999\n" + ask, "1 2 192.0.2.1:5 192.0.2.2:80 - 4\nGET ",
	} {
		_, err := pcap.Format.Decode(parsers.Record{Text: []byte(text)}, nil)
		var skipped *parsers.Skipped
		if !errors.As(err, &skipped) || skipped.Reason != "no HTTP request" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestCorpus(t *testing.T) {
	const corpus = "../../../shared/corpus/"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("no corpus here")
	}
	for name, n := range map[string]int{
		"recorded/pcap/captcha-http-loopback.pcap": 50, "third-party/pcap/1000-requests-one-dropped-response.pcap.gz": 1000,
		"third-party/pcap/connect-with-header.pcap": 1, "third-party/pcap/entity_gap.pcap": 1, "third-party/pcap/gap_in_stream.pcap": 1,
		"third-party/pcap/get-gzip.pcap": 1, "third-party/pcap/get_nosyn.pcap": 1, "third-party/pcap/http_10_connection_close.pcap": 1,
		"third-party/pcap/http_gzip.cap": 1, "third-party/pcap/http_post_json.pcap": 1, "third-party/pcap/http_realip.pcap": 1,
		"third-party/pcap/pipelined-requests.pcap": 5, "third-party/pcap/post.pcap": 1, "third-party/pcap/simple_http_two_with_noise.pcap": 2,
		"third-party/pcap/tls12-ipv4-linkframe-keylog.pcapng": 0,
	} {
		recording, err := os.ReadFile(filepath.Join(corpus, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".gz") {
			z, err := gzip.NewReader(bytes.NewReader(recording))
			if err != nil {
				t.Fatal(err)
			}
			if recording, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		exchanges, trouble := read(t, bytes.NewReader(recording), nil)
		silent := 0
		for _, x := range exchanges {
			if x.Status == 0 {
				silent++
			}
		}
		if pcap.Format.Match(recording) == "" || len(exchanges) != n || silent != n/1000 || len(trouble) > 1 {
			t.Errorf("%s: %d exchanges, want %d; %d without answer; %q", name, len(exchanges), n, silent, trouble)
		}
	}
}

func TestInterrupted(t *testing.T) {
	call := func(port byte, from string, data string) []byte {
		p := ethernet(ipv4(step{from, 0, data}))
		p[34+2*strings.IndexByte("cs", from[0])] = port // the client's
		return p
	}
	recording := file(1, call(1, "c", get), call(2, "c", ask), call(2, "s", answer), call(3, "s", plain), call(4, "c", "\x16\x03\x01\x02\x00\x01hello"))
	parserstest.Reader{Format: pcap.Format}.Interrupted(t, string(recording))
	parserstest.Reader{Format: pcap.Format}.Interrupted(t, string(file(147, ipv4(step{"c", 0, ask}))))
	section := block(0x0a0d0d0a, []byte("\x1a\x2b\x3c\x4d\x00\x01\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"))
	info := block(1, []byte("\x00\x01\x00\x00\x00\x04\x00\x00"))
	next := bytes.Join([][]byte{section, info, enhanced(1, call(1, "c", get)), enhanced(2, call(1, "s", plain)), enhanced(3, call(2, "s", plain))}, nil)
	parserstest.Reader{Format: pcap.Format}.Interrupted(t, string(next))
}

func FuzzRead(f *testing.F) {
	f.Add(capture(step{"cS", 0, ""}, step{"c", 1, ask}, step{"s", 0, answer}, step{"cF", 1 + size(ask), ""}, step{"sR", size(answer), ""}))
	f.Add(capture(step{"c", 0, get}, step{"c", 200, ask}, step{"s", 0, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"}))
	f.Add([]byte("\x0a\x0d\x0d\x0a\x1c\x00\x00\x00\x4d\x3c\x2b\x1a\x01\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\x1c\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, recording []byte) {
		pcap.Format.Match(recording)
		whole, trouble := read(t, bytes.NewReader(recording), nil)
		bytewise, same := read(t, iotest.OneByteReader(bytes.NewReader(recording)), nil)
		if fmt.Sprint(whole, trouble) != fmt.Sprint(bytewise, same) {
			t.Fatal("not the same when read byte by byte")
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("1 2 192.0.2.1:5 192.0.2.2:80 - " + fmt.Sprint(len(ask)) + "\n" + ask + answer))
	f.Fuzz(func(t *testing.T, text []byte) {
		pcap.Format.Decode(parsers.Record{Text: text}, nil)
	})
}

// FuzzStreams makes segments of the input: two bytes of place, one of direction
// and flags, one of length, and the data.
func FuzzStreams(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\xff" + get + "\x00\x00\x01\x10HTTP/1.1 200 OK\n"))
	f.Add([]byte("\x00\x00\x00\x1cHEAD / HTTP/1.1\r\nHost: h\r\n\r\n\x00\x00\x01\x13HTTP/1.1 200 OK\r\n\r\n"))
	f.Add([]byte("\x00\x00\x00\x12GET / HTTP/1.1\r\n\r\n\x00\x00\x01\x3cHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n\x00\x00\x08\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		var steps []step
		for len(in) >= 4 {
			s := step{from: "c" + [...]string{"", "S", "F", "R", "SA"}[in[2]>>2%5], seq: uint32(in[0])<<8 | uint32(in[1])}
			if in[2]&1 != 0 {
				s.from = "s" + s.from[1:]
			}
			n := min(int(in[3]), len(in)-4)
			s.data, in = string(in[4:4+n]), in[4+n:]
			steps = append(steps, s)
		}
		exchanges, trouble := read(t, bytes.NewReader(capture(steps...)), nil)
		if len(exchanges)+len(trouble) > 2*len(in)+len(steps)*100 {
			t.Fatalf("%d exchanges of %d segments", len(exchanges), len(steps))
		}
	})
}
