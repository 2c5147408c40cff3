// The reader against octets written by hand: whole, one at a time, at every split; then against noise.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import frames from '../../fixtures/vectors/wire-frames.json' with { type: 'json' }
import greetings from '../../fixtures/vectors/wire-greetings.json' with { type: 'json' }
import { createFrameReader, type WireItem } from './frame-reader.ts'
import { showFrame } from './listing.ts'
import { frame, greeting, hex, message, readyAs } from './octets.ts'

const hello = greeting()
const seed = 20240611

function read(chunks: readonly Uint8Array[]): WireItem[] {
  const reader = createFrameReader()
  return chunks.flatMap((chunk, at) => reader.feed(chunk, at))
}
const drip = (bytes: Buffer): Buffer[] => Array.from(bytes, octet => Buffer.of(octet))

/** What an item says, without when it came. */
function essence(item: WireItem): unknown {
  if (item.kind === 'frame') return { ...item, frame: { ...item.frame, at: 0 } }
  return { ...item, at: 0 }
}

test.for(greetings.greetings)('greeting: $what', ({ hex: text, version, mechanism, asServer }) => {
  const bytes = hex(text)
  for (const chunks of [[bytes], drip(bytes)]) {
    const items = read(chunks)
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ kind: 'greeting', greeting: { bytes, version, mechanism, asServer }, end: bytes.length })
  }
})

test.for(greetings.malformed)('no greeting: $what', ({ hex: text, reason }) => {
  for (const chunks of [[hex(text)], drip(hex(text))]) expect(read(chunks)).toMatchObject([{ kind: 'malformed', reason }])
})

test.for(frames.frames)('frame: $what', vector => {
  const body = hex(vector.body)
  const expected = { flags: vector.flags, body, name: vector.name ?? null }
  for (const chunks of [[hello, hex(vector.hex)], drip(Buffer.concat([hello, hex(vector.hex)]))]) {
    const item = read(chunks)[1]
    if (item?.kind !== 'frame') throw new Error(`no frame: ${JSON.stringify(item)}`)
    expect(item.frame).toMatchObject({
      ...expected,
      more: (vector.flags & 1) !== 0,
      long: (vector.flags & 2) !== 0,
      command: (vector.flags & 4) !== 0,
    })
    expect(item.frame.data).toEqual(vector.name ? body.subarray(1 + vector.name.length) : Buffer.alloc(0))
    expect(showFrame(item.frame)).toBe(vector.listing)
  }
})

test.for(frames.malformed)('no frame: $what', ({ hex: text, reason }) => {
  expect(read([hello, hex(text), message('ignored')]).slice(1)).toMatchObject([{ kind: 'malformed', reason }])
})

test('every cut of a conversation reads the same', () => {
  const whole = Buffer.concat([hello, readyAs('PUSH'), message('a', 'bb', ''), frame({ body: Buffer.alloc(300, 7) }), message('last')])
  const expected = read([whole]).map(essence)
  expect(expected).toHaveLength(7)
  for (let at = 0; at <= whole.length; at++) expect(read([whole.subarray(0, at), whole.subarray(at)]).map(essence)).toEqual(expected)
})

test('any cuts read the same, and what is left over is told', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ body: fc.uint8Array({ maxLength: 400 }), more: fc.boolean(), command: fc.boolean(), long: fc.boolean() }), {
        maxLength: 8,
      }),
      fc.array(fc.nat(3000)),
      fc.uint8Array({ maxLength: 1 }),
      (specs, cuts, rest) => {
        const built = specs.map(spec => frame({ ...spec, long: spec.long || spec.body.length > 255 }))
        const whole = Buffer.concat([hello, ...built, rest])
        const edges = [0, ...cuts.map(cut => cut % whole.length).sort((a, b) => a - b), whole.length]
        const reader = createFrameReader()
        const items = edges.slice(1).flatMap((edge, at) => reader.feed(whole.subarray(edges[at], edge), 0))
        expect(
          items
            .slice(1)
            .map(item => item.kind === 'frame' && { body: [...item.frame.body], more: item.frame.more, command: item.frame.command }),
        ).toEqual(specs.map(({ body, more, command }) => ({ body: [...body], more, command })))
        expect([...reader.unfinished()]).toEqual([...rest])
      },
    ),
    { seed, numRuns: 200 },
  )
})

test('noise never throws, with a good start or without', () => {
  const noise = fc.array(fc.uint8Array({ maxLength: 90 }), { maxLength: 6 })
  fc.assert(
    fc.property(noise, fc.constantFrom(Buffer.alloc(0), hello.subarray(0, 10), hello.subarray(0, 11), hello), (chunks, start) => {
      const reader = createFrameReader()
      for (const chunk of [start, ...chunks]) {
        for (const item of reader.feed(chunk, 0)) if (item.kind === 'frame') showFrame(item.frame)
      }
      reader.unfinished()
    }),
    { seed, numRuns: 2000 },
  )
})

test('a giant that is announced is not allocated', () => {
  const reader = createFrameReader()
  reader.feed(hello, 0)
  const before = process.memoryUsage().arrayBuffers
  expect(reader.feed(frame({ size: 2 ** 30, long: true, body: 'x' }), 0)).toEqual([])
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20)
  expect(reader.unfinished()).toHaveLength(10)
})

test('a side that hears an older peer falls back to the greeting of 2.0', () => {
  const reader = createFrameReader({ other: () => 1 })
  const items = reader.feed(Buffer.concat([hello.subarray(0, 11), hex('07'), message('', 'x')]), 0)
  expect(items.map(item => item.kind)).toEqual(['greeting', 'frame', 'frame'])
  expect(items[0]).toMatchObject({ greeting: { version: [3, 0], mechanism: '' }, end: 12 })
})
