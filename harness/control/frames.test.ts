import { describe, expect, test } from 'vitest'
import { digestOf, fromFrame, generatedBytes, numberedBytes, sameFrame, toFrame, toReceivedFrame } from './frames.ts'

describe('the generator', () => {
  test('is xorshift32 with shifts 13, 17, 5: the first step from 1 is 270369 (Marsaglia 2003)', () => {
    const bytes = generatedBytes(1, 8)
    expect(bytes.readUInt32LE(0)).toBe(270369)
    expect(bytes.readUInt32LE(4)).toBe(67634689)
  })

  test('cuts the last step, so a shorter frame is a prefix of a longer one', () => {
    const whole = generatedBytes(7, 12)
    for (let len = 0; len <= 12; len++) expect(generatedBytes(7, len)).toEqual(whole.subarray(0, len))
  })

  test('never stands still: seeds 0 and 2^32 give the stream of 0x9e3779b9', () => {
    const expected = generatedBytes(0x9e3779b9, 16)
    expect(generatedBytes(0, 16)).toEqual(expected)
    expect(generatedBytes(2 ** 32, 16)).toEqual(expected)
    expect(new Set(expected).size).toBeGreaterThan(8)
  })

  test('numbers messages big-endian in their first 8 octets, when there is room', () => {
    expect(numberedBytes(5, 258, 16).subarray(0, 8).toString('hex')).toBe('0000000000000102')
    expect(numberedBytes(5, 258, 16).subarray(8)).toEqual(generatedBytes(263, 16).subarray(8))
    expect(numberedBytes(5, 258, 7)).toEqual(generatedBytes(263, 7))
  })
})

describe('frames as JSON', () => {
  test.each([[''], ['plain text'], ['snowman ☃'], ['\u0000\u0001']])('%j survives there and back', text => {
    const bytes = Buffer.from(text)
    expect(fromFrame(toFrame(bytes))).toEqual(bytes)
  })

  test('text stays readable and a view of a larger buffer is only the view', () => {
    expect(toFrame(Buffer.from('xhellox').subarray(1, 6))).toEqual({ utf8: 'hello' })
    expect(toFrame(Buffer.from([0xff, 0x00]))).toEqual({ b64: '/wA=' })
  })

  test('a received frame of 4096 octets is bytes, of 4097 a digest, unless full', () => {
    const bytes = generatedBytes(3, 4097)
    expect(toReceivedFrame(bytes.subarray(1), false)).toHaveProperty('b64')
    expect(toReceivedFrame(bytes, false)).toEqual(digestOf(bytes))
    expect(toReceivedFrame(bytes, true)).toHaveProperty('b64')
  })

  test('every form of the same bytes is the same frame, and one octet makes the difference', () => {
    const bytes = generatedBytes(9, 20)
    const other = Buffer.from(bytes)
    other[19]! ^= 1
    for (const frame of [
      { gen: { seed: 9, len: 20 } },
      { hex: bytes.toString('hex') },
      { b64: bytes.toString('base64') },
      digestOf(bytes),
    ]) {
      expect(sameFrame(frame, bytes)).toBe(true)
      expect(sameFrame(frame, other)).toBe(false)
    }
  })

  test('a digest has no bytes', () => {
    expect(() => fromFrame(digestOf(Buffer.from('x')))).toThrow(RangeError)
  })
})
