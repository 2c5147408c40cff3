// Octets of 1.0 and 2.0 against what was written by hand, and the reader of 1.0 in every pacing; then against noise.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFrameReader, type WireItem } from './frame-reader.ts'
import { hex } from './octets.ts'
import { frameOf1, greetingOf2, identityOf1, identityOf2, messageOf1 } from './old-octets.ts'
import { everyCut, segments } from './pacing.ts'

function read(chunks: readonly Uint8Array[]): WireItem[] {
  const reader = createFrameReader()
  reader.unversioned()
  return chunks.flatMap((chunk, at) => reader.feed(chunk, at))
}
const said = (items: readonly WireItem[]): unknown[] =>
  items.map(item => (item.kind === 'frame' ? [item.frame.flags, item.frame.long, item.frame.body.toString('latin1'), item.end] : item.kind))

describe('written', () => {
  test.for([
    [identityOf1(), '01 00'],
    [identityOf1('ab'), '03 00 6162'],
    [identityOf1('', { flags: 0x7e }), '01 7e'],
    [messageOf1('a', ''), '02 01 61 01 00'],
    [frameOf1({ body: 'a', long: true }), 'ff 0000000000000002 00 61'],
    [frameOf1({ body: Buffer.alloc(253) }), `fe 00 ${'00'.repeat(253)}`],
    [frameOf1({ body: Buffer.alloc(254) }), `ff 00000000000000ff 00 ${'00'.repeat(254)}`],
    [frameOf1({ body: 'a', length: 0 }), '00 00 61'],
    [greetingOf2('DEALER'), 'ff 0000000000000000 7f 01 05'],
    [greetingOf2('XSUB'), 'ff 0000000000000000 7f 01 02'],
    [greetingOf2(255, { revision: 2, padding: hex('0000000000000001') }), 'ff 0000000000000001 7f 02 ff'],
    [identityOf2('ab'), '00 02 6162'],
  ] as const)('%#: %s', ([bytes, octets]) => {
    expect(bytes).toEqual(hex(octets))
  })

  test('a type that 2.0 does not have', () => {
    expect(() => greetingOf2('RADIO')).toThrow('ZMTP 2.0 has no socket type RADIO')
  })
})

describe('read', () => {
  const wire = Buffer.concat([
    identityOf1('me'),
    messageOf1('one', Buffer.alloc(300, 'x')),
    frameOf1({ body: 'l', long: true, flags: 0x7e }),
  ])
  const expected = [
    [0, false, 'me', 4],
    [1, false, 'one', 9],
    [0, true, 'x'.repeat(300), 319],
    [0x7e, true, 'l', 330],
  ]

  test('whole, one octet at a time and at every cut', () => {
    for (const pacing of ['burst', 'drip', ...everyCut(wire.length)] as const) expect(said(read(segments(wire, pacing)))).toEqual(expected)
  })

  test('a signature and an identity behind it are one frame', () => {
    const reader = createFrameReader()
    expect(reader.feed(hex('ff 0000000000000003 7f'), 0)).toEqual([])
    reader.unversioned()
    expect(said(reader.feed(hex('6162 01 00'), 1))).toEqual([
      [0x7f, true, 'ab', 12],
      [0, false, '', 14],
    ])
  })

  test('a greeting that was read stays one', () => {
    const reader = createFrameReader()
    reader.feed(Buffer.concat([greetingOf2('PUSH')]), 0)
    reader.unversioned()
    expect(said(reader.feed(identityOf2('me'), 1))).toEqual([[0, false, 'me', 16]])
  })

  test.for([
    ['00', 'frame of length 0'],
    ['ff 0000000000000000', 'frame of length 0'],
    ['ff ffffffffffffffff', 'frame announces 18446744073709551615 octets'],
  ] as const)('malformed: %s', ([octets, reason]) => {
    expect(read([hex(octets), hex('02 00 61')])).toMatchObject([{ kind: 'malformed', reason }])
  })

  test('any octets, in any pieces, the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(300)), (octets, cuts) => {
        const bytes = Buffer.from(octets)
        expect(said(read(segments(bytes, { cuts })))).toEqual(said(read([bytes])))
      }),
      { seed: 13, numRuns: 300 },
    )
  })
})
