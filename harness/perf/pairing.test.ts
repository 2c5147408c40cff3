import { expect, test } from 'vitest'
import type { Entrant } from './entrant.ts'
import { orderOf, pairingsOf } from './pairing.ts'

const named = (name: string): Entrant => ({
  name,
  address: name,
  raw: name === 'raw-tcp',
  open: () => Promise.reject(new Error('never started')),
})
const [ours, npm, c, raw] = ['ours', 'zeromq-js', 'libzmq-c', 'raw-tcp'].map(named) as [Entrant, Entrant, Entrant, Entrant]
const keys = (pairings: ReturnType<typeof pairingsOf>) => pairings.map(({ key }) => key)

test('the subject first and last, its batch form, both ways against another, then the references', () => {
  const field = { subject: ours, references: [npm, c], raw, other: c, batch: true }
  expect(keys(pairingsOf(field))).toEqual([
    'ours–ours each',
    'ours–ours batch',
    'ours–libzmq-c batch',
    'libzmq-c–ours batch',
    'zeromq-js–zeromq-js each',
    'libzmq-c–libzmq-c each',
    'raw-tcp–raw-tcp each',
    'ours–ours each again',
  ])
  expect(pairingsOf(field).at(-1)).toMatchObject({ again: 'ours–ours each', left: ours, right: ours, style: 'each' })
})

test('without batch form, other and raw there is the A/A pair and what it is compared with', () => {
  expect(keys(pairingsOf({ subject: npm, references: [npm, c], raw: null, other: null, batch: false }))).toEqual([
    'zeromq-js–zeromq-js each',
    'libzmq-c–libzmq-c each',
    'zeromq-js–zeromq-js each again',
  ])
})

test('rounds go forth and back, so that each two rounds are ABBA', () => {
  const items = ['A', 'B', 'C'] as const
  expect([0, 1, 2, 3].map(round => orderOf(items, round).join(''))).toEqual(['ABC', 'CBA', 'ABC', 'CBA'])
})
