// Asks for the results of tasks of an earlier run, given as arguments.
import { client, keys, repeat } from './common.mjs'

const capmonster = client(keys.good)
const ids = process.argv.slice(2).map(Number)
await repeat(54, 600, (i) => capmonster.GetTaskResult(ids[i % ids.length]))
