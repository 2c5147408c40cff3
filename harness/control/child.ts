// A subject's process: started in a process group of its own, so that it ends with everything it started.
// Rule: its environment is the one given, and it never outlives the harness.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'

export interface ProgramSpec {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Child {
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: string
  /** How it ended: `exited with code 3`, `was killed by SIGSEGV`. Its output has been read by then. */
  readonly exited: Promise<string>
  /** SIGKILL to the whole process group. Idempotent. */
  kill(): void
}

const stderrKept = 64 * 1024
/** A grandchild may hold the pipes open: output is waited for no longer than this after the exit. Milliseconds. */
const drainTime = 200

const groups = new Set<number>()
function killGroup(pid: number): void {
  groups.delete(pid)
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // Already gone.
  }
}
function killAll(): void {
  for (const pid of groups) killGroup(pid)
}

/** @throws Error when the program cannot be started (`ENOENT` and the like), with a message that names it */
export async function startChild(spec: ProgramSpec): Promise<Child> {
  const subprocess = spawn(spec.command, spec.args, {
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    env: spec.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  })
  const { pid } = subprocess
  if (pid === undefined) {
    const [error] = (await once(subprocess, 'error')) as [Error]
    throw new Error(`cannot start ${spec.command}: ${error.message}`)
  }
  if (groups.size === 0 && !process.listeners('exit').includes(killAll)) process.on('exit', killAll)
  groups.add(pid)

  let stderr = ''
  subprocess.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-stderrKept)
  })
  // A shim that died leaves a pipe that nobody reads; the exit says it better.
  subprocess.stdin.on('error', () => {})

  const exited = new Promise<string>(resolve => {
    subprocess.once('exit', (code, signal) => {
      killGroup(pid)
      const done = () => resolve(signal ? `was killed by ${signal}` : `exited with code ${code}`)
      const timer = setTimeout(done, drainTime)
      subprocess.once('close', () => {
        clearTimeout(timer)
        done()
      })
    })
  })
  return {
    pid,
    stdin: subprocess.stdin,
    stdout: subprocess.stdout,
    exited,
    get stderr() {
      return stderr
    },
    kill: () => {
      if (groups.has(pid)) killGroup(pid)
    },
  }
}
