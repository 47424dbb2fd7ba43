package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

var descriptions = map[fault]string{
	keyUnknown:   "Account authorization key not found in the system",
	zeroBalance:  "Account has zero balance",
	noSuchTask:   "Task you are requesting does not exist in your current task list or has been expired",
	proxyBanned:  "Proxy IP is banned by target service",
	noSuchMethod: "Request made to API with method which does not exist",
	taskAbsent:   "Task property is empty or not set in createTask method",
	ipBanned:     "Your IP is banned for too many requests with errors",
}

// jsonRequest is what the double reads of a createTask dialect request.
type jsonRequest struct {
	ClientKey string      `json:"clientKey"`
	TaskID    json.Number `json:"taskId"`
	Task      struct {
		Type         string `json:"type"`
		ProxyAddress string `json:"proxyAddress"`
	} `json:"task"`
}

func (s *service) serveJSON(method string, body []byte) reply {
	var q jsonRequest
	// What cannot be read is answered like a request with nothing in it.
	_ = json.Unmarshal(body, &q)
	id, _ := q.TaskID.Int64()
	switch {
	case method == "createTask":
		return s.createJSON(q)
	case method == "getTaskResult":
		return s.resultJSON(q.ClientKey, id)
	case method == "getBalance":
		amount, f := s.balance(q.ClientKey)
		return answerJSON(f, fmt.Sprintf(`{"errorId":0,"balance":%g}`, amount))
	case strings.HasPrefix(method, "report"):
		return answerJSON(s.report(q.ClientKey, id), `{"errorId":0,"status":"success"}`)
	}
	return answerJSON(noSuchMethod, "")
}

func (s *service) createJSON(q jsonRequest) reply {
	id, f := s.create(q.ClientKey, order{kind: q.Task.Type, proxy: q.Task.ProxyAddress})
	if f != "" {
		return jsonReply(fmt.Sprintf(`{"errorId":1,"errorCode":%q,"errorDescription":%q,"taskId":0}`, f, descriptions[f]))
	}
	return jsonReply(fmt.Sprintf(`{"errorId":0,"taskId":%d}`, id))
}

func (s *service) resultJSON(key string, id int64) reply {
	t, f := s.result(key, id)
	if f == notReady {
		return jsonReply(`{"errorId":0,"errorCode":null,"errorDescription":null,"status":"processing"}`)
	}
	return answerJSON(f, fmt.Sprintf(`{"errorId":0,"status":"ready","solution":{%q:%q}}`, t.field(), t.solution(id)))
}

// field is the member of a JSON solution that holds the answer.
func (t task) field() string {
	if t.image {
		return "text"
	}
	return "gRecaptchaResponse"
}

func (t task) solution(id int64) string {
	if t.image {
		return "dummy"
	}
	return fmt.Sprintf("dummy-token-of-task-%d", id)
}

func answerJSON(f fault, granted string) reply {
	if f != "" {
		return jsonReply(fmt.Sprintf(`{"errorId":1,"errorCode":%q,"errorDescription":%q}`, f, descriptions[f]))
	}
	return jsonReply(granted)
}

func jsonReply(body string) reply {
	return reply{status: http.StatusOK, mime: "application/json; charset=utf-8", body: body}
}
