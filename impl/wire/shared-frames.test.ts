// Messages that several connections send: whatever each of them sends in between, the octets are those of one that shares nothing.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BY_REFERENCE, MORE } from './frame.ts'
import { FrameEncoder } from './frame-encoder.ts'
import { allocateZeroed } from './memory.ts'
import type { Message } from './message.ts'
import { concat } from './octets.rig.ts'
import { SharedFrames } from './shared-frames.ts'

const seed = 37

function frames(encoder: FrameEncoder, message: Message): void {
  for (const [at, body] of message.entries()) encoder.frame(at < message.length - 1 ? MORE : 0, body)
}

function send(encoder: FrameEncoder, shared: SharedFrames, message: Message): void {
  if (shared.hold(message)) encoder.shared(shared)
  else frames(encoder, message)
}

describe('shared frames', () => {
  it('are the same octets as frames of one connection alone, in the same order, and never change', () => {
    const size = fc.oneof(fc.nat(40), fc.nat(400), fc.nat(5000), fc.constantFrom(255, 256, BY_REFERENCE - 1, BY_REFERENCE))
    const step = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({ kind: fc.constant('message'), to: fc.nat(7), sizes: fc.array(size, { minLength: 1, maxLength: 3 }) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('own', 'take'), to: fc.nat(7), sizes: fc.constant([3]) }) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), steps => {
        const shared = new SharedFrames(allocateZeroed)
        const ends = [0, 1, 2].map(() => ({
          own: new FrameEncoder(allocateZeroed),
          alone: new FrameEncoder(allocateZeroed),
          taken: [] as Uint8Array[],
        }))
        for (const [at, { kind, to, sizes }] of steps.entries()) {
          const message = sizes.map(length => new Uint8Array(length).fill(at))
          for (const [index, { own, alone, taken }] of ends.entries()) {
            if ((to & (1 << index)) === 0) continue
            if (kind === 'message') send(own, shared, message)
            else if (kind === 'own') frames(own, message)
            else taken.push(...own.take())
            if (kind !== 'take') frames(alone, message)
          }
        }
        for (const { own, alone, taken } of ends) {
          taken.push(...own.take())
          expect(Buffer.compare(concat(...taken), concat(...alone.take()))).toBe(0)
          expect([own.pending, own.take()]).toEqual([0, []])
        }
      }),
      { seed, numRuns: 200 },
    )
  })

  it('encode a message once, and are referred to by all who send it', () => {
    let allocated = 0
    const shared = new SharedFrames(length => {
      allocated += length
      return allocateZeroed(length)
    })
    const encoders = Array.from({ length: 64 }, () => new FrameEncoder(allocateZeroed))
    for (let at = 0; at < 1000; at++) {
      const message = [new Uint8Array(16)]
      for (const encoder of encoders) send(encoder, shared, message)
    }
    expect(allocated).toBeLessThan(100_000)
    for (const encoder of encoders) {
      const referred = encoder.take().filter(({ buffer }) => buffer === shared.chunk.buffer)
      expect(referred.length).toBe(1)
    }
  })
})
