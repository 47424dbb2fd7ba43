package service

import (
	"slices"
	"time"
)

var capMonster = &Profile{
	Name:    "capmonster",
	Title:   "CapMonster Cloud",
	Aliases: []string{"capmonster.cloud"},
	Hosts:   []string{"api.capmonster.cloud"},
	// The documentation redirects clients of other services to this server by the
	// hosts file: a call that it answered is CapMonster's whatever its host says.
	Addresses: []string{"65.21.216.235"},
	Limits: slices.Concat([]Limit{
		requests(PollsPerTask, 120, 0, "result requests of one task").
			documented(capMonsterBlocking).earns(WrongTaskId),
		atLeast(PollInterval, 2*time.Second, "between result requests of one task").
			documented(capMonsterErrors).earns(RequestBurst).
			doubted("the FAQ asks for 2 to 5 s", "the official clients ask every 0.2 s for images and every 1 s for most tokens"),
		requests(WrongKeys, 9, time.Minute, "requests with a key that the service does not know").
			estimated(capMonsterBlocking).earns(KeyDoesntExist).
			doubted("2Captcha publishes 5 from one address (ERROR: 1004)"),
		requests(MissingKeys, 9, time.Minute, "requests without a key").
			estimated(capMonsterBlocking).earns(KeyDoesntExist),
		requests(EmptyBalance, 9, time.Minute, "requests on an empty balance").
			estimated(capMonsterBlocking).earns(ZeroBalance).
			doubted("2Captcha publishes 120 in a minute (ERROR: 1002), and asks for a pause of 60 s"),
		requests(UnknownTasks, 9, time.Minute, "result requests for tasks that do not exist").
			estimated(capMonsterBlocking).earns(WrongTaskId),
		requests(BannedProxies, 9, time.Minute, "tasks with a proxy that was answered as banned").
			estimated(capMonsterBlocking).earns(BadProxy).
			doubted("2Captcha keeps a failed proxy on its list of bad ones for 10 minutes"),
		requests(SameFailures, 9, time.Minute, "the same request with the same error").
			estimated(capMonsterErrors).earns(RepeatedErrors),
		atLeast(NoSlotWait, 5*time.Second, "before the next task when no slot was free").
			published(twoCaptchaLimits),
		bytesAtMost(ImageMost, 50_000, "size of an image").slack(1_200).
			documented(capMonsterErrors).
			doubted("the document says 50 KB, which may mean 51,200 bytes", "500,000 bytes until 2025-07-23").until("2025-07-23", 500_000),
		bytesAtLeast(ImageLeast, 100, "size of an image").documented(capMonsterErrors),
		{ID: TaskLife, Bounds: "how long a task can be asked for", Value: int64(5 * time.Minute), Unit: Time, Source: capMonsterErrors,
			Doubts: []string{"the document says that it is so usually"}},
	}, capMonsterForms, habits(capMonsterErrors, 3*time.Minute)),
	Codes:   capMonsterEntries,
	Unready: 503,
	Types:   capMonsterTypes,
	Renamed: capMonsterRenamed,
	Modules: capMonsterModules,
	Bans: []Ban{
		{Code: "ERROR_IP_BANNED", Lasts: 10 * time.Minute, Earned: []Reason{KeyDoesntExist}, Restart: true, Source: capMonsterBlocking,
			Doubt: "documented for wrong keys only; every reason for blocking leads to a block of ten minutes"},
		{Code: "ERROR_IP_BLOCKED", Lasts: 10 * time.Minute, Earned: []Reason{RepeatedErrors}, Restart: true, Source: capMonsterErrors,
			Doubt: "the length is that of the page on blocking, which does not name the code"},
	},
}

var (
	capMonsterErrors   = Source{URL: "https://docs.capmonster.cloud/docs/api/api-errors", Retrieved: "2026-08-21"}
	capMonsterBlocking = Source{URL: "https://docs.capmonster.cloud/docs/api/block-reason", Retrieved: "2026-08-21"}
)
