// Command bot solves one captcha the way a real bot does, with the faults that its flags
// ask for. It records what it sends and gets to the file that BANLINT_DUMP names.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	recorder "github.com/banlint/banlint/docs/recipes/go"
)

// pause is what the service wants between result requests of one task.
const pause = 2100 * time.Millisecond

type bot struct {
	client *http.Client
	url    string
	key    string
}

// reply is what the bot reads of an answer.
type reply struct {
	TaskID    int    `json:"taskId"`
	Status    string `json:"status"`
	ErrorCode string `json:"errorCode"`
}

func main() {
	log.SetFlags(0)
	key := flag.String("key", "0123456789abcdef0123456789abcdef", "account `key`")
	hurry := flag.Bool("hurry", false, "ask for the result again at once: an old fault, known to the baseline")
	retry := flag.Int("retry", 0, "send a refused task again so many times: the new fault")
	flag.Parse()
	b := &bot{&http.Client{Transport: recorder.New(nil)}, os.Getenv("DOUBLE"), *key}
	if err := b.solve(*hurry, *retry); err != nil {
		log.Fatal("bot: ", err)
	}
}

// solve sends a task and waits for its result.
func (b *bot) solve(hurry bool, retry int) error {
	task, err := b.create(retry)
	if err != nil || task == 0 {
		return err
	}
	for range 10 {
		if !hurry {
			time.Sleep(pause)
		}
		r, err := b.call("getTaskResult", map[string]any{"clientKey": b.key, "taskId": task})
		if err != nil || r.Status == "ready" {
			return err
		}
	}
	return fmt.Errorf("task %d does not get ready", task)
}

// create sends a task, and sends it again where it is refused. 0 is no task.
func (b *bot) create(retry int) (task int, err error) {
	for range retry + 1 {
		r, err := b.call("createTask", map[string]any{"clientKey": b.key, "task": map[string]string{
			"type": "RecaptchaV2Task", "websiteURL": "https://example.com/", "websiteKey": "6Lcg7CMUAAAAANphynKgn9YAgA4tQ2KI_iqRyTwd",
		}})
		if err != nil || r.TaskID != 0 {
			return r.TaskID, err
		}
		log.Print("bot: refused: ", r.ErrorCode)
	}
	return 0, nil
}

func (b *bot) call(method string, body any) (r reply, err error) {
	text, err := json.Marshal(body)
	if err != nil {
		return r, err
	}
	answer, err := b.client.Post(b.url+"/"+method, "application/json", bytes.NewReader(text))
	if err != nil {
		return r, err
	}
	defer answer.Body.Close()
	return r, json.NewDecoder(answer.Body).Decode(&r)
}
