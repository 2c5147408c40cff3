import { expect, test } from 'vitest'
import type { PerfFile, PerfRow } from '../../reports/schema/perf.ts'
import { perfRow } from '../../reports/schema/perf-row.rig.ts'
import { compare } from './gate.ts'
import { gateTable } from './gate-table.ts'

const row = (more: Partial<PerfRow> = {}): PerfRow => perfRow({ ratios: { rawTcp: null, 'zeromq-js': 8, libzmq: null }, ...more })
const ratio = (value: number) => ({ ratios: { rawTcp: null, 'zeromq-js': value, libzmq: null } })
const file = (rows: readonly PerfRow[], spread: number | null = 0.02, own: number | null = null): Pick<PerfFile, 'noise' | 'rows'> => ({
  rows,
  noise: {
    spread,
    pairs:
      own === null ? [] : [{ scenario: 'push-pull', transport: 'tcp', mechanism: 'NULL', size: 16, metric: 'throughput', spread: own }],
  },
})
const verdicts = (now: Parameters<typeof compare>[0], then: Parameters<typeof compare>[1]) =>
  compare(now, then, 'ours').map(({ verdict }) => verdict)

test('within 3 × the noise it is inconclusive, beyond it better or worse', () => {
  const then = file([row(ratio(8))])
  const at = (value: number) => verdicts(file([row(ratio(value))]), then)[0]
  expect([8, 8.4, 7.6].map(at)).toEqual(['inconclusive', 'inconclusive', 'inconclusive'])
  expect([8.6, 7.4].map(at)).toEqual(['better', 'worse'])
})

test('the larger noise counts: of the row, of the run, of the baseline; and there is always some', () => {
  const now = [row(ratio(7))]
  const then = [row(ratio(8))]
  expect(verdicts(file(now), file(then))).toEqual(['worse'])
  expect(verdicts(file(now, 0.02, 0.1), file(then))).toEqual(['inconclusive'])
  expect(verdicts(file(now, 0.1), file(then))).toEqual(['inconclusive'])
  expect(verdicts(file(now), file(then, 0.02, 0.1))).toEqual(['inconclusive'])
  expect(verdicts(file([row(ratio(7.9))], null), file(then, 0))).toEqual(['inconclusive'])
})

test('where less is better, a larger ratio is worse', () => {
  const latency = { scenario: 'req-rep', metric: 'median', unit: 'µs', better: 'less' } as const
  const [line] = compare(file([row({ ...latency, ...ratio(1.2) })]), file([row({ ...latency, ...ratio(0.8) })]), 'ours')
  expect(line).toMatchObject({ verdict: 'worse', before: 0.8, now: 1.2 })
  expect(line!.gain).toBeCloseTo(2 / 3)
})

test('only rows that both have, with ratios that both have, and in which the subject takes part', () => {
  const reference = row({ subject: 'libzmq-c', peer: 'libzmq-c', ...ratio(2) })
  const then = file([row(ratio(8)), reference, row({ size: 256, ...ratio(8) })])
  const now = file([row({ ratios: { rawTcp: 1, 'zeromq-js': 1, libzmq: 1 } }), row({ ...reference, ...ratio(1) }), row({ size: 1024 })])
  expect(compare(now, then, 'ours').map(({ row: { size, subject }, reference: to }) => [subject, size, to])).toEqual([
    ['ours', 16, 'zeromq-js'],
  ])
  const mixed = { peer: 'libzmq-c', subject: 'libzmq-c' }
  expect(compare(file([row({ ...mixed, peer: 'ours', ...ratio(1) })]), file([row({ ...mixed, peer: 'ours' })]), 'ours')).toHaveLength(1)
})

test('the table tells what changed and counts the rest', () => {
  const lines = compare(
    file([row(ratio(4)), row({ size: 256, ...ratio(8) })]),
    file([row(ratio(8)), row({ size: 256, ...ratio(8) })]),
    'ours',
  )
  const text = gateTable(lines)
  expect(text).toMatch(/worse .*push-pull tcp 16 ours–ours each throughput: 8\.000 → 4\.000 × zeromq-js \(-50\.0 %, noise \+6\.0 %\)/)
  expect(text).toMatch(/gate: 1 worse, 0 better, 1 inconclusive/)
  expect(text.split('\n').filter(line => line.includes('256'))).toEqual([])
  expect(gateTable([])).toMatch(/no row in common/)
})
