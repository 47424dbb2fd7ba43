package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/report"
)

// What a recording shows does not depend on its secrets.
func TestRedact(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join(recordings, "*", "run.*"))
	if err != nil || len(cases) == 0 {
		t.Fatal(err)
	}
	for _, file := range cases {
		t.Run(filepath.Base(filepath.Dir(file))+filepath.Ext(file), func(t *testing.T) {
			sameFindings(t, file, redacted(t, file))
		})
	}
}

// sameFindings compares what two files show, and what they are.
func sameFindings(t *testing.T, before, after string) {
	t.Helper()
	want, got := judged(t, "--no-config", before), judged(t, "--no-config", after)
	if g, w := result(got), result(want); g != w {
		t.Errorf("\n got %s\nwant %s", g, w)
	}
}

// result is what a report finds, and in which format.
func result(r report.Report) string {
	return fmt.Sprintf("%s, %d calls: %s", r.Inputs[0].Format, r.Inputs[0].Calls, summary(r))
}

// redacted is the path of a file without its secrets.
func redacted(t *testing.T, file string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "redacted"+filepath.Ext(file))
	var stderr bytes.Buffer
	if code := run([]string{"redact", "--no-config", "-o", out, file}, &bytes.Buffer{}, &stderr); code != exitFine && (code != exitUnjudged || judged(t, "--no-config", file).Inputs[0].Complete) {
		t.Fatalf("exit status %d: %s", code, stderr.String())
	}
	return out
}

// The recordings that others made show the same without their secrets, whatever their format.
func TestRedactCorpus(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "corpus", "recorded")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the corpus is not here")
	}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) == ".md" || filepath.Ext(path) == ".pcap" {
			return err
		}
		t.Run(filepath.Base(path), func(t *testing.T) { sameFindings(t, path, redacted(t, path)) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// planted are the secrets in the recordings below.
var planted = map[string]string{
	"KEY": "f00dfacef00dfacef00dfacef00dface", "TOKEN": "03AGdBq24PBCbwiDRaS-MJ7Z", "LOGIN": "carol-1987", "PASS": "hunter2!x", "COOKIE": "sid-9f8e7d6c5b", "NOTE": "call Carol at home",
}

// filled puts the secrets in.
func filled(text string) string {
	for name, secret := range planted {
		text = strings.ReplaceAll(text, "$"+name, secret)
	}
	return text
}

const (
	createTask = `{"clientKey":"$KEY__nocache","task":{"type":"RecaptchaV2Task","websiteURL":"https://shop.example/","websiteKey":"6Lc","proxyAddress":"203.0.113.9","proxyLogin":"$LOGIN","proxyPassword":"$PASS","cookies":"a=$COOKIE","note":"$NOTE"}}`
	refused    = `{"errorId":1,"errorCode":"ERROR_KEY_DOES_NOT_EXIST","errorDescription":"$NOTE"}`
	asked      = "POST /createTask HTTP/1.1\r\nHost: api.capmonster.cloud\r\nCookie: $COOKIE\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n" + createTask
	answered   = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: $COOKIE\r\nDate: Sat, 21 Nov 2026 03:04:51 GMT\r\n\r\n" + refused
)

// gzipped is a text in gzip.
func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.String()
}

// archived is an archive of names and texts in turn.
func archived(members ...string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		w, err := z.Create(members[i])
		if err != nil {
			panic(err)
		}
		w.Write([]byte(members[i+1]))
	}
	z.Close()
	return b.String()
}

func base64Of(text string) string { return base64.StdEncoding.EncodeToString([]byte(filled(text))) }

func quotedJSON(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\\`), `"`, `\"`)
}

// samples are recordings of one refused call in each syntax that is written anew.
func samples() map[string]string {
	entry := `{"startedDateTime":"2026-11-21T03:04:51.000Z","time":20,"comment":"$NOTE","request":{"method":"POST","url":"https://api.capmonster.cloud/createTask?k=$KEY#$NOTE","headers":[{"name":"Cookie","value":"$COOKIE"}],"cookies":[{"name":"a","value":"$COOKIE"}],"queryString":[{"name":"k","value":"$KEY"}],"postData":{"mimeType":"application/json","text":"` + quotedJSON(createTask) + `"}},"response":{"status":200,"statusText":"$NOTE","headers":[],"content":{"mimeType":"application/json","text":"` + quotedJSON(refused) + `"}}}`
	har := `{"log":{"version":"1.2","comment":"$NOTE","pages":[{"title":"$NOTE"}],"entries":[` + entry + `,` + strings.Replace(entry, "api.capmonster.cloud/createTask", "bank.example/$NOTE", 1) + `]}}`
	line := `{"time":"2026-11-21T03:04:51Z","method":"POST","url":"https://api.capmonster.cloud/createTask","status":200,"request_headers":{"Authorization":"Basic $PASS"},"request_body":"` + quotedJSON(createTask) + `","response_body":"` + quotedJSON(refused) + `"}`
	return map[string]string{
		"run.har":    har,
		"run.har.gz": gzipped(filled(har)),
		"run.zip":    archived(filled("$NOTE.har"), filled(har)),
		"apart.zip":  archived("run.har", filled(strings.ReplaceAll(har, `"text":"`+quotedJSON(createTask)+`"`, `"_file":"body.json"`)), "body.json", filled(createTask)),
		"run.ndjson": line + "\n" + line + "\n",
		"list.json":  "[" + line + ",\n" + line + "]",
		"base64.ndjson": `{"time":"2026-11-21T03:04:51Z","method":"POST","url":"https://api.capmonster.cloud/createTask","status":200,"request_body_base64":"` +
			base64Of(createTask) + `","response_body_base64":"` + base64Of(refused) + "\"}\n",
		"cassette.yaml": "http_interactions:\n- request:\n    method: post\n    uri: https://api.capmonster.cloud/createTask\n    body:\n      encoding: UTF-8\n      string: '" + createTask + "'\n    headers:\n      Cookie:\n      - $COOKIE\n" +
			"  response:\n    status:\n      code: 200\n      message: $NOTE\n    headers:\n      Date:\n      - Sat, 21 Nov 2026 03:04:51 GMT\n    body:\n      string: '" + refused + "'\n  recorded_at: Sat, 21 Nov 2026 03:04:51 GMT\nrecorded_with: VCR 6\n",
		"bytes.yaml": "# $NOTE\ninteractions:\n# $NOTE\n- request: # $NOTE\n    # $NOTE\n    !$LOGIN method: POST # $NOTE\n    note: !!null $NOTE\n    &$COOKIE uri: https://api.capmonster.cloud/createTask\n    body:\n      encoding: ASCII-8BIT\n      base64_string: " + base64Of(createTask) + "\n    headers: &$LOGIN\n      Content-Encoding: [identity]\n      Cookie: [$COOKIE]\n      ? [$NOTE]\n      : !$LOGIN $TOKEN\n" +
			"  response:\n    status: {code: 200, message: OK}\n    headers: *$LOGIN\n    body: {string: '" + refused + "'}\n    account: 15552846081899\n    $KEY: 1\n",
		"run.flow": flowOf(),
		"items.xml": "<?xml version=\"1.0\"?>\n<items burpVersion=\"2023\" exportTime=\"Sat Nov 21 03:05:00 UTC 2026\">\n<item>\n<time>Sat Nov 21 03:04:51 UTC 2026</time>\n<url><![CDATA[https://api.capmonster.cloud/createTask]]></url>\n<host ip=\"203.0.113.5\">api.capmonster.cloud</host>\n<method>POST</method>\n<status>200</status>\n<comment>$NOTE</comment>\n" +
			"<request base64=\"true\">" + base64Of(asked) + "</request>\n<response base64=\"true\">" + base64Of(answered) + "</response>\n</item>\n</items>\n",
		"run.saz": archived("raw/1_c.txt", filled(strings.Replace(asked, "POST /", "POST https://api.capmonster.cloud/", 1)), "raw/1_s.txt", filled(answered),
			"raw/1_m.xml", filled(`<Session><SessionTimers ClientBeginRequest="2026-11-21T03:04:51.1234567Z"/><SessionFlags><SessionFlag N="ui-comments" V="$NOTE"/></SessionFlags></Session>`)),
		"access.log": `127.0.0.1 - $LOGIN [21/Nov/2026:03:04:51 +0000] "GET http://2captcha.com/res.php?key=$KEY&action=get&id=12345678 HTTP/1.1" 200 16 "https://bank.example/$TOKEN" "python-requests/2.31"` + "\n",
		"body.log":   `127.0.0.1 - - [21/Nov/2026:03:04:51 +0000] "POST http://api.capmonster.cloud/createTask HTTP/1.1" 200 16 "-" "python-requests/2.31" "` + strings.ReplaceAll(createTask, `"`, `\x22`) + `"` + "\n",
		"charles.chlsj": `[{"status":"COMPLETE","method":"POST","protocolVersion":"HTTP/1.1","scheme":"https","host":"api.capmonster.cloud","path":"/createTask","query":null,"notes":"$NOTE","times":{"start":"2026-11-21T03:04:51.000Z"},"request":{"header":{"headers":[{"name":"Cookie","value":"$COOKIE"}]},"body":{"text":"` +
			quotedJSON(createTask) + `"}},"response":{"status":200,"header":{"headers":[]},"body":{"text":"` + quotedJSON(refused) + `"}}}]`,
		"spans.json": `{"resourceSpans":[{"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"$NOTE"}}]},"scopeSpans":[{"spans":[{"name":"$NOTE","kind":3,"startTimeUnixNano":"1795230291000000000","endTimeUnixNano":"1795230291020000000","attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},{"key":"url.full","value":{"stringValue":"https://2captcha.com/res.php?key=$KEY&action=get&id=12345678"}},{"key":"http.response.status_code","value":{"intValue":"200"}},{"key":"enduser.id","value":{"stringValue":"$LOGIN"}}]}]}]}]}`,
		"debug.log":  "2026-11-21 03:04:51,000 DEBUG urllib3.connectionpool: https://2captcha.com:443 \"GET /res.php?key=$KEY&action=get&id=12345678 HTTP/1.1\" 200 16\n2026-11-21 03:04:52,000 INFO bot: user $LOGIN token=$TOKEN said '$NOTE'\n",
	}
}

// flowOf is the sample of mitmproxy's format.
func flowOf() string {
	name := func(s string) string { return netstring(";", filled(s)) }
	raw := func(s string) string { return netstring(",", filled(s)) }
	at := netstring("^", "1795230291.25")
	headers := netstring("]", netstring("]", raw("Cookie"), raw("$COOKIE")), netstring("]", raw("Content-Encoding"), raw("gzip")))
	request := netstring("}", name("method"), raw("POST"), name("scheme"), raw("https"), name("host"), name("api.capmonster.cloud"), name("port"), netstring("#", "443"), name("path"), raw("/createTask"),
		name("headers"), headers, name("content"), netstring(",", gzipped(filled(createTask))), name("timestamp_start"), at, name("timestamp_end"), at)
	response := netstring("}", name("status_code"), netstring("#", "200"), name("headers"), netstring("]"), name("content"), raw(refused), name("timestamp_start"), at, name("timestamp_end"), at)
	peer := netstring("}", name("peername"), netstring("]", name("203.0.113.5"), netstring("#", "443")), name("certificate_list"), netstring("]", raw("-----BEGIN CERTIFICATE----- $NOTE")), name("tls"), netstring("!", "true"))
	return netstring("}", name("version"), netstring("#", "21"), name("type"), name("http"), name("comment"), name("$NOTE"), name("server_conn"), peer, name("$KEY"), netstring("~"), name("request"), request, name("response"), response)
}

func TestRedactSamples(t *testing.T) {
	for name, text := range samples() {
		t.Run(name, func(t *testing.T) {
			before := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(before, []byte(filled(text)), 0o600); err != nil {
				t.Fatal(err)
			}
			after := redacted(t, before)
			sameFindings(t, before, after)
			if r := judged(t, "--no-config", after); r.Inputs[0].Calls == 0 {
				t.Error("nothing is left")
			}
			for what, secret := range planted {
				if inside := opened(t, after); strings.Contains(inside, secret) {
					t.Errorf("%s is left in %s", what, inside)
				}
			}
		})
	}
}

// opened is a file with what is packed in it, and what stands there in Base64.
func opened(t *testing.T, path string) string {
	t.Helper()
	text := read(t, path)
	if r, err := gzip.NewReader(strings.NewReader(text)); err == nil {
		var b bytes.Buffer
		b.ReadFrom(r)
		text = b.String()
	}
	if strings.HasPrefix(text, "PK") {
		text = ""
		for name, file := range unzipped(t, path) {
			text += name + "\n" + file
		}
	}
	for _, word := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(`"<> `, c) }) {
		if raw, err := base64.StdEncoding.DecodeString(word); err == nil {
			text += string(raw)
		}
	}
	return text
}

// What is said of the work: how much was written, left out and replaced.
func TestRedactTells(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.har")
	if err := os.WriteFile(file, []byte(filled(samples()["run.har"])), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := run([]string{"redact", file}, &stdout, &stderr); code != exitFine {
		t.Errorf("exit status %d", code)
	}
	for _, want := range []string{"exchanges written as har: 1.", "left out: 1 with other hosts", "1 keys"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("%q does not say %q", stderr.String(), want)
		}
	}
	if !strings.Contains(stdout.String(), "__nocache") {
		t.Error("the option of the key is gone")
	}
}

func TestRedactRefuses(t *testing.T) {
	var stderr bytes.Buffer
	file := filepath.Join(t.TempDir(), "run.pcap")
	if err := os.WriteFile(file, []byte("\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00\x01\x00\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := run([]string{"redact", file}, &bytes.Buffer{}, &stderr); code != exitUsage || !strings.Contains(stderr.String(), "banlint convert -t har") {
		t.Errorf("exit status %d: %s", code, stderr.String())
	}
}

// Of a file that breaks off within its packing, what is whole is written.
func TestRedactCutPacking(t *testing.T) {
	var lines strings.Builder
	line := samples()["run.ndjson"]
	for range 2000 {
		lines.WriteString(filled(line[:strings.IndexByte(line, '\n')+1]))
	}
	whole := gzipped(lines.String())
	dir := t.TempDir()
	file, out := filepath.Join(dir, "cut.ndjson.gz"), filepath.Join(dir, "out.ndjson.gz")
	if err := os.WriteFile(file, []byte(whole[:len(whole)*3/4]), 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	if code := run([]string{"redact", "--no-config", "-o", out, file}, &bytes.Buffer{}, &stderr); code != exitUnjudged {
		t.Fatalf("exit status %d: %s", code, stderr.String())
	}
	if r := judged(t, "--no-config", out); r.Inputs[0].Calls < 100 {
		t.Errorf("only %d calls are left", r.Inputs[0].Calls)
	}
}
