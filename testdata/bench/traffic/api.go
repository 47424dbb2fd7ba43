package traffic

import (
	"net/url"
	"strconv"
	"strings"
)

// create sends a task, and gives it its id unless it is refused. It returns when the
// answer came.
func (c *client) create(t *task) int64 {
	if t.refused == nil {
		t.id = c.nextID()
	}
	latency := 0.12
	if t.image > 20_000 {
		latency = 0.35
	}
	if c.dialect == "json" {
		return c.exchange(c.createJSON(t), latency)
	}
	return c.exchange(c.createPHP(t), latency)
}

// nextID counts up with time, since other customers are served as well.
func (c *client) nextID() int64 {
	c.lastID = max(c.firstID+c.sim.now/1000*1000+int64(c.number), c.lastID+1000)
	return c.lastID
}

// result asks for a task once, and returns when the answer came.
func (c *client) result(t *task) int64 {
	if c.dialect == "json" {
		return c.exchange(c.resultJSON(t), 0.09)
	}
	return c.exchange(c.resultPHP(t), 0.09)
}

func (c *client) askBalance() int64 {
	amount := strconv.FormatFloat(c.balance, 'f', 4, 64)
	if c.dialect == "json" {
		return c.exchange(postJSON("/getBalance", `{"clientKey":`+quote(c.key)+`}`, `{"errorId":0,"balance":`+amount+`}`), 0.06)
	}
	return c.exchange(getPHP("/res.php", "key="+c.key+"&action=getbalance", amount), 0.06)
}

func postJSON(path, request, response string) *call {
	return &call{method: "POST", path: path, request: body{mime: mimeJSON, head: request}, response: body{mime: mimeJSON, head: response}}
}

func getPHP(path, query, response string) *call {
	return &call{method: "GET", path: path, query: query, response: body{mime: mimeText, head: response}}
}

func quote(s string) string { return string(append(appendEscaped([]byte{'"'}, s), '"')) }

func (c *client) createJSON(t *task) *call {
	answer := `{"errorId":0,"taskId":` + strconv.FormatInt(t.id, 10) + `}`
	switch {
	case t.refused != nil:
		answer = c.errorJSON(t.refused)
	case c.verbose:
		answer = `{"errorId":0,"errorCode":null,"errorDescription":null,"taskId":` + strconv.FormatInt(t.id, 10) + `}`
	}
	k := postJSON("/createTask", `{"clientKey":`+quote(t.key)+`,"task":{"type":`, answer)
	b := &k.request
	switch t.kind {
	case "image":
		b.head += `"ImageToTextTask","body":"`
		b.bulk, b.length = picture, t.image
		b.tail = `","case":false}}`
	case "turnstile":
		b.head += c.onPage(t, "TurnstileTask") + `}}`
	default:
		b.head += c.onPage(t, "RecaptchaV2Task") + `}}`
	}
	return k
}

// onPage is a task type with the place of the captcha and the proxy. Only CapMonster
// names it alike with and without a proxy.
func (c *client) onPage(t *task, name string) string {
	if t.proxy == nil && c.service != "capmonster" {
		name += "Proxyless"
	}
	text := quote(name) + `,"websiteURL":` + quote(t.page) + `,"websiteKey":` + quote(t.siteKey)
	if p := t.proxy; p != nil {
		text += `,"proxyType":` + quote(p.kind) + `,"proxyAddress":` + quote(p.address) + `,"proxyPort":` + strconv.Itoa(p.port) +
			`,"proxyLogin":` + quote(p.login) + `,"proxyPassword":` + quote(p.password) + `,"userAgent":` + quote(browser)
	}
	return text
}

func (c *client) errorJSON(f *failure) string {
	number := 1
	if c.numbers {
		number = f.number
	}
	said := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(f.code, "ERROR_"), "_", " "))
	return `{"errorId":` + strconv.Itoa(number) + `,"errorCode":` + quote(f.code) + `,"errorDescription":` + quote(said) + `}`
}

func (c *client) resultJSON(t *task) *call {
	answer := `{"errorId":0,"status":"processing"}`
	switch {
	case t.ready <= c.sim.now && t.failed != nil:
		answer = c.errorJSON(t.failed)
	case t.ready <= c.sim.now:
		answer = c.readyJSON(t)
	case c.verbose:
		answer = `{"errorId":0,"errorCode":null,"errorDescription":null,"solution":null,"status":"processing"}`
	}
	return postJSON("/getTaskResult", `{"clientKey":`+quote(t.key)+`,"taskId":`+strconv.FormatInt(t.id, 10)+`}`, answer)
}

func (c *client) readyJSON(t *task) string {
	field := map[string]string{"image": "text", "turnstile": "token", "recaptcha": "gRecaptchaResponse"}[t.kind]
	ended := instant(t.ready).Unix()
	return `{"errorId":0,"status":"ready","solution":{` + quote(field) + `:` + quote(c.solution(t)) + `},"cost":"0.000700","ip":` + quote(c.address) +
		`,"createTime":` + strconv.FormatInt(ended-5, 10) + `,"endTime":` + strconv.FormatInt(ended, 10) + `,"solveCount":"0"}`
}

// solution is a few letters for a picture and a long token for all else.
func (c *client) solution(t *task) string {
	if t.kind == "image" {
		return hex(c.random)[:6]
	}
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	token := []byte("03AFcWeA")
	for n := 400 + c.random.IntN(1700); len(token) < n; {
		for v, i := c.random.Uint64(), 0; i < 10; i++ {
			token = append(token, letters[v&63])
			v >>= 6
		}
	}
	return string(token)
}

func (c *client) createPHP(t *task) *call {
	answer := "OK|" + strconv.FormatInt(t.id, 10)
	if t.refused != nil {
		answer = t.refused.php
	}
	if t.kind == "image" {
		k := &call{method: "POST", path: "/in.php", response: body{mime: mimeText, head: answer}}
		k.request = body{mime: mimeForm, head: "key=" + t.key + "&method=base64&body=", bulk: picture, length: formLength(t.image)}
		return k
	}
	query := "key=" + t.key + "&method=userrecaptcha&googlekey=" + t.siteKey
	if t.kind == "turnstile" {
		query = "key=" + t.key + "&method=turnstile&sitekey=" + t.siteKey
	}
	query += "&pageurl=" + url.QueryEscape(t.page)
	if p := t.proxy; p != nil {
		query += "&proxy=" + url.QueryEscape(p.login+":"+p.password+"@"+p.address+":"+strconv.Itoa(p.port)) + "&proxytype=" + strings.ToUpper(p.kind)
	}
	return getPHP("/in.php", query, answer)
}

func (c *client) resultPHP(t *task) *call {
	answer := notReady.php
	switch {
	case t.ready <= c.sim.now && t.failed != nil:
		answer = t.failed.php
	case t.ready <= c.sim.now:
		answer = "OK|" + c.solution(t)
	}
	return getPHP("/res.php", "key="+t.key+"&action=get&id="+strconv.FormatInt(t.id, 10), answer)
}
