// What every implementation of the boxes must do, whatever the library (the contract in curve-box.ts).
//
//   curveBoxCompliance('tweetnacl', () => tweetnaclBox)
//
// Rule: all of them give the same octets, so that both ends of a connection may use different ones.

import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/curve-box.json' with { type: 'json' }
import { naclBox } from '../mechanism/curve.rig.ts'
import { type CurveBox, opened, sealed, TAG_SIZE } from '../mechanism/curve-box.ts'
import { hex } from '../wire/octets.rig.ts'

const sizes = [0, 1, 2, 15, 16, 17, 63, 64, 65, 127, 128, 129, 130, 255, 1024, 65536, 1 << 20, (1 << 20) + 1]

export function curveBoxCompliance(name: string, make: () => CurveBox): void {
  const nonce = hex(vectors.nonce)
  const key = hex(vectors.shared)

  describe(`${name} for boxes`, () => {
    const box = make()

    it('makes the public key and the shared key of the vectors', () => {
      expect(box.publicKey(hex(vectors.aliceSecret))).toEqual(hex(vectors.alicePublic))
      expect(box.sharedKey(hex(vectors.bobPublic), hex(vectors.aliceSecret))).toEqual(key)
    })

    it.each(vectors.lowOrder)('shares no key with a point of low order (%s)', point => {
      expect(box.sharedKey(hex(point), hex(vectors.aliceSecret))).toBeNull()
    })

    it('seals and opens the vector', () => {
      expect(sealed(box, nonce, key, hex(vectors.clear))).toEqual(hex(vectors.box))
      expect(opened(box, nonce, key, hex(vectors.box))).toEqual(hex(vectors.clear))
    })

    it.each(sizes)('gives the same octets as tweetnacl for %i, where they lie', length => {
      const clear = new Uint8Array(length).map((_, at) => at * 7)
      const [own, other] = [box, naclBox].map(one => {
        const memory = new Uint8Array(length + TAG_SIZE + 10).fill(0xee)
        memory.set(clear, 5 + TAG_SIZE)
        one.seal(memory, 5, length, nonce, key)
        return memory
      })
      expect(Buffer.compare(own!, other!)).toBe(0)
      expect(box.open(own!, 5, length, nonce, key)).toBe(true)
      expect(Buffer.compare(own!.subarray(5 + TAG_SIZE, 5 + TAG_SIZE + length), clear)).toBe(0)
      expect([...own!.subarray(0, 5), ...own!.subarray(5 + TAG_SIZE + length)]).toEqual(new Array(10).fill(0xee))
    })

    it('works in memory that begins in the middle of other memory', () => {
      const whole = new Uint8Array(500)
      const part = whole.subarray(100, 200)
      part.set(hex(vectors.clear).subarray(0, 50), TAG_SIZE)
      box.seal(part, 0, 50, nonce, key)
      expect(opened(naclBox, nonce, key, part.subarray(0, 66))).toEqual(hex(vectors.clear).subarray(0, 50))
    })

    it('opens nothing that was changed by one bit, cut, or sealed otherwise', () => {
      const right = hex(vectors.box)
      for (let at = 0; at < right.length; at++) {
        const wrong = right.map((octet, index) => (index === at ? octet ^ 0x80 : octet))
        expect(opened(box, nonce, key, wrong)).toBeNull()
      }
      expect(opened(box, nonce, key, right.subarray(0, -1))).toBeNull()
      expect(opened(box, nonce, key, right.subarray(0, 15))).toBeNull()
      expect(opened(box, nonce, hex(vectors.bobPublic), right)).toBeNull()
      expect(
        opened(
          box,
          nonce.map(octet => octet ^ 1),
          key,
          right,
        ),
      ).toBeNull()
    })
  })
}
