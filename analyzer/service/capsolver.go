package service

import (
	"slices"
	"time"
)

var capSolver = &Profile{
	Name:  "capsolver",
	Title: "CapSolver",
	Hosts: []string{"api.capsolver.com"},
	Limits: slices.Concat([]Limit{
		requests(PollsPerTask, 120, 0, "result requests of one task").
			documented(capSolverResult).earns(WrongTaskId),
		atLeast(PollInterval, 3*time.Second, "between result requests of one task").
			documented(capSolverResult),
		requests(WrongKeys, 9, time.Minute, "requests with a key that the service does not know").
			estimated(capSolverErrors),
		requests(MissingKeys, 9, time.Minute, "requests without a key").
			estimated(capSolverErrors),
		requests(EmptyBalance, 9, time.Minute, "requests on an empty balance").
			estimated(capSolverErrors),
		requests(UnknownTasks, 9, time.Minute, "result requests for tasks that do not exist").
			estimated(capSolverErrors).earns(WrongTaskId),
		requests(BannedProxies, 9, time.Minute, "tasks with a proxy that was answered as banned").
			estimated(capSolverErrors),
		requests(SameFailures, 9, time.Minute, "the same request with the same error").
			estimated(capSolverErrors),
		atLeast(NoSlotWait, 5*time.Second, "before the next task when no slot was free").
			published(twoCaptchaLimits),
		{ID: TaskLife, Bounds: "how long a task can be asked for", Value: int64(5 * time.Minute), Unit: Time, Source: capSolverResult},
	}, capSolverForms, habits(capSolverErrors, 3*time.Minute)),
	Codes: capSolverEntries,
	Bans: []Ban{
		{Code: "ERROR_IP_BANNED", Lasts: 10 * time.Minute, Source: capSolverErrors,
			Doubt: "the figure is from a client's copy of the page; another copy says 30 minutes after 1000 errors in one minute"},
		{Code: "ERROR_KEY_TEMP_BLOCKED", Lasts: 5 * time.Minute, Account: true, Source: capSolverErrors},
	},
}

var (
	capSolverResult = Source{URL: "https://docs.capsolver.com/en/guide/api-gettaskresult/", Retrieved: "2026-11-24"}
	capSolverErrors = Source{URL: "https://docs.capsolver.com/en/guide/api-error/", Retrieved: "2026-11-24"}
)
