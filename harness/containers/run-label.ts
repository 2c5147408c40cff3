// Every container carries the id of the run and of the process that started it, so that none can be forgotten.
//   container ── label zmqspec.run=ID ──────► swept at the end of the run
//             └─ label zmqspec.worker=ID-PID ─► swept by the reaper when that process ends: other workers of the run go on with theirs

import { randomBytes } from 'node:crypto'
import { docker, type Environment } from './engine.ts'

/** The variable by which the commands tell their workers the id of the run. */
export const runVariable = 'ZMQSPEC_RUN'

export const newRunId = (): string => `${process.pid}-${randomBytes(4).toString('hex')}`

const own = newRunId()
export const runIdOf = (env: Environment): string => env[runVariable] ?? own

export const labelOf = (run: string): string => `zmqspec.run=${run}`
/** Of what this process starts for a run. */
export const workerLabelOf = (run: string): string => `zmqspec.worker=${run}-${process.pid}`

/** Ids of the containers with a label, running or not. @throws ContainerError */
async function containersWith(label: string, env: Environment): Promise<readonly string[]> {
  return (await docker(['ps', '--all', '--quiet', '--filter', `label=${label}`], env)).split('\n').filter(Boolean)
}

/** Removes what carries a label; resolves with how many there were. @throws ContainerError */
export async function sweep(label: string, env: Environment): Promise<number> {
  const left = await containersWith(label, env)
  if (left.length > 0) await docker(['rm', '--force', ...left], env)
  return left.length
}
