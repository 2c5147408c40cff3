// An endless loop in a worker (a subject in this process) answers to no timer: a second thread looks at the first one's pulse.
//
//   worker ── pulse every second ──► shared counter ◄── thread: unchanged for too long ──► SIGKILL
//
// Rule: the runner finds the case that did it and goes on with the others (harness/run/job.ts).

import { Worker } from 'node:worker_threads'

/** Seconds without a pulse after which the process is beyond help. */
export const patienceSeconds = 20

const thread = `
const { workerData } = require('node:worker_threads')
const { pulse, patience } = workerData
let [last, still] = [-1, 0]
setInterval(() => {
  const now = Atomics.load(pulse, 0)
  still = now === last ? still + 1 : 0
  last = now
  if (still >= patience) {
    process.stderr.write('no pulse for ' + patience + ' seconds: an endless loop\\n')
    process.kill(process.pid, 'SIGKILL')
  }
}, 1000)
`

/** Watches this thread until the process ends. */
export function startWatchdog(patience: number = patienceSeconds): void {
  const pulse = new Int32Array(new SharedArrayBuffer(4))
  setInterval(() => Atomics.add(pulse, 0, 1), 500).unref()
  new Worker(thread, { eval: true, execArgv: [], workerData: { pulse, patience } }).unref()
}
