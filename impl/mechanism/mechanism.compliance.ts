// What every mechanism must do, whatever its cryptography (the contract in mechanism.ts).
//
//   mechanismCompliance('NULL', (one, other) => [nullMechanism(one), nullMechanism(other)])
//
// Rule: a new mechanism's test file calls this and adds only what is its own.

import { describe, expect, it } from 'vitest'
import { ZmtpError } from '../error.ts'
import { toOctets } from '../wire/ascii.ts'
import { decodeCommand } from '../wire/command.ts'
import type { Metadata } from '../wire/metadata.ts'
import type { HandshakeStep, Mechanism } from './mechanism.ts'

/** Two fresh ends of one connection; each announces the metadata given for it. */
export type MechanismPair = (one: Metadata, other: Metadata) => readonly [Mechanism, Mechanism]

interface Handshaken {
  readonly metadata: readonly [Metadata | null, Metadata | null]
  /** Command bodies in the order sent, and who sent them. */
  readonly sent: readonly (readonly [from: 0 | 1, body: Uint8Array])[]
}

const metadataOfOne: Metadata = new Map([
  ['Socket-Type', toOctets('DEALER')],
  ['Identity', toOctets('one')],
])
const metadataOfOther: Metadata = new Map([
  ['Socket-Type', toOctets('ROUTER')],
  ['Identity', new Uint8Array(0)],
  ['X-large', new Uint8Array(300).fill(7)],
])

/** Declares the tests that every mechanism must pass. */
export function mechanismCompliance(name: string, pair: MechanismPair): void {
  const fresh = () => pair(metadataOfOne, metadataOfOther)

  describe(`${name} as a mechanism`, () => {
    it('has a name that fits the greeting', () => {
      for (const end of fresh()) {
        expect(end.name).toBe(name)
        expect(end.name).toMatch(/^[A-Z0-9][A-Z0-9\-_.+]{0,19}$/)
      }
    })

    it.each([0, 1] as const)('completes on both sides and delivers all metadata, side %i going first', first => {
      const { metadata } = shake(fresh(), first)
      expect([...(metadata[0] ?? [])]).toEqual([...metadataOfOther])
      expect([...(metadata[1] ?? [])]).toEqual([...metadataOfOne])
    })

    it('sends nothing but well-formed commands', () => {
      const { sent } = shake(fresh(), 0)
      expect(sent.length).toBeGreaterThan(0)
      for (const [, body] of sent) expect(() => decodeCommand(body)).not.toThrow()
    })

    it('refuses a command it does not know, an empty body and every truncation of what its peer sends', () => {
      const { sent } = shake(fresh(), 0)
      const [from, body] = sent[0]!
      const to = from === 0 ? 1 : 0
      const wrong = [toOctets('\x04NOPE'), new Uint8Array(0), ...Array.from({ length: nameLength(body) }, (_, at) => body.subarray(0, at))]
      for (const octets of wrong) {
        const end = fresh()[to]
        end.start()
        expect(() => end.receive(octets, 0)).toThrow(ZmtpError)
      }
    })

    it('throws nothing but ZmtpError when any one octet is wrong', () => {
      const { sent } = shake(fresh(), 0)
      const [from, body] = sent[0]!
      for (let at = 0; at < body.length; at++) {
        const broken = new Uint8Array(body)
        broken[at] = broken[at]! ^ 0xff
        const end = fresh()[from === 0 ? 1 : 0]
        end.start()
        try {
          end.receive(broken, 0)
        } catch (fault) {
          expect(fault).toBeInstanceOf(ZmtpError)
        }
      }
    })

    it('takes no command twice', () => {
      const ends = fresh()
      const { sent } = shake(ends, 0)
      for (const [from, body] of sent) expect(() => ends[from === 0 ? 1 : 0].receive(body, 0)).toThrow(ZmtpError)
    })

    it('does not hold on to the memory it was given', () => {
      const [one, other] = fresh()
      const { metadata } = shake([one, other], 0, body => body.fill(0xff))
      expect([...(metadata[1] ?? [])]).toEqual([...metadataOfOne])
    })
  })
}

// Carries commands until nobody has anything to say. `used` may do what it likes with a body after its delivery.
function shake(ends: readonly [Mechanism, Mechanism], first: 0 | 1, used: (body: Uint8Array) => void = () => {}): Handshaken {
  const metadata: [Metadata | null, Metadata | null] = [null, null]
  const sent: (readonly [0 | 1, Uint8Array])[] = []
  const queue: (readonly [0 | 1, Uint8Array])[] = []
  const say = (from: 0 | 1, step: HandshakeStep) => {
    for (const body of step.send) {
      sent.push([from, new Uint8Array(body)])
      queue.push([from, new Uint8Array(body)])
    }
    if (step.done) metadata[from] = step.metadata
    else if (step.ask !== undefined) say(from, ends[from].accepted())
  }
  const second = first === 0 ? 1 : 0
  say(first, ends[first].start())
  say(second, ends[second].start())
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [from, body] = next
    const to = from === 0 ? 1 : 0
    const step = ends[to].receive(body, 0)
    used(body)
    say(to, step)
  }
  return { metadata, sent }
}

function nameLength(body: Uint8Array): number {
  return 1 + (body[0] ?? 0)
}
