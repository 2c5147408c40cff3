// RFC 13/ZMTP 1.0, "The Framing Layer": length, flags, body; the length counts the flags octet.
//
//   06 00 h e l l o          ff 00·00·00·00·00·00·00·06 00 h e l l o          01 00  the empty frame
//
// A raw peer of 1.0 on one side, any socket of the subject on the other.

import fc from 'fast-check'
import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { hex } from '../../harness/wire/octets.ts'
import { frameOf1, messageOf1 } from '../../harness/wire/old-octets.ts'
import { roles } from '../37-zmtp-3.1/meeting.ts'
import { body, letters, receiverTypes, receiving, senderTypes, sending } from './meeting.ts'

const { conformance, property } = section(import.meta.url)
const needs = { zmtp: ['1.0'] } as const

conformance(
  'short-sent',
  {
    title: 'A frame of up to 253 octets goes out behind a length of one octet, which counts the flags octet too',
    clauses: ['13/v1-1', '13/v1-23'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { socket: senderTypes, role: roles, octets: ['0', '1', '252', '253'] },
    except: ({ socket, role, octets }) => role === 'connect' && (socket !== 'PUSH' || octets === '252'),
    kills: ['mut/1.0-length-without-flags'],
  },
  async t => {
    const { peer, send } = await sending(t, '1.0', t.axes.socket, t.axes.role)
    const sent = body(Number(t.axes.octets))
    await send([sent, 'end'])
    const frame = await peer.frame()
    t.check('body', frame.body, sent)
    t.check('in the long form', frame.long, false)
    t.check('the frame behind it', (await peer.frame()).body, 'end')
  },
)

conformance(
  'long-sent',
  {
    title: 'A frame of 254 octets or more goes out behind FF and a length of eight octets',
    clauses: ['13/v1-4', '13/v1-23'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { socket: senderTypes, role: roles, octets: ['254', '255', '256', '70000'] },
    except: ({ socket, role, octets }) => role === 'connect' && (socket !== 'PUSH' || octets === '256'),
    kills: ['mut/1.0-length-without-flags', 'mut/1.0-short-form-up-to-255', 'mut/1.0-length-little-endian'],
  },
  async t => {
    const { peer, send } = await sending(t, '1.0', t.axes.socket, t.axes.role)
    const sent = body(Number(t.axes.octets))
    await send([sent, 'end'])
    const frame = await peer.frame()
    t.check('body', frame.body, sent)
    t.check('in the long form', frame.long, true)
    t.check('the frame behind it', (await peer.frame()).body, 'end')
  },
)

conformance(
  'received',
  {
    title: 'Frames of any size are read, in the short form and in the long one, which may carry small ones too',
    clauses: ['13/v1-4', '13/v1-5', '13/v1-23'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: {
      socket: receiverTypes,
      role: roles,
      frame: ['short-0', 'short-1', 'short-253', 'long-0', 'long-1', 'long-253', 'long-254', 'long-255', 'long-70000'],
    },
    except: ({ socket, role }) => role === 'connect' && socket !== 'PULL',
    kills: ['mut/1.0-long-form-for-large-only'],
  },
  async t => {
    const [form, octets] = t.axes.frame.split('-')
    const way = await receiving(t, '1.0', t.axes.socket, t.axes.role)
    const sent = body(Number(octets))
    await (await way.peer()).send([frameOf1({ body: sent, long: form === 'long' }), messageOf1('behind')])
    t.check('message', await way.recv(), [sent])
    t.check('the message behind it', await way.recv(), ['behind'])
  },
)

conformance(
  'length-zero',
  {
    title: 'A frame of length 0 is no frame: it is passed over in silence, and the messages around it are delivered',
    clauses: ['13/v1-2', '13/v1-3'],
    level: 'SHOULD',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['PULL'] },
    axes: { role: roles, form: ['short', 'long', 'many', 'between-frames'] },
    except: ({ role, form }) => role === 'connect' && form !== 'short',
    kills: ['mut/1.0-nothing-is-a-fault'],
  },
  async t => {
    const nothing = { short: hex('00'), long: hex('ff 0000000000000000'), many: Buffer.alloc(50), 'between-frames': hex('00') }[t.axes.form]
    const way = await receiving(t, '1.0', 'PULL', t.axes.role)
    const peer = await way.peer()
    await peer.send(messageOf1('before'))
    t.check('message before it', await way.recv(), ['before'])
    const behind =
      t.axes.form === 'between-frames'
        ? [frameOf1({ body: 'a', more: true }), nothing, frameOf1({ body: 'b' })]
        : [nothing, messageOf1('a', 'b')]
    await peer.send(behind)
    t.check('message behind it', await way.recv(), ['a', 'b'])
  },
)

conformance(
  'no-more-on-single',
  {
    title: 'MORE is 0 on the only frame of a message',
    clauses: ['13/v1-6'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { socket: senderTypes },
    kills: ['mut/1.0-more-on-single'],
  },
  async t => {
    const { peer, send } = await sending(t, '1.0', t.axes.socket, 'bind')
    for (const sent of ['single', Buffer.alloc(300)]) {
      await send([sent])
      t.check('flags, lowest bit', (await peer.frame()).flags & 1, 0)
    }
  },
)

property(
  'flags-sent',
  {
    title: 'Whatever is sent: flags are 01 on every frame but the last, which has 00, and the reserved bits are zero',
    clauses: ['13/v1-6', '13/v1-7', '13/v1-26'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, sockets: ['PUSH'] },
    kills: ['mut/1.0-more-on-single', 'mut/1.0-reserved-flags'],
  },
  {
    arbitrary: fc.array(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
    runs: 15,
    check: async (t, messages) => {
      const { peer, send } = await sending(t, '1.0', 'PUSH', 'bind')
      for (const parts of messages) await send(parts)
      for (const parts of messages) {
        for (const [at, part] of parts.entries()) {
          const frame = await peer.frame()
          t.check('flags', frame.flags, at < parts.length - 1 ? 1 : 0)
          t.check('body', frame.body, part)
        }
      }
    },
  },
)

conformance(
  'reserved-bits-received',
  {
    title: 'Reserved flags set by the sender, as libzmq 2.1 does: whether its messages are taken is recorded',
    clauses: ['13/v1-7'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['PULL'] },
    axes: { flags: ['7e', '02', '04', '80', 'fe'] },
  },
  async t => {
    const way = await receiving(t, '1.0', 'PULL', 'bind')
    const flags = Number.parseInt(t.axes.flags, 16)
    await (await way.peer()).send([frameOf1({ body: 'a', flags: flags | 1 }), frameOf1({ body: 'b', flags })])
    t.check('message', await way.recv(), ['a', 'b'])
  },
)

conformance(
  'many-frames',
  {
    title: 'A message is any number of frames with MORE and one without, in both directions',
    clauses: ['13/v1-26', '13/v1-23'],
    mode: 'wire',
    obliges: 'both',
    needs,
    axes: { socket: ['PAIR', 'DEALER'], role: roles, pacing: ['burst', 'drip'] },
    kills: ['mut/1.0-more-not-read', 'mut/1.0-more-on-single'],
  },
  async t => {
    const way = await receiving(t, '1.0', t.axes.socket, t.axes.role)
    const peer = await way.peer()
    for (const parts of letters) {
      const small = t.axes.pacing === 'drip' && parts.some(({ length }) => length > 1000)
      await peer.send(messageOf1(...parts), small ? 'burst' : t.axes.pacing)
      t.check(`received, ${parts.length} frames`, await way.recv(), parts)
      await way.socket.send(parts)
      t.check(`sent, ${parts.length} frames`, await peer.message(), parts)
    }
  },
)

property(
  'any-cuts',
  {
    title: 'Whatever the messages, and however TCP cuts them, they arrive whole and in order',
    clauses: ['13/v1-26', '13/v1-23', '13/v1-5'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['PULL'] },
    kills: ['mut/1.0-more-not-read', 'mut/1.0-long-form-for-large-only'],
  },
  {
    arbitrary: fc.record({
      messages: fc.array(
        fc.array(fc.record({ body: fc.uint8Array({ maxLength: 270 }), long: fc.boolean() }), { minLength: 1, maxLength: 4 }),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
      cuts: fc.array(fc.nat(1200), { maxLength: 6 }),
    }),
    runs: 25,
    check: async (t, { messages, cuts }) => {
      const way = await receiving(t, '1.0', 'PULL', 'bind')
      const peer = await way.peer()
      const frames = messages.flatMap(parts =>
        parts.map(({ body: octets, long }, at) => frameOf1({ body: octets, more: at < parts.length - 1, ...(long && { long }) })),
      )
      await peer.send(frames, { cuts })
      for (const parts of messages)
        t.check(
          'message',
          await way.recv(),
          parts.map(part => part.body),
        )
      t.check(
        'the peer',
        peer.open,
        satisfying('still there', (open: boolean) => open),
      )
    },
  },
)
