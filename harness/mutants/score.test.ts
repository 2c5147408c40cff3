import { expect, test } from 'vitest'
import type { CaseLine } from '../../reports/schema/results.ts'
import type { Hunt } from './hunt.ts'
import { score } from './score.ts'

const clause = (id: string, level: string, excluded?: string) => ({ id, level, section: 's', text: 't', ...(excluded && { excluded }) })
const clauses = [clause('30/a', 'MUST'), clause('30/b', 'MUST NOT'), clause('30/c', 'SHOULD'), clause('30/d', 'MUST', 'cannot be seen')]
const cases = [
  { id: 'x/one[role=bind]', clauses: ['30/a'] },
  { id: 'x/one[role=connect]', clauses: ['30/a'] },
  { id: 'x/two', clauses: ['30/a', '30/b'] },
  { id: 'x/three', clauses: ['30/c'] },
]
const mutant = (survives?: string) => ({ about: 'x', edits: [], ...(survives && { survives }) })
const mutants = { 'mut/a': mutant(), 'mut/b': mutant(), 'mut/equal': mutant('the same to any peer') }
const hunt = (id: string, killers: readonly string[], missed: readonly string[] = [], trouble: readonly string[] = []): Hunt => ({
  id,
  killers: killers.map(id => ({ id }) as CaseLine),
  missed,
  trouble,
})

test('every MUST has a killed mutant: the gate is met', () => {
  const result = score([hunt('mut/a', ['x/two'])], mutants, clauses, cases)
  expect(result).toMatchObject({ total: 1, killed: 1, bare: [], met: true, survivors: [], idle: [] })
  expect(result.rows.map(({ clause, killed }) => [clause, killed])).toEqual([
    ['30/a', ['mut/a']],
    ['30/b', ['mut/a']],
    ['30/c', []],
    ['30/d', []],
  ])
})
test('a MUST without one is bare; a SHOULD and what cannot be seen are not', () => {
  expect(score([hunt('mut/a', ['x/one[role=connect]'])], mutants, clauses, cases)).toMatchObject({ bare: ['30/b'], met: false })
})
test('a case that names a mutant and misses it is told, and its clauses hold it as missed', () => {
  const result = score([hunt('mut/a', ['x/two'], ['x/one', 'x/three'])], mutants, clauses, cases)
  expect(result.idle).toEqual([{ mutant: 'mut/a', cases: ['x/one', 'x/three'] }])
  // 30/a is also cited by the case that noticed.
  expect(result.rows.map(({ missed }) => missed)).toEqual([[], [], ['mut/a'], []])
})
test('a survivor without a reason breaks the gate however many were killed; one with a reason does not', () => {
  const killed = Array.from({ length: 40 }, () => hunt('mut/a', ['x/two']))
  expect(score([...killed, hunt('mut/b', [], ['x/one'])], mutants, clauses, cases)).toMatchObject({ total: 41, killed: 40, met: false })
  const survivors = [{ id: 'mut/equal', reason: 'the same to any peer' }]
  expect(score([...killed, hunt('mut/equal', [], ['x/one'])], mutants, clauses, cases)).toMatchObject({ survivors, met: true })
})
test('below 95 % the gate is not met, whatever is written', () => {
  const hunts = [...Array.from({ length: 18 }, () => hunt('mut/a', ['x/two'])), hunt('mut/equal', [])]
  expect(score(hunts, mutants, clauses, cases)).toMatchObject({ total: 19, killed: 18, met: false })
})
