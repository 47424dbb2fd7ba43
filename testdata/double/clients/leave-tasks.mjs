// Creates tasks, fetches no result, and prints their ids for the next run.
import { client, keys, recaptcha } from './common.mjs'

const capmonster = client(keys.good)
for (let i = 0; i < 4; i++) {
  const { taskId } = await capmonster.CreateTask(recaptcha())
  console.log(taskId)
}
