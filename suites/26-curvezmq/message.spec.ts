// RFC 26/CurveZMQ, "The MESSAGE Command": all traffic, both ways.
//
//   07MESSAGE  counter 8  box 17+: flags 1, data             33 octets and the data
//
// Inside, bit 0 of the flags is MORE; libzmq has COMMAND in bit 1. Outside, the frame is a message frame (libzmq) or a command frame (26).

import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { agreement } from '../../harness/wire/curve/box.ts'
import { asMessage, type MessageOctets, MORE, messagePrefixes } from '../../harness/wire/curve/commands.ts'
import { frame } from '../../harness/wire/octets.ts'
import { everywhere, flipped, type Hall, join, needs, openHall, refused, roles, sendingNeeds } from './hall.ts'

const { conformance } = section(import.meta.url)

/** A peer in traffic that says this MESSAGE. */
const saying =
  (hall: Hall, fields: Partial<MessageOctets>, change: (body: Buffer) => Buffer = body => body) =>
  async () => {
    const { peer, speaker } = await join(hall)
    await peer.send(asMessage(change(speaker.message('smuggled', fields))))
    return peer
  }
const forbidden = ['MESSAGE', 'ERROR'] as const

conformance(
  'own',
  {
    title:
      'Messages go out in MESSAGE commands of 33 octets and more: one for each frame, its flags 00 or 01, under the prefix of who sends',
    clauses: ['26/message-3', '26/message-4', '26/message-5', '26/message-6', '26/message-7'],
    mode: 'wire',
    obliges: 'sender',
    needs: sendingNeeds,
    axes: { role: roles },
    kills: [
      'mut/curve-message-prefix-of-grammar',
      'mut/curve-message-prefixes-swapped',
      'mut/curve-message-reserved-bits',
      'mut/curve-message-more-outside',
    ],
  },
  async t => {
    const hall = await openHall(t, t.axes.role, { type: 'DEALER' })
    const { talk } = await join(hall)
    await hall.socket.send(['', 'two', 'x'.repeat(1000)])
    const expected = [
      [0, MORE, ''],
      [3, MORE, 'two'],
      [1000, 0, 'x'.repeat(1000)],
    ] as const
    for (const [at, [size, flags, data]] of expected.entries()) {
      const got = await talk.next()
      t.check(`frame ${at}: octets of its MESSAGE`, got.outer.body.length, 33 + size)
      t.check(`frame ${at}: name`, got.outer.body.subarray(0, 8), '\x07MESSAGE')
      t.check(`frame ${at}: flags inside`, got.flags, flags)
      t.check(`frame ${at}: data`, got.data, data)
      t.check(`frame ${at}: flags outside`, got.outer.flags, size > 200 ? oneOf(2, 6) : oneOf(0, 4))
    }
  },
)

conformance(
  'more-outside',
  {
    title: 'A MESSAGE whose frame has MORE set outside its box is refused',
    clauses: ['26/message-11', '26/message-9'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles, flags: ['1', '5'] },
    level: 'MAY',
    kills: ['mut/curve-outer-more-taken'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const attack = async () => {
      const { peer, speaker } = await join(hall)
      await peer.send(frame({ body: speaker.message('smuggled'), flags: Number(t.axes.flags) }))
      return peer
    }
    await refused(t, hall, { 'MORE outside': attack }, forbidden)
  },
)

conformance(
  'size',
  {
    title: 'A MESSAGE of fewer than 33 octets ends the connection',
    clauses: ['26/message-3', '26/message-8', '26/message-9', '26/message-10', '26/design-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles },
    kills: ['mut/curve-message-any-size', 'mut/curve-bad-message-skipped', 'mut/curve-bad-message-error'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const cut = (size: number) => saying(hall, {}, body => body.subarray(0, size))
    const sizes = [8, 9, 16, 31, 32, 33]
    const attacks = Object.fromEntries(sizes.map(size => [`${size} octets`, cut(size)]))
    await refused(t, hall, { ...attacks, 'a box of nothing': saying(hall, { content: Buffer.alloc(0) }) }, forbidden)
  },
)

conformance(
  'box',
  {
    title: 'A MESSAGE whose box is of another key or of the other direction ends the connection',
    clauses: ['26/message-4', '26/message-8', '26/message-9', '26/message-10', '26/design-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles, box: ['other-direction', 'prefix-of-the-grammar', 'another-key', 'zeros', 'in-clear'] },
    kills: ['mut/curve-message-box-unopened', 'mut/curve-bad-message-skipped', 'mut/curve-bad-message-error', 'mut/curve-prefix-of-either'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const stranger = hall.keyring.pair()
    // Role server: the raw peer is the client, and the other direction's prefix is the server's.
    const prefix = messagePrefixes[t.axes.role]
    const fields = {
      'other-direction': { prefix },
      'prefix-of-the-grammar': { prefix: 'CurveZMQMESSAGE-' },
      'another-key': { key: agreement(stranger.publicKey, hall.client.secretKey) },
      zeros: { box: Buffer.alloc(25) },
      'in-clear': { box: Buffer.from('\0smuggled octets, in clear') },
    }[t.axes.box]
    await refused(t, hall, { [t.axes.box]: saying(hall, fields) }, forbidden)
  },
)

conformance(
  'reflected',
  {
    title: 'A MESSAGE that the subject sent, sent back to it, ends the connection',
    clauses: ['26/message-4', '26/message-8', '26/message-9'],
    mode: 'wire',
    obliges: 'receiver',
    needs: sendingNeeds,
    axes: { role: roles },
    kills: ['mut/curve-prefix-of-either'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role, { type: 'DEALER', options: { immediate: true } })
    const attack = async () => {
      const { peer, talk } = await join(hall)
      // Its counter has to be one that the raw peer might use next.
      const sent = ['1', '2', '3', '4', '5']
      for (const text of sent) await hall.socket.send([text])
      let last = await talk.next()
      while (last.data.toString() !== sent.at(-1)) last = await talk.next()
      t.note('its counter', last.counter)
      await peer.send(frame({ body: last.outer.body }))
      return peer
    }
    await refused(t, hall, { reflected: attack }, forbidden)
  },
)

conformance(
  'every-octet',
  {
    title: 'A MESSAGE with any one octet changed ends the connection, without ERROR, and is not delivered',
    clauses: ['26/message-8', '26/message-9', '26/message-10', '26/design-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles },
    timeout: 60_000,
    kills: ['mut/curve-message-box-unopened', 'mut/curve-bad-message-skipped', 'mut/curve-bad-message-error'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    await refused(
      t,
      hall,
      everywhere(0, 32 + 'smuggled'.length, 1, at => saying(hall, {}, body => flipped(body, at))()),
      forbidden,
    )
  },
)

conformance(
  'reserved-flags',
  {
    title: 'A MESSAGE with a reserved bit set in its flags ends the connection and is not delivered; bit 1, which libzmq uses, apart',
    clauses: ['26/message-6', '26/message-8', '26/message-9'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles },
    kills: ['mut/curve-reserved-flags-ignored'],
  },
  async t => {
    const hall = await openHall(t, t.axes.role)
    const attacks = [4, 8, 16, 32, 64, 128, 252].map(flags => [`flags ${flags}`, saying(hall, { flags })])
    await refused(t, hall, Object.fromEntries(attacks), forbidden)
  },
)
