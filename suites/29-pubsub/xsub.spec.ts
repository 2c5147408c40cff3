// RFC 29/PUBSUB, "XSUB": SUB that sends: subscriptions as messages, and messages to all publishers.
//
//   send [01 topic] ─► SUBSCRIBE          send [00 topic] ─► CANCEL          any other message ─► every publisher, as it is
//
// What it shares with SUB is in subscriber.ts and subscriptions.ts.

import fc from 'fast-check'
import { atLeast } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { octets } from '../../harness/wire/octets.ts'
import { control, optionsOf, roles, rules } from '../37-zmtp-3.1/meeting.ts'
import { subscriberCases } from './subscriber.ts'
import { stir, subscribing, told } from './subscribing.ts'
import { subscriptionCases } from './subscriptions.ts'

const xsub = section(import.meta.url)
const needs = { sockets: ['XSUB'] }

subscriberCases(xsub, 'XSUB', {
  anyNumber: '29/xsub-1',
  queuePerPeer: '29/xsub-2',
  keptWhileDown: '29/xsub-3',
  destroyedWithPeer: '29/xsub-4',
  limit: '29/xsub-5',
  dropsWhenFull: '29/xsub-7',
  fair: '29/xsub-8',
  unchanged: '29/xsub-6',
  filters: '29/xsub-9',
  delivers: '29/xsub-10',
})

subscriptionCases(xsub, 'XSUB', ['29/xsub-15', '29/xsub-16'])

xsub.conformance(
  'sends-to-all',
  {
    title: 'A message of the application goes to every publisher, in order with its subscriptions',
    clauses: ['29/xsub-12', '29/xsub-11'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { role: roles },
    kills: ['mut/fan-out-round-robin', 'mut/fan-out-first-only'],
  },
  async t => {
    const meeting = await subscribing(t, 'XSUB', t.axes.role, {}, [])
    const peers = [await control(meeting, 'XPUB'), await control(meeting, 'PUB'), await control(meeting, 'XPUB')]
    await stir(meeting.socket)
    await meeting.socket.send('one')
    await meeting.socket.send(['two', '', 'three'])
    await meeting.socket.subscribe('a')
    await meeting.socket.send('')
    for (const [at, peer] of peers.entries()) {
      t.check(`publisher ${at}, one frame`, await peer.message(), ['one'])
      t.check(`publisher ${at}, three frames`, await peer.message(), ['two', '', 'three'])
      t.check(`publisher ${at}, a subscription`, await told(peer, 1), ['+a'])
      t.check(`publisher ${at}, an empty frame`, await peer.message(), [''])
    }
  },
)

xsub.conformance(
  'one-slow-publisher',
  {
    title: 'A publisher that stops reading costs another one nothing, and an XSUB that sends never waits',
    clauses: ['29/xsub-13', '29/xsub-14', '29/xsub-5'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, options: ['sndhwm'] },
    kills: ['mut/xsub-blocks-at-hwm', 'mut/drops-for-all-when-one-is-full', 'mut/sndhwm-ignored'],
  },
  async t => {
    const meeting = await subscribing(t, 'XSUB', 'bind', { sndhwm: 10 }, [])
    const slow = await control(meeting, 'XPUB')
    await stir(meeting.socket)
    slow.pause()
    const large = Buffer.alloc(262_144, 0x62)
    const count = 50
    for (let n = 0; n < count; n++) await meeting.socket.send([`n${n}`, large], 0)
    const quick = await control(meeting, 'XPUB')
    await stir(meeting.socket)
    for (let n = 0; n < 5; n++) await meeting.socket.send(`q${n}`, 0)
    for (let n = 0; n < 5; n++) t.check(`message ${n} to the quick one`, await quick.message(), [`q${n}`])
    slow.resume()
    const got: string[] = []
    for (let attempt = 0; got.at(-1) !== 'end'; attempt++) {
      if (attempt % 20 === 0) await meeting.socket.send('end', 0)
      got.push(String((await slow.message())[0]))
    }
    const old = got.filter(text => text.startsWith('n'))
    t.check(
      'what the slow one gets',
      old,
      Array.from({ length: count }, (_, n) => `n${n}`).filter(text => old.includes(text)),
    )
    t.check('messages dropped for it', count - old.length, atLeast(1))
  },
)

xsub.conformance(
  'queue-kept-while-down',
  {
    title: 'What is sent before the handshake, and while the connection is lost, arrives when the publisher is there',
    clauses: ['29/xsub-3', '29/xsub-2'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, options: ['reconnect_ivl'] },
    kills: ['mut/fan-out-skips-the-disconnected', 'mut/queue-lost-with-connection'],
  },
  async t => {
    const meeting = await subscribing(t, 'XSUB', 'door', {}, [])
    const first = await meeting.next()
    await meeting.socket.send('before the handshake', 0)
    await first.handshake({ type: 'XPUB' })
    t.check('sent before the handshake', await first.message(), ['before the handshake'])
    await first.close()
    const second = await meeting.next()
    await stir(meeting.socket)
    await meeting.socket.send('while down', 0)
    await second.handshake({ type: 'XPUB' })
    t.check('sent while down', await second.message(), ['while down'])
  },
)

xsub.conformance(
  'queue-destroyed-with-its-peer',
  {
    title: 'What was queued for a publisher that had connected is gone with it: the next connection gets none of it',
    clauses: ['29/xsub-4'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { ending: ['fin', 'rst'] },
    kills: ['mut/queue-inherited-by-next-peer'],
  },
  async t => {
    const meeting = await subscribing(t, 'XSUB', 'bind', {}, [])
    const first = await control(meeting, 'XPUB')
    await stir(meeting.socket)
    first.pause()
    const large = Buffer.alloc(262_144, 0x62)
    for (let n = 0; n < 30; n++) await meeting.socket.send(['old', large], 0)
    if (t.axes.ending === 'rst') first.reset()
    else await first.close()
    const second = await control(meeting, 'XPUB')
    await stir(meeting.socket)
    await meeting.socket.send('new', 0)
    t.check('the first message of the next connection', await second.message(), ['new'])
  },
)

xsub.conformance(
  'unsubscribes-on-disconnect',
  {
    title: 'An XSUB that leaves a publisher cancels its subscriptions there first',
    clauses: ['29/xsub-17'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, ops: ['disconnect'] },
    kills: ['mut/xsub-leaves-in-silence'],
  },
  async t => {
    const socket = await t.subject.open('XSUB')
    await using door = await t.wire.listen()
    await socket.connect(door.endpoint)
    for (const topic of ['a', 'b']) await socket.subscribe(topic)
    const peer = await door.accept()
    await peer.handshake({ type: 'XPUB' })
    t.check('subscriptions', (await told(peer, 2)).toSorted(), ['+a', '+b'])
    await socket.disconnect(door.endpoint)
    await stir(socket)
    const signs = await told(peer, 2).catch(() => ['no CANCEL before the end of the connection'])
    t.check('on leaving', signs.toSorted(), ['-a', '-b'])
  },
)

xsub.conformance(
  'later-frames-are-data',
  {
    title: 'Frames behind the first one are no subscriptions, whatever their first octet',
    clauses: ['29/xsub-11'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { octet: ['00', '01'], rule: rules },
    kills: ['mut/xsub-later-frames-subscribe'],
  },
  async t => {
    const meeting = await subscribing(t, 'XSUB', 'connect', optionsOf(t, t.axes.rule), [])
    const peer = await control(meeting, 'XPUB')
    const like = Buffer.from(`${t.axes.octet}61`, 'hex')
    for (const frames of [['control'], ['m', like, 'end'], ['m', like], ['last']]) await meeting.socket.send(frames)
    for (const frames of [['control'], ['m', like, 'end'], ['m', like], ['last']]) t.check('message', await peer.message(), frames)
    const later = await control(meeting, 'XPUB')
    await meeting.socket.subscribe('z')
    t.check('subscriptions of the socket', await told(later, 1), ['+z'])
  },
)

// A frame that opens with 00 or 01 is, or may be taken for, a subscription.
const frame = fc
  .uint8Array({ maxLength: 600, size: 'max' })
  .filter(bytes => bytes.length === 0 || bytes[0]! > 1)
  .map(octets)

xsub.property(
  'sends-unchanged',
  {
    title: 'Messages of any frames go to the publishers as they are, in order',
    clauses: ['29/xsub-11', '29/xsub-12'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    kills: ['mut/xsub-first-octet-eaten', 'mut/fan-out-joins-frames'],
  },
  {
    arbitrary: fc.array(fc.array(frame, { minLength: 1, maxLength: 5, size: 'max' }), { minLength: 1, maxLength: 12, size: 'max' }),
    runs: 15,
    check: async (t, sent) => {
      const meeting = await subscribing(t, 'XSUB', 'connect', {}, [])
      const peers = [await control(meeting, 'XPUB'), await control(meeting, 'XPUB')]
      for (const frames of sent) await meeting.socket.send(frames)
      for (const [at, peer] of peers.entries()) {
        const got: Buffer[][] = []
        while (got.length < sent.length) got.push(await peer.message())
        t.check(`publisher ${at}`, got, sent)
      }
    },
  },
)
