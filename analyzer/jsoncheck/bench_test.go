package jsoncheck_test

import (
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/jsoncheck"
)

func BenchmarkCheck(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"processing", `{"errorId":0,"errorCode":null,"errorDescription":null,"solution":null,"status":"processing"}`},
		{"task", `{"clientKey":"0123456789abcdef0123456789abcdef","task":{"type":"RecaptchaV2Task","websiteURL":"https://www.example.test/login?next=response","websiteKey":"6L82CF80AAAAA34d51460f093acf4216288f370e","proxyType":"http","proxyAddress":"203.0.113.7","proxyPort":8080}}`},
		{"image", `{"clientKey":"0123456789abcdef0123456789abcdef","task":{"type":"ImageToTextTask","body":"` + strings.Repeat("iVBORw0K", 7500) + `"}}`},
		{"quotes", `"` + strings.Repeat(`\"`, 5000) + `"`},
	} {
		b.Run(c.name, func(b *testing.B) {
			text := []byte(c.text)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if err := jsoncheck.Check(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
