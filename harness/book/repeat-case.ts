// A case that broke the gate, run again: does it always?
//
//   fail ──► again, again, again ──► fail: … [run again 3 times: pass, pass, fail]
//
// Rule: repeating tells, and decides nothing: the verdict is that of the first run. Only known.yaml can call a case flaky.

import { breaksGate } from '../verdict/exit-code.ts'
import type { Bench } from './bench.ts'
import type { CaseRecord } from './case-record.ts'
import { type Play, runCase } from './run-case.ts'
import type { Outcome } from './settings.ts'

/** As `runCase`. */
export async function runAndRepeat(bench: Bench, record: CaseRecord, play: Play, cancel: AbortSignal): Promise<Outcome | null> {
  const first = await runCase(bench, record, play, cancel)
  const { settings } = bench
  // What the harness broke is no statement on the subject.
  if (first === null || settings.repeats === 0 || first.verdict === 'error' || !breaksGate(first.verdict, settings.strict)) return first
  const again: string[] = []
  const quiet = { ...bench, settings: { ...settings, captures: null } }
  while (again.length < settings.repeats) {
    const outcome = await runCase(quiet, record, play, cancel)
    if (outcome === null) return first
    again.push(outcome.verdict)
  }
  const failed = again.filter(verdict => verdict === first.verdict).length
  return {
    ...first,
    reason: `${first.reason ?? first.verdict} [run again ${again.length} times: ${again.join(', ')}]`,
    evidence: { ...first.evidence, repeats: `${failed} of ${again.length}` },
    started: [...first.started, ...bench.started()],
  }
}
