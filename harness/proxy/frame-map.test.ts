// Whole, octet by octet, at every split: the pieces put together are the stream, and the parts are where they are.

import { expect, test } from 'vitest'
import { frame, greeting, hex, message, readyAs } from '../wire/octets.ts'
import { createFrameMap, type Piece } from './frame-map.ts'

const stream = Buffer.concat([greeting(), readyAs('PUSH'), message('a', ''), frame({ body: Buffer.alloc(300) }), frame({ body: '' })])

/** Pieces of one part of one frame put together again: `1 body 300`. */
function parts(pieces: readonly Piece[]): string[] {
  const sums = new Map<string, number>()
  for (const { part, frame: index, octets } of pieces) sums.set(`${index} ${part}`, (sums.get(`${index} ${part}`) ?? 0) + octets.length)
  return [...sums].map(([name, count]) => `${name} ${count}`)
}

const whole = [
  '-1 greeting 64',
  ...['0 flags 1', '0 length 1', '0 body 26'],
  ...['1 flags 1', '1 length 1', '1 body 1'],
  ...['2 flags 1', '2 length 1'],
  ...['3 flags 1', '3 length 8', '3 body 300'],
  ...['4 flags 1', '4 length 1'],
]

test('at every split the same parts, and every octet in its order', () => {
  for (let at = 0; at <= stream.length; at++) {
    const map = createFrameMap()
    const pieces = [...map.feed(stream.subarray(0, at)), ...map.feed(stream.subarray(at))]
    expect(parts(pieces)).toEqual(whole)
    expect(Buffer.concat(pieces.map(({ octets }) => octets)).equals(stream)).toBe(true)
    expect(pieces.filter(({ last }) => last).map(piece => piece.frame)).toEqual([-1, 0, 1, 2, 3, 4])
  }
})

test('octet by octet', () => {
  const map = createFrameMap()
  const pieces = [...stream].flatMap(octet => map.feed(Buffer.of(octet)))
  expect(parts(pieces)).toEqual(whole)
  expect(pieces.filter(({ part, frame: index }) => part === 'length' && index === 3).map(({ before }) => before)).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7,
  ])
})

test.each([
  ['an older version here', 1, null],
  ['an older version there', 3, 1],
])('%s: the greeting has 12 octets', (_name, own, other) => {
  const map = createFrameMap(() => other)
  const old = Buffer.concat([hex('ff 0000000000000001 7f'), Buffer.of(own, 7), hex('00 00')])
  expect(parts(map.feed(old))).toEqual(['-1 greeting 12', '0 flags 1', '0 length 1'])
  expect(map.major).toBe(own)
})

test.each(['00', 'ff 00 00 00 00 00 00 00 00 7e 03', `${'ff'.repeat(9)}00`])('%s is not ZMTP and passes as it is', octets => {
  const map = createFrameMap()
  const pieces = [...map.feed(hex(octets)), ...map.feed(Buffer.from('whatever'))]
  expect(pieces.at(-1)).toMatchObject({ part: 'opaque', last: false })
  expect(Buffer.concat(pieces.map(piece => piece.octets)).equals(Buffer.concat([hex(octets), Buffer.from('whatever')]))).toBe(true)
})

test('a giant length is only a number', () => {
  const map = createFrameMap()
  const pieces = map.feed(Buffer.concat([greeting(), frame({ size: 1n << 63n }), Buffer.alloc(10)]))
  expect(pieces.at(-1)).toMatchObject({ part: 'body', size: 2 ** 63, last: false })
})
