// RFC 29/PUBSUB, "XPUB": PUB whose application hears its subscribers.
//
//   SUBSCRIBE a ─► [01 61]        CANCEL a, or the peer vanishes ─► [00 61]        any other message ─► as it is
//
// What it shares with PUB is in publisher.ts and matching.ts; its options are in xpub-options.spec.ts.

import fc from 'fast-check'
import { between } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { cancel, message, oldCancel, oldSubscribe, subscribe } from '../../harness/wire/octets.ts'
import { control, meet, optionsOf, roles, rules } from '../37-zmtp-3.1/meeting.ts'
import { publisherCases } from './publisher.ts'
import { told, toldWithin } from './told.ts'

const xpub = section(import.meta.url)
const needs = { sockets: ['XPUB'] }

publisherCases(xpub, 'XPUB', {
  anyNumber: '29/xpub-1',
  queuePerPeer: '29/xpub-2',
  keptWhileDown: '29/xpub-3',
  destroyedWithPeer: '29/xpub-4',
  limit: '29/xpub-5',
  unchanged: '29/xpub-6',
  onlyMatches: '29/xpub-8',
  prefix: '29/xpub-9',
  dropsWhenFull: '29/xpub-10',
  neverBlocks: '29/xpub-11',
  takesSubscriptions: '29/xpub-14',
})

xpub.conformance(
  'tells-of-subscriptions',
  {
    title: 'Each subscription and its end come to the application as one frame: 01 or 00 and the topic, whatever form they had on the wire',
    clauses: ['29/xpub-14', '29/xpub-15', '37/pubsub-8'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { form: ['command', 'message'], role: roles },
    kills: ['mut/xpub-hides-unsubscribe', 'mut/xpub-notification-without-topic', 'mut/topic-as-text', 'mut/subscribe-eats-an-octet'],
  },
  async t => {
    const [ask, end, version] =
      t.axes.form === 'command' ? [subscribe, cancel, [3, 1] as const] : [oldSubscribe, oldCancel, [3, 0] as const]
    const { socket, next } = await meet(t, 'XPUB', t.axes.role)
    const peer = await next()
    await peer.handshake({ type: 'SUB', version })
    const topics = ['a', '', '\0', '\xff\xfe', 'b'.repeat(245), 'c'.repeat(246), 'd'.repeat(255), 'e'.repeat(1000)]
    for (const topic of topics.map(text => Buffer.from(text, 'latin1'))) {
      const name = topic.length > 4 ? `${topic.length} octets` : `<${topic.toString('hex')}>`
      await peer.send([ask(topic), end(topic)])
      t.check(`subscription to ${name}`, await socket.recv(), [Buffer.concat([Buffer.of(1), topic])])
      t.check(`its end, ${name}`, await socket.recv(), [Buffer.concat([Buffer.of(0), topic])])
    }
  },
)

xpub.conformance(
  'merges-identical-subscriptions',
  {
    title: 'Whether the second of two identical subscriptions is told of, when nothing is configured',
    clauses: ['29/xpub-16'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
  },
  async t => {
    const meeting = await meet(t, 'XPUB', 'bind')
    const peers = [await control(meeting, 'SUB'), await control(meeting, 'SUB')]
    const got: string[] = []
    for (const [at, peer] of peers.entries()) {
      await peer.send([subscribe('a'), subscribe(`end ${at}`)])
      got.push(...(await told(meeting.socket, `+end ${at}`)).slice(0, -1))
    }
    t.observed(got.length === 1 ? 'merges identical subscriptions: one is told of' : `tells of each: ${got.join(' ')}`)
  },
)

xpub.conformance(
  'unsubscribes-for-the-vanished',
  {
    title: 'When a peer vanishes, the application is told of the end of every topic that was its alone, and of no other',
    clauses: ['29/xpub-17'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { ending: ['fin', 'rst'], role: roles },
    kills: ['mut/xpub-forgets-to-unsubscribe', 'mut/leaving-removes-topics-of-others'],
  },
  async t => {
    const meeting = await meet(t, 'XPUB', t.axes.role)
    const [lost, kept] = [await control(meeting, 'SUB'), await control(meeting, 'SUB')]
    await kept.send(subscribe('shared'))
    t.check('the first subscription', await told(meeting.socket, '+shared'), ['+shared'])
    await lost.send(['shared', 'own', '', 'ended'].map(subscribe))
    await lost.send(cancel('ended'))
    t.check('subscriptions', await told(meeting.socket, '-ended'), ['+own', '+', '+ended', '-ended'])
    if (t.axes.ending === 'rst') lost.reset()
    else await lost.close()
    t.require('ends told of', await toldWithin(meeting.socket, 2, t.windows.deadline), ['-', '-own'])
    await kept.send(cancel('shared'))
    t.check('the next thing told of', await told(meeting.socket), ['-shared'])
  },
)

xpub.conformance(
  'delivers-messages',
  {
    title: 'Other messages from subscribers come to the application whole and unchanged, between the subscriptions of the same peer',
    clauses: ['29/xpub-13', '29/xpub-2'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { type: ['SUB', 'XSUB'], role: roles },
    kills: ['mut/xpub-drops-upstream-messages', 'mut/xpub-first-octet-eaten'],
  },
  async t => {
    const meeting = await meet(t, 'XPUB', t.axes.role)
    const peer = await control(meeting, t.axes.type)
    await peer.send([message('x'), message('two', '', 'three'), message(Buffer.alloc(5000, 7))])
    t.check('one frame', await meeting.socket.recv(), ['x'])
    t.check('three frames', await meeting.socket.recv(), ['two', '', 'three'])
    t.check('5000 octets', await meeting.socket.recv(), [Buffer.alloc(5000, 7)])
    await peer.send(subscribe('a'))
    t.check('a subscription', await told(meeting.socket), ['+a'])
  },
)

xpub.conformance(
  'frames-like-subscriptions',
  {
    title: 'A frame of 00 or 01 inside a message of several is no subscription: the message comes whole',
    clauses: ['29/xpub-13'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { frames: ['second', 'last', 'all-but-the-first'], rule: rules },
    kills: ['mut/every-frame-may-subscribe'],
  },
  async t => {
    const parts = { second: ['m', '\x01a', 'n'], last: ['m', 'n', '\x01a'], 'all-but-the-first': ['m', '\x01a', '\0'] }[t.axes.frames]
    const meeting = await meet(t, 'XPUB', 'bind', optionsOf(t, t.axes.rule))
    const peer = await control(meeting, 'XSUB')
    await peer.send(message(...parts))
    t.check('message', await meeting.socket.recv(), parts)
    await peer.send(subscribe('end'))
    t.check('what is told of behind it', await told(meeting.socket), ['+end'])
  },
)

xpub.conformance(
  'fair-queue',
  {
    title: 'Of two peers that have sent, the one with little is not kept behind the one with much',
    clauses: ['29/xpub-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    kills: ['mut/drains-one-peer-first'],
  },
  async t => {
    const meeting = await meet(t, 'XPUB', 'bind')
    const [much, little] = [await control(meeting, 'XSUB'), await control(meeting, 'XSUB')]
    await much.send(Array.from({ length: 100 }, (_, n) => message('much', `${n}`)))
    await little.send(Array.from({ length: 3 }, (_, n) => message('little', `${n}`)))
    for (const peer of [much, little]) await peer.barrier()
    const order: string[] = []
    while (order.length < 103) order.push((await meeting.socket.recv()).join(' '))
    t.check('place of the last of little', order.indexOf('little 2'), between(2, 20))
    t.check(
      'of much',
      order.filter(text => text.startsWith('much')),
      Array.from({ length: 100 }, (_, n) => `much ${n}`),
    )
  },
)

type Step = readonly [peer: number, topic: string]

xpub.property(
  'tells-as-the-model',
  {
    title: 'Through any history of subscriptions of three peers, exactly the first and the last of each topic are told of, in order',
    clauses: ['29/xpub-15', '29/xpub-14'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    kills: ['mut/xpub-tells-every-time', 'mut/xpub-tells-cancel-while-held'],
  },
  {
    arbitrary: fc.array(fc.tuple(fc.nat(2), fc.constantFrom('', 'a', 'ab', 'b')), { minLength: 3, maxLength: 30, size: 'max' }),
    runs: 15,
    check: async (t, steps: readonly Step[]) => {
      const meeting = await meet(t, 'XPUB', 'bind')
      const peers = [await control(meeting, 'SUB'), await control(meeting, 'SUB'), await control(meeting, 'SUB')]
      const held = peers.map(() => new Set<string>())
      const expected: string[] = []
      const got: string[] = []
      for (const [at, [who, topic]] of steps.entries()) {
        const others = held.some((topics, index) => index !== who && topics.has(topic))
        const ends = held[who]!.delete(topic)
        if (!ends) held[who]!.add(topic)
        if (!others) expected.push(`${ends ? '-' : '+'}${topic}`)
        // Peers are taken in turn, so a step waits for the one before it: a topic of its own tells.
        await peers[who]!.send([ends ? cancel(topic) : subscribe(topic), subscribe(`step ${at}`)])
        got.push(...(await told(meeting.socket, `+step ${at}`)).slice(0, -1))
      }
      t.check('told of', got, expected)
    },
  },
)
