// RFC 37/ZMTP 3.1, "Framing": one octet of flags, the size in one octet or eight, the body.
//
//   bit 0 MORE · bit 1 LONG · bit 2 COMMAND · bits 7-3 zero          00 05 "hello"     02 00·00·00·00·00·00·01·00 …256 octets…
//
// Rule: what goes in is compared octet by octet with what comes out, for sizes on both sides of every limit. Frames outside the
// grammar are in frame-illegal.spec.ts.

import fc from 'fast-check'
import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import type { WireFrame } from '../../harness/wire/contract.ts'
import { command, frame, hex, message, ping } from '../../harness/wire/octets.ts'
import { meet, roles } from './meeting.ts'
import { receiverTypes, receiving, senderTypes, sending } from './traffic.ts'

const { conformance, property } = section(import.meta.url)

/** Octets whose value tells their place, so that a shifted or swapped body differs. */
const octets = Buffer.alloc(2 ** 20).map((_, at) => at * 31 + (at >> 8))
const body = (size: number): Buffer => Buffer.from(octets.buffer, octets.byteOffset, size)

const forms = {
  'short-0': [false, 0],
  'short-1': [false, 1],
  'short-254': [false, 254],
  'short-255': [false, 255],
  'long-0': [true, 0],
  'long-1': [true, 1],
  'long-255': [true, 255],
  'long-256': [true, 256],
  'long-65535': [true, 65535],
  'long-65536': [true, 65536],
  'long-1048576': [true, 1048576],
} as const satisfies Record<string, readonly [long: boolean, size: number]>
type Form = keyof typeof forms
const everyForm = Object.keys(forms) as readonly Form[]

conformance(
  'received',
  {
    title: 'A frame of either form and any size is delivered as its body, and the next one after it',
    clauses: ['37/frame-1', '37/frame-2', '37/frame-3', '37/frame-4', '37/frame-8'],
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: ['PULL', 'SUB', 'ROUTER'], role: roles, form: everyForm },
    except: ({ socket, role }) => role === 'connect' && socket !== 'PULL',
    kills: ['mut/size-counts-header', 'mut/short-size-signed', 'mut/long-size-little-endian', 'mut/long-form-only-above-255'],
  },
  async t => {
    const way = await receiving(t, t.axes.socket, t.axes.role)
    const peer = await way.peer()
    const [long, size] = forms[t.axes.form]
    await peer.send([frame({ body: body(size), long }), message('next')])
    t.check('message', await way.recv(), [body(size)])
    t.check('next message', await way.recv(), ['next'])
  },
)

conformance(
  'sent',
  {
    title: 'A frame that is sent says the size of its body, in one octet up to 255 or in eight',
    clauses: ['37/frame-1', '37/frame-2', '37/frame-3', '37/frame-4', '37/frame-8'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: ['PUSH', 'DEALER', 'PAIR', 'PUB'], role: roles },
    kills: ['mut/long-size-little-endian', 'mut/short-form-for-256'],
  },
  async t => {
    const { peer, send } = await sending(t, t.axes.socket, t.axes.role)
    for (const size of [0, 1, 254, 255, 256, 257, 65535, 65536, 1048576]) {
      await send([body(size)])
      const seen = await peer.frame()
      t.check(`flags of a frame of ${size} octets`, seen.flags, size < 256 ? oneOf(0, 2) : 2)
      t.check(`body of ${size} octets`, seen.body.equals(body(size)), true)
    }
  },
)

conformance(
  'any-segmentation',
  {
    title: 'A frame is understood wherever its header is cut',
    clauses: ['37/frame-1', '37/frame-4'],
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: ['PULL', 'SUB', 'ROUTER'], form: ['short', 'long'] },
    kills: ['mut/header-in-one-segment-only'],
  },
  async t => {
    const way = await receiving(t, t.axes.socket, 'bind')
    const peer = await way.peer()
    const hello = frame({ body: 'hello', long: t.axes.form === 'long' })
    for (let cut = 1; cut < hello.length; cut++) {
      await peer.send(hello, { cuts: [cut] })
      t.check(`cut after ${cut} octets`, await way.recv(), ['hello'])
    }
    await peer.send(hello, 'drip')
    t.check('one octet at a time', await way.recv(), ['hello'])
  },
)

conformance(
  'large-in-pieces',
  {
    title: 'A large frame that comes in many segments, with others before and behind it, arrives whole',
    clauses: ['37/frame-1', '37/frame-4'],
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: receiverTypes, cuts: ['also-behind-the-header', 'elsewhere'] },
    kills: ['mut/large-body-loses-its-head', 'mut/frame-behind-large-body-lost'],
  },
  async t => {
    const way = await receiving(t, t.axes.socket, 'bind')
    const peer = await way.peer()
    const inside = [100, 8192, 8193, 65536, 131072, 200_000]
    const cuts = t.axes.cuts === 'elsewhere' ? inside : [1, 5, 8, 12, 13, ...inside]
    await peer.send([message('a'), frame({ body: body(200_000) }), message('b')], { cuts })
    t.check('before', await way.recv(), ['a'])
    t.check('the large one', await way.recv(), [body(200_000)])
    t.check('behind', await way.recv(), ['b'])
  },
)

property(
  'any-frames',
  {
    title: 'Messages of any frames, in any form and any cuts, are delivered as they were sent',
    clauses: ['37/frame-1', '37/frame-4', '37/frame-9'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    kills: ['mut/more-ignored-on-long-frames'],
  },
  {
    arbitrary: fc.record({
      parts: fc.array(
        fc.record({
          size: fc.oneof(fc.nat(3), fc.integer({ min: 250, max: 260 }), fc.nat(70_000)),
          long: fc.boolean(),
          more: fc.boolean(),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      cuts: fc.array(fc.nat(400), { maxLength: 5 }),
    }),
    runs: 30,
    check: async (t, { parts, cuts }) => {
      const way = await receiving(t, 'PULL', 'bind')
      const peer = await way.peer()
      const frames = parts.map(({ size, long, more }, at) => {
        const last = at === parts.length - 1
        return frame({ body: body(size), more: more && !last, long: long || size > 255 })
      })
      await peer.send(frames, { cuts })
      let message: Buffer[] = []
      for (const [at, { size, more }] of parts.entries()) {
        message.push(body(size))
        if (more && at < parts.length - 1) continue
        t.check(`message that ends with frame ${at + 1}`, await way.recv(), message)
        message = []
      }
    },
  },
)

conformance(
  'more-received',
  {
    title: 'MORE joins frames to one message, short ones, long ones and empty ones',
    clauses: ['37/frame-9', '37/frame-12'],
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: receiverTypes },
    kills: ['mut/more-ignored-on-long-frames', 'mut/empty-last-frame-dropped'],
  },
  async t => {
    const way = await receiving(t, t.axes.socket, 'bind')
    const peer = await way.peer()
    const messages = [['a', 'b'], ['', ''], ['a', '', ''], [body(300), 'b', body(70_000)], Array.from({ length: 100 }, (_, at) => `${at}`)]
    await peer.send(messages.map(parts => message(...parts)))
    for (const parts of messages) t.check(`message of ${parts.length} frames`, await way.recv(), parts)
  },
)

conformance(
  'more-sent',
  {
    title: 'Every frame of a message but the last has MORE, and no message frame has another flag than LONG',
    clauses: ['37/frame-6', '37/frame-9', '37/frame-12', '37/wire-1', '37/wire-2'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: senderTypes },
    kills: ['mut/more-on-last-frame', 'mut/more-missing-on-long-frames', 'mut/reserved-bit-set'],
  },
  async t => {
    const { peer, send } = await sending(t, t.axes.socket, 'bind')
    const parts = ['a', '', body(300), body(255), body(70_000), 'end']
    await send(parts)
    const last = parts.length - 1
    for (const [at, part] of parts.entries()) {
      const seen = await peer.frame()
      const more = Number(at < last)
      t.check(`flags of frame ${at + 1}`, seen.flags, part.length > 255 ? 2 + more : oneOf(more, 2 + more))
      t.check(`body of frame ${at + 1}`, seen.body, part)
    }
  },
)

const flagsOf = async (next: () => Promise<WireFrame>, count: number): Promise<number[]> => {
  const flags: number[] = []
  for (let at = 0; at < count; at++) flags.push((await next()).flags)
  return flags
}

conformance(
  'command-bit',
  {
    title: 'Commands have COMMAND set and MORE clear, messages have COMMAND clear',
    clauses: ['37/frame-7', '37/frame-10', '37/frame-12'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['DEALER'] },
    axes: { role: roles },
    kills: ['mut/pong-as-message', 'mut/more-on-command', 'mut/command-delivered'],
  },
  async t => {
    const { socket, next } = await meet(t, 'DEALER', t.axes.role)
    const peer = await next()
    await peer.greet()
    await peer.send(command('READY', hex('0b 536f636b65742d54797065 00000006 4445414c4552')))
    t.check('flags of READY', (await peer.frame()).flags, oneOf(4, 6))
    await socket.send(['one', 'two'])
    t.check('flags of a message', await flagsOf(() => peer.frame(), 2), [1, 0])
    await peer.send([ping(0, 'a'), message(hex('04 50494e47 0000'))])
    t.check('flags of PONG', (await peer.frame()).flags, 4)
    t.check('a message that reads like a PING', await socket.recv(), [hex('04 50494e47 0000')])
    await peer.send(ping(0, 'b'))
    t.check('it gets no PONG: the next one', (await peer.frame()).data, 'b')
  },
)
