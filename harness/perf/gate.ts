// The performance gate: ratios of this run against those of a committed perf.json.
//   change = ratio now / ratio before      change or its inverse <= 1 + 3 × noise ──► inconclusive      else better or worse
// Rule: only `worse` misses the gate. Absolute values are never compared: the baseline may come from another machine.

import type { PerfFile, PerfRatios, PerfRow } from '../../reports/schema/perf.ts'

export interface GateLine {
  readonly row: PerfRow
  readonly reference: keyof PerfRatios
  readonly before: number
  readonly now: number
  /** Above 1 is better, whatever the unit. */
  readonly gain: number
  /** What a change must exceed: 3 × the larger noise of the two runs. */
  readonly limit: number
  readonly verdict: 'better' | 'worse' | 'inconclusive'
}

const factor = 3
/** No two runs are closer than this. */
const finest = 0.01

const keyOf = (row: PerfRow): string =>
  [row.scenario, row.transport, row.mechanism, row.size, row.style, row.metric, row.subject, row.peer].join(' ')

type Measured = Pick<PerfFile, 'noise' | 'rows'>

function noiseAt({ noise }: Measured, row: PerfRow): number {
  const own = noise.pairs.find(
    pair =>
      pair.scenario === row.scenario &&
      pair.transport === row.transport &&
      pair.mechanism === row.mechanism &&
      pair.size === row.size &&
      pair.metric === row.metric,
  )
  return Math.max(finest, own?.spread ?? 0, noise.spread ?? 0)
}

/** One line for each ratio that both have, of rows in which `subject` takes part. */
export function compare(current: Measured, baseline: Measured, subject: string): GateLine[] {
  const rows = new Map(baseline.rows.map(row => [keyOf(row), row]))
  return current.rows.flatMap(row => {
    const old = rows.get(keyOf(row))
    if (old === undefined || (row.subject !== subject && row.peer !== subject)) return []
    const limit = factor * Math.max(noiseAt(current, row), noiseAt(baseline, row))
    return (Object.keys(row.ratios) as (keyof PerfRatios)[]).flatMap((reference): GateLine[] => {
      const [now, before] = [row.ratios[reference], old.ratios[reference]]
      if (now === null || before === null || now <= 0 || before <= 0) return []
      const gain = row.better === 'more' ? now / before : before / now
      const verdict = Math.max(gain, 1 / gain) - 1 <= limit ? 'inconclusive' : gain < 1 ? 'worse' : 'better'
      return [{ row, reference, before, now, gain, limit, verdict }]
    })
  })
}
