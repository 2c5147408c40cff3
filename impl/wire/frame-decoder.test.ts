// RFC 37, "Framing": fixtures/vectors/frame.json whole, octet by octet, at every split; limits; memory.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/frame.json' with { type: 'json' }
import type { ZmtpError } from '../error.ts'
import { FrameDecoder, type FrameSink } from './frame-decoder.ts'
import { BIG, EXACT, SLAB } from './memory.ts'
import { concat, cutAt, feed, hex, singly } from './octets.rig.ts'

interface Seen {
  readonly decoder: FrameDecoder
  readonly frames: (readonly [flags: number, body: Uint8Array])[]
  readonly refusals: ZmtpError[]
  readonly allocated: number[]
}

// A greeting of no octets would never end, so this one has one octet, fed first.
function watch(limit = 2 ** 31, answer: (seen: Seen) => boolean = () => true): Seen {
  const frames: Seen['frames'] = []
  const refusals: ZmtpError[] = []
  const allocated: number[] = []
  const sink: FrameSink = {
    greeting: () => 1,
    frame(flags, body) {
      frames.push([flags & ~2, body])
      return answer(seen)
    },
    refused: error => refusals.push(error),
  }
  const allocate = (length: number) => {
    allocated.push(length)
    return new Uint8Array(length).fill(0xee)
  }
  const seen: Seen = { decoder: new FrameDecoder(sink, Uint8Array, allocate, limit, limit), frames, refusals, allocated }
  feed(seen.decoder, [Uint8Array.of(0)])
  return seen
}

const bodyOf = (row: { body?: string; run?: { octet: number; times: number } }) =>
  row.run === undefined ? hex(row.body ?? '') : new Uint8Array(row.run.times).fill(row.run.octet)
const good = [...vectors.canonical, ...vectors.tolerated].map(row => {
  const body = bodyOf(row)
  return { name: row.name, flags: row.flags, body, wire: 'run' in row ? concat(hex(row.hex), body) : hex(row.hex) }
})
const header = (size: number) => concat(Uint8Array.of(2), new Uint8Array(new BigUint64Array([BigInt(size)]).buffer).reverse())

describe('frame decoder', () => {
  it.each(good)('reads $name whole and octet by octet', ({ flags, body, wire }) => {
    for (const pieces of [[wire], singly(wire)]) {
      const seen = watch()
      feed(seen.decoder, pieces)
      expect(seen.frames).toEqual([[flags, body]])
    }
  })

  it('reads all of them in a row at every split', () => {
    const rows = good.filter(({ wire }) => wire.length < 1000)
    const wire = concat(...rows.map(row => row.wire))
    for (let cut = 1; cut < wire.length; cut++) {
      const seen = watch()
      feed(seen.decoder, cutAt(wire, [cut]))
      expect(seen.frames.length, `cut at ${cut}`).toBe(rows.length)
      for (const [at, row] of rows.entries()) expect(Buffer.compare(seen.frames[at]![1], row.body), `cut at ${cut}`).toBe(0)
    }
  })

  it('reads frames of any size in pieces of any size', () => {
    const size = fc.oneof(fc.nat(300), fc.nat(3 * BIG), fc.constantFrom(BIG - 1, BIG, SLAB - 9, SLAB, SLAB + 1))
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(4 * SLAB), { maxLength: 12 }), (sizes, cuts) => {
        const bodies = sizes.map((length, at) => new Uint8Array(length).fill(at + 1))
        const seen = watch()
        feed(seen.decoder, cutAt(concat(...bodies.flatMap(body => [header(body.length), body])), cuts))
        expect(seen.frames.map(([, body]) => body.length)).toEqual(sizes)
        for (const [at, [, body]] of seen.frames.entries()) expect(body.every(octet => octet === at + 1)).toBe(true)
      }),
      { seed: 37, numRuns: 60 },
    )
  })

  it.each(vectors.refused)('refuses $name, and decodes nothing after it', ({ hex: text, code }) => {
    const wire = concat(hex('00 01 41'), hex(text), hex('00 01 42'))
    for (const pieces of [[wire], singly(wire)]) {
      const seen = watch()
      feed(seen.decoder, pieces)
      expect(seen.frames).toEqual([[0, hex('41')]])
      expect(seen.refusals[0]).toMatchObject({ code, blame: 'remote', section: '37/3.1 framing' })
      expect(Math.max(...seen.allocated)).toBeLessThanOrEqual(SLAB)
    }
  })

  it('holds message frames and commands to their limits', () => {
    const seen = watch(10)
    seen.decoder.commandLimit = 20
    feed(seen.decoder, [hex('00 0a 00000000000000000000 04 14 0000000000000000000000000000000000000000')])
    expect(seen.frames.length).toBe(2)
    feed(seen.decoder, [hex('00 0b')])
    expect(seen.refusals.length).toBe(1)
  })

  it('stops where it is told and goes on from there', () => {
    const seen = watch(100, ({ frames }) => frames.length % 2 === 1)
    const wire = concat(...Array.from({ length: 5 }, (_, at) => Uint8Array.of(0, 1, at)))
    expect(feed(seen.decoder, [wire])).toBe(false)
    expect(seen.frames.length).toBe(2)
    expect(feed(seen.decoder, [wire])).toBe(false)
    expect(seen.frames.length).toBe(2)
    const went = [seen.decoder.resume(), seen.decoder.resume(), seen.decoder.resume(), seen.decoder.resume(), seen.decoder.resume()]
    expect(went).toEqual([false, false, false, false, true])
    expect(seen.frames.map(([, body]) => body[0])).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4])
  })

  it('stays going when it is resumed from within the frame that stops it', () => {
    const seen = watch(100, ({ decoder }) => {
      expect(decoder.resume()).toBe(true)
      return false
    })
    expect(feed(seen.decoder, [hex('00 01 41 00 01 42')])).toBe(true)
    expect(seen.frames.length).toBe(2)
  })

  it('does not lend a resume to a later frame', () => {
    const seen = watch(100, ({ decoder, frames }) => {
      if (frames.length === 1) decoder.resume()
      return frames.length === 1
    })
    expect(feed(seen.decoder, [hex('00 01 41 00 01 42 00 01 43')])).toBe(false)
    expect(seen.frames.length).toBe(2)
  })

  it('gives a size field no more memory than its limit, and grows with what arrives', () => {
    const seen = watch()
    feed(seen.decoder, [header(2 ** 31)])
    seen.decoder.buffer()
    expect(Math.max(...seen.allocated)).toBe(EXACT)
    feed(seen.decoder, [new Uint8Array(EXACT)])
    seen.decoder.buffer()
    expect(Math.max(...seen.allocated)).toBe(2 * EXACT)
  })

  it('reads a body of 1 MiB into memory of exactly its size', () => {
    const seen = watch()
    const body = new Uint8Array(1 << 20).fill(5)
    feed(seen.decoder, [header(body.length), body])
    expect(seen.frames[0]![1].buffer.byteLength).toBe(1 << 20)
    expect(Buffer.compare(seen.frames[0]![1], body)).toBe(0)
  })

  it('refuses a frame this machine has no memory for, and blames itself', () => {
    const refusals: ZmtpError[] = []
    const poor = new FrameDecoder(
      { greeting: () => 1, frame: () => true, refused: error => refusals.push(error) },
      Uint8Array,
      length => {
        if (length > SLAB) throw new RangeError('no memory')
        return new Uint8Array(length)
      },
      2 ** 53,
      2 ** 53,
    )
    feed(poor, [Uint8Array.of(0), header(1 << 30)])
    expect(poor.buffer().length).toBeGreaterThan(0)
    expect(refusals).toEqual([expect.objectContaining({ blame: 'local' })])
  })

  it('never writes to memory it has handed out', () => {
    const seen = watch()
    const wire = Array.from({ length: 4000 }, (_, at) => concat(Uint8Array.of(0, 20), new Uint8Array(20).fill(at)))
    feed(seen.decoder, cutAt(concat(...wire), [10, 500, 9000, 20000, 20001, 60000]))
    expect(seen.frames.every(([, body], at) => body.every(octet => octet === (at & 0xff)))).toBe(true)
    expect(seen.frames.length).toBe(4000)
  })

  it('keeps little memory for a peer that drips', () => {
    const seen = watch()
    feed(seen.decoder, singly(concat(header(1000), new Uint8Array(999))))
    expect(Math.max(...seen.allocated)).toBeLessThan(5000)
  })

  it('lets go of everything when a sink throws', () => {
    const decoder = new FrameDecoder(
      {
        greeting: () => 1,
        frame() {
          throw new TypeError('a bug')
        },
        refused: () => {},
      },
      Uint8Array,
      length => new Uint8Array(length),
      100,
      100,
    )
    expect(() => feed(decoder, [hex('00 00 01 41')])).toThrow(TypeError)
    expect(decoder.resume()).toBe(true)
  })
})
