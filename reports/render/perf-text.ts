// Figures of performance as people read them: three digits, a unit that fits, ratios with their sense.

import type { PerfRow } from '../schema/perf.ts'
import { grouped } from './tally.ts'

/** Three digits, with a letter for thousands: `5.66 M`, `94.2 k`, `81.3`. */
export function short(value: number): string {
  const scales = [
    [1e9, ' G'],
    [1e6, ' M'],
    [1e3, ' k'],
  ] as const
  const [scale, letter] = scales.find(([from]) => Math.abs(value) >= from) ?? [1, '']
  const scaled = value / scale
  const digits = Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 10 ? 1 : 2
  return `${scaled.toFixed(digits)}${letter}`
}

export const ratio = (value: number | null): string => (value === null ? '' : `${value.toPrecision(value >= 100 ? 4 : 3)} ×`)

/** `16 B`, `64 KiB`, `1 MiB` */
export function octets(size: number): string {
  if (size >= 2 ** 20 && size % 2 ** 20 === 0) return `${size / 2 ** 20} MiB`
  return size >= 2 ** 10 && size % 2 ** 10 === 0 ? `${size / 2 ** 10} KiB` : `${grouped(size)} B`
}

/** `± 3 %`: the half width of the interval. */
export function spread({ ci, value }: Pick<PerfRow, 'ci' | 'value'>): string {
  if (ci === null || value === null || value === 0) return ''
  return `± ${(((ci[1] - ci[0]) / 2 / Math.abs(value)) * 100).toFixed(0)} %`
}

/** Rows of one bout: the same scenario, transport, mechanism and size. */
export function boutsOf<Row extends PerfRow>(rows: readonly Row[]): Row[][] {
  const bouts = Map.groupBy(rows, ({ scenario, transport, mechanism, size }) => `${scenario} ${transport} ${mechanism} ${size}`)
  return [...bouts.values()]
}
