import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { compareVerdicts } from '../verdict-look.ts'
import { everything, type Filter, fromHash, isEverything, matching, toHash } from './filter.ts'
import { groupsOf, type Model, readModel } from './model.ts'

let model: Model

beforeAll(async () => {
  const { readFile } = await import('node:fs/promises')
  const text = await readFile(join(import.meta.dirname, '../../../fixtures/results/sample.ndjson'), 'utf8')
  model = readModel(text.trimEnd(), JSON.stringify({ partial: null, clauses: [] }))
})

const count = (filter: Partial<Filter>) => matching(model.rows, { ...everything, ...filter }).length

test('no filter shows everything; each field narrows', () => {
  expect(count({})).toBe(23)
  expect(count({ verdicts: ['fail'] })).toBe(2)
  expect(count({ verdicts: ['fail', 'crash'] })).toBe(3)
  expect(count({ subject: 'libzmq', peer: 'raw peer' })).toBe(3)
  expect(count({ chapter: '37' })).toBe(5)
  expect(count({ level: 'SHOULD' })).toBe(1)
  expect(count({ clause: '28/req-2' })).toBe(4)
})

test('text finds ids, titles, reasons and clauses: all words, any case, any order', () => {
  expect(count({ text: 'ASKED rep' })).toBe(1)
  expect(count({ text: 'sigabrt' })).toBe(1)
  expect(count({ text: '28/req-9' })).toBe(1)
  expect(count({ text: 'rep nonsense' })).toBe(0)
})

test('a filter survives the address, and an address that says nonsense is no filter', () => {
  const filter: Filter = {
    ...everything,
    text: 'a&b=#é',
    verdicts: ['fail', 'hang'],
    subject: 'ours',
    peer: 'raw peer',
    clause: '28/req-1',
  }
  expect(fromHash(`#${toHash(filter)}`)).toEqual(filter)
  expect(isEverything(fromHash('#verdict=nonsense&x=y'))).toBe(true)
})

test('groups: one per case, what needs attention first', () => {
  const groups = groupsOf(model.rows)
  expect(groups[0]).toMatchObject({ base: '37-zmtp31/framing/length-63-bits', worst: 'crash' })
  expect(groups.map(group => group.worst)).toEqual(groups.map(group => group.worst).toSorted(compareVerdicts))
  expect(groups.reduce((sum, group) => sum + group.rows.length, 0)).toBe(23)
  expect(groups.find(group => group.base.endsWith('/prefix'))?.rows.map(row => row.line.verdict)).toEqual(['flaky', 'pass'])
})
