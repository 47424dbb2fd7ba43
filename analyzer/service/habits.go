package service

import "time"

// habits are the figures that no service documents: what a client in good health
// does not do. They earn no ban by themselves. end is how long one task is asked for; source is the document that asks
// for as much in words.
func habits(source Source, end time.Duration) []Limit {
	limits := []Limit{
		requests(FailingProxies, 2, 10*time.Minute, "tasks with a proxy that does not work"),
		atMost(TaskEnd, end, "how long a client asks for one task").
			doubted("the official clients of CapMonster give up after 10 to 180 s, those of 2Captcha after 120 s, or 600 s for reCAPTCHA"),
		atMost(Unasked, time.Minute, "from a task's creation to its first result request"),
		number(FailureShare, 50, "share of requests answered with an error, among 20 or more in ten minutes"),
		requests(Retries, 4, time.Minute, "tries within a second of an answer that is none"),
		requests(Unsolvable, 2, 0, "tasks in a row that could not be solved"),
		requests(Twins, 1, time.Minute, "the same image while its result is open"),
		requests(RequestRate, 50, time.Second, "requests from one address"),
		requests(BalanceChecks, 12, time.Minute, "balance requests"),
		requests(ClientPolls, 60, 0, "result requests of one task by a client with a known defect"),
		atLeast(ClientGap, 50*time.Millisecond, "between result requests of one task by a client with a known defect"),
		must(KeyPlace, "the key stands in the body (or, in the in.php dialect, in the parameters), and nowhere else"),
		must(KeySecrecy, "requests with a key go over https"),
		must(Dialect, "a request speaks one dialect"),
		must(TaskIDForm, "a result is asked for with an id that createTask gave"),
		must(ImageBase64, "an image is Base64 of a picture"),
		must(ProxyTaken, "a proxy goes with a task type that takes one"),
		must(CallbackURL, "a callback goes to an address that the service can reach"),
		must(ProxyReach, "a proxy has an address that the service can reach"),
		must(ProxyTypes, "a proxy is of type http, https, socks4 or socks5, with a port from 1 to 65535"),
	}
	for i := range limits {
		limits[i] = limits[i].estimated(source)
	}
	return limits
}
