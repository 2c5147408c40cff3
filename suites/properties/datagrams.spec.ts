// Datagrams of any content (zmq_udp(7)): udp may lose them, but what is delivered was sent, as it was sent, and once.
//
//   raw ──any octets──► DISH, DGRAM          RADIO ──any group and body──► DISH of the peer
//
// Rule: the book decides by itself which octets are a message of a group; a marker behind them proves that the socket lives.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { freeUdpEndpoint } from '../../harness/wire/udp-port.ts'
import { boundDgram, boundDish, grouped, heard } from '../udp/acquaintance.ts'

const { property } = section(import.meta.url)

const joined = ['', 'a', 'ab', 'group'] as const
/** Sent to only when all is over. */
const end = '~end'
const hex = (parts: readonly (Uint8Array | string | null)[]): string => parts.map(part => Buffer.from(part ?? '').toString('hex')).join(' ')

/** Octets that open with a length, as often as not a true one. An octet from 128 on ends the process of libzmq 4.3.5: udp/dish/long-group. */
const datagram = fc.oneof(
  fc
    .tuple(fc.constantFrom(...joined, 'b', 'A'), fc.uint8Array({ maxLength: 40 }))
    .map(([name, body]) => Buffer.concat([Buffer.of(name.length), Buffer.from(name), body])),
  fc.tuple(fc.nat({ max: 127 }), fc.uint8Array({ maxLength: 200 })).map(([length, rest]) => Buffer.concat([Buffer.of(length), rest])),
  fc.constant(Buffer.alloc(0)),
)

/** Group and body when the octets are a message of a group that was joined. */
function messageOf(octets: Buffer): readonly Buffer[] | null {
  const length = octets[0]
  if (length === undefined || octets.length <= length) return null
  const group = octets.subarray(1, 1 + length)
  return joined.some(name => group.equals(Buffer.from(name))) ? [group, octets.subarray(1 + length)] : null
}

/** What a socket receives before the marker. */
async function before(
  receive: () => Promise<readonly (Buffer | null)[]>,
  isMarker: (parts: readonly (Buffer | null)[]) => boolean,
): Promise<string[]> {
  const got: string[] = []
  for (let parts = await receive(); !isMarker(parts); parts = await receive()) got.push(hex(parts))
  return got
}

/** What was received beyond what was sent. */
function surplus(got: readonly string[], sent: readonly string[]): readonly string[] {
  const left = [...sent]
  return got.filter(one => {
    const at = left.indexOf(one)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

property(
  'dish',
  {
    title: 'Of any datagrams a DISH delivers only messages of groups it joined, as they were sent, and goes on',
    clauses: ['48/group-3', 'lib/udp-malformed', '48/dish-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['DISH'], ops: ['join'], transports: ['udp'] },
    kills: ['mut/dish-takes-cut-groups', 'mut/dish-delivers-unjoined'],
  },
  {
    arbitrary: fc.array(datagram, { maxLength: 12, size: 'max' }),
    runs: 20,
    check: async (t, datagrams) => {
      const { socket, endpoint, raw } = await boundDish(t, [...joined, end])
      for (const octets of datagrams) await raw.send(octets, endpoint)
      await raw.send(Buffer.from(`\x04${end}`), endpoint)
      const got = await before(
        () => grouped(socket),
        ([group]) => `${group}` === end,
      )
      const owed = datagrams.flatMap(octets => messageOf(octets) ?? [])
      const pairs = Array.from({ length: owed.length / 2 }, (_, at) => hex(owed.slice(2 * at, 2 * at + 2)))
      t.require('messages that nobody sent to it', surplus(got, pairs), [])
    },
  },
)

property(
  'dgram',
  {
    title: 'A DGRAM delivers datagrams octet for octet, each under the address it came from',
    clauses: ['lib/dgram-message', 'lib/dgram-address'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['DGRAM'], transports: ['udp'] },
    kills: ['mut/udp-ends-at-nothing', 'mut/dgram-forgets-the-port'],
  },
  {
    arbitrary: fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12, size: 'max' }),
    runs: 20,
    check: async (t, datagrams) => {
      const { socket, endpoint, raw } = await boundDgram(t)
      for (const octets of datagrams) await raw.send(octets, endpoint)
      await raw.send(end, endpoint)
      const got = await before(
        () => socket.recv(),
        parts => `${parts.at(-1)}` === end,
      )
      const sent = datagrams.map(octets => hex([`${raw.address}\0`, octets]))
      t.require('messages that nobody sent', surplus(got, sent), [])
    },
  },
)

property(
  'radio',
  {
    title: 'What a DISH of one implementation delivers of what the RADIO of another sends was sent so, group and body',
    clauses: ['48/group-3', '48/dish-12', '48/dish-13'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['RADIO', 'DISH'], ops: ['join'], transports: ['udp'] },
    axes: { subject: ['RADIO', 'DISH'] },
    kills: ['mut/radio-sends-body-first', 'mut/dish-delivers-unjoined'],
  },
  {
    arbitrary: fc.array(fc.tuple(fc.constantFrom(...joined, 'b', 'A'), fc.uint8Array({ maxLength: 300 })), { maxLength: 12, size: 'max' }),
    runs: 15,
    check: async (t, messages) => {
      const [near, far] = t.axes.subject === 'RADIO' ? [t.subject, t.peer] : [t.peer, t.subject]
      const [radio, dish] = [await near.open('RADIO'), await far.open('DISH')]
      const endpoint = await dish.bind(await freeUdpEndpoint())
      await radio.connect(endpoint)
      for (const name of [...joined, end]) await dish.join(name)
      await heard(t.windows, text => radio.sendGroup(end, text), dish)
      for (const [name, body] of messages) await radio.sendGroup(name, body)
      await radio.sendGroup(end, 'over')
      const got = await before(
        () => grouped(dish),
        ([group]) => `${group}` === end,
      )
      const sent = messages.filter(([name]) => (joined as readonly string[]).includes(name)).map(hex)
      t.require('messages that nobody sent to it', surplus(got, sent), [])
    },
  },
)
