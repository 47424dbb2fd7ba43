package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// sent is a call with its answer, as random traffic has it.
type sent struct {
	at       time.Duration // since the beginning
	took     time.Duration
	service  string // host
	method   string // of the dialect: createTask, getTaskResult, getBalance, in.php, res.php
	key      string
	task     string
	kind     string // of a task that is created
	proxy    string
	client   string
	answer   string // error code, "ready", "processing" or ""
	received string // task that was created
}

// randomTraffic makes up what accounts send, most of it wrong in some way.
func randomTraffic(r *rand.Rand) (all []sent) {
	for account := range 1 + r.IntN(5) {
		a := &accountOf{Rand: r, key: fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64()), client: fmt.Sprintf("192.0.2.%d", 1+r.IntN(3)), number: account,
			service: pickOf(r, "api.capmonster.cloud", "api.capmonster.cloud", "api.anti-captcha.com", "api.2captcha.com", "2captcha.com")}
		all = append(all, a.session()...)
	}
	slices.SortStableFunc(all, func(a, b sent) int { return int(a.at - b.at) })
	return all
}

func pickOf[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// accountOf is one that sends.
type accountOf struct {
	*rand.Rand
	key, client, service string
	number, tasks        int
	now                  time.Duration
}

// session is what the account sends: one of the ways in which clients go wrong, or none.
func (a *accountOf) session() (all []sent) {
	a.now = time.Duration(a.IntN(60_000)) * time.Millisecond
	for range 1 + a.IntN(3) {
		switch a.IntN(7) {
		case 0: // a key that nobody knows, again and again
			for range 1 + a.IntN(40) {
				all = append(all, a.create("ERROR_KEY_DOES_NOT_EXIST", ""))
			}
		case 1: // no money
			for range 1 + a.IntN(30) {
				all = append(all, a.create("ERROR_ZERO_BALANCE", ""))
			}
		case 2: // a banned proxy
			for range 1 + a.IntN(10) {
				all = append(all, a.create("ERROR_PROXY_BANNED", "198.51.100.7"))
			}
		case 3: // tasks that do not exist
			for range 1 + a.IntN(30) {
				all = append(all, a.result(fmt.Sprint(900_000+a.IntN(5)), "ERROR_NO_SUCH_CAPCHA_ID"))
			}
		default: // a task that is asked for, often for too long
			c := a.create("", "")
			all = append(all, c)
			for range 1 + a.IntN(pickOf(a.Rand, 5, 30, 150)) {
				all = append(all, a.result(c.received, "processing"))
			}
			if a.IntN(3) > 0 {
				all = append(all, a.result(c.received, "ready"))
			}
		}
	}
	return all
}

// send is a call after some time.
func (a *accountOf) send(s sent) sent {
	a.now += time.Duration(50+a.IntN(pickOf(a.Rand, 300, 3000, 9000))) * time.Millisecond
	s.at, s.took, s.service, s.key, s.client = a.now, time.Duration(5+a.IntN(40))*time.Millisecond, a.service, a.key, a.client
	return s
}

func (a *accountOf) create(answer, proxy string) sent {
	a.tasks++
	s := sent{method: "createTask", kind: "RecaptchaV2Task", proxy: proxy, answer: answer}
	if answer == "" {
		s.received = fmt.Sprint(100_000*(a.number+1) + a.tasks)
	}
	return a.send(s)
}

func (a *accountOf) result(task, answer string) sent {
	return a.send(sent{method: "getTaskResult", task: task, answer: answer})
}

// php reports whether a call is in the in.php dialect.
func (s *sent) php() bool { return s.service == "2captcha.com" }

// url is the call's address.
func (s *sent) url() string {
	switch {
	case s.php() && s.method == "createTask":
		return "https://2captcha.com/in.php?key=" + s.key + "&method=userrecaptcha&googlekey=6Lc&pageurl=https%3A%2F%2Fshop.example%2F"
	case s.php():
		return "https://2captcha.com/res.php?key=" + s.key + "&action=get&id=" + s.task
	default:
		return "https://" + s.service + "/" + s.method
	}
}

// bodies are the request's and the answer's.
func (s *sent) bodies() (request, answer string) {
	if s.php() {
		return "", s.phpAnswer()
	}
	object := map[string]any{"clientKey": s.key}
	if s.method == "createTask" {
		task := map[string]any{"type": s.kind, "websiteURL": "https://shop.example/", "websiteKey": "6Lc"}
		if s.proxy != "" {
			task["proxyType"], task["proxyAddress"], task["proxyPort"] = "http", s.proxy, 8080
		} else {
			task["type"] = s.kind + "Proxyless"
		}
		object["task"] = task
	} else {
		object["taskId"] = json.Number(s.task)
	}
	return marshalled(object), s.jsonAnswer()
}

func (s *sent) jsonAnswer() string {
	switch {
	case strings.HasPrefix(s.answer, "ERROR_"):
		return marshalled(map[string]any{"errorId": 1, "errorCode": s.answer})
	case s.answer == "ready":
		return `{"errorId":0,"status":"ready","solution":{"gRecaptchaResponse":"03AG"}}`
	case s.answer == "processing":
		return `{"errorId":0,"status":"processing"}`
	default:
		return `{"errorId":0,"taskId":` + s.received + `}`
	}
}

func (s *sent) phpAnswer() string {
	switch {
	case strings.HasPrefix(s.answer, "ERROR_"):
		return s.answer
	case s.answer == "ready":
		return "OK|03AG"
	case s.answer == "processing":
		return "CAPCHA_NOT_READY"
	default:
		return "OK|" + s.received
	}
}

func marshalled(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// began is when random traffic begins.
var began = time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)

// line is a call in the native dump.
func (s *sent) line() map[string]any {
	request, answer := s.bodies()
	object := map[string]any{
		"time": began.Add(s.at).Format("2006-01-02T15:04:05.000Z07:00"), "duration_ms": s.took.Milliseconds(), "remote": s.client + ":4000", "method": "POST",
		"url": s.url(), "status": 200, "response_body": answer, "headers": map[string]string{"content-type": "application/json"},
	}
	if s.php() {
		object["method"] = "GET"
	} else {
		object["body"] = request
	}
	return object
}

// dump writes traffic as the native dump.
func dump(traffic []sent) string {
	var b strings.Builder
	for i := range traffic {
		b.WriteString(marshalled(traffic[i].line()) + "\n")
	}
	return b.String()
}
