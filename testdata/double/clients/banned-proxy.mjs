// Sends task after task through the same proxy, whatever the answer.
import { client, keys, proxy, recaptcha, repeat } from './common.mjs'

const capmonster = client(keys.good)
await repeat(55, 1000, () => capmonster.Solve(recaptcha({ proxy })))
