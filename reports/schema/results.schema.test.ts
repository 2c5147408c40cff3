// results.ts and results.schema.json say the same: field by field (the compiler checks the tables below against the types, the test
// checks them against the schema), and by examples.

import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { verdicts } from '../../harness/verdict/verdict.ts'
import { perfRow } from './perf-row.rig.ts'
import type { CaseLine, Check, Evidence, FooterLine, HeaderLine, PerfLine, ResultLine, SubjectLine } from './results.ts'

type Fields<T> = { [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? 'optional' : 'required' }
type Schema = { required?: string[]; properties: Record<string, Schema>; additionalProperties?: boolean; enum?: string[] }

const schema = JSON.parse(readFileSync(new URL('results.schema.json', import.meta.url), 'utf8')) as { $defs: Record<string, Schema> }
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, discriminator: true, allErrors: true }).compile<ResultLine>(schema)
const definition = (path: string): Schema => {
  const [name = '', ...fields] = path.split('.')
  return fields.reduce((at, field) => at.properties[field]!, schema.$defs[name]!)
}

const required = 'required'
const optional = 'optional'
const tables: Readonly<Record<string, Readonly<Record<string, 'required' | 'optional'>>>> = {
  header: {
    type: required,
    schema: required,
    suite: required,
    command: required,
    seed: required,
    started: required,
    host: required,
    planned: required,
    filtered: optional,
    shard: optional,
  } satisfies Fields<HeaderLine>,
  'header.suite': { version: required, commit: required, mutants: optional } satisfies Fields<HeaderLine['suite']>,
  host: { os: required, cpu: required, cores: required, memoryMiB: required, node: required } satisfies Fields<HeaderLine['host']>,
  subject: {
    type: required,
    name: required,
    address: required,
    implementation: required,
    capabilities: required,
    windows: optional,
  } satisfies Fields<SubjectLine>,
  'subject.implementation': { name: required, version: required, language: required, binding: optional } satisfies Fields<
    SubjectLine['implementation']
  >,
  case: {
    type: required,
    id: required,
    title: required,
    clauses: required,
    level: required,
    mode: required,
    subject: required,
    peer: required,
    axes: required,
    verdict: required,
    disputed: optional,
    ms: required,
    checks: required,
    reason: required,
    evidence: required,
  } satisfies Fields<CaseLine>,
  check: { name: required, ok: required, expected: optional, actual: optional } satisfies Fields<Check>,
  evidence: {
    frames: optional,
    history: optional,
    stderr: optional,
    seed: optional,
    path: optional,
    runs: optional,
    repeats: optional,
    captures: optional,
    observed: optional,
    reproduce: optional,
  } satisfies Fields<Evidence>,
  perf: {
    type: required,
    scenario: required,
    transport: required,
    mechanism: required,
    size: required,
    style: required,
    metric: required,
    subject: required,
    peer: required,
    verdict: required,
    reason: required,
    value: required,
    unit: required,
    better: required,
    ci: required,
    ratios: required,
    ratioCi: required,
    rounds: required,
    count: required,
    warmup: required,
  } satisfies Fields<PerfLine>,
  'perf.ratios': { rawTcp: required, 'zeromq-js': required, libzmq: required } satisfies Fields<PerfLine['ratios']>,
  footer: { type: required, complete: required, reason: required, seconds: required, exitCode: required } satisfies Fields<FooterLine>,
}

test.each(Object.keys(tables))('%s has the same fields in TypeScript and in the schema', path => {
  const { properties, required: must = [], additionalProperties } = definition(path)
  const said = Object.fromEntries(Object.keys(properties).map(name => [name, must.includes(name) ? required : optional]))
  expect(said).toEqual(tables[path])
  expect(additionalProperties).toBe(false)
})

test('the words of the unions are the same', () => {
  const words = <T extends string>(table: Record<T, true>) => Object.keys(table)
  expect(definition('case.verdict').enum).toEqual(Object.keys(verdicts))
  expect(definition('case.level').enum).toEqual(words<CaseLine['level']>({ MUST: true, SHOULD: true, MAY: true }))
  expect(definition('case.mode').enum).toEqual(words<CaseLine['mode']>({ wire: true, pair: true, api: true, diff: true, perf: true }))
  expect(definition('footer.reason').enum).toEqual(words<FooterLine['reason']>({ finished: true, interrupted: true, broken: true }))
  expect(schema.$defs).toHaveProperty('header')
})

describe('examples', () => {
  const host = { os: 'Linux 6.12 x64', cpu: 'any', cores: 2, memoryMiB: 8000, node: '24.21.0' }
  const suite = { version: '0.1.0', commit: null }
  const lines: readonly ResultLine[] = [
    { type: 'header', schema: 1, suite, command: 'run ours', seed: 7, started: '2026-01-02T03:04:05.678Z', host, planned: 1 },
    {
      type: 'subject',
      name: 'ours',
      address: 'ours',
      implementation: { name: 'zmqspec', version: '0.1.0', language: 'TypeScript', binding: 'none' },
      capabilities: { sockets: ['PUSH'], concurrency: 4 },
      windows: { silence: 50 },
    },
    {
      type: 'case',
      id: '30/push/round-robin[peers=2]',
      title: 'PUSH deals in turn',
      clauses: ['30/push-4'],
      level: 'MUST',
      mode: 'pair',
      subject: 'ours',
      peer: null,
      axes: { peers: '2' },
      verdict: 'pass',
      ms: 1.5,
      checks: [{ name: 'count', ok: true, expected: '4', actual: '4' }],
      reason: null,
      evidence: { frames: ['→ 00'], history: [], stderr: '', seed: -3, path: '1:2', runs: 100, observed: { n: 1 }, reproduce: 'x' },
    },
    {
      type: 'perf',
      ...perfRow(),
      ci: [4.9e6, 5.1e6],
      ratios: { rawTcp: 0.1, 'zeromq-js': 9.5, libzmq: null },
      ratioCi: { rawTcp: [0.09, 0.11], 'zeromq-js': [9, 10], libzmq: null },
      rounds: [4.9e6, 5e6, 5.1e6],
      count: 1000000,
      warmup: 100000,
    },
    { type: 'footer', complete: true, reason: 'finished', seconds: 3.25, exitCode: 0 },
  ]

  test.each(lines.map(line => [line.type, line] as const))('a full %s line is valid', (_, line) => {
    expect(validate(line), JSON.stringify(validate.errors)).toBe(true)
  })

  test.each(lines.flatMap(line => Object.keys(line).map(field => [line.type, field, line] as const)))(
    'a %s line with a wrong %s is not',
    (_, field, line) => {
      expect(validate({ ...line, [field]: Symbol('nothing of ours') })).toBe(false)
    },
  )

  test.each(lines.map(line => [line.type, line] as const))('a %s line with a field that nobody knows is not valid', (_, line) => {
    expect(validate({ ...line, colour: 'blue' })).toBe(false)
  })

  test('another schema number is not valid', () => {
    expect(validate({ ...lines[0], schema: 2 })).toBe(false)
  })
})
