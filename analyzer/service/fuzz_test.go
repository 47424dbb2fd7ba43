package service_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
)

// planted is a key that no printable field of a call may show, wherever in an
// exchange it stands.
const planted = "5EC2E7KE75EC2E7KE75EC2E7KE75EC27"

func FuzzRead(f *testing.F) {
	const p = planted
	for _, s := range [][3]string{
		{capMonster + "/createTask", `{"clientKey":"` + p + `","task":{"type":"` + p + `","proxy":"` + p + `","imagesBase64":["` + p + `"]},"softId":"` + p + `"}`, `{"errorId":1,"errorCode":"ERROR_` + p + `"}`},
		{capMonster + "/getTaskResult", `{"clientKey":1,"taskId":"` + p + `"}`, `{"errorId":0,"status":"` + p + `","taskId":"` + p + `"}`},
		{capMonster + "/" + p, "clientKey=" + p + "&taskId=" + p, `{"errorId":12345678}`},
		{twoCaptcha + "/in.php?key=" + p + "&method=" + p, multipart(p, "key", p, "@"+p, p), "OK|" + p},
		{twoCaptcha + "/in.php", `{"key":"` + p + `","method":"` + p + `"}`, "ERROR_" + p},
		{twoCaptcha + "/res.php?ids=" + p + ",7&key=" + p, "", "ERROR_" + p + "|CAPCHA_NOT_READY"},
		{twoCaptcha + "/res.php?id=----" + p, "", `{"status":0,"request":"` + p + `"}`},
		{"https://" + p + "@api.capsolver.com/" + p, "--\n\n--", "\ufeff{}"},
		{"/res.php?a=://", "--", `{"status":1,"request":{}}`},
		{"/res.php?key=" + p + "&action=get&id=73012345678&json=1", "", "CAPCHA_NOT_READY"},
		{capMonster + "/getTaskResult", `{"clientKey":"` + p + `","taskId":407061012}`, `{"errorId":0,"status":"processing"}`},
	} {
		f.Add(s[0], []byte(s[1]), []byte(s[2]), uint8(0))
		f.Add(s[0], []byte(s[1]), []byte(s[2]), uint8(0xff))
	}
	d := directory(f)
	remembers := d.Reader()
	f.Fuzz(func(t *testing.T, url string, request, response []byte, flags uint8) {
		flag := func(n int) bool { return flags&(1<<n) != 0 }
		x := &timeline.Exchange{
			URL: url, Method: []string{"POST", "GET"}[flags&1], Status: []int{200, 403}[flags>>7],
			RequestBody:  timeline.Body{Bytes: request, Shown: !flag(1), Cut: flag(2)},
			ResponseBody: timeline.Body{Bytes: response, Shown: !flag(3), Cut: flag(4)},
			Tunnel:       flag(5), Failed: flag(6),
		}
		calls, outcome := d.Read(x, nil)
		if _, again := d.Read(x, nil); again != outcome {
			t.Errorf("outcome %d, then %d", outcome, again)
		}
		for _, y := range append(renumbered(x), x, x) {
			sameAsFresh(t, d, remembers, y)
		}
		for _, c := range calls {
			text := fmt.Sprintf("%+v %+v %+v", c, c.Payload, c.Library)
			if strings.Contains(strings.ToUpper(text), planted) {
				t.Errorf("the key shows: %s", text)
			}
			if c.Service == "" || c.Code != "" && c.Class == timeline.NoError {
				t.Errorf("a call of no service, or an error of no class: %s", text)
			}
		}
	})
}
