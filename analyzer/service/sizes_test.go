package service_test

import (
	"slices"
	"testing"

	"github.com/banlint/banlint/analyzer/service"
)

func TestCodesOfSize(t *testing.T) {
	for _, c := range []struct {
		service, page string
		bytes         int
		want          []string
	}{
		{"twocaptcha", "in.php", 18, []string{"ERROR_ZERO_BALANCE", "ERROR_PROXY_FORMAT"}},
		{"twocaptcha", "in.php", 24, []string{"ERROR_KEY_DOES_NOT_EXIST"}},
		{"twocaptcha", "res.php", 24, []string{"ERROR_KEY_DOES_NOT_EXIST", "ERROR_CAPTCHA_UNSOLVABLE"}},
		{"capmonster", "in.php", 18, []string{"ERROR_ZERO_BALANCE", "ERROR_PROXY_FORMAT"}}, // by the dialect: it documents none
		{"twocaptcha", "res.php", 16, nil},                                                 // CAPCHA_NOT_READY is no error
		{"twocaptcha", "res.php", 300, nil},
	} {
		if got := service.ByName(c.service).CodesOfSize(c.page, c.bytes); !slices.Equal(got, c.want) {
			t.Errorf("%s, %s, %d bytes:\n got %q\nwant %q", c.service, c.page, c.bytes, got, c.want)
		}
	}
}

func TestTextPage(t *testing.T) {
	for url, want := range map[string]string{
		"https://2captcha.com/res.php?action=get&id=17": "res.php",
		"/in.php": "in.php",
		"https://2captcha.com/res.php?json=1&action=get&id=17": "",
		"https://2captcha.com/res.php?id=17&json=1":            "",
		"https://api.2captcha.com/createTask":                  "",
		"https://2captcha.com/admin.php":                       "",
	} {
		if got := service.TextPage(url); got != want {
			t.Errorf("%s: got %q, want %q", url, got, want)
		}
	}
}
