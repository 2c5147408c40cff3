// From what was asked to the jobs of a run.
//
//   run A --peer B,C ──► (A,B): everything   (A,C): pair cases
//   matrix A B       ──► (A,A): everything   (A,B): pair cases   (B,A): pair cases …
//
// Rule: cases that need no peer run once per subject; known.yaml is checked against the whole book before anything starts.

import type { CaseRecord } from '../book/case-record.ts'
import { defaultSettings, type Settings } from '../book/settings.ts'
import { KnownFileError, readKnown } from '../verdict/known.ts'
import { strayEntries } from '../verdict/known-match.ts'
import type { Catalogue } from './catalogue.ts'
import type { Job } from './job.ts'
import type { Plan } from './run.ts'
import { UsageError } from './usage-error.ts'

export interface Duel {
  readonly subject: string
  readonly peer: string | null
  /** Path of the subject's known.yaml. */
  readonly known: string | null
}

export interface Asked extends Pick<Plan, 'command' | 'name' | 'seed' | 'strict' | 'out' | 'where'> {
  readonly book: string
  readonly catalogue: Catalogue
  readonly chosen: readonly CaseRecord[]
  readonly duels: readonly Duel[]
  readonly timeoutScale: number
  readonly runsScale: number
  readonly env: Readonly<Record<string, string>>
  readonly rig: string | null
  readonly shard?: Plan['shard']
  readonly repeats?: number
  /** Spec files at a time; 1 unless said. */
  readonly workers?: number
}

/** One shim that listens is one subject: it cannot be had twice. */
const single = (address: string | null): boolean => address?.startsWith('tcp:') ?? false

export const needsPeer = ({ mode }: CaseRecord): boolean => mode === 'pair' || mode === 'diff'

/** @throws UsageError for an unusable file or an entry that matches no case */
export function checkKnown(path: string, book: readonly CaseRecord[]): void {
  try {
    const stray = strayEntries(readKnown(path), book)
    if (stray.length > 0) throw new UsageError(stray.join('\n'))
  } catch (error) {
    if (error instanceof KnownFileError) throw new UsageError(error.message)
    throw error
  }
}

export function plan(asked: Asked): Plan {
  const { catalogue, chosen, duels, book } = asked
  for (const path of new Set(duels.flatMap(({ known }) => (known === null ? [] : [known])))) checkKnown(path, catalogue.cases)
  const alone = new Set<string>()
  const jobs: Job[] = []
  for (const { subject, peer, known } of duels) {
    const cases = chosen.filter(record => record.mode !== 'perf' && (needsPeer(record) ? peer !== null : !alone.has(subject)))
    alone.add(subject)
    if (cases.length === 0) continue
    const settings: Settings = {
      ...defaultSettings,
      subject,
      peer,
      known,
      seed: asked.seed,
      strict: asked.strict,
      timeoutScale: asked.timeoutScale,
      runsScale: asked.runsScale,
      env: asked.env,
      rig: asked.rig,
      repeats: asked.repeats ?? 0,
    }
    const workers = single(subject) || single(peer) ? 1 : (asked.workers ?? 1)
    jobs.push({ book, files: catalogue.files, cases, settings, workers })
  }
  if (jobs.length === 0) throw new UsageError('the cases selected need a peer, and none was given')
  const { command, name, seed, strict, out, where } = asked
  const { shard = null } = asked
  return { jobs, filtered: catalogue.cases.length - chosen.length, shard, command, name, seed, strict, out, where }
}
