package har_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const corpus = "../../../shared/corpus"

// recorded lists recordings of the corpus and their entries.
var recorded = map[string]int{
	"third-party/har/browsertime-1.0.0-firefox43-comments.har":   12,
	"third-party/har/browsertime-h2-chrome48.har":                11,
	"third-party/har/capture-har-0.3.2.har":                      2,
	"third-party/har/charles-4.2.7-har1.3-base64-postdata.har":   3,
	"third-party/har/charles-4.6.3.har":                          1,
	"third-party/har/chrome-aborted.har":                         3,
	"third-party/har/chrome-base64-text.har":                     1,
	"third-party/har/chrome-blazemeter-demo.har":                 181,
	"third-party/har/chrome-har-0.2.2-params-only.har":           270,
	"third-party/har/chrome-har-1.3.0.har":                       7,
	"third-party/har/chrome-har-capturer-0.10.3.har":             292,
	"third-party/har/chrome-json-body.har":                       1,
	"third-party/har/chrome-no-headers.har":                      1,
	"third-party/har/chrome-postdata.har":                        1,
	"third-party/har/chrome-timed-out.har":                       33,
	"third-party/har/chrome-with-bom.har":                        1,
	"third-party/har/chrome51.har":                               27,
	"third-party/har/cloudflare-sanitized.har":                   31,
	"third-party/har/edge.har":                                   22,
	"third-party/har/fiddler-2.3.3-nopages.har":                  87,
	"third-party/har/fiddler-4.6-bom.har":                        11,
	"third-party/har/fields-inside-request.har":                  2,
	"third-party/har/firebug-1.12.har":                           4,
	"third-party/har/firebug-1.9-params-only.har":                1,
	"third-party/har/firebug-multiple-pages.har":                 9,
	"third-party/har/firebug-two-megs.har":                       160,
	"third-party/har/firefox-111.har":                            14,
	"third-party/har/firefox43-h2.har":                           10,
	"third-party/har/firefox47-get-empty-postdata.har":           1,
	"third-party/har/firefox47-nghttp2.har":                      10,
	"third-party/har/firefox47-status0.har":                      3,
	"third-party/har/hand-form-data.har":                         1,
	"third-party/har/ie11.har":                                   25,
	"third-party/har/insomnia-2022.har":                          1,
	"third-party/har/jsonp-1.har":                                1,
	"third-party/har/jsonp-testLoad2.harp":                       5,
	"third-party/har/k6-full.har":                                8,
	"third-party/har/k6-postDataConflict.har":                    1,
	"third-party/har/k6-pseudo-headers.har":                      1,
	"third-party/har/k6-variable-instead-of-protocol.har":        2,
	"third-party/har/k6-x-www-form-url-encoded.har":              3,
	"third-party/har/mitmproxy-1.2.3-post.har":                   2,
	"third-party/har/mitmproxy-corrupt-gzip.har":                 1,
	"third-party/har/mitmproxy-error-status0.har":                2,
	"third-party/har/mitmproxy-timings-null.har":                 2,
	"third-party/har/mitmproxy-websocket.har":                    3,
	"third-party/har/mitmproxy-zlib.zhar":                        2,
	"third-party/har/optic-creator-string.har":                   10,
	"third-party/har/playwright-1.23.har":                        5,
	"third-party/har/playwright-1.32-unstable-network.har":       2,
	"third-party/har/playwright-sha1-attached.har":               1,
	"third-party/har/safari-data-url.har":                        1,
	"third-party/har/synopsis.har":                               7,
	"third-party/har/webpagetest-17.12-big.har":                  607,
	"third-party/har/webpagetest-2.17.har":                       102,
	"third-party/har/webpagetest-bbc-4MB.har":                    1050,
	"third-party/har/wiretrail-secret-in-path.har":               1,
	"third-party/polly/polly-post.har":                           1,
	"third-party/polly/polly-puppeteer.har":                      5,
	"third-party/polly/polly-rest-persister.har":                 1,
	"recorded/har/mitmproxy-8.1.1-hardump-https.har":             50,
	"recorded/har/playwright-1.65.1-context-request-missing.har": 1,
	"recorded/har/playwright-1.65.1-page-fetch.har":              21,
	"recorded/har/playwright-page-attach.har.zip":                17,
	"recorded/har/playwright-page-omit.har":                      17,
}

// refused lists the files of the corpus that are no recordings, and why.
var refused = map[string]string{
	"third-party/har/broken-syntax.har": "JSON that is broken in line 5 (byte 23 of the file)",
	"third-party/har/not-json.har":      "not JSON at line 8, byte 111 of the file: wanted ','",
}

func TestCorpus(t *testing.T) {
	files, _ := filepath.Glob(corpus + "/*/*")
	if len(files) == 0 {
		t.Skip("the corpus is not here")
	}
	for _, folder := range []string{"third-party/har", "third-party/polly", "recorded/har"} {
		files, err := os.ReadDir(filepath.Join(corpus, folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			name := folder + "/" + file.Name()
			rec, lines, err := load(t, filepath.Join(corpus, name))
			if why := refused[name]; why != "" {
				if err == nil || !strings.Contains(err.Error(), why) {
					t.Errorf("%s: %v, want %s", name, err, why)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if n := recorded[name]; rec.Exchanges != n || len(lines) != n || rec.Skipped != 0 || !rec.Complete {
				t.Errorf("%s: %d exchanges, want %d; %d skipped, %+v", name, rec.Exchanges, n, rec.Skipped, rec.Warnings)
			}
		}
	}
}

// TestCorpusBodies checks bodies that recorders have left out or put elsewhere.
func TestCorpusBodies(t *testing.T) {
	for name, want := range map[string]string{
		"recorded/har/playwright-page-attach.har.zip": "createTask {\"clientKey\":\"",
		"recorded/har/playwright-page-omit.har":       "createTask not shown not shown",
		// A form with a file, whose size is given as 0.
		"recorded/har/playwright-1.65.1-page-fetch.har":    "in.php not shown ERROR_KEY_DOES_NOT_EXIST",
		"third-party/har/chrome-har-0.2.2-params-only.har": `{"0":{"tags":["info"],`,
	} {
		if _, err := os.Stat(filepath.Join(corpus, name)); err != nil {
			t.Skip("the corpus is not here")
		}
		_, lines, err := load(t, filepath.Join(corpus, name))
		if err != nil || !strings.Contains(strings.Join(lines, "\n"), want) {
			t.Errorf("%s: nothing with %q, %v", name, want, err)
		}
	}
}
