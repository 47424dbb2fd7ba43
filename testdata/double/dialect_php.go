package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
)

// phpCodes are the error codes that this dialect spells differently.
var phpCodes = map[fault]string{
	noSuchTask:   "ERROR_WRONG_CAPTCHA_ID",
	proxyBanned:  "ERROR_BAD_PROXY",
	notReady:     "CAPCHA_NOT_READY",
	taskAbsent:   "ERROR_BAD_PARAMETERS",
	noSuchMethod: "ERROR_EMPTY_ACTION",
	ipBanned:     "IP_BANNED",
}

func (s *service) servePHP(script string, r *http.Request, body []byte) reply {
	q := phpParams(r, body)
	if script == "in.php" {
		id, f := s.create(q.Get("key"), order{kind: q.Get("method"), proxy: q.Get("proxy")})
		return answerPHP(q, f, strconv.FormatInt(id, 10))
	}
	id, _ := strconv.ParseInt(q.Get("id"), 10, 64)
	switch q.Get("action") {
	case "get":
		t, f := s.result(q.Get("key"), id)
		return answerPHP(q, f, t.solution(id))
	case "getbalance":
		amount, f := s.balance(q.Get("key"))
		return answerPHP(q, f, strconv.FormatFloat(amount, 'f', -1, 64))
	case "reportgood", "reportbad":
		return answerPHP(q, s.report(q.Get("key"), id), "OK_REPORT_RECORDED")
	}
	return answerPHP(q, noSuchMethod, "")
}

// phpParams gathers the query, the form or multipart body, and the JSON object
// that some clients put in the place of a form.
func phpParams(r *http.Request, body []byte) url.Values {
	var members map[string]any
	if json.Unmarshal(body, &members) == nil {
		q := r.URL.Query()
		for name, value := range members {
			q.Set(name, fmt.Sprint(value))
		}
		return q
	}
	// The request itself is recorded as it came.
	form := r.Clone(r.Context())
	form.Body = io.NopCloser(bytes.NewReader(body))
	if form.Header.Get("Content-Type") == "" {
		form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	// FormValue reads every kind of form and forgives a broken one.
	form.FormValue("key")
	return form.Form
}

func answerPHP(q url.Values, f fault, granted string) reply {
	status, text := 1, granted
	if f != "" {
		status, text = 0, string(f)
		if code, ok := phpCodes[f]; ok {
			text = code
		}
	}
	if q.Get("json") == "1" {
		return jsonReply(fmt.Sprintf(`{"status":%d,"request":%q}`, status, text))
	}
	bare := q.Get("action") == "getbalance" || text == "OK_REPORT_RECORDED"
	if status == 1 && !bare {
		text = "OK|" + text
	}
	return reply{status: http.StatusOK, mime: "text/plain; charset=utf-8", body: text}
}
