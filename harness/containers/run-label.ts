// Every container carries the id of the run that started it, so that none can be forgotten.
//   container ── label zmqspec.run=ID ──► swept at the end of the run, and by the reaper when the harness dies

import { randomBytes } from 'node:crypto'
import { docker, type Environment } from './engine.ts'

/** The variable by which the commands tell their workers the id of the run. */
export const runVariable = 'ZMQSPEC_RUN'

export const newRunId = (): string => `${process.pid}-${randomBytes(4).toString('hex')}`

const own = newRunId()
export const runIdOf = (env: Environment): string => env[runVariable] ?? own

export const labelOf = (run: string): string => `zmqspec.run=${run}`

/** Ids of the containers of a run, running or not. @throws ContainerError */
async function containersOf(run: string, env: Environment): Promise<readonly string[]> {
  return (await docker(['ps', '--all', '--quiet', '--filter', `label=${labelOf(run)}`], env)).split('\n').filter(Boolean)
}

/** Removes what is left of a run; resolves with how many there were. @throws ContainerError */
export async function sweep(run: string, env: Environment): Promise<number> {
  const left = await containersOf(run, env)
  if (left.length > 0) await docker(['rm', '--force', ...left], env)
  return left.length
}
