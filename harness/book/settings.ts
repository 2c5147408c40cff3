// What a run tells its worker, and what the worker tells the reporter.
// Rule: only structured-cloneable values pass between them.

import type { CaseLine, SubjectLine } from '../../reports/schema/results.ts'
import type { WireMutantId } from '../mutants/wire-mutants.ts'
import type { CaseRecord } from './case-record.ts'

export interface Settings {
  /** Address or name of the implementation under test. */
  readonly subject: string
  /** The other side in pair mode. */
  readonly peer: string | null
  /** Path of the subject's known.yaml. */
  readonly known: string | null
  /** Ids of the cases to run; null = all. */
  readonly ids: readonly string[] | null
  readonly seed: number
  readonly timeoutScale: number
  /** Factor on the number of runs of every property. */
  readonly runsScale: number
  readonly strict: boolean
  /** Whether it is enough to know that a case fails: no failure is shrunk, and what failed in one combination of its axes is not played in others. */
  readonly brief: boolean
  /** The environment as it was before the runner put its own variables in. */
  readonly env: Readonly<Record<string, string>>
  /** Folder for captures and replay files of what goes wrong; null = none are kept. */
  readonly captures: string | null
  /** How often a case that breaks the gate is run again, to be told whether it always does. The verdict stays. */
  readonly repeats: number
  /** Plays only this value of the one property that is selected. */
  readonly replay: { readonly path: string; readonly value: string } | null
  /** Name of a bug that a proxy puts into what the subject sends to raw peers, 'none' for the proxy alone; null = no proxy. */
  readonly errs: WireMutantId | 'none' | null
  /** URL of a module that replaces `rig.ts`: the harness's own tests put scripted subjects there. */
  readonly rig: string | null
}

/** A case line before the reporter completes it. */
export interface Outcome extends Pick<CaseLine, 'verdict' | 'disputed' | 'ms' | 'checks' | 'reason' | 'evidence' | 'subject' | 'peer'> {
  /** Subjects that were started for this case. */
  readonly started: readonly SubjectLine[]
}

declare module 'vitest' {
  interface ProvidedContext {
    zmqspec: Settings
  }
  interface TaskMeta {
    case?: CaseRecord
    outcome?: Outcome
  }
}

/** Variables that vitest sets in its own processes; a subject must not see them. */
const runnerVariables = /^(VITEST.*|TEST|NODE_ENV|BASE_URL|MODE|DEV|PROD|SSR|FORCE_TTY)$/

export const originalEnvironment = (env: NodeJS.ProcessEnv, insideVitest: boolean): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter(
      (pair): pair is [string, string] => pair[1] !== undefined && !(insideVitest && runnerVariables.test(pair[0])),
    ),
  )

export const defaultSettings: Omit<Settings, 'subject' | 'env'> = {
  peer: null,
  known: null,
  ids: null,
  seed: 1,
  timeoutScale: 1,
  runsScale: 1,
  strict: false,
  brief: false,
  captures: null,
  errs: null,
  repeats: 0,
  replay: null,
  rig: null,
}
