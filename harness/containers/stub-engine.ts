// For tests: an environment whose `docker` is fixtures/containers/bin/docker, and what that recorded.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Environment } from './engine.ts'

const bin = fileURLToPath(new URL('../../fixtures/containers/bin', import.meta.url))

export interface StubEngine {
  readonly env: Environment
  /** Command lines so far. */
  calls(): readonly (readonly string[])[]
  /** Names of the containers there are. */
  containers(): readonly string[]
  [Symbol.dispose](): void
}

export function stubEngine(settings: Environment = {}): StubEngine {
  const state = mkdtempSync(join(tmpdir(), 'zmqspec-stub-'))
  const log = join(state, 'calls.ndjson')
  const containers = () =>
    readdirSync(state)
      .filter(file => file.endsWith('.json'))
      .map(file => file.slice(0, -5))
  return {
    env: {
      PATH: [bin, dirname(process.execPath)].join(delimiter),
      STUB_STATE: state,
      STUB_IMAGES: 'zmqspec/libzmq-c,me/shim:1',
      ...settings,
    },
    calls: () =>
      existsSync(log) && statSync(log).size > 0
        ? readFileSync(log, 'utf8')
            .trim()
            .split('\n')
            .map(line => JSON.parse(line) as string[])
        : [],
    containers,
    [Symbol.dispose]: () => {
      for (const name of containers()) {
        const { pid } = JSON.parse(readFileSync(join(state, `${name}.json`), 'utf8')) as { pid?: number }
        if (pid !== undefined) process.kill(-pid, 'SIGKILL')
      }
      rmSync(state, { recursive: true })
    },
  }
}
