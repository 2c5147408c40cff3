// One container of a subject: created, started with its output here, and removed.
//   network of the host       endpoints on loopback reach, abstract ipc names too
//   temporary folder shared   at the same path, and with the same user: so do ipc paths
// Rule: ending it ends the container, not just the command that shows its output.

import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { startChild } from '../control/child.ts'
import type { Dialler } from '../control/tcp-channel.ts'
import { imageOf, requireImage } from './compose.ts'
import type { ContainerError } from './container-error.ts'
import { docker, type Environment } from './engine.ts'
import { labelOf, runIdOf, workerLabelOf } from './run-label.ts'

const guarded = new Set<string>()

/** Once for each run in this process: a reaper, which outlives it. */
function guard(run: string, env: Environment): void {
  if (guarded.has(run)) return
  guarded.add(run)
  const script = fileURLToPath(new URL('./reaper.ts', import.meta.url))
  const reaper = spawn(process.execPath, [script, workerLabelOf(run)], { env, detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  reaper.on('error', () => guarded.delete(run))
  reaper.unref()
  ;(reaper.stdin as unknown as Socket).unref()
}

const kept = 64 * 1024
let number = 0

/** @param name a service of compose.yaml or an image; `variables` is all of its environment. @throws ContainerError */
export async function startContainer(name: string, variables: Readonly<Record<string, string>>, env: Environment): Promise<Dialler> {
  const run = runIdOf(env)
  const id = `zmqspec-${run}-${process.pid}-${++number}`
  const shared = tmpdir()
  const user = process.getuid === undefined ? [] : ['--user', `${process.getuid()}:${process.getgid!()}`]
  const settings = Object.entries({ ...variables, TMPDIR: shared }).flatMap(([key, value]) => ['--env', `${key}=${value}`])
  guard(run, env)
  try {
    const place = ['--network', 'host', '--volume', `${shared}:${shared}`]
    const labels = ['--label', labelOf(run), '--label', workerLabelOf(run)]
    await docker(['create', '--rm', '--name', id, ...labels, ...place, ...user, ...settings, imageOf(name)], env)
  } catch (error) {
    // The likeliest reason has a better answer.
    await requireImage(name, env)
    throw error
  }
  const child = await startChild({ command: 'docker', args: ['start', '--attach', id], env })
  let log = ''
  const keep = (chunk: Buffer) => {
    log = (log + chunk.toString('utf8')).slice(-kept)
  }
  child.stdout.on('data', keep)
  let removal: Promise<unknown> | null = null
  const kill = () => {
    removal ??= docker(['rm', '--force', id], env)
      .catch(error => keep(Buffer.from(`\n${(error as ContainerError).message}`)))
      .finally(() => child.kill())
  }
  const exited = child.exited.then(async why => {
    await removal
    return why
  })
  return {
    exited,
    kill,
    get log() {
      return log + child.stderr
    },
  }
}
