// RFC 37, "Framing": the canonical vectors, copying and referring, and the way back through the decoder.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/frame.json' with { type: 'json' }
import { BY_REFERENCE } from './frame.ts'
import { FrameDecoder } from './frame-decoder.ts'
import { FrameEncoder } from './frame-encoder.ts'
import { allocateZeroed } from './memory.ts'
import { concat, feed, hex } from './octets.rig.ts'

const encoder = () => new FrameEncoder(allocateZeroed)

describe('frame encoder', () => {
  it.each(vectors.canonical)('writes $name', row => {
    const body = row.run === undefined ? hex(row.body) : new Uint8Array(row.run.times).fill(row.run.octet)
    const wire = row.run === undefined ? hex(row.hex) : concat(hex(row.hex), body)
    const whole = encoder()
    whole.frame(row.flags, body)
    expect(whole.pending).toBe(wire.length)
    expect(concat(...whole.take())).toEqual(wire)
    const split = encoder()
    split.prefixed(row.flags, body.subarray(0, 5), body.subarray(5))
    expect(split.pending).toBe(wire.length)
    expect(concat(...split.take())).toEqual(wire)
  })

  it('copies below 16 KiB and refers from there on', () => {
    const small = new Uint8Array(BY_REFERENCE - 1)
    const large = new Uint8Array(BY_REFERENCE)
    const out = encoder()
    out.frame(0, small)
    out.frame(0, large)
    const chunks = out.take()
    small.fill(1)
    expect(chunks.includes(large)).toBe(true)
    expect(chunks.filter(chunk => chunk !== large).every(chunk => chunk.every(octet => octet !== 1))).toBe(true)
  })

  it('never writes to what it has handed over', () => {
    const out = encoder()
    out.frame(0, hex('41'))
    const first = out.take()
    const before = concat(...first)
    for (let at = 0; at < 100_000; at++) out.frame(0, hex('ff'))
    expect(concat(...first)).toEqual(before)
    expect(out.take().length).toBeLessThan(20)
  })

  it('fills one chunk a flush when large flushes and small ones alternate', () => {
    let allocated = 0
    const out = new FrameEncoder(size => {
      allocated += size === 0 ? 0 : 1
      return allocateZeroed(size)
    })
    const flush = (frames: number) => {
      for (let at = 0; at < frames; at++) out.frame(0, body)
      return out.take().length
    }
    const body = new Uint8Array(1024)
    // Grows.
    flush(1000)
    allocated = 0
    for (let round = 0; round < 10; round++) expect([flush(254), flush(2)]).toEqual([1, 1])
    expect(allocated).toBeLessThanOrEqual(20)
  })

  it('lets go of large chunks when flushes stay small', () => {
    const sizes: number[] = []
    const out = new FrameEncoder(size => {
      if (size > 0) sizes.push(size)
      return allocateZeroed(size)
    })
    for (let at = 0; at < 1000; at++) out.frame(0, new Uint8Array(1024))
    out.take()
    for (let at = 0; at < 100; at++) {
      out.frame(0, hex('41'))
      out.take()
    }
    expect(sizes.at(-1)).toBeLessThanOrEqual(65536)
  })

  it('has nothing to hand over twice', () => {
    const out = encoder()
    out.raw(hex('0102'))
    expect(out.pending).toBe(2)
    expect(out.take()).toEqual([hex('0102')])
    expect(out.pending).toBe(0)
    expect(out.take()).toEqual([])
  })

  it('is understood by the decoder', () => {
    const size = fc.oneof(fc.nat(600), fc.nat(2 * BY_REFERENCE))
    const frame = fc.tuple(fc.constantFrom(0, 1, 4), size, fc.nat(255), fc.boolean(), fc.boolean())
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 12 }), frames => {
        const seen: (readonly [number, Uint8Array])[] = []
        const sink = {
          greeting: () => 1,
          frame(flags: number, body: Uint8Array) {
            seen.push([flags & 5, body])
            return true
          },
          refused(error: Error) {
            throw error
          },
        }
        const decoder = new FrameDecoder(sink, Uint8Array, allocateZeroed, 2 ** 31, 2 ** 31)
        feed(decoder, [hex('00')])
        const out = encoder()
        let pending = 0
        const expected = frames.map(([flags, length, octet, prefixed, flush]) => {
          const body = new Uint8Array(length).fill(octet)
          if (prefixed) out.prefixed(flags, body.subarray(0, 7), body.subarray(7))
          else out.frame(flags, body)
          pending += length + (length > 255 ? 9 : 2)
          expect(out.pending).toBe(pending)
          if (flush) {
            feed(decoder, out.take())
            pending = 0
          }
          return [flags, body] as const
        })
        feed(decoder, out.take())
        expect(seen).toEqual(expected)
      }),
      { seed: 37, numRuns: 60 },
    )
  })
})
