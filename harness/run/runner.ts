// Vitest as the machine under the book, set up by hand: the user's own vitest and vite files, caches and signals stay out of it.
// Rule: everything this needs of vitest is in this file; the design of the rest does not know it.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vitest/config'
import {
  BaseSequencer,
  type CliOptions,
  createVitest,
  type Reporter,
  type TestRunResult,
  type TestSpecification,
  type Vitest,
} from 'vitest/node'
import type { Settings } from '../book/settings.ts'

/** Files in the order of the book. */
export class ByPath extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1))
  }
}

export const root = fileURLToPath(new URL('../../', import.meta.url))
const silence = () => new Writable({ write: (_chunk, _encoding, done) => done() })

/** What a run tells as it goes. */
export type Listener = Pick<Reporter, 'onTestCaseReady' | 'onTestCaseResult'>

export interface Runner extends AsyncDisposable {
  readonly vitest: Vitest
  /** Runs spec files, relative to the book, in fresh workers. One run after another; sources stay transformed in between. */
  run(files: readonly string[], settings: Settings, listener: Listener): Promise<TestRunResult>
}

export interface RunnerOptions {
  /** Folder of the book, absolute. */
  readonly book: string
  readonly settings: Settings
  /** Spec files at a time, each worker with subjects of its own; 1 unless said. */
  readonly workers?: number | undefined
  /** What changes sources as they are loaded. */
  readonly plugins?: readonly Plugin[]
}

/** Vitest puts in its own handlers for Ctrl-C, which end the process before a footer is written: out with them as they come. */
async function withoutListeners<T>(make: () => Promise<T>): Promise<T> {
  const refuse = (event: string | symbol, listener: (...args: unknown[]) => void) => {
    if (event === 'SIGINT' || event === 'SIGTERM') queueMicrotask(() => process.removeListener(event, listener))
  }
  process.on('newListener', refuse)
  try {
    return await make()
  } finally {
    process.off('newListener', refuse)
  }
}

export async function createRunner({ book, settings, workers = 1, plugins = [] }: RunnerOptions): Promise<Runner> {
  const cacheDir = mkdtempSync(join(tmpdir(), 'zmqspec-'))
  let listener: Listener = {}
  const options: CliOptions = {
    config: false,
    root,
    dir: book,
    include: [join(book, '**/*.spec.{ts,js}')],
    exclude: [],
    watch: false,
    api: false,
    pool: 'forks',
    isolate: false,
    maxWorkers: workers,
    cache: false,
    fsModuleCache: false,
    injectCjsGlobals: false,
    setupFiles: [join(root, 'harness/book/setup.ts')],
    sequence: { sequencer: ByPath },
    provide: { zmqspec: settings },
    reporters: [{ onTestCaseReady: test => listener.onTestCaseReady?.(test), onTestCaseResult: test => listener.onTestCaseResult?.(test) }],
    teardownTimeout: 5000,
    hookTimeout: 60_000,
  }
  const vite = {
    configFile: false,
    envDir: false as const,
    cacheDir,
    publicDir: false as const,
    logLevel: 'error' as const,
    plugins: [...plugins],
  }
  const vitest = await withoutListeners(() => createVitest(options, vite, { stdout: silence(), stderr: silence() }))
  return {
    vitest,
    run: (files, settings, hears) => {
      listener = hears
      vitest.provide('zmqspec', settings)
      const project = vitest.getRootProject()
      return vitest.runTestSpecifications(
        files.map(path => project.createSpecification(join(book, path))),
        true,
      )
    },
    [Symbol.asyncDispose]: async () => {
      await vitest.close()
      rmSync(cacheDir, { recursive: true, force: true })
    },
  }
}
