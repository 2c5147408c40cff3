// RFC 23/ZMTP 3.0, "The Publish-Subscribe Pattern": subscriptions are messages.
//
//   SUB, XSUB ── 00 size │ 01 topic ──► PUB, XPUB          00 size │ 00 topic
//
// Rule: the version of the peer decides about the form, connection by connection.

import fc from 'fast-check'
import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { message, oldCancel, oldSubscribe, subscribe } from '../../harness/wire/octets.ts'
import { control, meet, optionsOf, roles, rules } from '../37-zmtp-3.1/meeting.ts'
import { publishes } from '../37-zmtp-3.1/traffic.ts'
import { old, subscriber } from './meeting.ts'

const { conformance, property } = section(import.meta.url)

const subscriberTypes = ['SUB', 'XSUB'] as const
const publisherTypes = ['PUB', 'XPUB'] as const
const topics = { empty: '', letter: 'A', words: 'a topic of some length' } as const

conformance(
  'subscribe-and-cancel',
  {
    title: 'To a 3.0 publisher subscribing sends a message of 01 and the topic, cancelling one of 00 and the topic',
    clauses: ['23/delta-8', '23/delta-9', '23/delta-11'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: subscriberTypes, role: roles, topic: Object.keys(topics) as (keyof typeof topics)[] },
    kills: ['mut/speaks-3.1-to-3.0', 'mut/cancel-as-01'],
  },
  async t => {
    const { socket, peer } = await subscriber(t, t.axes.socket, t.axes.role)
    const topic = topics[t.axes.topic]
    await socket.subscribe(topic)
    const first = await peer.frame()
    t.check('flags when subscribing', first.flags, 0)
    t.check('body when subscribing', first.body, `\x01${topic}`)
    await socket.unsubscribe(topic)
    const second = await peer.frame()
    t.check('flags when cancelling', second.flags, 0)
    t.check('body when cancelling', second.body, `\x00${topic}`)
  },
)

conformance(
  'before-the-connection',
  {
    title: 'Subscriptions made before a 3.0 publisher was there are sent as messages too',
    clauses: ['23/delta-8', '23/delta-11'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['SUB'] },
    axes: { role: roles },
    kills: ['mut/speaks-3.1-to-3.0'],
  },
  async t => {
    const meeting = await meet(t, 'SUB', t.axes.role)
    for (const topic of ['A', 'B']) await meeting.socket.subscribe(topic)
    const peer = await old(meeting, 'PUB')
    await peer.send(message('A'))
    t.check('message', await meeting.socket.recv(), ['A'])
    const seen = [await peer.frame(), await peer.frame()]
    t.check(
      'flags',
      seen.map(({ flags }) => flags),
      [0, 0],
    )
    t.check('bodies', seen.map(({ body }) => `${body}`).sort(), ['\x01A', '\x01B'])
  },
)

conformance(
  'form-by-peer',
  {
    title: 'One subscriber with a 3.0 and a 3.1 publisher subscribes to each in its own way',
    clauses: ['23/delta-8', '37/pubsub-2'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['SUB'] },
    axes: { role: roles },
    kills: ['mut/form-by-first-peer', 'mut/speaks-3.1-to-3.0'],
  },
  async t => {
    const meeting = await meet(t, 'SUB', t.axes.role)
    await meeting.socket.subscribe('A')
    for (const minor of [0, 1, 0, 1]) {
      const peer = minor === 0 ? await old(meeting, 'PUB') : await control(meeting, 'PUB')
      await peer.send(message('A', `${minor}`))
      t.check('message', await meeting.socket.recv(), ['A', `${minor}`])
      t.check(`body to a 3.${minor} peer`, (await peer.frame()).body, minor === 0 ? '\x01A' : '\x09SUBSCRIBEA')
    }
  },
)

conformance(
  'long-topic-sent',
  {
    title: 'A topic of 254 octets fits the short form; a longer one is outside the grammar, and its form is recorded',
    clauses: ['23/delta-10'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: subscriberTypes, octets: ['254', '255', '300', '70000'] },
    kills: ['mut/long-topic-cut', 'mut/topic-compared-with-255'],
  },
  async t => {
    const size = Number(t.axes.octets)
    const { socket, peer } = await subscriber(t, t.axes.socket, 'connect')
    await socket.subscribe(Buffer.alloc(size, 't'))
    const { flags, body } = await peer.frame()
    t.check('flags', flags, size <= 254 ? 0 : oneOf(0, 2))
    t.check('the topic is whole', body.equals(Buffer.from(`\x01${'t'.repeat(size)}`)), true)
    if (size > 254) t.observed(`flags ${flags}`)
  },
)

/**
 * Sends these octets as they are and makes sure the publisher has taken them: the subscription to `mark` behind them works, unless
 * the empty topic let it pass before. Returns the first frames of what passes of the messages.
 */
async function passed(
  t: Parameters<typeof publishes>[0],
  socket: SubjectSocket,
  peer: WirePeer,
  mark: string,
  octets: readonly Uint8Array[],
  messages: readonly (Uint8Array | string)[],
): Promise<Buffer[]> {
  await peer.send([...octets, oldSubscribe(mark)])
  await publishes(t, socket, peer, mark)
  for (const first of [...messages, `${mark}end`]) await socket.send([first, 'rest'])
  const seen: Buffer[] = []
  for (let got = await peer.message(); `${got[0]}` !== `${mark}end`; got = await peer.message()) seen.push(got[0]!)
  return seen
}

conformance(
  'taken-by-publisher',
  {
    title: 'A publisher takes the messages of a 3.0 subscriber as subscriptions and cancellations',
    clauses: ['23/delta-8', '23/delta-9'],
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: publisherTypes, role: roles },
    kills: ['mut/old-subscription-ignored', 'mut/old-cancellation-ignored'],
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, t.axes.role)
    const peer = await old(meeting, 'SUB')
    const messages = ['A', 'AB', 'B', '']
    const see = (mark: string, octets: readonly Uint8Array[]) => passed(t, meeting.socket, peer, mark, octets, messages)
    t.check('with A', await see('mark one ', [oldSubscribe('A')]), ['A', 'AB'])
    t.check('with B too', await see('mark two ', [oldSubscribe('B')]), ['A', 'AB', 'B'])
    t.check('without A', await see('mark three ', [oldCancel('A')]), ['B'])
    t.check('with the empty topic too', await see('mark four ', [oldSubscribe('')]), messages)
  },
)

property(
  'any-topic-taken',
  {
    title: 'Topics of any octets and up to 300 of them are taken from a 3.0 subscriber',
    clauses: ['23/delta-8', '23/delta-10'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PUB'] },
    kills: ['mut/topic-ends-at-nul'],
  },
  {
    arbitrary: fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 6 }), fc.uint8Array({ minLength: 250, maxLength: 300 })),
    runs: 20,
    check: async (t, topic) => {
      const meeting = await meet(t, 'PUB', 'bind')
      const peer = await old(meeting, 'SUB')
      const other = Uint8Array.from(topic, (octet, at) => (at === topic.length - 1 ? octet ^ 1 : octet))
      const seen = await passed(t, meeting.socket, peer, 'mark ', [oldSubscribe(topic)], [topic, other])
      t.check('passed', seen, [topic])
    },
  },
)

conformance(
  'counted',
  {
    title: 'Two subscriptions of a 3.0 peer to one topic outlive one cancellation and end with the second',
    clauses: ['23/delta-16'],
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: publisherTypes, rule: rules },
    kills: ['mut/strict-does-not-count'],
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, 'bind', optionsOf(t, t.axes.rule))
    const peer = await old(meeting, 'SUB')
    const see = (mark: string, octets: readonly Uint8Array[]) => passed(t, meeting.socket, peer, mark, octets, ['A', 'B'])
    t.check('after one cancellation', await see('mark one ', [oldSubscribe('A'), oldSubscribe('A'), oldCancel('A')]), ['A'])
    t.check('after two', await see('mark two ', [oldCancel('A')]), [])
  },
)

conformance(
  'commands-from-an-old-peer',
  {
    title: 'A peer that says 3.0 and sends SUBSCRIBE all the same: whether it is understood is recorded',
    clauses: ['23/delta-11'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: publisherTypes },
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, 'bind')
    const peer = await old(meeting, 'SUB')
    t.check('passed', await passed(t, meeting.socket, peer, 'mark ', [subscribe('A')], ['A', 'B']), ['A'])
  },
)
