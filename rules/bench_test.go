package rules_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/analyzer/timeline"
	"github.com/banlint/banlint/analyzer/verdict"
	"github.com/banlint/banlint/rules"
)

// start is when the traffic of these tests begins.
var start = timeline.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))

// a call as all services see it, with everything shown.
func call(at time.Duration, op timeline.Operation, state timeline.State) timeline.Call {
	return timeline.Call{
		Pos: timeline.Position{Source: "bench"}, Start: start.Add(at), Took: 80 * time.Millisecond, Service: "capmonster",
		Key: timeline.NewKey("K1"), Client: "10.0.0.1", Status: 200, Op: op, State: state,
		Shows: timeline.ShowsKey | timeline.ShowsKeyed | timeline.ShowsTask | timeline.ShowsAnswer | timeline.ShowsPayload | timeline.ShowsTime | timeline.ShowsClient,
	}
}

// fleet returns the calls of a fleet that works well: forty accounts at three services
// from ten addresses, which ask ten times for each of their tasks. Some tasks have a
// proxy or an image, and one in thirty fails.
func fleet(tasks int) []timeline.Call {
	random := rand.New(rand.NewPCG(1, 2))
	var calls []timeline.Call
	for task := range tasks {
		worker := task % 40
		at := time.Duration(task) * 25 * time.Millisecond
		c := call(at, timeline.CreateTask, timeline.Accepted)
		c.Service = []string{"capmonster", "twocaptcha", "anticaptcha"}[worker%3]
		c.Key, c.Client = timeline.NewKey(fmt.Sprintf("K%d", worker)), fmt.Sprintf("10.0.0.%d", worker%10)
		c.Task, c.Request = timeline.NewTaskID(fmt.Sprint(407_000_000+task)), random.Uint64()
		c.Payload = &timeline.Payload{Type: "NoCaptchaTask", Image: -1, Cached: true}
		if task%4 == 0 {
			c.Payload = &timeline.Payload{Type: "ImageToTextTask", Image: 20_000, Side: 300}
		}
		if task%4 == 1 {
			c.Proxy = timeline.NewProxy(fmt.Sprintf("http://10.1.0.%d:8080", task%200))
		}
		calls = append(calls, c)
		c.Op, c.State, c.Payload, c.Proxy = timeline.GetTaskResult, timeline.Processing, nil, timeline.Proxy{}
		for poll := range 10 {
			c.Start = start.Add(at + time.Duration(6+poll*6)*time.Second + time.Duration(random.IntN(300))*time.Millisecond)
			if poll == 9 {
				c.State = timeline.Ready
			}
			if poll == 9 && task%30 == 0 {
				c.State, c.Code, c.Class = timeline.NoState, "ERROR_CAPTCHA_UNSOLVABLE", timeline.Unsolvable
			}
			calls = append(calls, c)
		}
	}
	return timeline.New(calls).Calls
}

// BenchmarkRun runs the whole rule book over the traffic of a fleet.
func BenchmarkRun(b *testing.B) {
	bench(b, fleet(20_000))
}

// BenchmarkAnswers runs the whole rule book over calls that are all answered alike: the
// worst of traffic.
func BenchmarkAnswers(b *testing.B) {
	for class := range timeline.OtherError + 1 {
		for _, op := range []timeline.Operation{timeline.CreateTask, timeline.GetTaskResult} {
			b.Run(fmt.Sprintf("%s %s", op, class), func(b *testing.B) { bench(b, alike(op, class)) })
		}
	}
}

// alike returns calls that are all answered with an error of one class, three times a
// second by each of ten accounts.
func alike(op timeline.Operation, class timeline.Class) []timeline.Call {
	var calls []timeline.Call
	for i := range 50_000 {
		c := call(time.Duration(i)*33*time.Millisecond, op, timeline.NoState)
		c.Key, c.Client = timeline.NewKey(fmt.Sprintf("K%d", i%10)), fmt.Sprintf("10.0.0.%d", i%10)
		c.Class, c.Code, c.Request = class, codeOf(class), uint64(1+i%300)
		c.Proxy = timeline.NewProxy(fmt.Sprintf("http://10.1.0.%d:8080", i%50))
		if op == timeline.GetTaskResult {
			c.Task = timeline.NewTaskID(fmt.Sprint(407_000_000 + i%2000))
		} else {
			c.Payload = &timeline.Payload{Image: -1}
		}
		calls = append(calls, c)
	}
	return calls
}

// codeOf returns an error code of a class.
func codeOf(class timeline.Class) string {
	for _, code := range service.Codes {
		if code.Class == class && class != timeline.NoError {
			return code.Name
		}
	}
	return ""
}

// BenchmarkStream takes calls from the order in which a log has them to the judgement. They
// are those of a log without answers, which shows one request a line.
func BenchmarkStream(b *testing.B) {
	calls := logged(20_000)
	b.ReportAllocs()
	for b.Loop() {
		engine, witness := analyzer.New(rules.All, service.All), verdict.Watch(service.All, verdict.Told{})
		engine.Passed = witness.Passed
		thread := timeline.NewThread(func(c *timeline.Call) {
			engine.Check(c)
			witness.Call(c)
		})
		window := timeline.NewWindow(thread.Add)
		for _, c := range calls {
			if !window.Add(&c) {
				b.Fatal("a call comes too late")
			}
		}
		window.Flush()
		witness.Judge(engine.Report())
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(len(calls)*b.N), "ns/call")
}

// logged returns the calls of a fleet as a log shows them: to the second, by the ends of
// their answers, which it does not show. A request is written down up to a second late.
func logged(tasks int) []timeline.Call {
	random := rand.New(rand.NewPCG(3, 4))
	calls := fleet(tasks)
	ended := func(c *timeline.Call) timeline.Instant { return c.Start.Add(c.Took) }
	for i := range calls {
		calls[i].Took = time.Duration(random.Int64N(int64(time.Second)))
	}
	slices.SortFunc(calls, func(a, b timeline.Call) int { return cmp.Compare(ended(&a), ended(&b)) })
	for i := range calls {
		c := &calls[i]
		c.Pos.Entry, c.Start, c.Grain, c.Took = int32(i+1), c.Start-c.Start%timeline.Instant(time.Second), time.Second, -1
		c.State, c.Code, c.Class, c.Created = timeline.NoState, "", timeline.NoError, nil
		c.Shows &^= timeline.ShowsAnswer
		if c.Op == timeline.CreateTask {
			c.Task = timeline.TaskID{}
		}
	}
	return calls
}

func bench(b *testing.B, calls []timeline.Call) {
	b.ReportAllocs()
	for b.Loop() {
		analyzer.Run(calls, rules.All, service.All)
	}
	n := float64(len(calls) * b.N)
	b.ReportMetric(n/b.Elapsed().Seconds()/1e6, "Mcalls/s")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/n, "ns/call")
}
