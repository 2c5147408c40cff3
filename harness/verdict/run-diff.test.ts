import { expect, test } from 'vitest'
import type { CaseLine } from '../../reports/schema/results.ts'
import { diffRuns } from './run-diff.ts'
import type { Verdict } from './verdict.ts'

const line = (id: string, verdict: Verdict, subject = 'ours', peer: string | null = null): CaseLine => ({
  type: 'case',
  id,
  title: id,
  clauses: [],
  level: 'MUST',
  mode: 'api',
  subject,
  peer,
  axes: {},
  verdict,
  ms: 1,
  checks: [],
  reason: verdict === 'pass' ? null : `because ${verdict}`,
  evidence: null,
})

const options = { strict: false, sameSubject: true }
const ids = (changes: readonly { id: string }[]) => changes.map(({ id }) => id)

test('each kind of change', () => {
  const before = [line('a', 'pass'), line('b', 'fail'), line('c', 'fail'), line('d', 'warn'), line('e', 'pass'), line('f', 'pass')]
  const after = [
    line('a', 'hang'),
    line('b', 'pass'),
    line('c', 'crash'),
    line('d', 'observed'),
    line('f', 'pass'),
    line('g', 'fail'),
    line('h', 'pass'),
  ]
  const diff = diffRuns(before, after, options)
  expect(ids(diff.worse)).toEqual(['a', 'g'])
  expect(ids(diff.fixed)).toEqual(['b'])
  expect(diff.changed.map(({ before, after, reason }) => [before, after, reason])).toEqual([
    ['fail', 'crash', 'because crash'],
    ['warn', 'observed', 'because observed'],
  ])
  expect([ids(diff.gone), ids(diff.added), diff.same]).toEqual([['e'], ['h'], 1])
})

test('with --strict a new warn is worse', () => {
  const [before, after] = [[line('a', 'pass')], [line('a', 'warn')]]
  expect(ids(diffRuns(before, after, options).changed)).toEqual(['a'])
  expect(ids(diffRuns(before, after, { ...options, strict: true }).worse)).toEqual(['a'])
})

test('peers are told apart; subjects only where they are the same', () => {
  const before = [line('a', 'pass', 'ours', 'libzmq'), line('a', 'fail', 'ours', 'ours')]
  const after = [line('a', 'fail', 'libzmq', 'libzmq'), line('a', 'fail', 'libzmq', 'ours')]
  expect(diffRuns(before, after, options).gone).toHaveLength(2)
  const diff = diffRuns(before, after, { ...options, sameSubject: false })
  // With itself as peer: ours × ours against libzmq × libzmq.
  expect([diff.same, diff.worse.map(({ peer }) => peer), diff.gone.map(({ peer }) => peer)]).toEqual([1, ['ours'], ['libzmq']])
})
