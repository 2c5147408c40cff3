// A program beside the harness, in a session of its own: when the pipe from the process that started it ends, however that came about,
// it removes the containers of that process and ends.
//   node reaper.ts LABEL

import { setTimeout as pause } from 'node:timers/promises'
import { sweep } from './run-label.ts'

/** Milliseconds in which the engine finishes what a harness that was killed had just asked of it. */
const afterglow = 1000

const label = process.argv[2]!
process.stdin.resume()
process.stdin.on('error', () => {})
process.stdin.on('close', async () => {
  // An engine that is gone has no containers.
  await sweep(label, process.env).catch(() => {})
  await pause(afterglow)
  await sweep(label, process.env).catch(() => {})
})
