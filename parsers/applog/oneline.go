package applog

import (
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// 2026-11-21 03:04:54,327 DEBUG urllib3.connectionpool: https://host:443 "POST /path HTTP/1.1" 200 38
var urllib3Pattern = pattern(`(https?://[^\s/"]+) "([A-Z]+) (\S+) HTTP/[0-9.]+" (\d{3})\b(?: (\d+)$)?`)

func urllib3Part(line []byte) part { return aloneIf(urllib3Pattern().Match(line)) }

func readURLLib3(lines [][]byte, x *timeline.Exchange) {
	m := urllib3Pattern().FindSubmatch(lines[0])
	x.Method, x.URL, x.Status = string(m[2]), string(m[1])+string(m[3]), status(m[4])
	x.AnswerSize, _ = strconv.Atoi(string(m[5])) // not told of chunked ones
	if target := string(m[3]); strings.HasPrefix(target, "http") {
		x.URL = target // through a proxy, which is the host before it
	}
	end(lines[0], x)
}

// 2026-11-21 03:04:52,111 DEBUG httpx._client: HTTP Request: POST https://host/path "HTTP/1.1 200 OK"
var httpxPattern = pattern(`HTTP Request: ([A-Z]+) (https?://\S+) "HTTP/[0-9.]+ (\d{3})`)

func httpxPart(line []byte) part { return aloneIf(httpxPattern().Match(line)) }

func readHTTPX(lines [][]byte, x *timeline.Exchange) {
	m := httpxPattern().FindSubmatch(lines[0])
	x.Method, x.URL, x.Status = string(m[1]), string(m[2]), status(m[3])
	end(lines[0], x)
}

func aloneIf(found bool) part {
	if found {
		return alone
	}
	return elsewhere
}

// status reads three digits.
func status(digits []byte) int {
	n, _ := strconv.Atoi(string(digits))
	return n
}
