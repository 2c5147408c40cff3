import { describe, expect, test } from 'vitest'
import type { Judgement } from './judge.ts'
import { parseKnown } from './known.ts'
import { applyKnown, type Circumstances, findEntry, strayEntries } from './known-match.ts'

const at: Circumstances = {
  id: '30-pipeline/push/delivers[transport=tcp]',
  axes: { transport: 'tcp' },
  impl: ['libzmq'],
  version: '4.3.5',
  peer: 'ours',
  today: '2027-01-01',
}
const file = (entry: string) => parseKnown(`entries:\n  - { cases: 30-pipeline/push/delivers, reason: r, ${entry} }`, 'k')
const checks = [{ name: 'sum', ok: false, expected: '3', actual: '2' }]
const fail: Judgement = { verdict: 'fail', reason: 'sum: expected 3, got 2' }
const verdict = (entry: string, found: Judgement) => applyKnown(found, checks, file(entry), at).verdict

describe('when', () => {
  test.each([
    'when: {}',
    'when: { impl: libzmq }',
    'when: { impl: [other, libzmq] }',
    'when: { version: 4.3.5 }',
    "when: { version: '>=4.3 <4.4' }",
    'when: { peer: ours }',
    'when: { transport: [ipc, tcp] }',
  ])('%s applies', entry => expect(findEntry(file(entry), at)).not.toBeNull())

  test.each([
    'when: { impl: ours }',
    'when: { version: <4.3.5 }',
    'when: { peer: libzmq }',
    'when: { transport: ipc }',
    'when: { role: bind }',
  ])('%s does not', entry => expect(findEntry(file(entry), at)).toBeNull())

  test('a condition on the peer needs one', () => expect(findEntry(file('when: { peer: ours }'), { ...at, peer: null })).toBeNull())
})

describe('an entry that applies', () => {
  test('turns the expected failure into xfail, with its reason', () =>
    expect(applyKnown(fail, checks, file('issue: https://example.org'), at)).toEqual({
      verdict: 'xfail',
      reason: 'known: r (https://example.org); sum: expected 3, got 2',
    }))

  test('asks to be deleted on a pass', () => {
    const judgement = applyKnown({ verdict: 'pass', reason: null }, [], file('when: {}'), at)
    expect(judgement).toEqual({ verdict: 'xpass', reason: 'passed: delete k:2, cases: 30-pipeline/push/delivers (r)' })
  })

  test.each([
    ['expect: fail', { verdict: 'observed', reason: 'x' }, 'xpass'],
    ['expect: fail', { verdict: 'warn', reason: 'x' }, 'xpass'],
    ['expect: warn', { verdict: 'warn', reason: 'x' }, 'xfail'],
    ['expect: hang', { verdict: 'hang', reason: 'x' }, 'xfail'],
    ['expect: crash', { verdict: 'crash', reason: 'x' }, 'xfail'],
    ['expect: fail', { verdict: 'crash', reason: 'x' }, 'crash'],
    ['expect: hang', fail, 'fail'],
    ['expect: flaky', fail, 'flaky'],
    ['expect: flaky', { verdict: 'pass', reason: null }, 'pass'],
    ['expect: fail', { verdict: 'unsupported', reason: 'x' }, 'unsupported'],
    ['expect: fail', { verdict: 'error', reason: 'x' }, 'error'],
    ['signature: { check: sum }', fail, 'xfail'],
    ['signature: { check: sum, got: 2 }', fail, 'xfail'],
    ['signature: { check: sum, got: 9 }', fail, 'fail'],
    ['signature: { check: other }', fail, 'fail'],
    ['signature: { reason: got 2 }', fail, 'xfail'],
    ['signature: { reason: got 9 }', fail, 'fail'],
    ['until: 2027-01-01', fail, 'xfail'],
    ['until: 2026-12-31', fail, 'fail'],
    ['until: 2026-12-31', { verdict: 'pass', reason: null }, 'pass'],
  ] as const)('%s and %j: %s', (entry, found, expected) => expect(verdict(entry, found)).toBe(expected))

  test('says why it did not excuse', () =>
    expect(applyKnown(fail, checks, file('signature: { check: other }'), at).reason).toContain('not the failure that k:2 describes'))
})

test('without a file nothing changes', () => expect(applyKnown(fail, checks, null, at)).toBe(fail))

test('stray entries are found, whatever implementation they speak of', () => {
  const known = parseKnown(
    'entries:\n  - { cases: 30-pipeline/**, reason: r, when: { impl: nobody } }\n  - { cases: 31/**, reason: r }\n  - { cases: 30-pipeline, reason: r, when: { transport: udp } }',
    'k',
  )
  expect(strayEntries(known, [at])).toEqual(['k:3: no case matches 31/**', 'k:4: no case matches 30-pipeline with its `when`'])
})

describe('an entry that an earlier one always comes before', () => {
  const stray = (...entries: readonly string[]) =>
    strayEntries(parseKnown(`entries:\n${entries.map(entry => `  - { reason: r, ${entry} }`).join('\n')}`, 'k'), [
      at,
      { id: '30-pipeline/push/delivers[transport=ipc]', axes: { transport: 'ipc' } },
    ])
  const message = (cases: string) => [`k:3: ${cases} never applies: k:2 speaks of all its cases first`]
  test.each([
    ['cases: 30-pipeline', 'cases: 30-pipeline/push'],
    ['cases: 30-pipeline, when: { impl: [a, b] }', 'cases: 30-pipeline/push, when: { impl: a }'],
    ['cases: 30-pipeline', 'cases: 30-pipeline/push, when: { impl: a }'],
  ])('%s; %s', (first, second) => expect(stray(first, second)).toEqual(message('30-pipeline/push')))

  test.each([
    ['cases: 30-pipeline, when: { transport: tcp }', 'cases: 30-pipeline'],
    ['cases: 30-pipeline, when: { impl: a }', 'cases: 30-pipeline'],
    ['cases: 30-pipeline, when: { impl: a }', 'cases: 30-pipeline, when: { impl: [a, b] }'],
    ['cases: 30-pipeline, when: { peer: a }', 'cases: 30-pipeline, when: { peer: b }'],
    ['cases: 30-pipeline/push, when: { transport: ipc }', 'cases: 30-pipeline/push, when: { transport: tcp }'],
  ])('not: %s; %s', (first, second) => expect(stray(first, second)).toEqual([]))
})

test('a disputed entry marks the result', () => {
  const known = file('disputed: true, issue: https://example.org/d')
  expect(applyKnown(fail, checks, known, at)).toEqual({
    verdict: 'xfail',
    reason: 'disputed: r (https://example.org/d); sum: expected 3, got 2',
    disputed: { reason: 'r', link: 'https://example.org/d' },
  })
  expect(applyKnown({ verdict: 'pass', reason: null }, checks, known, at).verdict).toBe('xpass')
})
