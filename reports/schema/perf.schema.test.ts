// perf.ts and perf.schema.json say the same: field by field, and by an example.

import { expect, test } from 'vitest'
import { perfFault } from '../../harness/perf/read.ts'
import schema from './perf.schema.json' with { type: 'json' }
import type { PerfFile, PerfNoise, PerfRatios, PerfRow } from './perf.ts'
import results from './results.schema.json' with { type: 'json' }

type Names<T> = readonly (keyof T)[] & readonly []
const named =
  <T>() =>
  <const K extends readonly (keyof T)[]>(names: K & ([keyof T] extends [K[number]] ? unknown : never)): Names<T> =>
    names as never

const row = named<PerfRow>()([
  'scenario',
  'transport',
  'mechanism',
  'size',
  'style',
  'metric',
  'subject',
  'peer',
  'verdict',
  'reason',
  'value',
  'unit',
  'better',
  'ci',
  'ratios',
  'ratioCi',
  'rounds',
  'count',
  'warmup',
])
const file = named<PerfFile>()([
  'schema',
  'suite',
  'command',
  'started',
  'seed',
  'profile',
  'rounds',
  'seconds',
  'complete',
  'machine',
  'noise',
  'rows',
])

test('all fields, all required, and none else', () => {
  for (const [names, definition] of [
    [row, schema.$defs.row],
    [file, schema],
    [named<PerfNoise>()(['spread', 'pairs']), schema.$defs.noise],
    [named<PerfRatios>()(['rawTcp', 'zeromq-js', 'libzmq']), schema.$defs.row.properties.ratios],
  ] as const) {
    expect(Object.keys(definition.properties).toSorted()).toEqual([...names].toSorted())
    expect([...definition.required].toSorted()).toEqual([...names].toSorted())
    expect(definition.additionalProperties).toBe(false)
  }
})

test('a perf line of results.ndjson is a row with its type', () => {
  const { type, ...properties } = results.$defs.perf.properties
  expect(type).toEqual({ const: 'perf' })
  expect(Object.keys(properties)).toEqual(Object.keys(schema.$defs.row.properties))
})

const example: PerfFile = {
  schema: 1,
  suite: { version: '0.1.0', commit: null },
  command: 'zmqspec perf',
  started: '2026-01-02T03:04:05.678Z',
  seed: 1,
  profile: 'short',
  rounds: 4,
  seconds: 0.15,
  complete: true,
  machine: { os: 'Linux', cpu: 'any', cores: 2, memoryMiB: 8000, node: 'v24.0.0' },
  noise: {
    spread: 0.02,
    pairs: [{ scenario: 'push-pull', transport: 'tcp', mechanism: 'NULL', size: 16, metric: 'throughput', spread: 0.02 }],
  },
  rows: [],
}

test('an example is valid; without any one field it is not, nor with one that nobody knows', () => {
  expect(perfFault(example)).toBeNull()
  for (const field of Object.keys(example)) expect(perfFault({ ...example, [field]: undefined })).toContain(field)
  expect(perfFault({ ...example, colour: 'blue' })).toContain('additional properties')
  expect(perfFault({ ...example, schema: 2 })).toContain('schema')
})
