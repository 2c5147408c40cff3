import { expect, test } from 'vitest'
import { type Sample, tallySoak, upperLimit } from './soak-tally.ts'
import type { Verdict } from './verdict.ts'

const rounds = (id: string, ...verdicts: Verdict[]): Sample[] =>
  verdicts.map((verdict, at) => ({ round: at + 1, seed: at + 1, id, peer: null, verdict, reason: null }))

test('an alarm differs from the majority or breaks the gate', () => {
  const samples = [
    ...rounds('quiet', 'pass', 'pass', 'pass'),
    ...rounds('once', 'pass', 'fail', 'pass'),
    ...rounds('always', 'fail', 'fail', 'fail'),
    ...rounds('wavers', 'observed', 'observed', 'pass'),
    ...rounds('known', 'xfail', 'xfail', 'xfail'),
  ]
  const tally = tallySoak(samples, false)
  expect(tally).toMatchObject({ cases: 5, samples: 15, alarms: 5, rate: 5 / 15 })
  expect(tally.restless.map(({ id, majority, alarms }) => [id, majority, alarms.map(({ round }) => round)])).toEqual([
    ['always', 'fail', [1, 2, 3]],
    ['once', 'pass', [2]],
    ['wavers', 'observed', [3]],
  ])
})

test('a tie goes to the verdict that holds the gate; warn breaks it when strict', () => {
  expect(tallySoak(rounds('tie', 'fail', 'pass'), false).restless[0]).toMatchObject({ majority: 'pass', counts: { pass: 1, fail: 1 } })
  expect(tallySoak(rounds('warns', 'warn', 'warn'), false).alarms).toBe(0)
  expect(tallySoak(rounds('warns', 'warn', 'warn'), true).alarms).toBe(2)
})

test('a case known as flaky may pass and may not, and may not break the gate', () => {
  expect(tallySoak(rounds('known', 'flaky', 'pass', 'pass'), false).alarms).toBe(0)
  expect(tallySoak(rounds('known', 'flaky', 'pass', 'hang'), false).alarms).toBe(1)
})

test('peers are cases of their own', () => {
  const samples = [...rounds('a', 'pass'), ...rounds('a', 'fail').map(sample => ({ ...sample, peer: 'libzmq' }))]
  expect(tallySoak(samples, false)).toMatchObject({ cases: 2, alarms: 1 })
})

test.each([
  [0, 0, 1],
  [0, 1000, 0.0027],
  [10, 1000, 0.0167],
])('upper limit of %i in %i', (alarms, samples, limit) => expect(upperLimit(alarms, samples)).toBeCloseTo(limit, 4))
