import { describe, expect, test } from 'vitest'
import { breaksGate, exitCode, noVerdicts, type Outcome } from './exit-code.ts'
import { type Verdict, verdicts } from './verdict.ts'

const run = (seen: Partial<Record<Verdict, number>>, over: Partial<Outcome> = {}) =>
  exitCode({ counts: { ...noVerdicts(), ...seen }, strict: false, ...over })

describe('exit code', () => {
  test.each([
    ['pass', 0],
    ['fail', 1],
    ['warn', 0],
    ['observed', 0],
    ['unsupported', 5],
    ['xfail', 0],
    ['xpass', 1],
    ['flaky', 0],
    ['hang', 1],
    ['crash', 1],
    ['error', 3],
    ['filtered', 5],
  ] as const)('of a run with nothing but %s is %i', (verdict, code) => expect(run({ [verdict]: 3 })).toBe(code))

  test('the table above is complete', () => expect(Object.keys(verdicts)).toHaveLength(12))
  test('nothing at all is nothing verified', () => expect(run({})).toBe(5))
  test('unsupported and filtered beside a pass change nothing', () => expect(run({ pass: 1, unsupported: 9, filtered: 9 })).toBe(0))
  test('warn breaks the gate when strict', () => expect(run({ pass: 1, warn: 1 }, { strict: true })).toBe(1))
  test('a broken harness comes before a failure', () => expect(run({ fail: 1, error: 1 })).toBe(3))
  test('a break outside of cases counts as well', () => expect(run({ pass: 1 }, { broken: true })).toBe(3))
  test('usage comes before a broken harness', () => expect(run({ error: 1 }, { usage: true })).toBe(2))
  test('an interruption is told as one', () => expect(run({ fail: 1 }, { interrupted: true })).toBe(130))
  test('a failure comes before a missed performance gate', () => expect(run({ fail: 1 }, { performanceGateMissed: true })).toBe(1))
  test('a missed performance gate alone', () => expect(run({ pass: 1 }, { performanceGateMissed: true })).toBe(4))
})

test('only warn depends on strictness', () => {
  const all = Object.keys(verdicts) as Verdict[]
  expect(all.filter(verdict => breaksGate(verdict, false))).toEqual(['fail', 'xpass', 'hang', 'crash', 'error'])
  expect(all.filter(verdict => breaksGate(verdict, true) && !breaksGate(verdict, false))).toEqual(['warn'])
})
