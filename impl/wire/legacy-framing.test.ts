// RFC 13, "The Framing Layer": octets written by hand, in any pieces, and back; what is too large, and what is nothing.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ZmtpError } from '../error.ts'
import { MORE } from './frame.ts'
import { LegacyDecoder } from './legacy-decoder.ts'
import { LegacyEncoder } from './legacy-encoder.ts'
import { allocateZeroed, lobby } from './memory.ts'
import { concat, cutAt, feed, hex, singly } from './octets.rig.ts'

type Frame = readonly [flags: number, body: Uint8Array]

/** By hand: what is on the wire, and the frames it stands for. */
const vectors: readonly (readonly [name: string, octets: string, frames: readonly Frame[]])[] = [
  ['empty', '01 00', [[0, hex('')]]],
  ['empty with MORE', '01 01', [[1, hex('')]]],
  ['hello', '06 00 68656c6c6f', [[0, hex('68656c6c6f')]]],
  ['hello in the long form', 'ff 0000000000000006 00 68656c6c6f', [[0, hex('68656c6c6f')]]],
  ['empty in the long form', 'ff 0000000000000001 01', [[1, hex('')]]],
  ['253 octets, the longest short one', `fe 00 ${'61'.repeat(253)}`, [[0, hex('61'.repeat(253))]]],
  ['254 octets', `ff 00000000000000ff 00 ${'61'.repeat(254)}`, [[0, hex('61'.repeat(254))]]],
  [
    'flags of libzmq 2.1',
    '02 7f 41 02 7e 42',
    [
      [1, hex('41')],
      [0, hex('42')],
    ],
  ],
  [
    'length 0 is nothing',
    '00 02 00 41 00 00 ff 0000000000000000 02 00 42',
    [
      [0, hex('41')],
      [0, hex('42')],
    ],
  ],
]

function decoderOf(limit = 2 ** 31, answer: (frames: Frame[]) => boolean = () => true) {
  const frames: Frame[] = []
  const faults: ZmtpError[] = []
  const sink = {
    frame: (flags: number, body: Uint8Array) => frames.push([flags, body]) > 0 && answer(frames),
    refused: (fault: ZmtpError) => void faults.push(fault),
  }
  return { decoder: new LegacyDecoder(sink, Uint8Array, allocateZeroed, limit), frames, faults }
}

describe('decoder', () => {
  it.each(vectors)('reads, whole, octet by octet and at every split: %s', (_, octets, expected) => {
    const bytes = hex(octets)
    for (const pieces of [[bytes], singly(bytes), ...Array.from(bytes, (_octet, at) => cutAt(bytes, [at]))]) {
      const { decoder, frames, faults } = decoderOf()
      expect(feed(decoder, pieces)).toBe(true)
      lobby.fill(0xee)
      expect(frames).toEqual(expected)
      expect(faults).toEqual([])
    }
  })

  it.each([
    ['short', '05 00', 3],
    ['long', 'ff 0000000000000005', 3],
    ['64 bits', 'ff ffffffffffffffff', 2 ** 31],
    ['bit 63', 'ff 8000000000000001', 2 ** 31],
  ])('refuses what is too large as soon as the length is there: %s', (_, octets, limit) => {
    const bytes = hex(octets)
    for (const pieces of [[bytes], singly(bytes)]) {
      const { decoder, frames, faults } = decoderOf(limit)
      expect(feed(decoder, [...pieces, hex('02 00 41')])).toBe(false)
      expect(frames).toEqual([])
      expect(faults).toMatchObject([{ code: 'ERR_ZMTP_UNSPECIFIED', section: '13/1.0 the framing layer', blame: 'remote' }])
    }
  })

  it('holds no more than twice of what came, whatever a length announces', () => {
    const sizes: number[] = []
    const counting = (size: number) => {
      sizes.push(size)
      return new Uint8Array(size)
    }
    const decoder = new LegacyDecoder({ frame: () => true, refused: () => {} }, Uint8Array, counting, 2 ** 31)
    feed(decoder, [hex('ff 0000000070000000 00'), ...Array.from({ length: 4000 }, () => new Uint8Array(100))])
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2 * 400_010)
    expect(sizes.length).toBeLessThan(40)
  })

  it('stops when the sink is full, holds what came, and goes on', () => {
    let room = 1
    const { decoder, frames } = decoderOf(9, seen => seen.length < room)
    expect(feed(decoder, [hex('02 00 41 02 00 42 02 00')])).toBe(false)
    expect(feed(decoder, [hex('43')])).toBe(false)
    expect(frames.length).toBe(1)
    room = 3
    expect(decoder.resume()).toBe(false)
    expect(frames.map(([, body]) => body[0])).toEqual([0x41, 0x42, 0x43])
    expect(decoder.resume()).toBe(true)
  })

  it('may be resumed, or closed, from within the sink', () => {
    const resuming = decoderOf(9, () => !resuming.decoder.resume())
    expect(feed(resuming.decoder, [hex('02 00 41 02 00 42')])).toBe(true)
    expect(resuming.frames.length).toBe(2)
    const closing = decoderOf(9, () => {
      closing.decoder.close()
      return true
    })
    expect(feed(closing.decoder, [hex('02 00 41 02 00 42')])).toBe(false)
    expect(closing.frames.length).toBe(1)
  })

  it('survives any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.array(fc.nat(400)), fc.nat(300), (octets, cuts, limit) => {
        const one = decoderOf(limit)
        const other = decoderOf(limit)
        feed(one.decoder, [octets])
        feed(other.decoder, cutAt(octets, cuts))
        expect(other.frames).toEqual(one.frames)
        expect(one.faults.length).toBeLessThan(2)
      }),
      { seed: 13, numRuns: 500 },
    )
  })
})

describe('encoder', () => {
  it.each(vectors.filter(([, octets]) => !/^(ff 0+[61] |02 7f|00)/.test(octets)))('writes as short as may be: %s', (_, octets, frames) => {
    const encoder = new LegacyEncoder(allocateZeroed)
    for (const [flags, body] of frames) encoder.frame(flags, body)
    expect(encoder.pending).toBe(hex(octets).length)
    expect(concat(...encoder.take())).toEqual(hex(octets))
    expect(encoder.pending).toBe(0)
  })

  it('is understood by the decoder, in any pieces and any rhythm of taking', () => {
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(70_000).map(size => new Uint8Array(size).fill(size)),
    )
    const frame = fc.record({ flags: fc.constantFrom(0, MORE), body, prefix: fc.option(fc.nat(255)), take: fc.boolean() })
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat(200_000), { maxLength: 5 }), (list, cuts) => {
        const encoder = new LegacyEncoder(allocateZeroed)
        const chunks: Uint8Array[] = []
        for (const { flags, body: octets, prefix, take } of list) {
          if (prefix === null) encoder.frame(flags, octets)
          else encoder.prefixed(flags, Uint8Array.of(prefix), octets)
          if (take) chunks.push(...encoder.take())
        }
        const { pending } = encoder
        const rest = concat(...encoder.take())
        expect(rest.length).toBe(pending)
        const { decoder, frames } = decoderOf()
        feed(decoder, cutAt(concat(...chunks, rest), cuts))
        expect(frames).toEqual(
          list.map(({ flags, body: octets, prefix }) => [flags, prefix === null ? octets : concat(Uint8Array.of(prefix), octets)]),
        )
      }),
      { seed: 13, numRuns: 60 },
    )
  })
})
