// Logs in five times with the official CapMonster client as it comes.
import { client, keys, recaptcha, repeat } from './common.mjs'

const capmonster = client(keys.good)
await capmonster.getBalance()
await repeat(5, 1500, () => capmonster.Solve(recaptcha()))
