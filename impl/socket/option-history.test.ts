import { expect, it } from 'vitest'
import { deprecated, drafts, introduced, otherwise, sinceOf } from './option-history.ts'
import { optionNames, optionRow } from './option-table.ts'

const known = Object.values(introduced).flat() as number[]
const here = [...optionNames.flatMap(name => optionRow(name).id ?? []), ...Object.keys(otherwise).map(Number)]
/** ZMQ_BLOCKY, a context option in the same row of numbers. */
const ofContexts = [70]

it('every option number of libzmq 4.3.5 is here, once, and no other', () => {
  expect(here.toSorted((a, b) => a - b)).toEqual(known.filter(id => !ofContexts.includes(id)).toSorted((a, b) => a - b))
  expect(new Set(here).size).toBe(here.length)
})

it('drafts and deprecated ones are known, and each has a release', () => {
  for (const id of [...drafts, ...deprecated]) expect(known).toContain(id)
  expect([sinceOf(4), sinceOf(124), sinceOf(null), sinceOf(9999)]).toEqual(['3.1 or earlier', '4.3.5', null, null])
})
