package service

import (
	"slices"
	"time"
)

var twoCaptcha = &Profile{
	Name:      "twocaptcha",
	Title:     "2Captcha / RuCaptcha",
	Aliases:   []string{"2captcha", "rucaptcha"},
	Hosts:     []string{"api.2captcha.com", "api.rucaptcha.com"},
	SiteHosts: []string{"2captcha.com", "www.2captcha.com", "rucaptcha.com", "www.rucaptcha.com"},
	Limits: slices.Concat([]Limit{
		atLeast(PollInterval, 5*time.Second, "between result requests of one task").
			documented(twoCaptchaLimits),
		requests(PollsPerCreate, 20, 0, "result and balance requests for each task sent, beyond the allowance").
			documented(twoCaptchaAPI).earns(PollRatio),
		requests(PollAllowance, 1200, 0, "result and balance requests granted beside those for each task").
			documented(twoCaptchaAPI).earns(PollRatio),
		requests(WrongKeys, 4, 10*time.Minute, "requests with a key that the service does not know").
			documented(twoCaptchaAPI).earns(KeyDoesntExist).
			doubted("the document gives no span; ten minutes is the length of the block"),
		requests(MissingKeys, 4, 10*time.Minute, "requests without a key").
			documented(twoCaptchaAPI).earns(KeyDoesntExist).
			doubted("the document gives no span; ten minutes is the length of the block", "it speaks of incorrect keys"),
		requests(EmptyBalance, 119, time.Minute, "requests on an empty balance").
			documented(twoCaptchaAPI).earns(ZeroBalance).
			doubted("the limits page asks for a pause of 60 s after each"),
		requests(UnknownTasks, 9, time.Minute, "result requests for tasks that do not exist").
			estimated(twoCaptchaAPI),
		requests(BannedProxies, 9, time.Minute, "tasks with a proxy that was answered as bad").
			estimated(twoCaptchaAPI).earns(BadProxy).
			doubted("a failed proxy stays on the list of bad ones for 10 minutes"),
		requests(SameFailures, 9, time.Minute, "the same request with the same error").
			estimated(twoCaptchaAPI),
		requests(NoSlots, 119, time.Minute, "answers that no slot is free").
			documented(twoCaptchaAPI).earns(NoSlot),
		atLeast(NoSlotWait, 5*time.Second, "before the next task when no slot was free").
			documented(twoCaptchaLimits).earns(NoSlot).
			doubted("2 to 3 s in the table of errors"),
		requests(CreateBurst, 60, 3*time.Second, "tasks sent").
			documented(twoCaptchaAPI).earns(RequestBurst),
		bytesAtMost(ImageMost, 600_000, "size of an image").documented(twoCaptchaAPI).
			doubted("100 kB in older copies and on the page of errors"),
		bytesAtLeast(ImageLeast, 100, "size of an image").documented(twoCaptchaAPI),
	}, twoCaptchaForms, habits(twoCaptchaAPI, 10*time.Minute)),
	Codes:     twoCaptchaEntries,
	Methods:   twoCaptchaMethods,
	KeyLength: 32,
	Bans: []Ban{
		{Code: "IP_BANNED", Lasts: 5 * time.Minute, Earned: []Reason{KeyDoesntExist}, Source: twoCaptchaAPI,
			Doubt: "older copies ask to contact the support"},
		{Code: "ERROR: 1001", Lasts: 10 * time.Minute, Account: true, Earned: []Reason{NoSlot}, Sole: true, Source: twoCaptchaAPI},
		{Code: "ERROR: 1002", Lasts: 5 * time.Minute, Account: true, Earned: []Reason{ZeroBalance}, Sole: true, Source: twoCaptchaAPI},
		{Code: "ERROR: 1003", Lasts: 30 * time.Second, Account: true, Earned: []Reason{NoSlot}, Sole: true, Source: twoCaptchaAPI},
		{Code: "ERROR: 1004", Lasts: 10 * time.Minute, Earned: []Reason{KeyDoesntExist}, Sole: true, Source: twoCaptchaAPI},
		{Code: "ERROR: 1005", Lasts: 5 * time.Minute, Account: true, Earned: []Reason{PollRatio}, Sole: true, Source: twoCaptchaAPI,
			Doubt: "10 minutes in an older table"},
		{Code: "MAX_USER_TURN", Lasts: 10 * time.Second, Account: true, Earned: []Reason{RequestBurst}, Sole: true, Source: twoCaptchaAPI,
			Doubt: "no document says whether it counts by account or by address"},
		{Code: "ERROR_IP_BLOCKED", Source: twoCaptchaCodes},
		{Code: "ERROR_ACCOUNT_SUSPENDED", Account: true, Source: twoCaptchaCodes},
	},
}

// The page of the in.php dialect was read in a copy made after April 2025.
var (
	twoCaptchaAPI    = Source{URL: "https://2captcha.com/2captcha-api", Retrieved: "2026-11-24"}
	twoCaptchaLimits = Source{URL: "https://2captcha.com/api-docs/limits", Retrieved: "2026-11-24"}
	twoCaptchaCodes  = Source{URL: "https://2captcha.com/api-docs/error-codes", Retrieved: "2026-11-24"}
)
