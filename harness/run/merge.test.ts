// Shards as data: what becomes of them, and what is refused.

import { describe, expect, test } from 'vitest'
import { perfRow } from '../../reports/schema/perf-row.rig.ts'
import type { CaseLine, PerfLine } from '../../reports/schema/results.ts'
import { mergeRuns } from './merge.ts'
import type { RunOnDisk } from './read-folder.ts'
import { UsageError } from './usage-error.ts'

const line = (id: string, subject = 'ours', captures: readonly string[] = []): CaseLine => ({
  type: 'case',
  id,
  title: id,
  clauses: [],
  level: 'MUST',
  mode: 'api',
  subject,
  peer: null,
  axes: {},
  verdict: 'pass',
  ms: 1,
  checks: [],
  reason: null,
  evidence: captures.length > 0 ? { captures } : null,
})

const part = (number: number, of: number, cases: readonly CaseLine[], change: Partial<RunOnDisk['header']> = {}): RunOnDisk => ({
  name: `part${number}`,
  folder: `/none/part${number}`,
  header: {
    type: 'header',
    schema: 1,
    suite: { version: '1.0.0', commit: null },
    command: 'zmqspec run ours',
    seed: 1,
    started: `2027-01-0${number}T00:00:00.000Z`,
    host: { os: 'x', cpu: 'x', cores: 1, memoryMiB: 1, node: 'v24' },
    planned: cases.length,
    filtered: 10 - cases.length,
    shard: [number, of],
    ...change,
  },
  subjects: [
    {
      type: 'subject',
      name: 'ours',
      address: 'ours',
      implementation: { name: 'ours', version: '1', language: 'TypeScript' },
      capabilities: {},
    },
  ],
  cases,
  perf: [],
  footer: { type: 'footer', complete: true, reason: 'finished', seconds: 2, exitCode: 0 },
  partial: null,
})

test('the whole of two halves', () => {
  const two = part(2, 2, [line('b', 'ours', ['captures/b.pcapng'])])
  const whole = mergeRuns([{ ...two, footer: { ...two.footer!, exitCode: 1 } }, part(1, 2, [line('a')])], 'merge')
  expect(whole.cases.map(({ id, evidence }) => [id, evidence])).toEqual([
    ['b', { captures: ['captures/1/b.pcapng'] }],
    ['a', null],
  ])
  expect(whole.header).toMatchObject({ command: 'merge', planned: 2, filtered: 8, started: '2027-01-01T00:00:00.000Z' })
  expect(whole.header.shard).toBeUndefined()
  expect(whole.subjects).toHaveLength(1)
  expect(whole.footer).toMatchObject({ complete: true, seconds: 4, exitCode: 1 })
  expect(whole.missing).toEqual([])
})

const figure: PerfLine = { type: 'perf', ...perfRow() }

test('figures of perf come along, and the same one twice is refused', () => {
  const first = { ...part(1, 2, []), perf: [figure] }
  const second = { ...part(2, 2, []), perf: [{ ...figure, size: 1024 }] }
  expect(mergeRuns([first, second], 'merge').perf.map(({ size }) => size)).toEqual([16, 1024])
  expect(() => mergeRuns([first, { ...second, perf: [figure] }], 'merge')).toThrow(
    /push-pull tcp NULL 16 ours ours each throughput" is in part1/,
  )
})

test('a missing shard and a partial one make the whole partial', () => {
  const whole = mergeRuns(
    [part(1, 3, [line('a')]), { ...part(3, 3, [line('b')]), partial: 'the run was interrupted: 1 of 2', footer: null }],
    'merge',
  )
  expect(whole.missing).toEqual(['shard 2/3 is missing', 'part3: the run was interrupted: 1 of 2'])
  expect(whole.footer).toMatchObject({ complete: false, exitCode: 3 })
})

const other = part(2, 2, [line('b')])
const [subject] = other.subjects
describe.each<[string, RunOnDisk, string]>([
  ['the same case twice', part(2, 2, [line('a')]), 'a (ours) is in part1 and in part2'],
  ['another suite', part(2, 2, [line('b')], { suite: { version: '1.1.0', commit: null } }), 'part1 has suite 1.0.0, part2 has 1.1.0'],
  ['another commit', part(2, 2, [line('b')], { suite: { version: '1.0.0', commit: 'abcdef0123456' } }), 'part2 has 1.0.0 (abcdef0123)'],
  ['another seed', part(2, 2, [line('b')], { seed: 9 }), 'part1 has seed 1, part2 has 9'],
  ['another division', part(2, 3, [line('b')]), 'part1 has shards of 2, part2 has 3'],
  ['another subject', part(2, 2, [line('b', 'libzmq')]), 'part1 has subject ours, part2 has libzmq'],
  [
    'another version',
    { ...other, subjects: [{ ...subject!, implementation: { ...subject!.implementation, version: '2' } }] },
    'in part1 ours is ours 1 at ours, in part2 it is ours 2 at ours',
  ],
])('%s', (_name, second, message) => {
  test('is refused', () => {
    const merging = () => mergeRuns([part(1, 2, [line('a')]), second], 'merge')
    expect(merging).toThrow(UsageError)
    expect(merging).toThrow(message)
  })
})
