package script_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/banlint/banlint/analyzer/script"
	"github.com/banlint/banlint/analyzer/timeline"
)

const sample = `
== bad: asked too fast
service capmonster
took 50ms   # from here on
+0s     createTask    key=K1 task=7 image=99 client=192.0.2.1 proxy=p1 request=r library=lib -> ok
+2s x2  getTaskResult key=K1 task=7 -> processing
+500ms  getTaskResult key=K1 task=7 -> lost   # want error "after 0\.5s"

+1m     getTaskResult key=K1 task=7 status=403 -> ERROR_NO_SUCH_CAPCHA_ID

== good: another
service 2captcha
grain 1s
hides answer
hides key
+0s     other
+1s     getBalance -> ERROR:1001
+1s     report -> ready
+0s     createTask
`

func parse(t *testing.T, src string) []*script.Script {
	t.Helper()
	scripts, err := script.Parse("a.timeline", src)
	if err != nil {
		t.Fatal(err)
	}
	return scripts
}

// brief writes a call in the manner of its line.
func brief(c timeline.Call, start timeline.Instant) string {
	return fmt.Sprintf("%s#%d +%v %v key=%v task=%v %v%s %d", c.Pos, c.Pos.Entry, c.Start.Sub(start), c.Op, c.Key == timeline.NewKey("K1"), c.Task, c.State, c.Code, c.Status)
}

func TestParse(t *testing.T) {
	scripts := parse(t, sample)
	want := [][]string{{
		"a.timeline:5#1 +0s createTask key=true task=7 ok 200",
		"a.timeline:6#2 +2s getTaskResult key=true task=7 processing 200",
		"a.timeline:6#3 +4s getTaskResult key=true task=7 processing 200",
		"a.timeline:7#4 +4.5s getTaskResult key=true task=7  0",
		"a.timeline:9#5 +1m4.5s getTaskResult key=true task=7 ERROR_NO_SUCH_CAPCHA_ID 403",
	}, {
		"a.timeline:16#1 +0s other key=false task=  200",
		"a.timeline:17#2 +1s getBalance key=false task= ERROR: 1001 200",
		"a.timeline:18#3 +2s report key=false task= ready 200",
		"a.timeline:19#4 +2s createTask key=false task=  200",
	}}
	if len(scripts) != len(want) {
		t.Fatalf("%d scripts", len(scripts))
	}
	for i, s := range scripts {
		if len(s.Calls) != len(want[i]) {
			t.Fatalf("%s: %d calls", s.Title, len(s.Calls))
		}
		for j, c := range s.Calls {
			if got := brief(c, s.Calls[0].Start); got != want[i][j] {
				t.Errorf("%s:\n got %s\nwant %s", s.Title, got, want[i][j])
			}
		}
	}
}

func TestFields(t *testing.T) {
	s := parse(t, sample)[0]
	c := s.Calls[0]
	if c.Service != "capmonster" || c.Took != 50*time.Millisecond || c.Client != "192.0.2.1" || c.Proxy != timeline.NewProxy("p1") ||
		c.Payload.Image != 99 || c.Request == 0 || c.Library.Name != "lib" || !c.Library.Official {
		t.Errorf("%+v", c)
	}
	if got := s.Calls[4].Class; got != timeline.UnknownTask {
		t.Errorf("class %v", got)
	}
	if s.Calls[1].Payload != nil || s.Calls[1].Request != 0 {
		t.Errorf("a line has the fields of the one before: %+v", s.Calls[1])
	}
}

func TestSettings(t *testing.T) {
	for _, c := range parse(t, sample)[1].Calls {
		if c.Grain != time.Second || c.Took != 0 || c.Service != "twocaptcha" {
			t.Errorf("%+v", c)
		}
		if want := timeline.ShowsTask | timeline.ShowsPayload | timeline.ShowsTime; c.Shows != want {
			t.Errorf("shows %b, want %b", c.Shows, want)
		}
		if c.Op == timeline.CreateTask && (c.Payload == nil || c.Payload.Image != -1) {
			t.Errorf("payload %+v", c.Payload)
		}
	}
}

func TestWants(t *testing.T) {
	scripts := parse(t, sample)
	wants := scripts[0].Wants
	if len(wants) != 1 || wants[0].Line != 7 || wants[0].Severity != "error" || !wants[0].Pattern.MatchString("after 0.5s") || wants[0].Pattern.MatchString("after 025s") {
		t.Errorf("%+v", wants)
	}
	if len(scripts[1].Wants) != 0 {
		t.Errorf("%+v", scripts[1].Wants)
	}
}

// Pages show a timeline as it was written.
func TestText(t *testing.T) {
	want, _, _ := strings.Cut(strings.TrimPrefix(sample, "\n== bad: asked too fast\n"), "== ")
	s := parse(t, sample)[0]
	if s.Title != "bad: asked too fast" || s.Text != want {
		t.Errorf("%s:\n%s", s.Title, s.Text)
	}
}

// Every run of a script begins with the same calls.
func TestTimelineLeavesTheScript(t *testing.T) {
	s := parse(t, sample)[0]
	linked := s.Timeline().Calls
	if linked[1].Created == nil || s.Calls[1].Created != nil {
		t.Errorf("linked %v, in the script %v", linked[1].Created, s.Calls[1].Created)
	}
}

func TestErrors(t *testing.T) {
	const head = "== good: x\nservice capmonster\n"
	for _, c := range []struct{ name, src, want string }{
		{"no section", "service capmonster", "a.timeline:1: text before the first section"},
		{"unknown service", "== x\nservice nonesuch", `a.timeline:2: no service "nonesuch"`},
		{"unknown setting", head + "colour red", `a.timeline:3: no setting "colour"`},
		{"setting without a value", head + "grain", `a.timeline:3: setting "grain" takes one value`},
		{"setting with two values", head + "grain 1s 2s", `a.timeline:3: setting "grain" takes one value`},
		{"grain is no time", head + "grain much", "a.timeline:3: time: invalid duration"},
		{"nothing to hide", head + "hides body", `a.timeline:3: nothing is called "body"`},
		{"no time", head + "+soon getBalance", "a.timeline:3: time: invalid duration"},
		{"no number of times", head + "+1s xmany getBalance", "a.timeline:3: a call is repeated as in x3"},
		{"not once", head + "+1s x0 getBalance", "a.timeline:3: a call is repeated as in x3"},
		{"unknown word", head + "\n+1s getbalance", `a.timeline:4: unknown word "getbalance"`},
		{"unknown code", head + "+1s getBalance -> ERROR_NONESUCH", `a.timeline:3: unknown word "ERROR_NONESUCH"`},
		{"unknown field", head + "+1s getBalance colour=red", `a.timeline:3: unknown field "colour"`},
		{"image is no number", head + "+1s createTask image=big", "a.timeline:3: strconv.ParseInt"},
		{"status is no number", head + "+1s createTask status=bad", "a.timeline:3: strconv.Atoi"},
		{"want without quotes", head + "+1s getBalance # want error x", "a.timeline:3: a want is written"},
		{"want of no severity", head + `+1s getBalance # want failure "x"`, "a.timeline:3: a want is written"},
		{"call without a service", "== good: x\n+1s getBalance", "a.timeline:2: the service is named before"},
		{"too many calls", head + "+1s x99999 getBalance\n+1s x2 getBalance", "a.timeline:4: a timeline has at most 100000 calls"},
		{"defect of no library", head + "+1s getBalance defect=x", "a.timeline:3: a defect is one of a library"},
		{"want is no pattern", head + `+1s getBalance # want error "("`, "a.timeline:3: error parsing regexp"},
	} {
		scripts, err := script.Parse("a.timeline", c.src)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || scripts != nil {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

func TestNothing(t *testing.T) {
	if scripts := parse(t, " \n\n"); len(scripts) != 0 {
		t.Errorf("%d scripts", len(scripts))
	}
}
