package service

import (
	"slices"
	"strconv"
	"strings"

	"github.com/banlint/banlint/analyzer/timeline"
)

// A Code is one error code, which means the same at every service that has it.
type Code struct {
	Name    string
	Class   timeline.Class
	Meaning string
	Do      string // what a client should do on it
}

// NotReady lists the codes that say that a result has to be waited for, which is
// no error.
var NotReady = []string{"CAPCHA_NOT_READY", "CAPTCHA_NOT_READY"}

// Codes lists the error codes of all services.
var Codes = []Code{
	{"CAPCHA_NOT_READY", timeline.NoError, "the task is still being solved (in.php dialect)", "Ask again after the interval of the service."},
	{"CAPTCHA_NOT_READY", timeline.NoError, "the task is still being solved", "Ask again after the interval of the service."},

	{"ERROR_KEY_DOES_NOT_EXIST", timeline.KeyUnknown, "no account has this key", stopOnKey},
	{"ERROR_WRONG_USER_KEY", timeline.KeyUnknown, "the key has the wrong form", stopOnKey},
	{"ERROR_KEY_DENIED_ACCESS", timeline.KeyUnknown, "the key is wrong or not valid", stopOnKey},

	{"ERROR_ZERO_BALANCE", timeline.ZeroBalance, "the account has no money left", stopOnBalance},
	{"ERROR_USER_BALANCE_ZERO", timeline.ZeroBalance, "the account has no money left", stopOnBalance},

	{"ERROR_NO_SUCH_CAPCHA_ID", timeline.UnknownTask, "no such task, or its time is over", dropTask},
	{"WRONG_CAPTCHA_ID", timeline.UnknownTask, "no such task, or its time is over", dropTask},
	{"ERROR_WRONG_CAPTCHA_ID", timeline.UnknownTask, "no such task (in.php dialect)", dropTask},
	{"ERROR_TASKID_INVALID", timeline.UnknownTask, "no such task, or its time is over", dropTask},
	{"ERROR_WRONG_ID_FORMAT", timeline.BadRequest, "the task id holds other characters than digits", "Read the id from the answer of createTask, after checking that it succeeded."},

	{"ERROR_PROXY_BANNED", timeline.ProxyBanned, "the captcha's owner has banned the proxy", changeProxy},
	{"ERROR_BAD_PROXY", timeline.ProxyBanned, "the proxy is on the service's list of bad ones", changeProxy},
	{"ERROR_PROXY_CONNECTION_FAILED", timeline.ProxyBanned, "the proxy failed and was put on the list of bad ones", changeProxy},
	{"ERROR_PROXY_CONNECT_REFUSED", timeline.ProxyFailed, "the proxy refused the connection", changeProxy},
	{"ERROR_PROXY_CONNECT_TIMEOUT", timeline.ProxyFailed, "the proxy could not be reached in time", changeProxy},
	{"ERROR_PROXY_READ_TIMEOUT", timeline.ProxyFailed, "the proxy answered too slowly, or its address is wrong", changeProxy},
	{"ERROR_PROXY_TRANSPARENT", timeline.ProxyFailed, "the proxy shows the address behind it", changeProxy},
	{"ERROR_PROXY_HAS_NO_IMAGE_SUPPORT", timeline.ProxyFailed, "the proxy does not pass images", changeProxy},
	{"ERROR_PROXY_INCOMPATIBLE_HTTP_VERSION", timeline.ProxyFailed, "the proxy refuses long requests or TLS", changeProxy},
	{"ERROR_PROXY_NOT_AUTHORISED", timeline.ProxyFailed, "the proxy's login or password is wrong", "Correct proxyLogin and proxyPassword."},

	{"ERROR_TOO_MUCH_REQUESTS", timeline.TooFast, "results were asked for too often", "Double the interval, and never ask below that of the service."},
	{"ERROR_RATE_LIMIT", timeline.TooFast, "requests came too often", "Double the interval."},

	{"ERROR_NO_SLOT_AVAILABLE", timeline.NoSlot, "nobody is free to take the task", "Wait 5 s, then twice as long each time; send fewer tasks at once or raise the bid."},
	{"ERROR_ALL_WORKERS_FILTERED", timeline.NoSlot, "reports of bad answers have left no worker for the task", "Report fewer answers as bad."},
	{"ERROR_TODAY_NO_SLOT_AVAILABLE_UPGRAGE_PACKAGE_OR_CHANGE_TO_USE_BALANCE", timeline.NoSlot, "the package is used up for today", "Stop for the day."},

	{"ERROR_IP_BANNED", timeline.Banned, "the address is banned", sitOut},
	{"IP_BANNED", timeline.Banned, "the address is banned for repeated wrong keys", sitOut},
	{"ERROR_IP_BLOCKED", timeline.Banned, "the address is blocked for misuse of the API", sitOut},
	{"ERROR_KEY_TEMP_BLOCKED", timeline.Banned, "the key is blocked for a while for too many errors", sitOutAccount},
	{"ERROR_ACCOUNT_SUSPENDED", timeline.Banned, "the account is suspended", "Stop, and ask the service's support."},
	{"MAX_USER_TURN", timeline.Banned, "more than 60 tasks were sent in 3 seconds", sitOutAccount},
	{"ERROR: 1001", timeline.Banned, "120 tasks in a minute were sent while no slot was free", sitOutAccount},
	{"ERROR: 1002", timeline.Banned, "120 tasks in a minute were sent on an empty balance", sitOutAccount},
	{"ERROR: 1003", timeline.Banned, "three times as many tasks were refused for lack of a slot as were taken", sitOutAccount},
	{"ERROR: 1004", timeline.Banned, "5 requests with a wrong key came from one address", sitOut},
	{"ERROR: 1005", timeline.Banned, "too many result requests for the tasks sent", sitOutAccount},

	{"ERROR_IP_NOT_ALLOWED", timeline.NotAllowed, "the account does not admit this address", "Add the address to the account's list, or call from one that is on it."},
	{"ERROR_DOMAIN_NOT_ALLOWED", timeline.BadRequest, "the service does not solve captchas of this site", fixRequest},

	{"ERROR_CAPTCHA_UNSOLVABLE", timeline.Unsolvable, "the task was tried in vain", newTask},
	{"ERROR_BAD_DUPLICATES", timeline.Unsolvable, "too few workers gave the same answer", newTask},
	{"ERROR_RECAPTCHA_TIMEOUT", timeline.Unsolvable, "solving took too long, often for a slow proxy", newTask},
	{"ERROR_TASK_TIMEOUT", timeline.Unsolvable, "solving took too long", newTask},
	{"ERROR_FAILED_LOADING_WIDGET", timeline.Unsolvable, "the captcha did not load at the worker's", newTask},
	{"ERROR_TASK_CANCELED", timeline.Unsolvable, "a worker gave the task up", newTask},
	{"ERROR_SETTLEMENT_FAILED", timeline.Unsolvable, "the task could not be billed", newTask},
	{"ERROR_TOKEN_EXPIRED", timeline.Unsolvable, "the challenge sent along was out of date", "Fetch a new challenge, then create a new task."},

	{"ERROR_SERVICE_NOT_AVAILABLE", timeline.ServerError, "the service takes no tasks now, or cannot reach callbackUrl", backOff},
	{"ERROR_SERVICE_UNAVALIABLE", timeline.ServerError, "the service is not available", backOff},

	{"ERROR_ZERO_CAPTCHA_FILESIZE", timeline.BadRequest, "the image is smaller than 100 bytes", "Check the download: an error page or nothing was sent as the image."},
	{"ERROR_TOO_BIG_CAPTCHA_FILESIZE", timeline.BadRequest, "the image is larger than the service takes", "Crop the image to the captcha, or compress it."},
	{"ERROR_WRONG_FILE_EXTENSION", timeline.BadRequest, "the file is not named as an image", fixRequest},
	{"ERROR_IMAGE_TYPE_NOT_SUPPORTED", timeline.BadRequest, "the file is no image that the service knows", fixRequest},
	{"ERROR_INVALID_IMAGE", timeline.BadRequest, "the image cannot be used", fixRequest},
	{"ERROR_PARSE_IMAGE_FAIL", timeline.BadRequest, "the image cannot be decoded", fixRequest},
	{"ERROR_CAPTCHAIMAGE_BLOCKED", timeline.BadRequest, "the image is listed as unrecognisable", fixRequest},
	{"TOO_MANY_BAD_IMAGES", timeline.BadRequest, "too many unrecognisable images were sent", fixRequest},
	{"ERROR_UPLOAD", timeline.BadRequest, "the file cannot be read from the request", fixRequest},
	{"ERROR_NO_SUCH_METHOD", timeline.BadRequest, "no such method or task type", fixRequest},
	{"ERROR_TASK_ABSENT", timeline.BadRequest, "there is no task object in the request, or it is no JSON", fixRequest},
	{"ERROR_TASK_NOT_SUPPORTED", timeline.BadRequest, "no such task type", fixRequest},
	{"ERROR_INVALID_TASK", timeline.BadRequest, "fields of the task are missing, wrong or out of date", fixRequest},
	{"ERROR_INVALID_TASK_DATA", timeline.BadRequest, "fields of the task are wrong", fixRequest},
	{"ERROR_BAD_PARAMETERS", timeline.BadRequest, "parameters are missing or wrong", fixRequest},
	{"ERROR_BAD_REQUEST", timeline.BadRequest, "the request is wrong", fixRequest},
	{"ERROR_BAD_IMGINSTRUCTIONS", timeline.BadRequest, "the picture with instructions cannot be used", fixRequest},
	{"ERROR_INCORRECT_SESSION_DATA", timeline.BadRequest, "values needed to act as the user are missing", fixRequest},
	{"ERROR_EMPTY_COMMENT", timeline.BadRequest, "the comment is missing", fixRequest},
	{"ERROR_EMPTY_ACTION", timeline.BadRequest, "the action is missing", fixRequest},
	{"ERROR_PAGEURL", timeline.BadRequest, "pageurl is missing", fixRequest},
	{"ERROR_GOOGLEKEY", timeline.BadRequest, "googlekey is missing", fixRequest},
	{"ERROR_WRONG_GOOGLEKEY", timeline.BadRequest, "googlekey has the wrong form", fixRequest},
	{"ERROR_BAD_TOKEN_OR_PAGEURL", timeline.BadRequest, "googlekey and pageurl do not belong together", fixRequest},
	{"ERROR_RECAPTCHA_INVALID_SITEKEY", timeline.BadRequest, "the site key is wrong", fixRequest},
	{"ERROR_RECAPTCHA_INVALID_DOMAIN", timeline.BadRequest, "the site key belongs to another domain, or the URL lacks http:// or https://", fixRequest},
	{"ERROR_RECAPTCHA_OLD_BROWSER", timeline.BadRequest, "the user agent is too old for the captcha", fixRequest},
	{"ERROR_INVALID_KEY_TYPE", timeline.BadRequest, "the site key is for another type of reCAPTCHA", fixRequest},
	{"ERROR_VISIBLE_RECAPTCHA", timeline.BadRequest, "a visible reCAPTCHA was sent as an invisible one", fixRequest},
	{"ERROR_TEMPLATE_NOT_FOUND", timeline.BadRequest, "no such AntiGate template", fixRequest},
	{"ERROR_UNKNOWN_QUESTION", timeline.BadRequest, "the question is not known", fixRequest},
	{"ERROR_WRONG_USERAGENT", timeline.BadRequest, "the user agent is not the one that the service asks for", fixRequest},
	{"ERROR_PROXY_MISSING", timeline.BadRequest, "fields of the proxy are missing", fixRequest},
	{"ERROR_PROXY_FORMAT", timeline.BadRequest, "the proxy is written wrongly", fixRequest},
	{"ERROR_PROXY_CREDENTIALS_INVALID_CHARACTER", timeline.BadRequest, "there is a percent sign in the proxy's login or password", fixRequest},
	{"ERROR_IP_ADDRES", timeline.BadRequest, "the pingback address does not belong to this address", fixRequest},
	{"REPORT_NOT_RECORDED", timeline.BadRequest, "the report came too late, or there were too many", "Report at once, and only what the site refused."},
	{"ERROR_DUPLICATE_REPORT", timeline.BadRequest, "the task was reported before", "Report a task once."},
}

// What to do, where several codes ask for the same.
const (
	stopOnKey     = "Stop at the first such answer; check the key with getBalance before the work starts."
	stopOnBalance = "Stop creating tasks; look at the balance once a minute at most until it is topped up."
	dropTask      = "Forget the id: the answer is final."
	changeProxy   = "Take the proxy out of use for at least ten minutes."
	sitOut        = "Stop all clients at this address for the whole block; then start with one getBalance."
	sitOutAccount = "Stop all clients of this account for the whole block; then start with one getBalance."
	fixRequest    = "Correct the request: repeating it brings the same error."
	newTask       = "Create a new task, three times at the most."
	backOff       = "Wait 5 s, then twice as long each time."
)

// CodeByName returns the code of that name in any case of its letters; ok is
// false for a name that no service documents.
func CodeByName(name string) (c Code, ok bool) {
	i := slices.IndexFunc(Codes, func(c Code) bool { return strings.EqualFold(c.Name, name) })
	if i < 0 {
		return Code{}, false
	}
	return Codes[i], true
}

// ClassName is how a user writes a class of errors, as in "zero-balance".
func ClassName(c timeline.Class) string {
	if c == timeline.Banned {
		return "bans"
	}
	return strings.ReplaceAll(c.String(), " ", "-")
}

// ClassNames lists how the classes of errors are written.
func ClassNames() (names []string) {
	for class := timeline.KeyUnknown; class <= timeline.OtherError; class++ {
		names = append(names, ClassName(class))
	}
	return names
}

// ErrorNamed finds an error by its code, or by its class: then the code is "". ok is false
// for what is neither.
func ErrorNamed(word string) (code string, class timeline.Class, ok bool) {
	if c, ok := CodeByName(word); ok && c.Class != timeline.NoError {
		return c.Name, c.Class, true
	}
	for class := timeline.KeyUnknown; class <= timeline.OtherError; class++ {
		if strings.EqualFold(word, ClassName(class)) {
			return "", class, true
		}
	}
	return "", timeline.NoError, false
}

// codes finds what is known of a code by its name.
var codes = func() map[string]*Code {
	m := make(map[string]*Code, len(Codes))
	for i := range Codes {
		m[Codes[i].Name] = &Codes[i]
	}
	return m
}()

// codeOf names the error of an answer that gives code, number or both.
func (p *Profile) codeOf(code string, number int64) string {
	if code == "" && number > 0 {
		if name := p.numbered(number); name != "" {
			return name
		}
		return "errorId " + strconv.FormatInt(number, 10)
	}
	return code
}
