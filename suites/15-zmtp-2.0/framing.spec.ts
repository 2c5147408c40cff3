// RFC 15/ZMTP 2.0, "Framing": flags, length, body. As in 3.x, but no bit of the flags stands for a command.
//
//   00 05 h e l l o          02 00·00·00·00·00·00·01·00 …  256 octets          01, 03  with more to follow

import fc from 'fast-check'
import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { frame, hex, message } from '../../harness/wire/octets.ts'
import { body, letters, old, receiverTypes, receiving, senderTypes, sending } from '../13-zmtp-1.0/meeting.ts'
import { ended, meet, roles } from '../37-zmtp-3.1/meeting.ts'

const { conformance, property } = section(import.meta.url)
const needs = { zmtp: ['2.0'] } as const

conformance(
  'sent',
  {
    title: 'Bodies of up to 255 octets go out behind a length of one octet, longer ones behind one of eight',
    clauses: ['15/v2-5', '15/v2-16'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { socket: senderTypes, role: roles, octets: ['0', '1', '254', '255', '256', '70000'] },
    except: ({ socket, role }) => role === 'connect' && socket !== 'PUSH',
  },
  async t => {
    const { peer, send } = await sending(t, '2.0', t.axes.socket, t.axes.role)
    const sent = body(Number(t.axes.octets))
    await send([sent, 'end'])
    const { flags, body: got } = await peer.frame()
    t.check('body', got, sent)
    t.check('flags', flags, sent.length > 255 ? 3 : oneOf(1, 3))
    t.check('the frame behind it', (await peer.frame()).body, 'end')
  },
)

conformance(
  'received',
  {
    title: 'Frames of any size are read, in the short form and in the long one',
    clauses: ['15/v2-5', '15/v2-16'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { socket: receiverTypes, role: roles, frame: ['short-0', 'short-1', 'short-255', 'long-0', 'long-5', 'long-256', 'long-70000'] },
    except: ({ socket, role }) => role === 'connect' && socket !== 'PULL',
  },
  async t => {
    const [form, octets] = t.axes.frame.split('-')
    const way = await receiving(t, '2.0', t.axes.socket, t.axes.role)
    const sent = body(Number(octets))
    await (await way.peer()).send([frame({ body: sent, long: form === 'long' }), message('behind')])
    t.check('message', await way.recv(), [sent])
    t.check('the message behind it', await way.recv(), ['behind'])
  },
)

property(
  'flags-sent',
  {
    title: 'Whatever is sent: MORE on every frame but the last, LONG where the length needs it, and no other bit',
    clauses: ['15/v2-4', '15/v2-6', '15/v2-17'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, sockets: ['PUSH'] },
    kills: ['mut/more-on-last-frame'],
  },
  {
    arbitrary: fc.array(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
    runs: 15,
    check: async (t, messages) => {
      const { peer, send } = await sending(t, '2.0', 'PUSH', 'bind')
      for (const parts of messages) await send(parts)
      for (const parts of messages) {
        for (const [at, part] of parts.entries()) {
          const { flags, body: got } = await peer.frame()
          t.check('flags', flags, Number(at < parts.length - 1) + 2 * Number(part.length > 255))
          t.check('body', got, part)
        }
      }
    },
  },
)

conformance(
  'no-more-on-single',
  {
    title: 'MORE is 0 on the only frame of a message',
    clauses: ['15/v2-4'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { socket: senderTypes },
  },
  async t => {
    const { peer, send } = await sending(t, '2.0', t.axes.socket, 'bind')
    for (const sent of ['single', Buffer.alloc(300)]) {
      await send([sent])
      t.check('flags, lowest bit', (await peer.frame()).flags & 1, 0)
    }
  },
)

conformance(
  'no-command',
  {
    title: 'A peer of 2.0 gets no command: neither READY nor PING nor SUBSCRIBE, whatever the subject was told to do',
    clauses: ['15/v2-6'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, options: ['heartbeat_ivl'] },
    axes: { socket: ['PULL', 'SUB', 'XSUB', 'DEALER'], role: roles },
  },
  async t => {
    const partner = { PULL: 'PUSH', SUB: 'PUB', XSUB: 'PUB', DEALER: 'DEALER' }[t.axes.socket]
    const { socket, next } = await meet(t, t.axes.socket, t.axes.role, { heartbeat_ivl: 15, heartbeat_ttl: 1000 })
    if (t.axes.socket === 'SUB') await socket.subscribe('')
    const peer = await old({ next }, '2.0', partner)
    await peer.send(message('hello'))
    t.check('message', await socket.recv(), ['hello'])
    if (t.axes.socket === 'XSUB') await socket.subscribe('A')
    if (t.axes.socket === 'SUB' || t.axes.socket === 'XSUB') t.check('flags of the subscription', (await peer.frame()).flags, 0)
    await peer.silent()
    await peer.send(message('still here'))
    t.check('message after many heartbeat intervals', await socket.recv(), ['still here'])
  },
)

conformance(
  'many-frames',
  {
    title: 'A message is any number of frames with MORE and one without, in both directions',
    clauses: ['15/v2-17', '15/v2-16'],
    mode: 'wire',
    obliges: 'both',
    needs,
    axes: { socket: ['PAIR', 'DEALER'], role: roles },
  },
  async t => {
    const way = await receiving(t, '2.0', t.axes.socket, t.axes.role)
    const peer = await way.peer()
    for (const parts of letters) {
      await peer.send(message(...parts))
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
    clauses: ['15/v2-16', '15/v2-17'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['PULL'] },
  },
  {
    arbitrary: fc.record({
      messages: fc.array(fc.array(fc.uint8Array({ maxLength: 270 }), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      cuts: fc.array(fc.nat(1200), { maxLength: 6 }),
    }),
    runs: 25,
    check: async (t, { messages, cuts }) => {
      const way = await receiving(t, '2.0', 'PULL', 'bind')
      const peer = await way.peer()
      await peer.send(
        messages.map(parts => message(...parts)),
        { cuts },
      )
      for (const parts of messages) t.check('message', await way.recv(), parts)
    },
  },
)

conformance(
  'reserved-bits-received',
  {
    title: 'A frame of a 2.0 peer with a reserved bit set, the command bit of 3.x among them: what becomes of it is recorded',
    clauses: ['15/v2-6'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['PULL'] },
    axes: { flags: ['04', '08', '80', 'fc'] },
  },
  async t => {
    const way = await receiving(t, '2.0', 'PULL', 'bind')
    await (await way.peer()).send(message('before'))
    t.check('message before', await way.recv(), ['before'])
    const peer = await way.peer()
    await peer.send([frame({ flags: Number.parseInt(t.axes.flags, 16), body: hex('04 50494e47 0000') }), message('odd')])
    const fate = await peer.closed(t.windows.silence)
    await (await way.peer()).send(message('behind'))
    const seen = [await way.recv()]
    while (`${seen.at(-1)}` !== 'behind') seen.push(await way.recv())
    t.observed(`the peer is ${fate === 'silence' ? 'kept' : 'let go'}, ${seen.length - 1} of its two frames delivered`)
    t.check('the message of a legal peer', seen.at(-1), ['behind'])
  },
)

const impossible = {
  'bit-63': hex('02 8000000000000000'),
  'all-ones': hex('02 ffffffffffffffff'),
  'with-more': hex('03 ffffffffffffffff'),
} as const

conformance(
  'impossible-length',
  {
    title: 'A length of 2^63 or more ends the connection, and nothing of it is delivered; others are still served',
    clauses: ['15/v2-5'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['PULL'] },
    axes: { role: roles, length: ['bit-63', 'all-ones', 'with-more'] },
  },
  async t => {
    const way = await receiving(t, '2.0', 'PULL', t.axes.role)
    await (await way.peer()).send(message('before'))
    t.check('message before', await way.recv(), ['before'])
    const peer = await way.peer()
    await peer.send(impossible[t.axes.length])
    t.check('the connection', await peer.closed(), ended)
    await (await way.peer()).send(message('behind'))
    t.check('the next message delivered', await way.recv(), ['behind'])
  },
)

const torn = {
  'in-a-length': hex('02 00000000'),
  'in-a-body': hex('00 05 6865'),
  'after-one-frame': frame({ body: 'first', more: true }),
} as const

conformance(
  'broken-off',
  {
    title: 'A message that breaks off with its connection is not delivered, not even in part',
    clauses: ['15/v2-17'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['PULL'] },
    axes: { role: roles, where: ['in-a-length', 'in-a-body', 'after-one-frame'] },
  },
  async t => {
    const way = await receiving(t, '2.0', 'PULL', t.axes.role)
    const peer = await way.peer()
    await peer.send([message('whole'), torn[t.axes.where]])
    t.check('the message before', await way.recv(), ['whole'])
    peer.halfClose()
    t.check('the connection', await peer.closed(), ended)
    await (await way.peer()).send(message('behind'))
    t.check('the next message delivered', await way.recv(), ['behind'])
  },
)
