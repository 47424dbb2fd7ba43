package main

import (
	"math/rand/v2"
	"strings"
	"sync"
	"time"
)

// banTime is how long CapMonster Cloud documents a ban to last.
const banTime = 10 * time.Minute

// scenario is how the service behaves; its zero value refuses nothing.
type scenario struct {
	readyAfter int
	neverReady bool
	unknownKey string
	emptyKey   string
	badProxy   string
	pollLimit  int // 0: no limit
	faultLimit int // 0: no limit
	banned     bool
}

// fault is the error code of an answer, "" when the request is granted.
type fault string

const (
	keyUnknown   fault = "ERROR_KEY_DOES_NOT_EXIST"
	zeroBalance  fault = "ERROR_ZERO_BALANCE"
	noSuchTask   fault = "ERROR_NO_SUCH_CAPCHA_ID"
	proxyBanned  fault = "ERROR_PROXY_BANNED"
	noSuchMethod fault = "ERROR_NO_SUCH_METHOD"
	taskAbsent   fault = "ERROR_TASK_ABSENT"
	notReady     fault = "CAPTCHA_NOT_READY"
	ipBanned     fault = "ERROR_IP_BANNED"
)

// task is a captcha that was sent in, and how often its result was asked for.
type task struct {
	image bool
	polls int
}

// order is what a client wants solved.
type order struct {
	kind  string
	proxy string
}

// service is what both dialects ask. Its tasks live in memory, so a restart
// forgets them.
type service struct {
	scenario
	mu          sync.Mutex
	tasks       map[int64]*task
	faults      map[fault]int
	bannedUntil time.Time
}

func newService(s scenario) *service {
	d := &service{scenario: s, tasks: map[int64]*task{}, faults: map[fault]int{}}
	if s.banned {
		d.bannedUntil = time.Now().Add(banTime)
	}
	return d
}

// judge decides a request unless the client is banned, and bans it when the
// decision passes a limit. Requests during a ban prolong it, as documented.
func (s *service) judge(decide func() fault) fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if now.After(s.bannedUntil) {
		if f := decide(); !s.bans(f) {
			return f
		}
	}
	s.bannedUntil = now.Add(banTime)
	return ipBanned
}

func (s *service) bans(f fault) bool {
	if f == "" || f == notReady {
		return false
	}
	s.faults[f]++
	return f == ipBanned || s.faultLimit > 0 && s.faults[f] > s.faultLimit
}

func (s *service) create(key string, o order) (id int64, f fault) {
	f = s.judge(func() fault {
		switch {
		case s.unknown(key):
			return keyUnknown
		case key == s.emptyKey:
			return zeroBalance
		case o.kind == "":
			return taskAbsent
		case s.badProxy != "" && strings.Contains(o.proxy, s.badProxy):
			return proxyBanned
		}
		id = 1_000_000_000 + rand.Int64N(1_000_000_000)
		s.tasks[id] = &task{image: isImage(o.kind)}
		return ""
	})
	return id, f
}

func isImage(kind string) bool {
	return kind == "ImageToTextTask" || kind == "post" || kind == "base64"
}

// result grants the solution of a task that was asked for often enough.
func (s *service) result(key string, id int64) (t task, f fault) {
	f = s.judge(func() fault {
		known := s.tasks[id]
		switch {
		case s.unknown(key):
			return keyUnknown
		case known == nil:
			return noSuchTask
		}
		known.polls++
		t = *known
		switch {
		case s.pollLimit > 0 && t.polls > s.pollLimit:
			return ipBanned
		case s.neverReady || t.polls < s.readyAfter:
			return notReady
		}
		return ""
	})
	return t, f
}

func (s *service) balance(key string) (amount float64, f fault) {
	f = s.judge(func() fault {
		if s.unknown(key) {
			return keyUnknown
		}
		return ""
	})
	if key == s.emptyKey {
		return 0, f
	}
	return 12.5, f
}

func (s *service) report(key string, id int64) fault {
	return s.judge(func() fault {
		switch {
		case s.unknown(key):
			return keyUnknown
		case s.tasks[id] == nil:
			return noSuchTask
		}
		return ""
	})
}

func (s *service) unknown(key string) bool {
	return key == "" || key == s.unknownKey
}
