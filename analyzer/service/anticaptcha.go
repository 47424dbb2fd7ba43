package service

import "time"

var antiCaptcha = &Profile{
	Name:      "anticaptcha",
	Title:     "Anti-Captcha",
	Aliases:   []string{"anti-captcha"},
	Hosts:     []string{"api.anti-captcha.com"},
	SiteHosts: []string{"anti-captcha.com", "www.anti-captcha.com", "anti-captcha.net", "www.anti-captcha.net", "antigate.com"},
	Limits: []Limit{
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
		{ID: TaskLife, Bounds: "how long a solved task can be asked for", Value: int64(time.Minute), Unit: Time, Source: antiCaptchaErrors,
			Doubts: []string{"5 minutes after sending, in older copies"}},
	},
	Bans: []Ban{
		{Code: "ERROR_IP_BLOCKED", Earned: []Reason{RepeatedErrors}, Source: antiCaptchaErrors},
		{Code: "ERROR_ACCOUNT_SUSPENDED", Account: true, Earned: []Reason{RepeatedErrors}, Source: antiCaptchaErrors},
	},
	Numbers: []string{
		1: "ERROR_KEY_DOES_NOT_EXIST", 2: "ERROR_NO_SLOT_AVAILABLE", 3: "ERROR_ZERO_CAPTCHA_FILESIZE",
		4: "ERROR_TOO_BIG_CAPTCHA_FILESIZE", 10: "ERROR_ZERO_BALANCE", 11: "ERROR_IP_NOT_ALLOWED",
		12: "ERROR_CAPTCHA_UNSOLVABLE", 13: "ERROR_BAD_DUPLICATES", 14: "ERROR_NO_SUCH_METHOD",
		15: "ERROR_IMAGE_TYPE_NOT_SUPPORTED", 16: "ERROR_NO_SUCH_CAPCHA_ID", 20: "ERROR_EMPTY_COMMENT",
		21: "ERROR_IP_BLOCKED", 22: "ERROR_TASK_ABSENT", 23: "ERROR_TASK_NOT_SUPPORTED",
		24: "ERROR_INCORRECT_SESSION_DATA", 25: "ERROR_PROXY_CONNECT_REFUSED", 26: "ERROR_PROXY_CONNECT_TIMEOUT",
		27: "ERROR_PROXY_READ_TIMEOUT", 28: "ERROR_PROXY_BANNED", 29: "ERROR_PROXY_TRANSPARENT",
		30: "ERROR_RECAPTCHA_TIMEOUT", 31: "ERROR_RECAPTCHA_INVALID_SITEKEY", 32: "ERROR_RECAPTCHA_INVALID_DOMAIN",
		33: "ERROR_RECAPTCHA_OLD_BROWSER", 34: "ERROR_TOKEN_EXPIRED", 35: "ERROR_PROXY_HAS_NO_IMAGE_SUPPORT",
		36: "ERROR_PROXY_INCOMPATIBLE_HTTP_VERSION", 49: "ERROR_PROXY_NOT_AUTHORISED", 51: "ERROR_INVALID_KEY_TYPE",
		52: "ERROR_FAILED_LOADING_WIDGET", 53: "ERROR_VISIBLE_RECAPTCHA", 54: "ERROR_ALL_WORKERS_FILTERED",
		55: "ERROR_ACCOUNT_SUSPENDED", 56: "ERROR_TEMPLATE_NOT_FOUND", 57: "ERROR_TASK_CANCELED",
	},
}

var (
	antiCaptchaErrors = Source{URL: "https://anti-captcha.com/apidoc/errors", Retrieved: "2026-11-24"}
	antiCaptchaResult = Source{URL: "https://anti-captcha.com/apidoc/methods/getTaskResult", Retrieved: "2026-11-24"}
)
