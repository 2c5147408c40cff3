// `vitest run`: unit tests beside the code, then the book against our sockets, then against libzmq's.
// A worker per core: each has a subject of its own, which lives through all the files that the worker gets.

import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { defaultSettings, originalEnvironment, type Settings } from './harness/book/settings.ts'
import { ByPath } from './harness/run/runner.ts'

const knownOf = (subject: string): string | null => {
  const path = fileURLToPath(new URL(`./harness/subjects/${subject}/known.yaml`, import.meta.url))
  return existsSync(path) ? path : null
}

function book(subject: string, peer: string, groupOrder: number): TestProjectConfiguration {
  const seed = Number(process.env['ZMQSPEC_SEED'] ?? defaultSettings.seed)
  const runsScale = Number(process.env['ZMQSPEC_RUNS_SCALE'] ?? defaultSettings.runsScale)
  const env = originalEnvironment(process.env, true)
  const settings: Settings = { ...defaultSettings, subject, peer, known: knownOf(subject), seed, runsScale, env }
  return {
    test: {
      name: `book-${subject}`,
      include: ['suites/**/*.spec.ts'],
      setupFiles: ['harness/book/setup.ts'],
      pool: 'forks',
      isolate: false,
      maxWorkers: availableParallelism(),
      sequence: { groupOrder },
      provide: { zmqspec: settings },
    },
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: ByPath },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{impl,harness,reports,suites}/**/*.test.ts'],
          sequence: { groupOrder: 0 },
          maxWorkers: 2,
          // Some start whole programs, and the machine may be busy.
          testTimeout: 30_000,
        },
      },
      book('ours', 'libzmq', 1),
      book('libzmq', 'ours', 2),
    ],
  },
})
