// One case on a bench, from a ready subject to a verdict.
//
//   ready ──► needs met? ──► play (raced against the time-out) ──► still serves? ──► reset ──► judge ──► known.yaml
//
// Rule: what a case breaks is charged to that case: the subject is reset and looked after before the next one begins.

import type { Check, Evidence } from '../../reports/schema/results.ts'
import type { Leg } from '../capture/leg.ts'
import { writeCaptures } from '../replay/capture-folder.ts'
import { suiteVersion } from '../run/suite-version.ts'
import type { Subject } from '../subjects/subject.ts'
import { breaksGate } from '../verdict/exit-code.ts'
import { dispute, type Ending, type Judgement, judge } from '../verdict/judge.ts'
import { applyKnown } from '../verdict/known-match.ts'
import { stillServes } from './aftercare.ts'
import type { Bench, Seat } from './bench.ts'
import type { CaseRecord } from './case-record.ts'
import { type Classified, classify } from './ending.ts'
import { bounded, collect, historyOf, reproduce } from './evidence.ts'
import { missing } from './needs.ts'
import type { Outcome, Settings } from './settings.ts'
import { type Cast, createStage, type Stage } from './stage.ts'

/** How a play went. */
export interface Played {
  readonly stage: Stage
  readonly classified: Classified
  /** Seed, path and runs of a property. */
  readonly evidence?: Partial<Evidence>
  /** The value of a property that failed. */
  readonly failing?: Settings['replay']
  /** The history of the run that counts, when it is not the last one. */
  readonly history?: readonly string[]
}

export interface Hall {
  readonly cast: Cast
  /** Aborted at the time-out and on Ctrl-C. */
  readonly signal: AbortSignal
  /** Milliseconds the play may take. */
  readonly limit: number
  /** @param recorded whether what passes is to be recorded where a property leaves the choice */
  stage(recorded?: boolean): Stage
}

export type Play = (hall: Hall) => Promise<Played>

const subjectsOf = ({ seat, peer }: Cast): readonly Subject[] => (peer === null ? [seat.subject] : [seat.subject, peer])

/** Names the one that stopped working: its message opens with the address or the label it was given. */
function whoBroke({ peer, seat }: Cast, message: string): string {
  if (peer === null || message.startsWith(`${seat.subject.address}: `)) return seat.subject.name
  return message.startsWith(peer.address) || message.startsWith(peer.name) ? `the peer, ${peer.name}` : seat.subject.name
}

/** The peer as results name it; a second instance of the subject goes by the subject's name. */
function peerName({ settings }: Bench, { mode }: CaseRecord, cast: Cast | null): string | null {
  if (mode !== 'pair' && mode !== 'diff') return null
  if (cast === null || cast.peer === null) return settings.peer
  return settings.peer === settings.subject ? cast.seat.subject.name : cast.peer.name
}

interface Raced {
  readonly played: Played | null
  readonly stopped: 'timeout' | 'cancel' | null
}

async function race(play: Play, hall: Hall, cancel: AbortSignal): Promise<Raced> {
  const { promise, resolve } = Promise.withResolvers<Raced>()
  const stop = () => resolve({ played: null, stopped: cancel.aborted ? 'cancel' : 'timeout' })
  hall.signal.addEventListener('abort', stop, { once: true })
  if (hall.signal.aborted) stop()
  play(hall).then(
    played => resolve({ played, stopped: null }),
    error => resolve({ played: { stage: hall.stage(), classified: classify(error, '') }, stopped: null }),
  )
  return promise.finally(() => hall.signal.removeEventListener('abort', stop))
}

/** Puts the subjects back to a clean state; returns what was wrong with them. */
async function lookAfter(cast: Cast, mode: CaseRecord['mode']): Promise<{ after: string | null; ending: Ending | null }> {
  let after: string | null = null
  try {
    if (mode === 'wire') {
      const wire = cast.bench.rig.createWire(cast.seat.windows)
      after = await stillServes(cast.seat.subject, wire).finally(() => wire.close())
    }
    for (const subject of subjectsOf(cast)) await subject.reset()
    return { after, ending: null }
  } catch (error) {
    const { ending } = classify(error, error instanceof Error ? whoBroke(cast, error.message) : '')
    return { after: null, ending: ending.kind === 'failed' ? { kind: 'failed', reason: `afterwards: ${ending.reason}` } : ending }
  }
}

const complete = (
  bench: Bench,
  record: CaseRecord,
  cast: Cast | null,
  judgement: Judgement,
  rest: { ms: number; checks: readonly Check[]; evidence: Evidence | null },
): Outcome => ({
  ...judgement,
  ...rest,
  subject: cast?.seat.subject.name ?? bench.settings.subject,
  peer: peerName(bench, record, cast),
  started: bench.started(),
})

/** Not for what only was observed: there is nothing to act on. */
const keepsCaptures = (verdict: Judgement['verdict']): boolean => breaksGate(verdict, true) || verdict === 'xfail' || verdict === 'flaky'

function capture(
  { settings }: Bench,
  record: CaseRecord,
  { verdict, reason }: Judgement,
  { history, legs, failing }: { history: readonly string[]; legs: readonly Leg[]; failing: Settings['replay'] },
): Partial<Evidence> {
  if (settings.captures === null) return {}
  const peer = record.mode === 'pair' || record.mode === 'diff' ? settings.peer : null
  const { subject, seed } = settings
  const facts = { suite: suiteVersion, case: record.id, subject, peer, seed, property: failing, verdict, reason, history: bounded(history) }
  return { captures: writeCaptures(settings.captures, facts, legs).map(name => `captures/${name}`) }
}

async function gather(bench: Bench, record: CaseRecord): Promise<Cast> {
  const seat: Seat = await bench.ready('subject')
  const withPeer = record.mode === 'pair' || record.mode === 'diff'
  return { bench, record, seat, peer: withPeer ? (await bench.ready('peer')).subject : null }
}

/** Runs a case to its outcome; null when it was cancelled. */
export async function runCase(bench: Bench, record: CaseRecord, play: Play, cancel: AbortSignal): Promise<Outcome | null> {
  let cast: Cast
  try {
    cast = await gather(bench, record)
  } catch (error) {
    const { ending } = classify(error, '')
    const judgement = judge({ level: record.level, checks: [], ending, observed: [], warned: [], after: null })
    return complete(bench, record, null, judgement, { ms: 0, checks: [], evidence: null })
  }
  const lacking = subjectsOf(cast)
    .map(subject => missing(record.needs, subject.capabilities, subject.name))
    .find(text => text !== null)
  if (lacking !== undefined && lacking !== null)
    return complete(bench, record, cast, { verdict: 'unsupported', reason: lacking }, { ms: 0, checks: [], evidence: null })

  const limit = record.timeout * bench.settings.timeoutScale
  const signal = AbortSignal.any([cancel, AbortSignal.timeout(limit)])
  let stage: Stage | null = null
  const hall: Hall = { cast, signal, limit, stage: recorded => (stage = createStage(cast, signal, recorded)) }
  const start = performance.now()
  const { played, stopped } = await race(play, hall, cancel)
  const ms = Math.round((performance.now() - start) * 10) / 10
  const last: Stage = played?.stage ?? stage ?? hall.stage()
  const frames = last.frames()
  const legs = last.legs()
  const history = played?.history ?? historyOf(subjectsOf(cast))
  await last.close()
  if (stopped === 'cancel') return null

  let ending: Ending = played?.classified.ending ?? { kind: 'timeout', ms: limit, last: history.at(-1) ?? null }
  if (ending.kind === 'broken') ending = { ...ending, who: whoBroke(cast, ending.reason) }
  let after: string | null = null
  if (ending.kind === 'timeout') await Promise.allSettled(subjectsOf(cast).map(subject => subject.stop()))
  else if (ending.kind !== 'broken') {
    const care = await lookAfter(cast, record.mode)
    after = care.after
    ending = care.ending ?? ending
  }

  const checks = [...last.checks, ...(played?.classified.check ? [played.classified.check] : [])]
  const judged = judge({ level: record.level, checks, ending, observed: last.observed, warned: last.warned, after })
  const found = dispute(judged, record.disputed)
  const { implementation } = cast.seat.subject
  const judgement = applyKnown(found, checks, bench.known, {
    id: record.id,
    axes: record.axes,
    impl: [cast.seat.subject.name, implementation.name],
    version: implementation.version,
    peer: peerName(bench, record, cast),
    today: new Date().toISOString().slice(0, 10),
  })
  const quiet = judgement.verdict === 'pass' || judgement.verdict === 'unsupported'
  const facts = { frames, history, notes: last.notes, reproduce: reproduce(record.id, bench.settings, cast.peer !== null) }
  const noted = Object.keys(last.notes).length > 0 ? { observed: last.notes } : null
  const files = keepsCaptures(judgement.verdict)
    ? capture(bench, record, judgement, { history, legs, failing: played?.failing ?? null })
    : {}
  const evidence = quiet ? noted : { ...collect(facts, subjectsOf(cast)), ...played?.evidence, ...files }
  return complete(bench, record, cast, judgement, { ms, checks, evidence })
}
