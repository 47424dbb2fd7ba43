// Two bots behind one address. One has a wrong key; the other solves a task,
// and then keeps a banned proxy and the tasks of an earlier run (the arguments).
import { client, keys, proxy, recaptcha, repeat } from './common.mjs'

const ids = process.argv.slice(2).map(Number)
const stranger = client(keys.unknown)
const customer = client(keys.good)

async function customerBot() {
  await customer.getBalance()
  await customer.Solve(recaptcha())
  await Promise.all([
    repeat(22, 1900, () => customer.Solve(recaptcha({ proxy }))),
    repeat(20, 2100, (i) => customer.GetTaskResult(ids[i % ids.length])),
  ])
}

await Promise.all([repeat(52, 900, () => stranger.Solve(recaptcha())), customerBot()])
