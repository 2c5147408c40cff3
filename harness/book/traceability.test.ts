// The rules of traceability on a register of four rows, and then the book itself.

import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rfcsInScope } from '../../reports/render/chapters.ts'
import { readBook } from '../run/catalogue.ts'
import { root } from '../run/runner.ts'
import { type Clause, clauses } from './clause-register.ts'
import { type Book, trace } from './traceability.ts'
import { readWaivers, type Waivers } from './waivers.ts'

const row = (id: string, excluded?: string): [string, Clause] => [
  id,
  { id, section: 'S', level: 'MUST', text: `what ${id} says`, ...(excluded !== undefined && { excluded }) },
]
const register = new Map([row('1/a'), row('1/b'), row('1/c', 'a process'), row('2/a')])
const reason = 'nobody has built what it speaks of'
const none: Waivers = { waived: [], elsewhere: [] }
const book = (cites: readonly string[], chapters: readonly string[] = ['1']): Book => ({
  citations: new Map([['1-one/x/y', cites]]),
  chapters: new Set(chapters),
})
const problems = (cites: readonly string[], waivers: Partial<Waivers> = {}, chapters?: readonly string[]) =>
  trace(register, book(cites, chapters), { ...none, ...waivers }, ['1']).problems

describe('a register of four rows', () => {
  it('is in order when all that is testable in scope is cited', () => {
    expect(trace(register, book(['1/a', '1/b']), none, ['1'])).toEqual({
      testable: ['1/a', '1/b'],
      covered: ['1/a', '1/b'],
      waived: [],
      elsewhere: [],
      problems: [],
    })
  })

  it.each<[string, readonly string[], Partial<Waivers>, readonly string[], string]>([
    ['no case', ['1/a'], {}, ['1'], '1/b has neither case nor waiver: what 1/b says'],
    ['an unknown clause', ['1/a', '1/b', '1/z'], {}, ['1'], '1-one/x/y cites 1/z, which is not in the register'],
    [
      'an excluded clause',
      ['1/a', '1/b', '1/c'],
      {},
      ['1'],
      '1-one/x/y cites 1/c, which the register excludes (a process): take one of the two back',
    ],
    [
      'a waiver of a covered clause',
      ['1/a', '1/b'],
      { waived: [{ clauses: ['1/b'], reason }] },
      ['1'],
      '1/b has a case and a waiver: delete the waiver',
    ],
    [
      'a waiver of nothing',
      ['1/a', '1/b'],
      { waived: [{ clauses: ['1/z'], reason }] },
      ['1'],
      'a waiver names 1/z, which is not in the register',
    ],
    [
      'a waiver of an excluded clause',
      ['1/a', '1/b'],
      { waived: [{ clauses: ['1/c'], reason }] },
      ['1'],
      '1/c is waived and excluded: delete its waiver',
    ],
    ['too many waivers', ['1/a'], { waived: [{ clauses: ['1/b'], reason }] }, ['1'], '1 of 2 testable clauses are waived: 3 % and more'],
    [
      'a waiver without reason',
      ['1/a'],
      { elsewhere: [{ clauses: ['1/b'], chapters: ['2'], reason: '' }] },
      ['1'],
      'the waiver of 1/b gives no reason: say why no case can be written',
    ],
    [
      'what was left to a chapter that has begun',
      ['1/a'],
      { elsewhere: [{ clauses: ['1/b'], chapters: ['2'], reason }] },
      ['1', '2'],
      '1/b is due: the chapter it was left to has begun. Write its case, or waive it',
    ],
  ])('is not with %s', (_, cites, waivers, chapters, problem) => {
    expect(problems(cites, waivers, chapters)).toEqual([problem])
  })

  it('may leave a clause to a chapter that has not begun', () => {
    expect(problems(['1/a'], { elsewhere: [{ clauses: ['1/b'], chapters: ['2'], reason }] })).toEqual([])
  })
})

it('every testable clause of the stable protocol has a case or a written reason, and every citation a clause', async () => {
  const { cases } = await readBook(`${root}/suites`)
  const chapters = readdirSync(`${root}/suites`).map(name => name.split('-', 1)[0]!)
  const {
    problems: found,
    testable,
    covered,
  } = trace(
    clauses(),
    { citations: new Map(cases.map(each => [each.id, each.clauses])), chapters: new Set(chapters) },
    readWaivers(),
    rfcsInScope,
  )
  expect(found).toEqual([])
  expect(covered.length).toBeGreaterThan(0.9 * testable.length)
}, 60_000)
