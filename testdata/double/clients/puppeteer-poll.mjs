// Solves four page captchas with the solver of puppeteer-extra-plugin-recaptcha
// as it comes.
import provider from 'puppeteer-extra-plugin-recaptcha/dist/provider/2captcha.js'
import { keys, repeat, site } from './common.mjs'

const captcha = (id) => ({ _vendor: 'recaptcha', id, sitekey: site.websiteKey, url: site.websiteURL })

await repeat(4, 1500, (i) => provider.getSolutions([captcha(`widget-${i}`)], keys.good))
