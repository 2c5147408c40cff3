import { expect, it } from 'vitest'
import { decodeGroupDatagram, encodeGroupDatagram, groupDatagramLength, maxDatagram } from './group-datagram.ts'
import { allocateZeroed } from './memory.ts'

const octets = (text: string): Uint8Array => Uint8Array.from(text, character => character.charCodeAt(0))
const encoded = (group: string, body: string): Uint8Array => encodeGroupDatagram(octets(group), octets(body), allocateZeroed)

it.each([
  ['grp', 'hello', '\x03grphello'],
  ['', 'x', '\0x'],
  ['a', '', '\x01a'],
  ['', '', '\0'],
  ['g'.repeat(255), 'x', `\xff${'g'.repeat(255)}x`],
])('%j %j: exact octets, and back', (group, body, datagram) => {
  expect(encoded(group, body)).toEqual(octets(datagram))
  expect(groupDatagramLength(octets(group), octets(body))).toBe(datagram.length)
  expect(decodeGroupDatagram(octets(datagram))).toEqual([octets(group), octets(body)])
})

it('knows no message in a datagram that ends inside its group', () => {
  const whole = octets(`\x80${'g'.repeat(128)}`)
  for (let length = 0; length < whole.length; length++) expect(decodeGroupDatagram(whole.subarray(0, length))).toBeNull()
  expect(decodeGroupDatagram(whole)).toEqual([whole.subarray(1), octets('')])
})

it('takes 8192 octets and not one more', () => {
  const largest = encoded('g', 'x'.repeat(maxDatagram - 2))
  expect(largest.length).toBe(8192)
  expect(decodeGroupDatagram(largest)?.[1].length).toBe(8190)
  expect(decodeGroupDatagram(new Uint8Array(8193))).toBeNull()
})

it('makes views, and leaves what it was given alone', () => {
  const datagram = encoded('ab', 'cd')
  const [group, body] = decodeGroupDatagram(datagram)!
  expect([group.buffer, body.buffer]).toEqual([datagram.buffer, datagram.buffer])
  expect(datagram).toEqual(octets('\x02abcd'))
})

it('reads any octets without failing: a group no longer than its length says, and everything is accounted for', () => {
  let state = 20261125
  for (let round = 0; round < 5000; round++) {
    const garbage = new Uint8Array(round % 300)
    for (let at = 0; at < garbage.length; at++) garbage[at] = (state = (state * 1103515245 + 12345) & 0x7fffffff) >> 16
    const read = decodeGroupDatagram(garbage)
    if (read === null) expect(garbage.length).toBeLessThan(1 + (garbage[0] ?? 0) + (garbage.length === 0 ? 1 : 0))
    else expect(groupDatagramLength(...read)).toBe(garbage.length)
  }
})
