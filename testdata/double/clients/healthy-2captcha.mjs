// Solves four tasks with the npm package 2captcha as it comes.
import { Solver } from '2captcha'
import { image, keys, repeat, site } from './common.mjs'

const solver = new Solver(keys.good)
await solver.balance()
await repeat(3, 1500, () => solver.recaptcha(site.websiteKey, site.websiteURL))
const { id } = await solver.imageCaptcha(image)
await solver.report(id)
