// Tries again and again without money, and knows it.
import { client, keys, recaptcha, repeat } from './common.mjs'

const capmonster = client(keys.empty)
await capmonster.getBalance()
await repeat(54, 1000, () => capmonster.Solve(recaptcha()))
