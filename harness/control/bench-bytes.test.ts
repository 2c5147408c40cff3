import { expect, test } from 'vitest'
import { benchBytes, topicBytes } from './bench-bytes.ts'
import { generatedBytes } from './frames.ts'

const shape = { len: 24, seed: 9, warmup: 3 }

test('a message is gen(seed) with its number in front, big-endian', () => {
  const { fresh, stamp } = benchBytes(shape)
  const message = stamp(fresh(), 0x01_02_03_04_05)
  expect(message.subarray(0, 8).toString('hex')).toBe('0000000102030405')
  expect(message.subarray(8)).toEqual(generatedBytes(9, 24).subarray(8))
})

test('with topics: topic i mod n, then the number, then the rest of gen(seed)', () => {
  const { fresh, stamp } = benchBytes({ ...shape, topics: { n: 10, len: 6 } })
  const message = stamp(fresh(), 23)
  expect(message.subarray(0, 6)).toEqual(topicBytes(9, 6, 3))
  expect(message.subarray(6, 14).toString('hex')).toBe('0000000000000017')
  expect(message.subarray(14)).toEqual(generatedBytes(9, 24).subarray(14))
})

test('topic k is gen(seed) cut short by four octets, then k × 2654435761 modulo 2^32', () => {
  expect(topicBytes(9, 6, 0).toString('hex')).toBe(`${generatedBytes(9, 2).toString('hex')}00000000`)
  expect(topicBytes(9, 4, 1).toString('hex')).toBe('9e3779b1')
  expect(topicBytes(9, 4, 1_000_000).readUInt32BE()).toBe(Number((1_000_000n * 2654435761n) % 2n ** 32n))
  const many = new Set(Array.from({ length: 100_000 }, (_, k) => topicBytes(1, 4, k).toString('hex')))
  expect(many.size).toBe(100_000)
})

test('what has no room for topic and number is refused', () => {
  expect(() => benchBytes({ ...shape, len: 7 })).toThrow(/7 octets have no room/)
  expect(() => benchBytes({ ...shape, len: 13, topics: { n: 1, len: 6 } })).toThrow(/13 octets have no room for a topic of 6/)
})

test('every message: length and number; the warm-up and each 61st: every octet', () => {
  const { fresh, stamp, fault, wholeFault } = benchBytes(shape)
  const broken = (number: number) => {
    const message = stamp(fresh(), number)
    message[20] = message[20]! ^ 1
    return message
  }
  expect(fault(stamp(fresh(), 5), 5)).toBeNull()
  expect(fault(stamp(fresh(), 6), 5)).toBe('message 5 has sequence number 6')
  expect(fault(stamp(fresh(), 2 ** 32 + 5), 5)).toBe('message 5 has sequence number 4294967301')
  expect(fault(stamp(fresh(), 5).subarray(1), 5)).toBe('message 5 has 23 octets, not 24')
  for (const number of [0, 2, 61, 122]) expect(fault(broken(number), number)).toBe(`message ${number} differs at octet 20`)
  expect(fault(broken(62), 62)).toBeNull()
  expect(wholeFault(broken(62), 62)).toBe('message 62 differs at octet 20')
})

test('messages are found within a stream of octets', () => {
  const { fresh, stamp, faultAt } = benchBytes(shape)
  const stream = Buffer.concat([Buffer.alloc(5), stamp(fresh(), 61), stamp(fresh(), 62)])
  expect([faultAt(stream, 5, 61), faultAt(stream, 29, 62), faultAt(stream, 29, 63)]).toEqual([
    null,
    null,
    'message 63 has sequence number 62',
  ])
})
