// From the outcomes of a bout to rows of results: a row for each pairing and metric, with its ratios to the references of the same rounds.

import type { PerfNoise, PerfRatios, PerfRow } from '../../reports/schema/perf.ts'
import type { Bout, Outcome } from './bout.ts'
import { rawName } from './entrant.ts'
import { bootstrapInterval, median, ratiosOf, spreadOf } from './statistics.ts'

/** The pairing that each ratio is taken to: the implementation against itself, one message a call. */
const referenceNames = { rawTcp: rawName, 'zeromq-js': 'zeromq-js', libzmq: 'libzmq-c' } as const satisfies Record<keyof PerfRatios, string>

const valuesOf = ({ rounds }: Outcome, metric: string): (number | null)[] => rounds.map(round => round?.[metric] ?? null)
const present = (values: readonly (number | null)[]): number[] => values.filter(value => value !== null)

function referenceOf(outcomes: readonly Outcome[], name: string): Outcome | null {
  return (
    outcomes.find(
      ({ pairing, verdict }) =>
        pairing.left.name === name &&
        pairing.right.name === name &&
        pairing.style === 'each' &&
        pairing.again === null &&
        verdict === 'measured',
    ) ?? null
  )
}

export function rowsOf(bout: Bout, outcomes: readonly Outcome[], seed: number): PerfRow[] {
  const { name: scenario, transport, mechanism, size } = bout
  const metrics = Object.entries(bout.scenario.metrics)
  return outcomes.flatMap(outcome =>
    outcome.pairing.again !== null
      ? []
      : metrics.map(([metric, { unit, better }]): PerfRow => {
          const { pairing, amount, verdict, reason } = outcome
          const values = present(valuesOf(outcome, metric))
          const ratios: { -readonly [Name in keyof PerfRatios]: number | null } = { rawTcp: null, 'zeromq-js': null, libzmq: null }
          const ratioCi: Record<keyof PerfRatios, readonly [number, number] | null> = { rawTcp: null, 'zeromq-js': null, libzmq: null }
          for (const [name, who] of Object.entries(referenceNames) as [keyof PerfRatios, string][]) {
            const reference = referenceOf(outcomes, who)
            if (reference === null || reference === outcome) continue
            const list = ratiosOf(valuesOf(outcome, metric), valuesOf(reference, metric))
            if (list.length === 0) continue
            ratios[name] = median(list)
            ratioCi[name] = bootstrapInterval(list, seed)
          }
          const measured = verdict === 'measured' && values.length > 0
          return {
            scenario,
            transport,
            mechanism,
            size,
            style: pairing.style,
            metric,
            subject: pairing.left.name,
            peer: pairing.right.name,
            verdict: verdict === 'measured' && !measured ? 'unsupported' : verdict,
            reason: measured ? null : (reason ?? 'the run ended before it was measured'),
            value: measured ? median(values) : null,
            unit,
            better,
            ci: measured ? bootstrapInterval(values, seed) : null,
            ratios,
            ratioCi,
            rounds: values,
            count: amount?.count ?? null,
            warmup: amount?.warmup ?? null,
          }
        }),
  )
}

/** How far the subject's two measurements of each round lay apart. */
export function noiseOf(bout: Bout, outcomes: readonly Outcome[]): PerfNoise['pairs'][number][] {
  const again = outcomes.find(({ pairing }) => pairing.again !== null)
  const first = outcomes.find(({ pairing }) => pairing.key === again?.pairing.again)
  if (!first || !again) return []
  return Object.keys(bout.scenario.metrics).flatMap(metric => {
    const spread = spreadOf(valuesOf(first, metric), valuesOf(again, metric))
    const { name: scenario, transport, mechanism, size } = bout
    return spread === null ? [] : [{ scenario, transport, mechanism, size, metric, spread }]
  })
}
