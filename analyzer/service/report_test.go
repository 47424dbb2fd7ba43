package service_test

import (
	"testing"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A report says that an answer was wrong, or that it was right.
func TestReports(t *testing.T) {
	for x, correct := range map[*timeline.Exchange]bool{
		post(capMonster+"/reportIncorrectImageCaptcha", `{"taskId":7}`, `{"errorId":0,"status":"success"}`):                false,
		post(capMonster+"/reportIncorrectTokenCaptcha", `{"taskId":7}`, `{"errorId":0,"status":"success"}`):                false,
		post("https://api.anti-captcha.com/reportCorrectRecaptcha", `{"taskId":7}`, `{"errorId":0,"status":"success"}`):    true,
		post("https://api.anti-captcha.com/reportIncorrectRecaptcha/", `{"taskId":7}`, `{"errorId":0,"status":"success"}`): false,
		post("https://api.2captcha.com/reportCorrect", `{"taskId":7}`, `{"errorId":0,"status":"success"}`):                 true,
		get(twoCaptcha+"/res.php?action=reportgood&id=7", "OK_REPORT_RECORDED"):                                            true,
		get(twoCaptcha+"/res.php?action=reportbad&id=7", "OK_REPORT_RECORDED"):                                             false,
	} {
		call := readOne(t, x)
		if call.Op != timeline.Report || call.Correct != correct || call.Task != timeline.NewTaskID("7") || call.State != timeline.Accepted {
			t.Errorf("%s: %v of task %v, correct %v, %v", x.URL, call.Op, call.Task, call.Correct, call.State)
		}
	}
}

// Clients that have no challenge to send leave the field empty: that is not one
// challenge of them all.
func TestNoChallenge(t *testing.T) {
	for task, has := range map[string]bool{
		`{"type":"GeeTestTask","challenge":"a"}`:  true,
		`{"type":"GeeTestTask","challenge":""}`:   false,
		`{"type":"GeeTestTask","challenge":null}`: false,
		`{"type":"GeeTestTask"}`:                  false,
	} {
		call := readOne(t, post(capMonster+"/createTask", `{"clientKey":"`+key+`","task":`+task+`}`, `{"errorId":0,"taskId":7}`))
		if (call.Payload.Challenge != 0) != has {
			t.Errorf("%s: %x", task, call.Payload.Challenge)
		}
	}
}
