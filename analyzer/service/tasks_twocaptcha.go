package service

import "time"

// What requests to 2Captcha must look like.
var twoCaptchaForms = []Limit{
	must(KeyForm, "the key has 32 characters and stands alone").documented(twoCaptchaAPI),
	must(Method, "in.php is asked by GET or POST, the JSON dialect by POST").documented(twoCaptchaAPI),
	must(ContentType, "the body of the JSON dialect is JSON").documented(twoCaptchaCodes),
	must(QueryEncoding, "a URL in the query is encoded").estimated(twoCaptchaAPI),
	must(TaskObject, "createTask holds a task object").documented(twoCaptchaCodes),
	must(RequiredFields, "a method has all parameters that it must have").published(twoCaptchaClient),
	must(PageURL, "the page's URL begins with http:// or https://").published(capMonsterErrors).
		doubted("2Captcha takes bare hosts in practice"),
	must(ImageTypes, "an image is JPG, JPEG, GIF or PNG").documented(twoCaptchaAPI),
	must(ChallengeUse, "a GeeTest challenge is used once").documented(twoCaptchaAPI),
	{ID: ImageSide, Bounds: "a side of an image", Value: 1000, Unit: Pixels, Basis: Documented, Source: twoCaptchaAPI,
		Doubts: []string{"600 pixels on the page of errors"}},
	{ID: TextMost, Bounds: "textinstructions", Value: 140, Unit: Characters, Basis: Documented, Source: twoCaptchaAPI},
	atLeast(FirstPoll, 5*time.Second, "from a task's creation to its first result request").documented(twoCaptchaLimits).
		doubted("10 to 20 s for reCAPTCHA"),
	atMost(ReportWindow, 15*time.Minute, "from the answer to the report on it").solved().documented(twoCaptchaAPI),
	number(ReportShare, 40, "share of answers that are reported as wrong, among 20 or more").documented(twoCaptchaAPI),
	atLeast(RetryPause, 5*time.Second, "before the next try after an answer that is none").documented(twoCaptchaAPI),
}

var twoCaptchaClient = Source{URL: "https://github.com/2captcha/2captcha-javascript", Retrieved: "2026-11-24"}

// The parameters that the official client for Node.js wants of each method.
var twoCaptchaMethods = []TaskType{
	{Name: "userrecaptcha", Fields: "pageurl googlekey"},
	{Name: "hcaptcha", Fields: "pageurl sitekey"},
	{Name: "geetest", Fields: "pageurl gt challenge"},
	{Name: "geetest_v4", Fields: "pageurl captcha_id"},
	{Name: "yandex", Fields: "pageurl sitekey"},
	{Name: "funcaptcha", Fields: "pageurl publickey"},
	{Name: "lemin", Fields: "pageurl div_id captcha_id"},
	{Name: "amazon_waf", Fields: "pageurl context iv sitekey"},
	{Name: "turnstile", Fields: "pageurl sitekey"},
	{Name: "base64", Fields: "body"},
	{Name: "post", Fields: "file"},
	{Name: "capy", Fields: "captchakey"},
	{Name: "datadome", Fields: "pageurl captcha_url userAgent proxy proxytype", Proxy: NeedsProxy},
	{Name: "cybersiara", Fields: "pageurl master_url_id userAgent"},
	{Name: "mt_captcha", Fields: "pageurl sitekey"},
	{Name: "bounding_box", Fields: "image textinstructions|imginstructions"},
	{Name: "friendly_captcha", Fields: "pageurl sitekey"},
	{Name: "grid", Fields: "body textinstructions|imginstructions"},
	{Name: "canvas", Fields: "body textinstructions|imginstructions"},
	{Name: "textcaptcha", Fields: "textcaptcha"},
	{Name: "rotatecaptcha", Fields: "body"},
	{Name: "keycaptcha", Fields: "pageurl s_s_c_user_id s_s_c_session_id s_s_c_web_server_sign s_s_c_web_server_sign2"},
	{Name: "cutcaptcha", Fields: "pageurl misery_key api_key"},
	{Name: "tencent", Fields: "pageurl app_id"},
	{Name: "atb_captcha", Fields: "pageurl app_id api_server"},
	{Name: "prosopo", Fields: "pageurl sitekey"},
	{Name: "captchafox", Fields: "pageurl sitekey userAgent proxy proxytype", Proxy: NeedsProxy},
	{Name: "vkimage", Fields: "body steps"},
	{Name: "vkcaptcha", Fields: "redirect_uri userAgent proxy proxytype", Proxy: NeedsProxy},
	{Name: "temu", Fields: "body part1 part2 part3"},
	{Name: "altcha", Fields: "pageurl"},
	{Name: "binance", Fields: "pageurl sitekey validate_id"},
	{Name: "audio", Fields: "body lang"},
	{Name: "yidun", Fields: "pageurl sitekey"},
	{Name: "alibaba", Fields: "pageurl scene_id prefix"},
	{Name: "tspd", Fields: "pageurl tspd_cookie html_page_base64 proxy proxytype", Proxy: NeedsProxy},
	{Name: "basilisk", Fields: "pageurl sitekey"},
	{Name: "hunt", Fields: "pageurl api_get_lib"},
}
