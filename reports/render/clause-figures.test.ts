import { expect, test } from 'vitest'
import type { Verdict } from '../../harness/verdict/verdict.ts'
import type { CaseLine } from '../schema/results.ts'
import { chapterOf, inChapterOrder } from './chapters.ts'
import { type Clause, clauseFigures, clauseResults } from './clause-figures.ts'
import { countVerdicts, pairTallies, passRate, percent } from './tally.ts'

const clause = (id: string, excluded?: string): Clause => ({
  id,
  section: 's',
  level: 'MUST',
  text: 't',
  test: 'R',
  family: id,
  ...(excluded === undefined ? {} : { excluded }),
})
const register = [clause('28/a-1'), clause('28/a-2'), clause('28/a-3', 'cannot be seen'), clause('29/b-1'), clause('38/c-1')]
const line = (verdict: Verdict, clauses: readonly string[], more: Partial<CaseLine> = {}): CaseLine => ({
  type: 'case',
  id: '28-reqrep/a/b',
  title: '',
  level: 'MUST',
  mode: 'pair',
  subject: 'ours',
  peer: 'libzmq',
  axes: {},
  ms: 1,
  checks: [],
  reason: null,
  evidence: null,
  verdict,
  clauses,
  ...more,
})

test('excluded rows are not testable, other RFCs do not count', () => {
  expect(clauseFigures([], register)).toEqual({ total: 4, testable: 3, covered: 0, passed: 0 })
  expect(clauseFigures([], register, { rfcs: ['38'] })).toEqual({ total: 1, testable: 1, covered: 0, passed: 0 })
})

test.each<[Verdict, number, number]>([
  ['pass', 1, 1],
  ['xpass', 1, 1],
  ['observed', 1, 0],
  ['fail', 1, 0],
  ['warn', 1, 0],
  ['xfail', 1, 0],
  ['flaky', 1, 0],
  ['hang', 1, 0],
  ['crash', 1, 0],
  ['unsupported', 0, 0],
  ['error', 0, 0],
  ['filtered', 0, 0],
])('a clause cited by one case that was %s: covered %d, passed %d', (verdict, covered, passed) => {
  expect(clauseFigures([line(verdict, ['28/a-1', '28/a-3', '99/unknown'])], register)).toMatchObject({ covered, passed })
})

test('one broken case undoes the passes of the others, for its subject', () => {
  const cases = [line('pass', ['28/a-1']), line('xfail', ['28/a-1'], { subject: 'libzmq' }), line('observed', ['28/a-1'])]
  expect(clauseFigures(cases, register)).toMatchObject({ covered: 1, passed: 0 })
  expect(clauseFigures(cases, register, { subject: 'ours' })).toMatchObject({ covered: 1, passed: 1 })
})

test('the verdict of a clause is the one that needs most attention', () => {
  const cases = [line('pass', ['28/a-1', '28/a-1']), line('warn', ['28/a-1']), line('unsupported', ['28/a-1'], { subject: 'libzmq' })]
  const of = clauseResults(cases).get('28/a-1')
  expect(of?.get('ours')).toEqual({ verdict: 'warn', cases: 2 })
  expect(of?.get('libzmq')).toEqual({ verdict: 'unsupported', cases: 1 })
})

test('a pass rate counts what was judged, and does not round up to all', () => {
  const counts = countVerdicts([
    line('pass', []),
    line('xpass', []),
    line('fail', []),
    line('observed', []),
    line('unsupported', []),
    line('error', []),
  ])
  expect(passRate(counts)).toEqual({ passed: 2, judged: 3 })
  expect([percent(9999, 10_000), percent(3, 3), percent(0, 0), percent(2, 3)]).toEqual(['99.9 %', '100 %', '—', '66.6 %'])
})

test('pairs: named peers first, then the raw peer, then alone', () => {
  const cases = [line('pass', [], { peer: null, mode: 'api' }), line('fail', [], { peer: null, mode: 'wire' }), line('pass', [])]
  expect(pairTallies(cases).map(({ peer, counts }) => [peer, counts.pass])).toEqual([
    ['libzmq', 1],
    ['raw peer', 0],
    ['alone', 1],
  ])
})

test('chapters come from folders; appendices after RFCs', () => {
  expect(['28/a/b', '37-zmtp31/a/b[x=1]', 'rfc-32/z', 'pairings/x', '37b/x', '99/x'].map(chapterOf)).toEqual([
    '28',
    '37',
    '32',
    'pairings',
    '37b',
    '99',
  ])
  expect(inChapterOrder(['pairings', '37', '9x', '28', '28'])).toEqual(['28', '37', '9x', 'pairings'])
})
