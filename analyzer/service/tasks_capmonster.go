package service

import "time"

// What requests to CapMonster Cloud must look like.
var capMonsterForms = []Limit{
	must(KeyForm, "the key stands alone, without blanks or quotes around it").estimated(capMonsterErrors),
	must(KeySuffix, "options follow the key behind two underscores: nocache, a module, recognizingthreshold_0 to _100").documented(capMonsterModulePage),
	must(Method, "requests of the JSON dialect are POST").documented(capMonsterCreate),
	must(ContentType, "the body of the JSON dialect is JSON").documented(capMonsterCreate),
	must(SoftID, "softId is a number and stands beside task").documented(capMonsterCreate),
	must(TaskObject, "createTask holds a task object").documented(capMonsterErrors),
	must(TaskNames, "the task type is one that the service lists").documented(capMonsterTasks),
	must(RequiredFields, "a task has all fields that its type must have").documented(capMonsterTasks),
	must(PageURL, "the page's URL begins with http:// or https://").documented(capMonsterErrors),
	must(NoCacheUse, "nocache is for reCAPTCHA v2 and v3").documented(capMonsterTokens).
		doubted("hCaptcha was on the list in older documents"),
	must(ModuleUse, "capMonsterModule and recognizingThreshold go with ImageToTextTask, numeric is 0 or 1, math goes with any module but captcha_math").
		documented(capMonsterModulePage),
	number(ThresholdLeast, 0, "recognizingThreshold").least().documented(capMonsterThreshold),
	number(ThresholdMost, 100_00, "recognizingThreshold").documented(capMonsterThreshold),
	number(ScoreLeast, 10, "minScore").least().documented(capMonsterTasks),
	number(ScoreMost, 90, "minScore").documented(capMonsterTasks),
	number(CountLeast, 1_00, "metadata.count of a Castle task").least().documented(capMonsterTasks),
	number(CountMost, 49_00, "metadata.count of a Castle task").documented(capMonsterTasks),
	must(UserAgent, "userAgent is the current one of Chrome on Windows, as capmonster.cloud/api/useragent/actual gives it").documented(capMonsterErrors),
	must(ImageSource, "a ComplexImageTask has imageUrls or imagesBase64, and metadata.Task or metadata.TaskDefinition").documented(capMonsterTasks),
	must(ImageNumber, "a recognition task has as many images as it wants").documented(capMonsterTasks),
	must(ImagePrefix, "Base64 stands without the prefix data:").documented(capMonsterTasks).
		doubted("the page of ImageToTextTask has a sample that makes such a prefix"),
	must(ImageLine, "Base64 stands on one line").documented(capMonsterTasks),
	must(ChallengeUse, "a GeeTest challenge is used once").documented(capMonsterTasks),
	must(ProxyFields, "a proxy has proxyType, proxyAddress and proxyPort").documented(capMonsterErrors),
	must(ProxyNeed, "DataDome, Imperva, HUNT, tspd and Cloudflare cookies need a proxy of one's own").documented(capMonsterTasks),
	must(ProxyAddress, "proxyAddress is an IPv4 or IPv6 address").documented(capMonsterTasks).
		doubted("gateways with names work in practice"),
	must(ProxyPercent, "there is no percent sign in proxyLogin and proxyPassword").documented(capMonsterErrors),
	atMost(ReportWindow, 5*time.Minute, "from a task's creation to the report on its answer").documented(capMonsterErrors),
}

var (
	capMonsterCreate     = Source{URL: "https://docs.capmonster.cloud/docs/api/methods/create-task", Retrieved: "2026-08-21"}
	capMonsterModulePage = Source{URL: "https://docs.capmonster.cloud/docs/captchas/ImageToText/module-name", Retrieved: "2026-08-21"}
	capMonsterThreshold  = Source{URL: "https://docs.capmonster.cloud/docs/captchas/ImageToText/threshold", Retrieved: "2026-08-21"}
	capMonsterTokens     = Source{URL: "https://docs.capmonster.cloud/docs/api/token-accept", Retrieved: "2026-08-21"}
	capMonsterTasks      = Source{URL: "https://docs.capmonster.cloud/docs/captchas/", Retrieved: "2026-08-21"}
)

// Variants of one type follow each other; those that a member singles out count
// before those without.
var capMonsterTypes = []TaskType{
	{Name: "AmazonTask", Fields: "websiteURL websiteKey captchaScript", Proxy: OptionalProxy},
	{Name: "AmazonTask", Fields: "websiteURL challengeScript websiteKey context iv", Proxy: OptionalProxy},
	{Name: "AmazonTask", Fields: "websiteURL challengeScript context? iv?", Proxy: OptionalProxy},
	{Name: "BinanceTask", Fields: "websiteURL websiteKey validateId", Proxy: OptionalProxy},
	{Name: "ComplexImageTask", When: "class=recognition, metadata.Task=bills_audio", Fields: "metadata.PayloadType"},
	{Name: "ComplexImageTask", When: "class=recognition, metadata.Task=shein"},
	{Name: "ComplexImageTask", When: "class=recognition, metadata.Task=bls_3x3", Fields: "metadata.TaskArgument", Images: 9},
	{Name: "ComplexImageTask", When: "class=recognition, metadata.Task=baidu"},
	{Name: "ComplexImageTask", When: "class=recognition, metadata.Task=betpunch_3x3_rotate", Images: 9},
	{Name: "ComplexImageTask", When: "class=recognition, metadata.Task=oocl_rotate_double_new", Images: 3},
	{Name: "ComplexImageTask", When: "class=recognition, metadata.Task=oocl_rotate_new", Images: 2},
	{Name: "ComplexImageTask", When: "class=recognition, metadata.Task=dli"},
	{Name: "ComplexImageTask", When: "class=recognition, metadata.Task=MathSum"},
	{Name: "ComplexImageTask", When: "class=recognition, metadata.Task=portugal_text_find_icon", Fields: "metadata.TaskArgument"},
	{Name: "ComplexImageTask", When: "class=recaptcha", Fields: "metadata.Grid"},
	{Name: "CustomTask", When: "class=Basilisk", Fields: "websiteURL websiteKey", Proxy: OptionalProxy},
	{Name: "CustomTask", When: "class=alibaba", Fields: "websiteURL metadata.sceneId metadata.prefix", Proxy: OptionalProxy},
	{Name: "CustomTask", When: "class=altcha", Fields: "websiteURL websiteKey? metadata.challenge metadata.iterations metadata.salt metadata.signature", Proxy: OptionalProxy},
	{Name: "CustomTask", When: "class=Castle", Fields: "websiteURL websiteKey metadata.wUrl metadata.swUrl", Proxy: OptionalProxy},
	{Name: "CustomTask", When: "class=DataDome", Fields: "websiteURL metadata.captchaUrl metadata.datadomeCookie", Proxy: NeedsProxy},
	{Name: "CustomTask", When: "class=friendly", Fields: "websiteURL websiteKey metadata.apiGetLib", Proxy: OptionalProxy},
	{Name: "CustomTask", When: "class=HUNT", Fields: "websiteURL metadata.apiGetLib", Proxy: NeedsProxy},
	{Name: "CustomTask", When: "class=Imperva", Fields: "websiteURL metadata.incapsulaScriptUrl metadata.incapsulaCookies", Proxy: NeedsProxy},
	{Name: "CustomTask", When: "class=Temu", Fields: "websiteURL metadata.cookie", Proxy: OptionalProxy},
	{Name: "CustomTask", When: "class=TenDI", Fields: "websiteURL websiteKey", Proxy: OptionalProxy},
	{Name: "CustomTask", When: "class=tspd", Fields: "websiteURL metadata.tspdCookie metadata.htmlPageBase64", Proxy: NeedsProxy},
	{Name: "FunCaptchaTask", Fields: "websiteURL websitePublicKey", Proxy: OptionalProxy},
	{Name: "GeeTestTask", When: "version=4", Fields: "websiteURL gt", Proxy: OptionalProxy},
	{Name: "GeeTestTask", Fields: "websiteURL gt challenge", Proxy: OptionalProxy},
	{Name: "HCaptchaTask", Fields: "websiteURL websiteKey", Proxy: OptionalProxy},
	{Name: "ImageToTextTask", Fields: "body"},
	{Name: "MTCaptchaTask", Fields: "websiteURL websiteKey", Proxy: OptionalProxy},
	{Name: "ProsopoTask", Fields: "websiteURL websiteKey", Proxy: OptionalProxy},
	{Name: "RecaptchaV2EnterpriseTask", Fields: "websiteURL websiteKey", Proxy: OptionalProxy},
	{Name: "RecaptchaV2Task", Fields: "websiteURL websiteKey", Proxy: OptionalProxy},
	{Name: "RecaptchaV3EnterpriseTask", Fields: "websiteURL websiteKey"},
	{Name: "RecaptchaV3TaskProxyless", Fields: "websiteURL websiteKey"},
	{Name: "TurnstileTask", When: "cloudflareTaskType=token", Fields: "websiteURL websiteKey pageAction userAgent data pageData", Proxy: OptionalProxy},
	{Name: "TurnstileTask", When: "cloudflareTaskType=cf_clearance", Fields: "websiteURL websiteKey htmlPageBase64 userAgent", Proxy: NeedsProxy},
	{Name: "TurnstileTask", When: "cloudflareTaskType=wait_room", Fields: "websiteURL websiteKey htmlPageBase64 userAgent", Proxy: NeedsProxy},
	{Name: "TurnstileTask", Fields: "websiteURL websiteKey", Proxy: OptionalProxy},
	{Name: "YidunTask", Fields: "websiteURL websiteKey", Proxy: OptionalProxy},
}

// Names that older documents have. The service still takes them.
var capMonsterRenamed = []string{
	"NoCaptchaTask", "NoCaptchaTaskProxyless", "RecaptchaV2TaskProxyless", "RecaptchaV2EnterpriseTaskProxyless", "HCaptchaTaskProxyless", "FunCaptchaTaskProxyless", "GeeTestTaskProxyless", "TurnstileTaskProxyless", "AmazonTaskProxyless", "YandexSmartCaptchaTaskProxyless",
}

// capMonsterModules are the recognition modules for images, which may follow a
// key as well.
var capMonsterModules = []string{
	"amazon", "apple", "botdetect", "facebook", "gmx", "google", "hotmail", "mailru", "okeng", "okrus", "partiallyblur", "ramblerrus", "ramblerrusnew", "solvemedia", "steam", "vk", "whatsapp", "wikimedia_paddle_ensemble", "yandex", "yandexnew", "yandexwave", "captcha_math", "sat", "universal", "bls_text",
}
