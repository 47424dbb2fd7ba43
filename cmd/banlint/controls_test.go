package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

// A control is a small sound recording.
type control struct {
	name      string // of its format, and what is special about it behind a blank
	text      string
	exchanges int
}

func (c *control) format() string {
	name, _, _ := strings.Cut(c.name, " ")
	return name
}

// controlKey stands in every control whose format shows keys.
const controlKey = "c0ffeeb1d2e3a4f5968778695a4b3c2d"

// The times of a control's calls are some seconds apart.
func controlTime(i int) time.Time {
	return time.Date(2026, 1, 5, 3, 4, 5+3*i, 180_000_000, time.UTC)
}

// controls has one for every format that the program reads, and some that are compressed or
// packed.
func controls(t testing.TB) (list []control) {
	t.Helper()
	for _, l := range controlLines {
		list = append(list, l.control())
	}
	list = append(list,
		control{"har", "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"a\",\"version\":\"1\"},\"entries\":[\n" + joined(3, ",\n", controlEntry) + "\n]}}\n", 3},
		control{"dump of-one-list", "[" + joined(4, ",\n", controlDump) + "]\n", 4},
		control{"mitmproxy", joined(3, "", controlFlow), 3},
		control{"pcap", controlCapture(), 3},
		control{"vcr", "interactions:\n" + joined(3, "", controlCassette) + "version: 1\n", 3},
		control{"saz", archived(controlSessions(3)...), 3},
		control{"burp", "<?xml version=\"1.0\"?>\n<items burpVersion=\"2025.1\" exportTime=\"Mon Jan 05 03:10:00 UTC 2026\">\n" + joined(3, "", controlItem) + "</items>\n", 3},
		control{"charles", "[" + joined(3, ",\n", controlTransaction) + "]", 3},
		control{"otlp", `{"resourceSpans":[{"scopeSpans":[{"spans":[` + joined(3, ",", controlSpan) + "]}]}]}\n", 3},
	)
	dump := joined(4, "\n", controlDump) + "\n"
	return append(list,
		control{"dump in-gzip", gzipped(dump), 4},
		control{"dump in-zstd", zstded(t, dump), 4},
		control{"dump in-zip", archived("a/run.ndjson", dump), 4},
		control{"dump in-UTF-16", utf16(dump), 4},
	)
}

func joined(n int, between string, write func(i int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = write(i)
	}
	return strings.Join(parts, between)
}

// controlLine is a format whose exchanges are lines, or blocks of lines.
type controlLine struct {
	name string
	head string
	line string // TIME{layout} stands for the time as Go writes it, UNIX for its seconds, KEY for a key, ID for a number
	tail string
}

func (l *controlLine) control() control {
	const n = 4
	return control{l.name, l.head + joined(n, "\n", func(i int) string { return numbered(l.line, i) }) + "\n" + l.tail, n}
}

// numbered fills in what a line leaves open.
func numbered(line string, i int) string {
	at := controlTime(i)
	line = strings.NewReplacer("KEY", controlKey, "ID", fmt.Sprint(7000+i), "UNIX", fmt.Sprint(at.Unix())).Replace(line)
	for {
		before, rest, found := strings.Cut(line, "TIME{")
		if !found {
			return line
		}
		layout, after, _ := strings.Cut(rest, "}")
		line = before + at.Format(layout) + after
	}
}

const (
	polled   = "POST https://api.capmonster.cloud/getTaskResult"
	get      = "GET /res.php?key=KEY&action=get&id=ID HTTP/1.1"
	getWhole = "GET http://2captcha.com/res.php?key=KEY&action=get&id=ID"
	combined = `192.0.2.10 - - [TIME{02/Jan/2006:15:04:05 -0700}] "` + get + `" 200 12 "-" "demo/1.4"`
	urllib3  = `TIME{2006-01-02 15:04:05,000} DEBUG urllib3.connectionpool: https://2captcha.com:443 "` + get + `" 200 16`
)

var controlLines = []controlLine{
	{name: "dump", line: `{"time":"TIME{2006-01-02T15:04:05.000Z}","method":"POST","url":"https://api.capmonster.cloud/getTaskResult","body":"{\"clientKey\":\"KEY\",\"taskId\":ID}","status":200,"response_body":"{\"errorId\":0,\"status\":\"processing\"}"}`},
	{name: "playwright", line: `{"type":"resource-snapshot","snapshot":{"startedDateTime":"TIME{2006-01-02T15:04:05.000Z}","time":21.5,"request":{"method":"POST","url":"https://api.capmonster.cloud/getBalance?key=KEY","httpVersion":"HTTP/1.1","headers":[]},"response":{"status":200,"headers":[],"content":{"size":13}}}}`},
	{name: "envoy", line: `[TIME{2006-01-02T15:04:05.000Z}] "` + get + `" 200 - 0 12 180 179 "192.0.2.10" "demo/1.4" "5d7c" "2captcha.com" "203.0.113.10:80"`},
	{name: "jsonlog", line: `{"msec":UNIX.180,"remote_addr":"192.0.2.10","host":"api.capmonster.cloud","method":"POST","uri":"/getBalance","status":200,"rt":0.020,"body":"{\"clientKey\": \"KEY\"}"}`},
	{name: "squid", line: `UNIX.180    180 192.0.2.10 TCP_MISS/200 328 ` + getWhole + ` - HIER_DIRECT/203.0.113.10 text/html`},
	{name: "haproxy", line: `192.0.2.10:52948 [TIME{02/Jan/2006:15:04:05.000}] fe be/api 1/0/2/177/180 200 170 - - ---- 1/1/0/0/0 0/0 "` + get + `"`},
	{name: "tinyproxy", line: `CONNECT   TIME{Jan 02 15:04:05.000} [14]: Connect (file descriptor 5): 192.0.2.10` + "\n" + `CONNECT   TIME{Jan 02 15:04:05.000} [14]: Request (file descriptor 5): ` + getWhole + ` HTTP/1.1`},
	{name: "w3c", head: "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port c-ip cs(User-Agent) sc-status time-taken\n",
		line: `TIME{2006-01-02 15:04:05} 203.0.113.10 GET /res.php key=KEY&id=ID 443 192.0.2.10 curl/8+(x) 200 180`},
	{name: "w3c of-Zeek", head: "#separator \\x09\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tmethod\thost\turi\tuser_agent\tstatus_code\n#types\ttime\n",
		line: "UNIX.180000\tCw\t192.0.2.10\t52026\t203.0.113.10\t80\tGET\t2captcha.com\t/res.php?key=KEY&id=ID\tcurl/8\t200"},
	{name: "alb", line: `https TIME{2006-01-02T15:04:05.000000Z} app/api/49 192.0.2.10:44740 10.0.0.1:80 0.086 0.048 0.046 200 200 0 57 "GET https://2captcha.com:443/res.php?key=KEY&id=ID HTTP/1.1" "curl/8" - -`},
	{name: "nginx-body", line: `192.0.2.10 - - [TIME{02/Jan/2006:15:04:05 -0700}] "POST /getTaskResult HTTP/1.1" 200 38 "-" "demo/1.4" "{\x22clientKey\x22: \x22KEY\x22,\x22taskId\x22:ID}" rt=0.020`},
	{name: "combined", line: combined},
	{name: "nginx-proxy-manager", line: `[TIME{02/Jan/2006:15:04:05 -0700}] - 200 200 - GET https 2captcha.com "/res.php?key=KEY&id=ID" [Client 192.0.2.10] [Length 12] [Gzip -] [Sent-to 203.0.113.10] "demo/1.4" "-"`},
	{name: "zoraxy", line: `TIME{2006/01/02 15:04:05} [TIME{2006-01-02 15:04:05.000000}] [router:host-http] [origin:2captcha.com] [client: 192.0.2.10] [useragent: demo/1.4] GET /res.php?key=KEY&id=ID 200`},
	{name: "uwsgi", line: `[pid: 28|app: 0|req: 1/1] 192.0.2.10 () {38 vars in 600 bytes} [TIME{Mon Jan _2 15:04:05 2006}] GET /res.php?key=KEY&id=ID => generated 12 bytes in 4 msecs (HTTP/1.1 200)`},
	{name: "ssl-request", line: `[TIME{02/Jan/2006:15:04:05 -0700}] 192.0.2.10 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 "` + get + `" 12`},
	{name: "3proxy", line: `UNIX.180 PROXY.3128 00000 - 192.0.2.10:49170 203.0.113.10:80 200 512 0 GET_http://2captcha.com/res.php?key=KEY&id=ID_HTTP/1.1`},
	{name: "cmc-debug", line: "TIME{2006-01-02T15:04:05.000Z} cmc-http Request options {\n  method: 'POST',\n  host: 'api.capmonster.cloud',\n  path: '/getTaskResult',\n}\n" +
		`TIME{2006-01-02T15:04:05.000Z} cmc-http Request body {"clientKey":"KEY","taskId":ID}` + "\nTIME{2006-01-02T15:04:05.000Z} cmc-http Response headers received 200 OK\n" +
		`TIME{2006-01-02T15:04:05.000Z} cmc-http Response body received {"errorId":0,"status":"processing"}`},
	{name: "pw-api", line: `TIME{2006-01-02T15:04:05.000Z} pw:api → ` + polled + "?key=KEY\nTIME{2006-01-02T15:04:05.000Z} pw:api ← 200 OK"},
	{name: "http.client", line: `send: b'POST /getTaskResult HTTP/1.1\r\nHost: api.capmonster.cloud\r\n\r\n'` + "\n" + `send: b'{"clientKey": "KEY", "taskId": ID}'` + "\n" + `reply: 'HTTP/1.1 200 OK\r\n'` +
		"\nheader: Date: TIME{Mon, 02 Jan 2006 15:04:05} GMT"},
	{name: "curl", line: "> POST /getTaskResult?key=KEY HTTP/1.1\n> Host: api.capmonster.cloud\n>\n< HTTP/1.1 200 OK\n< date: TIME{Mon, 02 Jan 2006 15:04:05} GMT\n< content-length: 35\n<\n" + `{"errorId": 0, "taskId": 372499207}`},
	{name: "mitmdump", line: "127.0.0.1:56824: " + polled + " HTTP/2.0\n    Host: api.capmonster.cloud\n\n    {\n        \"clientKey\": \"KEY\",\n        \"taskId\": ID\n    }\n\n << HTTP/2.0 200 OK 34b\n    Date: TIME{Mon, 02 Jan 2006 15:04:05} GMT\n\n    {\n        \"errorId\": 0\n    }\n"},
	{name: "urllib3", line: urllib3},
	{name: "httpx", line: `[TIME{2006/01/02 15:04:05}] INFO HTTP Request: ` + polled + `?key=KEY "HTTP/1.1 200 OK"`},
	{name: "undici", line: "UNDICI 20202: sending request to POST http://api.capmonster.cloud//getTaskResult?key=KEY\nUNDICI 20202: received response to POST http://api.capmonster.cloud//getTaskResult?key=KEY - HTTP 200"},
	{name: "text", line: "TIME{2006-01-02 15:04:05} [ERROR] capmonster.cloud getTaskResult ID with KEY failed: ERROR_ZERO_BALANCE"},
}

func controlDump(i int) string { return numbered(controlLines[0].line, i) }

func controlEntry(i int) string {
	return numbered(`{"startedDateTime":"TIME{2006-01-02T15:04:05.000Z}","time":20,"request":{"method":"POST","url":"https://api.capmonster.cloud/getTaskResult","headers":[{"name":"Content-Type","value":"application/json"}],`+
		`"postData":{"mimeType":"application/json","text":"{\"clientKey\":\"KEY\",\"taskId\":ID}"}},"response":{"status":200,"headers":[],"content":{"size":9,"text":"{\"errorId\":0,\"status\":\"processing\"}"}}}`, i)
}

func controlTransaction(i int) string {
	return numbered(`{"status":"COMPLETE","method":"POST","protocolVersion":"HTTP/1.1","scheme":"https","host":"api.capmonster.cloud","actualPort":443,"path":"/getTaskResult","query":null,"tunnel":false,`+
		`"times":{"start":"TIME{2006-01-02T15:04:05.000Z}","end":"TIME{2006-01-02T15:04:05.000Z}"},"request":{"header":{"headers":[]},"body":{"text":"{\"clientKey\":\"KEY\",\"taskId\":ID}","charset":"UTF-8"}},`+
		`"response":{"status":200,"header":{"headers":[]},"body":{"text":"{\"errorId\":0}"}}}`, i)
}

func controlSpan(i int) string {
	return numbered(`{"name":"POST","kind":3,"startTimeUnixNano":"UNIX180000000","endTimeUnixNano":"UNIX200000000","attributes":[{"key":"http.request.method","value":{"stringValue":"POST"}},`+
		`{"key":"url.full","value":{"stringValue":"https://api.capmonster.cloud/getTaskResult?key=KEY"}},{"key":"http.response.status_code","value":{"intValue":"200"}}]}`, i)
}

func controlCassette(i int) string {
	return numbered("- request:\n    body: '{\"clientKey\": \"KEY\", \"taskId\": ID}'\n    headers:\n      Content-Type:\n      - application/json\n    method: POST\n    uri: https://api.capmonster.cloud/getTaskResult\n"+
		"  response:\n    body:\n      string: '{\"errorId\": 0}'\n    headers:\n      Date:\n      - TIME{Mon, 02 Jan 2006 15:04:05} GMT\n    status:\n      code: 200\n      message: OK\n", i)
}

const (
	controlRequest = "POST /getTaskResult HTTP/1.1\r\nHost: api.capmonster.cloud\r\nContent-Length: 62\r\n\r\n" + `{"clientKey":"KEY","taskId":ID}`
	controlAnswer  = "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n" + `{"errorId":0}`
)

func controlItem(i int) string {
	return numbered("<item><time>TIME{Mon Jan 02 15:04:05} UTC 2026</time><url><![CDATA[https://api.capmonster.cloud/getTaskResult]]></url><host ip=\"203.0.113.1\">api.capmonster.cloud</host><method><![CDATA[POST]]></method>"+
		"<request base64=\"true\"><![CDATA["+base64.StdEncoding.EncodeToString([]byte(numbered(controlRequest, i)))+"]]></request><status>200</status><response base64=\"false\"><![CDATA["+controlAnswer+"]]></response></item>\n", i)
}

// controlSessions is an archive of SAZ, as names and texts in turn.
func controlSessions(n int) []string {
	members := []string{"[Content_Types].xml", ""}
	for i := range n {
		members = append(members,
			fmt.Sprintf("raw/%02d_c.txt", i+1), numbered(strings.Replace(controlRequest, "/getTask", "https://api.capmonster.cloud/getTask", 1), i),
			fmt.Sprintf("raw/%02d_s.txt", i+1), controlAnswer,
			fmt.Sprintf("raw/%02d_m.xml", i+1), numbered(`<?xml version="1.0"?><Session SID="1"><SessionTimers ClientBeginRequest="TIME{2006-01-02T15:04:05.000Z}" ClientDoneResponse="TIME{2006-01-02T15:04:05.000Z}" /></Session>`, i))
	}
	return members
}

// netstring writes a value of mitmproxy's with its length before and its kind behind it.
func netstring(kind string, parts ...string) string {
	s := strings.Join(parts, "")
	return fmt.Sprintf("%d:%s%s", len(s), s, kind)
}

// controlFlow is an exchange as mitmproxy stores it.
func controlFlow(i int) string {
	name := func(s string) string { return netstring(";", s) }
	raw := func(s string) string { return netstring(",", s) }
	at := netstring("^", numbered("UNIX.25", i))
	request := netstring("}", name("method"), raw("POST"), name("scheme"), raw("https"), name("host"), name("api.capmonster.cloud"), name("port"), netstring("#", "443"), name("path"), raw("/getTaskResult"),
		name("headers"), netstring("]"), name("content"), raw(numbered(`{"clientKey":"KEY","taskId":ID}`, i)), name("timestamp_start"), at, name("timestamp_end"), at)
	response := netstring("}", name("status_code"), netstring("#", "200"), name("headers"), netstring("]"), name("content"), raw(`{"errorId":0}`), name("timestamp_start"), at, name("timestamp_end"), at)
	return netstring("}", name("version"), netstring("#", "21"), name("type"), name("http"), name("request"), request, name("response"), response)
}

// controlCapture is a capture of calls, each over a connection of its own that is not closed.
func controlCapture() string {
	b := binary.LittleEndian.AppendUint32(nil, 0xa1b2c3d4)
	b = append(b, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0)
	b = binary.LittleEndian.AppendUint32(b, 101) // packets without a link's header
	for i := range 3 {
		ask := numbered(controlRequest, i)
		for _, p := range [][]byte{segment(uint16(50_000+i), 80, ask), segment(80, uint16(50_000+i), controlAnswer)} {
			for _, n := range []int{int(controlTime(i).Unix()), 250_000, len(p), len(p)} {
				b = binary.LittleEndian.AppendUint32(b, uint32(n))
			}
			b = append(b, p...)
		}
	}
	return string(b)
}

// segment is a packet of TCP over IPv4.
func segment(from, to uint16, data string) []byte {
	b := binary.BigEndian.AppendUint16([]byte{0x45, 0}, uint16(40+len(data)))
	b = append(b, 0, 0, 0, 0, 64, 6, 0, 0, 192, 0, 2, byte(from%251), 192, 0, 2, byte(to%251))
	b = binary.BigEndian.AppendUint16(b, from)
	b = binary.BigEndian.AppendUint16(b, to)
	b = append(b, 0, 0, 3, 232, 0, 0, 0, 0, 5<<4, 0, 0, 0, 0, 0, 0, 0)
	return append(b, data...)
}

func zstded(t testing.TB, text string) string {
	t.Helper()
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	return string(z.EncodeAll([]byte(text), nil))
}

func utf16(text string) string {
	b := []byte{0xff, 0xfe}
	for _, c := range []byte(text) {
		b = append(b, c, 0)
	}
	return string(b)
}
