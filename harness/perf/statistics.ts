// From rounds to figures: medians, bootstrap intervals, and how far two measurements of the same thing lie apart.
// Rule: seeded; the same rounds and the same seed give the same intervals.

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { median, quantile, sampleWithReplacement } from 'simple-statistics'

const resamples = 2000

export { median }

/** 95 % percentile-bootstrap interval of the median. One value is its own interval. */
export function bootstrapInterval(values: readonly number[], seed: number): [number, number] {
  const generator = xoroshiro128plus(seed)
  const random = () => uniformFloat64(generator)
  const medians = Array.from({ length: resamples }, () => median(sampleWithReplacement(values as number[], values.length, random)))
  return [quantile(medians, 0.025), quantile(medians, 0.975)]
}

/** Round by round; rounds that one of them lacks are left out. */
export function ratiosOf(values: readonly (number | null)[], references: readonly (number | null)[]): number[] {
  return values.flatMap((value, round) => {
    const reference = references[round] ?? null
    return value === null || reference === null || reference === 0 ? [] : [value / reference]
  })
}

/** How far two measurements of the same thing lie apart, as a fraction: the median of |A/A' - 1|. null: nothing to compare. */
export function spreadOf(first: readonly (number | null)[], second: readonly (number | null)[]): number | null {
  const apart = ratiosOf(first, second).map(ratio => Math.abs(ratio - 1))
  return apart.length === 0 ? null : median(apart)
}
