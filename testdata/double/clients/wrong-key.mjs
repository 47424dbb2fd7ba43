// Tries again and again with a key that the service does not know.
import { client, keys, recaptcha, repeat } from './common.mjs'

const capmonster = client(keys.unknown)
await repeat(55, 700, () => capmonster.Solve(recaptcha()))
