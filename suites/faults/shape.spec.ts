// Appendix: a slow or uneven line. TCP may cut octets anywhere, gather them, or take its time (RFC 37, "Framing", "Socket Semantics").
//
//   sender ──► proxy: chunk │ coalesce │ delay │ throttle ──► receiver          42 messages of 0 octets to 70 kB
//
// Rule: whatever the borders and times of segments, every message arrives, whole, once and in order.

import { section } from '../../harness/book/section.ts'
import type { Fault } from '../../harness/proxy/fault.ts'
import { disorder, encounter, numbered, passed, readUpTo } from './encounter.ts'

const { conformance } = section(import.meta.url)

const faults = {
  chunk: { kind: 'chunk', octets: [1, 600] },
  coalesce: { kind: 'coalesce', octets: 20_000, ms: 5 },
  delay: { kind: 'delay', ms: [0, 8] },
  throttle: { kind: 'throttle', octetsPerSecond: 4_000_000 },
} as const satisfies Record<string, Fault>

const sizes = [0, 1, 250, 251, 252, 253, 254, 255, 256, 257, 8191, 8193, 65_535, 70_000]
const sizeOf = (number: number): number => sizes[number % sizes.length]!
const count = 3 * sizes.length

const pairs = {
  'PUSH-PULL': ['PUSH', 'PULL'],
  'XPUB-SUB': ['XPUB', 'SUB'],
  'DEALER-DEALER': ['DEALER', 'DEALER'],
  'PAIR-PAIR': ['PAIR', 'PAIR'],
} as const

conformance(
  'nothing-lost',
  {
    title: 'Over a line that cuts, gathers, delays or throttles octets every message arrives whole, once and in order',
    clauses: ['37/semantics-4', '37/semantics-6', '37/semantics-7', 'lib/multipart-atomic', 'lib/order', 'lib/hwm'],
    mode: 'pair',
    axes: {
      pair: ['PUSH-PULL', 'XPUB-SUB', 'DEALER-DEALER', 'PAIR-PAIR'],
      line: ['chunk', 'coalesce', 'delay', 'throttle'],
      subject: ['sender', 'receiver'],
    },
    kills: ['mut/cuts-at-64k'],
  },
  async t => {
    const [sending, receiving] = pairs[t.axes.pair]
    const binder = sending === 'XPUB' ? 'sender' : 'receiver'
    const met = await encounter(t, {
      sender: sending,
      receiver: receiving,
      binder,
      subject: t.axes.subject,
      faults: () => [faults[t.axes.line]],
    })
    const { sender, receiver } = met
    if (sending === 'XPUB') await sender.recv()
    const reading = readUpTo(receiver, count - 1)
    for (let number = 0; number < count; number++) await sender.send(numbered(number, sizeOf(number)))
    const messages = await reading
    t.check('disorder', disorder(messages, sizeOf, passed(met)), null)
    t.check('messages received', messages.length, count)
  },
)

conformance(
  'round-trips',
  {
    title: 'Over a line that cuts, gathers, delays or throttles octets requests and replies meet',
    clauses: ['37/semantics-4', '37/semantics-7', '28/req-9', '28/rep-9'],
    mode: 'pair',
    axes: { line: ['chunk', 'coalesce', 'delay', 'throttle'], subject: ['sender', 'receiver'] },
  },
  async t => {
    const { sender, receiver } = await encounter(t, {
      sender: 'REQ',
      receiver: 'REP',
      binder: 'receiver',
      subject: t.axes.subject,
      faults: () => [faults[t.axes.line]],
    })
    for (const [number, size] of sizes.entries()) {
      await sender.send(numbered(number, size))
      t.require(`request ${number}`, await receiver.recv(), numbered(number, size))
      await receiver.send(numbered(number + 100, size))
      t.require(`reply ${number}`, await sender.recv(), numbered(number + 100, size))
    }
  },
)
