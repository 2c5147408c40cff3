import { describe, expect, test } from 'vitest'
import type { CaseMeta } from './case-context.ts'
import { combinations, placeOf, records } from './case-record.ts'
import { strongestLevel } from './clause-register.ts'
import { bounded, reproduce } from './evidence.ts'
import { missing } from './needs.ts'
import { defaultSettings } from './settings.ts'

const place = { chapter: '30-pipeline', section: 'push' }
const meta: CaseMeta = { title: 't', clauses: ['30/push-2'], mode: 'api' }

test('place of a spec file', () => {
  expect(placeOf('file:///x/suites/30-pipeline/push.spec.ts')).toEqual(place)
  expect(() => placeOf('file:///x/suites/push.test.ts')).toThrow('<chapter>/<section>.spec.ts')
})

test('combinations: the last axis turns fastest', () =>
  expect(combinations({ a: ['1', '2'], b: ['x', 'y'] }).map(row => `${row.a}${row.b}`)).toEqual(['1x', '1y', '2x', '2y']))

describe('records', () => {
  test('one without axes, with defaults', () =>
    expect(records(place, 'only-sends', meta, false)).toEqual([
      {
        id: '30-pipeline/push/only-sends',
        ...place,
        title: 't',
        clauses: ['30/push-2'],
        level: 'MUST',
        mode: 'api',
        obliges: 'both',
        needs: {},
        axes: {},
        kills: [],
        timeout: 10_000,
        property: false,
      },
    ]))

  test('one per combination, less the exceptions', () => {
    const axes = { role: ['bind', 'connect'], transport: ['tcp', 'ipc'] }
    const made = records(place, 's', { ...meta, axes, except: row => row['role'] === 'bind' && row['transport'] === 'ipc' }, true)
    expect(made.map(({ id }) => id)).toEqual([
      '30-pipeline/push/s[role=bind,transport=tcp]',
      '30-pipeline/push/s[role=connect,transport=tcp]',
      '30-pipeline/push/s[role=connect,transport=ipc]',
    ])
  })

  test.each([
    ['Upper', meta, 'lower-case'],
    ['s', { ...meta, clauses: [] }, 'cites at least one clause'],
    ['s', { ...meta, axes: { a: ['x]'] } }, 'unusable value'],
    ['s', { ...meta, axes: { a: [] } }, 'leaves no combination'],
    ['s', { ...meta, clauses: ['99/none'] as unknown as CaseMeta['clauses'] }, 'unknown clause 99/none'],
  ])('%s %#: refused', (slug, wrong, message) => expect(() => records(place, slug, wrong, false)).toThrow(message))
})

test.each([
  [['30/push-2'], 'MUST'],
  [['30/push-12'], 'MUST'],
  [['37/greeting-1'], 'MUST'],
  [['30/push-7'], 'SHOULD'],
  [['30/push-1'], 'MAY'],
  [['lib/hwm'], 'MAY'],
  [['30/push-1', '30/push-7'], 'SHOULD'],
] as const)('strongest level of %j is %s', (ids, level) => expect(strongestLevel(ids)).toBe(level))

test('what is missing is named', () => {
  const caps = {
    sockets: ['PUSH'],
    transports: ['tcp'],
    mechanisms: [],
    zmtp: [],
    options: ['linger'],
    ops: [],
    features: [],
    concurrency: 1,
  }
  expect(missing({ sockets: ['PUSH'], options: ['linger'] }, caps, 'x')).toBeNull()
  expect(missing({ sockets: ['PUSH', 'PULL', 'SUB'] }, caps, 'x')).toBe('x does not declare sockets PULL, SUB')
  expect(missing({ ops: ['monitor'] }, caps, 'x')).toBe('x does not declare ops monitor')
})

test('evidence is bounded at both ends', () => {
  const lines = bounded(Array.from({ length: 1000 }, (_, at) => `${at} ${'x'.repeat(at === 0 ? 1000 : 1)}`))
  expect(lines).toHaveLength(121)
  expect(lines[0]!.length).toBeLessThan(410)
  expect(lines[60]).toBe('… 880 lines …')
  expect(lines.at(-1)).toBe('999 x')
})

test('the command that repeats a case survives a shell', () => {
  const settings = { ...defaultSettings, subject: "exec:./it's here", peer: 'libzmq', env: {}, seed: 7 }
  expect(reproduce('a/b/c[x=y]', settings, true)).toBe(`npx zmqspec run 'exec:./it'\\''s here' --peer libzmq --run 'a/b/c[x=y]' --seed 7`)
})
