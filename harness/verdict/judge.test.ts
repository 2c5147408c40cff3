import { describe, expect, test } from 'vitest'
import type { Ending, Findings } from './judge.ts'
import { dispute, judge, sentence } from './judge.ts'

const good = { name: 'sum', ok: true, expected: '2', actual: '2' }
const bad = { name: 'sum', ok: false, expected: '3', actual: '2' }
const findings = (over: Partial<Findings>): Findings => ({
  level: 'MUST',
  checks: [good],
  ending: { kind: 'done' },
  observed: [],
  warned: [],
  after: null,
  ...over,
})
const broken = (how: Extract<Ending, { kind: 'broken' }>['how']): Ending => ({ kind: 'broken', how, who: 'libzmq', reason: 'it is gone' })

describe('a case that came to its end', () => {
  test('passes when every check held', () => expect(judge(findings({}))).toEqual({ verdict: 'pass', reason: null }))

  test.each([
    ['MUST', 'fail'],
    ['SHOULD', 'warn'],
    ['MAY', 'observed'],
  ] as const)('with a failed check at level %s: %s', (level, verdict) =>
    expect(judge(findings({ level, checks: [good, bad, bad] }))).toEqual({ verdict, reason: 'sum: expected 3, got 2 (and 1 more)' }),
  )

  test('that made no check is our error', () => expect(judge(findings({ checks: [] })).verdict).toBe('error'))
  test('may be observed without a check', () =>
    expect(judge(findings({ checks: [], observed: ['a bare close'] })).verdict).toBe('observed'))
  test('warns before it observes', () =>
    expect(judge(findings({ observed: ['a'], warned: ['b'] }))).toEqual({ verdict: 'warn', reason: 'b' }))
  test('fails on a check whatever was observed', () => expect(judge(findings({ checks: [bad], observed: ['a'] })).verdict).toBe('fail'))

  test('fails whatever its level when no legal peer is served afterwards', () =>
    expect(judge(findings({ level: 'MAY', after: 'deaf' }))).toEqual({ verdict: 'fail', reason: 'deaf' }))
})

describe('a case that was left early', () => {
  test.each([
    ['MUST', 'fail'],
    ['SHOULD', 'warn'],
    ['MAY', 'observed'],
  ] as const)('by a failure at level %s: %s', (level, verdict) =>
    expect(judge(findings({ level, ending: { kind: 'failed', reason: 'closed' } }))).toEqual({ verdict, reason: 'closed' }),
  )

  test('and no legal peer is served afterwards: both are told, and it is a fail', () =>
    expect(judge(findings({ level: 'MAY', ending: { kind: 'failed', reason: 'closed' }, after: 'deaf' }))).toEqual({
      verdict: 'fail',
      reason: 'closed; deaf',
    }))

  test.each([
    ['crash', 'crash'],
    ['hang', 'hang'],
    ['capability', 'fail'],
    ['start', 'error'],
    ['protocol', 'error'],
  ] as const)('by a subject broken by %s: %s, whatever the level', (how, verdict) => {
    const judgement = judge(findings({ level: 'MAY', ending: broken(how) }))
    expect(judgement.verdict).toBe(verdict)
    expect(judgement.reason).toContain('libzmq: it is gone')
  })

  test('by the time-out is a hang that names the last step', () =>
    expect(judge(findings({ ending: { kind: 'timeout', ms: 50, last: 'A recv' } }))).toEqual({
      verdict: 'hang',
      reason: 'not done after 50 ms; last: A recv',
    }))

  test('by an exception of ours is an error', () =>
    expect(judge(findings({ ending: { kind: 'thrown', reason: 'TypeError' } })).verdict).toBe('error'))
  test('as unsupported stays so', () =>
    expect(judge(findings({ ending: { kind: 'unsupported', reason: 'no PEER' } })).verdict).toBe('unsupported'))
})

test('a check without values is told by its name', () => expect(sentence({ name: 'holds', ok: false })).toBe('holds'))

describe('a disputed case', () => {
  const disputed = { reason: 'two readings', link: 'https://example.org/1' }
  test.each(['fail', 'warn'] as const)('%s is only observed', verdict =>
    expect(dispute({ verdict, reason: 'x' }, disputed)).toEqual({
      verdict: 'observed',
      reason: 'disputed: two readings (https://example.org/1); x',
      disputed,
    }),
  )
  test.each(['pass', 'crash', 'hang', 'error'] as const)('%s stays, with the mark', verdict =>
    expect(dispute({ verdict, reason: null }, disputed)).toEqual({ verdict, reason: null, disputed }),
  )
  test('undisputed stays as it is', () => {
    const found = { verdict: 'fail', reason: 'x' } as const
    expect(dispute(found, undefined)).toBe(found)
  })
})
