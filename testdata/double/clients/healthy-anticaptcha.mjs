// Solves three tasks with the official Anti-Captcha client as it comes.
import anticaptcha from '@antiadmin/anticaptchaofficial'
import { image, keys, repeat, site } from './common.mjs'

anticaptcha.setAPIKey(keys.good)
await anticaptcha.getBalance()
await repeat(3, 1500, () => anticaptcha.solveRecaptchaV2Proxyless(site.websiteURL, site.websiteKey))
await anticaptcha.solveImage(image)
await anticaptcha.reportIncorrectImageCaptcha()
