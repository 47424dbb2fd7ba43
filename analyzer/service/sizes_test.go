package service_test

import (
	"slices"
	"testing"

	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
)

func TestAnswerSize(t *testing.T) {
	for _, c := range []struct {
		service, url string
		bytes        int
		want         []string
	}{
		{"twocaptcha", "/in.php", 18, []string{"ERROR_ZERO_BALANCE", "ERROR_PROXY_FORMAT"}},
		{"twocaptcha", "https://2captcha.com/in.php", 24, []string{"ERROR_KEY_DOES_NOT_EXIST"}},
		{"twocaptcha", "https://2captcha.com/res.php?action=get&id=17", 24, []string{"ERROR_KEY_DOES_NOT_EXIST", "ERROR_CAPTCHA_UNSOLVABLE"}},
		{"capmonster", "/in.php", 24, []string{"ERROR_KEY_DOES_NOT_EXIST"}}, // by the dialect: it documents none
		{"twocaptcha", "/res.php", 16, nil}, // CAPCHA_NOT_READY is no error
		{"twocaptcha", "/res.php", 12, nil}, // OK and a word
		{"twocaptcha", "/res.php", 300, nil},
		{"twocaptcha", "/res.php?json=1&id=17", 24, nil},
		{"twocaptcha", "/res.php?id=17&json=1", 24, nil},
		{"twocaptcha", "/createTask", 24, nil},
		{"twocaptcha", "/admin.php", 24, nil},
	} {
		size := service.AnswerSizeOf(&timeline.Exchange{URL: c.url, AnswerSize: c.bytes})
		var got []string
		if size != 0 {
			got = service.ByName(c.service).CodesOf(size)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s, %s, %d bytes:\n got %q\nwant %q", c.service, c.url, c.bytes, got, c.want)
		}
	}
}
