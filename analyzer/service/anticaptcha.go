package service

import (
	"slices"
	"time"
)

var antiCaptcha = &Profile{
	Name:      "anticaptcha",
	Title:     "Anti-Captcha",
	Aliases:   []string{"anti-captcha"},
	Hosts:     []string{"api.anti-captcha.com"},
	SiteHosts: []string{"anti-captcha.com", "www.anti-captcha.com", "anti-captcha.net", "www.anti-captcha.net", "antigate.com"},
	Limits: slices.Concat([]Limit{
		atLeast(PollInterval, 2*time.Second, "between result requests of one task").
			estimated(antiCaptchaResult).
			doubted("no page gives a figure; the official clients wait 1, 2 and 5 s"),
		requests(WrongKeys, 9, time.Minute, "requests with a key that the service does not know").
			estimated(antiCaptchaErrors).earns(KeyDoesntExist).
			doubted("2Captcha publishes 5 from one address (ERROR: 1004)"),
		requests(MissingKeys, 9, time.Minute, "requests without a key").
			estimated(antiCaptchaErrors).earns(KeyDoesntExist),
		requests(EmptyBalance, 9, time.Minute, "requests on an empty balance").
			estimated(antiCaptchaErrors).earns(RepeatedErrors).
			doubted("2Captcha publishes 120 in a minute (ERROR: 1002), and asks for a pause of 60 s"),
		requests(UnknownTasks, 9, time.Minute, "result requests for tasks that do not exist").
			estimated(antiCaptchaErrors).earns(RepeatedErrors),
		requests(BannedProxies, 9, time.Minute, "tasks with a proxy that was answered as banned").
			estimated(antiCaptchaErrors).earns(RepeatedErrors),
		requests(SameFailures, 9, time.Minute, "the same request with the same error").
			estimated(antiCaptchaErrors).earns(RepeatedErrors),
		atLeast(NoSlotWait, 5*time.Second, "before the next task when no slot was free").
			published(twoCaptchaLimits),
		bytesAtMost(ImageMost, 500_000, "size of an image").documented(antiCaptchaErrors),
		bytesAtLeast(ImageLeast, 100, "size of an image").documented(antiCaptchaErrors),
		{ID: TaskLife, Bounds: "how long a solved task can be asked for", Value: int64(time.Minute), Unit: Time, Solved: true, Source: antiCaptchaErrors,
			Doubts: []string{"5 minutes after sending, in older copies"}},
	}, antiCaptchaForms, habits(antiCaptchaErrors, 5*time.Minute)),
	Codes:   antiCaptchaEntries,
	Types:   antiCaptchaTypes,
	Renamed: antiCaptchaRenamed,
	Bans: []Ban{
		{Code: "ERROR_IP_BLOCKED", Subnet: true, Earned: []Reason{RepeatedErrors}, Source: antiCaptchaErrors},
		{Code: "ERROR_ACCOUNT_SUSPENDED", Account: true, Earned: []Reason{RepeatedErrors}, Source: antiCaptchaErrors},
	},
}

var (
	antiCaptchaErrors = Source{URL: "https://anti-captcha.com/apidoc/errors", Retrieved: "2026-11-24"}
	antiCaptchaResult = Source{URL: "https://anti-captcha.com/apidoc/methods/getTaskResult", Retrieved: "2026-11-24"}
)
