// The container engine, through its command line, `docker`.
// Rule: whatever goes wrong is told together with the command that mends it.

import { execa } from 'execa'
import { ContainerError } from './container-error.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Milliseconds that the engine may take for a small thing. */
const patience = 30_000

interface Answer {
  readonly ok: boolean
  readonly output: string
  readonly error: string
}

/** Runs it to its end whatever becomes of this process: what was begun about a container is finished. */
async function ask(args: readonly string[], env: Environment): Promise<Answer> {
  const { failed, stdout, stderr, code, shortMessage } = await execa('docker', args, {
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: patience,
    detached: true,
    cleanup: false,
  })
  const error = code === 'ENOENT' ? 'ENOENT' : stderr.trim() || (failed ? (shortMessage ?? '') : '')
  return { ok: !failed, output: stdout, error }
}

const install =
  process.platform === 'linux'
    ? 'sudo apt-get install docker.io docker-compose   (Debian, Ubuntu; others: https://docs.docker.com/engine/install)'
    : 'see https://docs.docker.com/engine/install'

/** Why the engine cannot be used, with the way out; null when it answers. */
export async function engineFault(env: Environment): Promise<string | null> {
  const { ok, error } = await ask(['version', '--format', '{{.Server.Version}}'], env)
  if (ok) return null
  if (error === 'ENOENT') return `there is no container engine: no program docker on the PATH; install one:\n  ${install}`
  if (/permission denied/i.test(error))
    return `the container engine does not let you in:\n  ${error}\nput yourself into its group and log in again:\n  sudo usermod -aG docker "$USER"`
  return `the container engine does not answer:\n  ${error}\nstart it:\n  sudo systemctl start docker`
}

/** What it printed. @throws ContainerError */
export async function docker(args: readonly string[], env: Environment): Promise<string> {
  const { ok, output, error } = await ask(args, env)
  if (ok) return output
  throw new ContainerError((await engineFault(env)) ?? `docker ${args[0]} failed:\n  ${error}`)
}

/** Whether it ends well. */
export const tryDocker = async (args: readonly string[], env: Environment): Promise<boolean> => (await ask(args, env)).ok
