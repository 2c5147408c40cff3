// RFC 29/PUBSUB, "PUB": broadcasts to those who subscribed, and hears nothing.
//
//   application ─► PUB ─► SUB, XSUB          SUBSCRIBE, CANCEL ─► PUB          whatever else they send ─► dropped
//
// What it shares with XPUB is in publisher.ts and matching.ts.

import { section } from '../../harness/book/section.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'
import { message, subscribe } from '../../harness/wire/octets.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { arrived, firsts, subscriber } from './marker.ts'
import { publisherCases } from './publisher.ts'

const pub = section(import.meta.url)

publisherCases(pub, 'PUB', {
  anyNumber: '29/pub-1',
  queuePerPeer: '29/pub-3',
  keptWhileDown: '29/pub-4',
  destroyedWithPeer: '29/pub-5',
  limit: '29/pub-6',
  unchanged: '29/pub-8',
  onlyMatches: '29/pub-10',
  prefix: '29/pub-11',
  dropsWhenFull: '29/pub-12',
  neverBlocks: '29/pub-13',
  takesSubscriptions: '29/pub-14',
})

pub.conformance(
  'only-sends',
  {
    title: 'Receiving on a PUB is refused, also while subscriptions and messages have come in',
    clauses: ['29/pub-2', '29/pub-15'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PUB'] },
    axes: { role: roles },
    kills: ['mut/pub-delivers-subscriptions', 'mut/pub-receives'],
  },
  async t => {
    const meeting = await meet(t, 'PUB', t.axes.role)
    const peer = await subscriber(meeting, ['a'])
    await peer.send(message('to nobody'))
    await peer.barrier()
    const answer = await meeting.socket.recv(20).catch((error: unknown) => {
      if (error instanceof SubjectError) return error.err
      throw error
    })
    t.check('recv', answer, 'ENOTSUP')
  },
)

pub.conformance(
  'drops-what-subscribers-send',
  {
    title: 'Messages from a subscriber are dropped without a word: its connection and its subscriptions live on',
    clauses: ['29/pub-7'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PUB'] },
    axes: { role: roles, type: ['SUB', 'XSUB'] },
    kills: [
      'mut/pub-closes-on-upstream-message',
      'mut/pub-reflects-upstream',
      'mut/upstream-message-read-as-subscription',
      'mut/upstream-fills-a-queue',
    ],
  },
  async t => {
    const meeting = await meet(t, 'PUB', t.axes.role)
    const [peer, other] = [await subscriber(meeting, ['a'], { type: t.axes.type }), await subscriber(meeting, [''])]
    await peer.send([message('x'), message('two', 'frames'), message(''), message(new Uint8Array(300).fill(9)), message('a', '')])
    await peer.barrier()
    for (const topic of ['a1', 'x1', 't1']) await meeting.socket.send(topic)
    t.check('its own', firsts(await arrived(meeting.socket, peer)), ['a1'])
    t.check('the other one', firsts(await arrived(meeting.socket, other)), ['a1', 'x1', 't1'])
    // More than any high-water mark: dropped messages fill no queue that subscriptions wait in.
    await peer.send([...Array.from({ length: 1200 }, () => message('x')), subscribe('b')])
    await arrived(meeting.socket, peer)
    await meeting.socket.send('b1')
    t.check('a subscription behind 1200 messages', firsts(await arrived(meeting.socket, peer)), ['b1'])
  },
)
