// Waits for one task without a time limit, takes every answer for "not yet",
// and at last begins anew.
import { client, keys, recaptcha, sleep } from './common.mjs'

const capmonster = client(keys.good)

async function attempt(patience) {
  const { taskId } = await capmonster.CreateTask(recaptcha())
  await sleep(1000)
  for (let i = 0; i < patience && taskId; i++) {
    const { type } = await capmonster.GetTaskResult(taskId)
    if (type === 'Completed') return
    await sleep(2000)
  }
}

await attempt(140)
for (let i = 0; i < 6; i++) await attempt(140)
