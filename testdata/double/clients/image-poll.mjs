// Reads eight images with the official CapMonster client as it comes.
import { client, imageToText, keys, repeat } from './common.mjs'

const capmonster = client(keys.good)
await repeat(8, 1000, () => capmonster.Solve(imageToText()))
