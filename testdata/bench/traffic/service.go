package traffic

import "fmt"

// profile is a service in one of its dialects, and what a client of it keeps to.
type profile struct {
	service string
	dialect string // "json" or "php"
	host    string
	address string
	firstID int64
	first   float64 // seconds from the answer to a task to the first result request
	pause   float64 // seconds between result requests
	verbose bool    // a good answer names its errors too, as null
	numbers bool    // errorId is the number of the error, not 1
}

var profiles = []*profile{
	{"capmonster", "json", "api.capmonster.cloud", "203.0.113.10", 407_000_000, 2, 2.2, true, false},
	{"anticaptcha", "json", "api.anti-captcha.com", "203.0.113.20", 7_000_000_000, 5, 2.5, false, true},
	{"twocaptcha", "json", "api.2captcha.com", "203.0.113.30", 75_000_000_000, 5.2, 5.2, false, false},
	{"capmonster", "php", "api.capmonster.cloud", "203.0.113.10", 407_000_000, 2, 2.2, true, false},
	{"twocaptcha", "php", "2captcha.com", "203.0.113.40", 75_000_000_000, 5.2, 5.2, false, false},
}

// choose lists the profiles that the clients use, turn about.
func choose(service, dialect string) ([]*profile, error) {
	var used []*profile
	for _, p := range profiles {
		if (service == "" || p.service == service) && (dialect == "mixed" || p.dialect == dialect) {
			used = append(used, p)
		}
	}
	if len(used) == 0 {
		return nil, fmt.Errorf("no service %q in the dialect %q", service, dialect)
	}
	return used, nil
}

// failure is an error code with what it is called in the other dialect and its number.
type failure struct {
	code, php string
	number    int
}

var (
	keyUnknown  = failure{"ERROR_KEY_DOES_NOT_EXIST", "ERROR_KEY_DOES_NOT_EXIST", 1}
	noSlot      = failure{"ERROR_NO_SLOT_AVAILABLE", "ERROR_NO_SLOT_AVAILABLE", 2}
	zeroBalance = failure{"ERROR_ZERO_BALANCE", "ERROR_ZERO_BALANCE", 10}
	unsolvable  = failure{"ERROR_CAPTCHA_UNSOLVABLE", "ERROR_CAPTCHA_UNSOLVABLE", 12}
	noSuchTask  = failure{"ERROR_NO_SUCH_CAPCHA_ID", "ERROR_WRONG_CAPTCHA_ID", 16}
	proxyBanned = failure{"ERROR_PROXY_BANNED", "ERROR_BAD_PROXY", 28}
	badSiteKey  = failure{"ERROR_RECAPTCHA_INVALID_SITEKEY", "ERROR_GOOGLEKEY", 31}
	notReady    = failure{php: "CAPCHA_NOT_READY"}
)
