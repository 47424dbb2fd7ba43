package service

import "time"

// What requests to Anti-Captcha must look like.
var antiCaptchaForms = []Limit{
	must(KeyForm, "the key stands alone, without blanks or tabs around it").documented(antiCaptchaErrors),
	must(Method, "requests of the JSON dialect are POST").documented(antiCaptchaDocs),
	must(ContentType, "the body of the JSON dialect is JSON").documented(antiCaptchaDocs),
	must(SoftID, "softId is a number and stands beside task").documented(antiCaptchaDocs),
	must(TaskObject, "createTask holds a task object").documented(antiCaptchaErrors),
	must(TaskNames, "the task type is one that the official clients know").published(antiCaptchaClient),
	must(PageURL, "the page's URL begins with http:// or https://").published(capMonsterErrors),
	must(ImagePrefix, "Base64 stands without the prefix data:").documented(antiCaptchaDocs),
	must(ImageLine, "Base64 stands on one line").documented(antiCaptchaDocs),
	must(ImageTypes, "an image is JPG, GIF or PNG").documented(antiCaptchaErrors),
	must(ChallengeUse, "a GeeTest challenge is used once").published(capMonsterTasks),
	must(ProxyFields, "a proxy has proxyType, proxyAddress and proxyPort").published(capMonsterErrors),
	atLeast(FirstPoll, 5*time.Second, "from a task's creation to its first result request").estimated(antiCaptchaResult).
		doubted("what the official clients wait; no page gives a figure"),
	atMost(ReportWindow, time.Minute, "from the answer to the report on it").solved().documented(antiCaptchaErrors),
}

var antiCaptchaClient = Source{URL: "https://github.com/anti-captcha/anticaptcha-npm", Retrieved: "2026-11-24"}

var antiCaptchaDocs = Source{URL: "https://anti-captcha.com/apidoc", Retrieved: "2026-11-24"}

// The names that the official clients send.
var antiCaptchaTypes = named(
	"ImageToTextTask",
	"ImageToCoordinatesTask",
	"RecaptchaV2Task",
	"RecaptchaV2TaskProxyless",
	"RecaptchaV2EnterpriseTask",
	"RecaptchaV2EnterpriseTaskProxyless",
	"RecaptchaV3TaskProxyless",
	"HCaptchaTask",
	"HCaptchaTaskProxyless",
	"FunCaptchaTask",
	"FunCaptchaTaskProxyless",
	"GeeTestTask",
	"GeeTestTaskProxyless",
	"TurnstileTask",
	"TurnstileTaskProxyless",
	"FriendlyCaptchaTask",
	"FriendlyCaptchaTaskProxyless",
	"ProsopoTask",
	"ProsopoTaskProxyless",
	"AmazonTask",
	"AmazonTaskProxyless",
	"AltchaTask",
	"AltchaTaskProxyless",
	"AntiGateTask",
	"AntiBotCookieTask",
)

var antiCaptchaRenamed = []string{
	"NoCaptchaTask", "NoCaptchaTaskProxyless",
}
