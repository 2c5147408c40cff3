// Many rounds of the same cases: how often a verdict says something else than usual. Pure.
//
//   pass pass pass fail pass … ──► majority pass, 1 alarm        fail fail fail … ──► every one an alarm: a soak expects a clean gate
//
// Rule: an alarm is a verdict that breaks the gate, or that differs from the majority of its case unless known.yaml calls the case flaky.

import { breaksGate } from './exit-code.ts'
import type { Verdict } from './verdict.ts'

export interface Sample {
  readonly round: number
  readonly seed: number
  readonly id: string
  readonly peer: string | null
  readonly verdict: Verdict
  readonly reason: string | null
}

export interface SoakedCase {
  readonly id: string
  readonly peer: string | null
  readonly counts: Readonly<Partial<Record<Verdict, number>>>
  readonly majority: Verdict
  readonly alarms: readonly Sample[]
}

export interface SoakTally {
  /** Cases with an alarm, most alarms first. */
  readonly restless: readonly SoakedCase[]
  readonly cases: number
  readonly samples: number
  readonly alarms: number
  /** Alarms per sample, and its upper limit at 95 % confidence. */
  readonly rate: number
  readonly atMost: number
}

/** Upper limit of a rate at 95 % confidence (Wilson's score interval, one-sided). */
export function upperLimit(alarms: number, samples: number): number {
  if (samples === 0) return 1
  const z = 1.644854
  const p = alarms / samples
  const middle = p + (z * z) / (2 * samples)
  const spread = z * Math.sqrt((p * (1 - p)) / samples + (z * z) / (4 * samples * samples))
  return Math.min(1, (middle + spread) / (1 + (z * z) / samples))
}

export function tallySoak(samples: readonly Sample[], strict: boolean): SoakTally {
  const byCase = new Map<string, Sample[]>()
  for (const sample of samples) {
    const key = JSON.stringify([sample.id, sample.peer])
    byCase.set(key, [...(byCase.get(key) ?? []), sample])
  }
  const soaked = [...byCase.values()].map((all): SoakedCase => {
    const counts: Partial<Record<Verdict, number>> = {}
    for (const { verdict } of all) counts[verdict] = (counts[verdict] ?? 0) + 1
    const breaks = (verdict: Verdict) => Number(breaksGate(verdict, strict))
    // Of two that are as frequent, the one that holds the gate is the usual one.
    const [majority] = (Object.entries(counts) as [Verdict, number][]).toSorted((a, b) => b[1] - a[1] || breaks(a[0]) - breaks(b[0]))[0]!
    const foretold = counts.flaky !== undefined
    const alarms = all.filter(({ verdict }) => breaksGate(verdict, strict) || (verdict !== majority && !foretold))
    return { id: all[0]!.id, peer: all[0]!.peer, counts, majority, alarms }
  })
  const restless = soaked.filter(({ alarms }) => alarms.length > 0).toSorted((a, b) => b.alarms.length - a.alarms.length)
  const alarms = restless.reduce((sum, soakedCase) => sum + soakedCase.alarms.length, 0)
  const rate = samples.length === 0 ? 0 : alarms / samples.length
  return { restless, cases: soaked.length, samples: samples.length, alarms, rate, atMost: upperLimit(alarms, samples.length) }
}
