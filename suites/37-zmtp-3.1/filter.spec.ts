// RFC 37/ZMTP 3.1, "The Publish-Subscribe Pattern": what a publisher sends to whom. What subscribers say is in subscription.spec.ts.
//
//   raw SUB ── SUBSCRIBE "A" ──► PUB, XPUB          "A", "AB", "Abc" pass, "B" and "" do not
//
// Rule: subscriptions take effect in their order, so when the last one of a row is seen to work all are: no wait decides a verdict.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { cancel, command, oldSubscribe, subscribe } from '../../harness/wire/octets.ts'
import { control, meet, optionsOf, roles, rules } from './meeting.ts'
import { publishes } from './traffic.ts'

const { conformance, property } = section(import.meta.url)

const publisherTypes = ['PUB', 'XPUB'] as const
type Topic = Uint8Array | string
type Stage = Parameters<typeof publishes>[0]

/**
 * Sends these octets and makes sure that the publisher has taken them: the subscription to `mark` behind them works.
 * Returns the mark, which must be a new topic; while the empty topic is subscribed to, any mark works at once and proves nothing.
 */
async function settled(t: Stage, socket: SubjectSocket, peer: WirePeer, mark: string, octets: readonly Uint8Array[]): Promise<string> {
  await peer.send([...octets, subscribe(mark)])
  await publishes(t, socket, peer, mark)
  return mark
}

/** The first frames of what the peer gets of these messages. */
async function passed(socket: SubjectSocket, peer: WirePeer, mark: string, messages: readonly Topic[]): Promise<Buffer[]> {
  for (const first of messages) await socket.send([first, 'rest'])
  await socket.send(`${mark}end`)
  const seen: Buffer[] = []
  for (let got = await peer.message(); `${got[0]}` !== `${mark}end`; got = await peer.message()) seen.push(got[0]!)
  return seen
}

conformance(
  'filtered-by-publisher',
  {
    title: 'Only messages that start with a subscribed topic reach the subscriber; the empty topic lets all pass',
    clauses: ['37/pubsub-1', '37/pubsub-4', '37/pubsub-5'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: publisherTypes, role: roles },
    kills: ['mut/publisher-does-not-filter', 'mut/topic-must-be-equal', 'mut/empty-topic-matches-nothing'],
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, t.axes.role)
    const peer = await control(meeting, 'SUB')
    const messages = ['', 'A', 'B', 'AB', 'BA', 'Abc', 'a']
    const one = await settled(t, meeting.socket, peer, 'mark one ', [subscribe('A')])
    t.check('passed with topic A', await passed(meeting.socket, peer, one, messages), ['A', 'AB', 'Abc'])
    const all = await settled(t, meeting.socket, peer, 'mark two ', [subscribe('')])
    t.check('passed with the empty topic too', await passed(meeting.socket, peer, all, messages), messages)
  },
)

conformance(
  'cancelled',
  {
    title: 'A cancelled topic lets nothing pass any more, while others stay; cancelling what was not subscribed changes nothing',
    clauses: ['37/pubsub-3', '37/pubsub-6'],
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: publisherTypes, role: roles },
    kills: ['mut/cancel-ignored', 'mut/cancel-drops-all-topics', 'mut/cancel-drops-longer-topics'],
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, t.axes.role)
    const peer = await control(meeting, 'SUB')
    const messages = ['A', 'AB', 'B', 'C']
    const mark = await settled(t, meeting.socket, peer, 'mark one ', [
      subscribe('A'),
      subscribe('AB'),
      subscribe('B'),
      cancel('C'),
      cancel(''),
    ])
    t.check('passed at first, each once', await passed(meeting.socket, peer, mark, messages), ['A', 'AB', 'B'])
    await settled(t, meeting.socket, peer, 'mark two ', [cancel('A')])
    t.check('passed without topic A', await passed(meeting.socket, peer, mark, messages), ['AB', 'B'])
  },
)

conformance(
  'empty-and-another',
  {
    title: 'Subscribing to A and to the empty topic is the same as to the empty topic alone: each message passes once',
    clauses: ['37/pubsub-5', '37/pubsub-6'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: publisherTypes },
    kills: ['mut/one-copy-for-each-topic'],
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, 'bind')
    const peer = await control(meeting, 'SUB')
    const mark = await settled(t, meeting.socket, peer, 'mark ', [subscribe('A'), subscribe(''), subscribe('A')])
    t.check('passed', await passed(meeting.socket, peer, mark, ['A', 'AB', 'B', '']), ['A', 'AB', 'B', ''])
  },
)

conformance(
  'counted',
  {
    title: 'Two subscriptions to one topic outlive one CANCEL and end with the second',
    clauses: ['37/pubsub-7'],
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: publisherTypes, role: roles, rule: rules },
    kills: ['mut/strict-does-not-count'],
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, t.axes.role, optionsOf(t, t.axes.rule))
    const peer = await control(meeting, 'SUB')
    const mark = await settled(t, meeting.socket, peer, 'mark one ', [subscribe('A'), subscribe('A'), cancel('A')])
    t.check('passed after one CANCEL', await passed(meeting.socket, peer, mark, ['A', 'B']), ['A'])
    await settled(t, meeting.socket, peer, 'mark two ', [cancel('A')])
    t.check('passed after two', await passed(meeting.socket, peer, mark, ['A', 'B']), [])
  },
)

conformance(
  'own-subscriptions',
  {
    title: 'Each subscriber gets what it asked for, whatever others ask for, cancel or leave',
    clauses: ['37/pubsub-1', '37/pubsub-6'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: publisherTypes },
    kills: ['mut/subscriptions-shared', 'mut/leaving-removes-topics-of-others'],
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, 'bind')
    const [one, other] = [await control(meeting, 'SUB'), await control(meeting, 'SUB')]
    const messages = ['A', 'B', 'C']
    const first = await settled(t, meeting.socket, one, 'mark of one ', [subscribe('A'), subscribe('C')])
    const second = await settled(t, meeting.socket, other, 'mark of other ', [subscribe('B'), subscribe('C')])
    t.check('passed to the one', await passed(meeting.socket, one, first, messages), ['A', 'C'])
    t.check('passed to the other', await passed(meeting.socket, other, second, []), ['B', 'C'])
    await settled(t, meeting.socket, other, 'mark cancelled ', [cancel('C')])
    t.check('passed to the one when the other cancelled C', await passed(meeting.socket, one, first, messages), ['A', 'C'])
    t.check('passed to the other, which cancelled C', await passed(meeting.socket, other, second, []), ['B'])
    await settled(t, meeting.socket, other, 'mark again ', [subscribe('C')])
    await other.close()
    await control(meeting, 'SUB')
    t.check('passed to the one when the other left', await passed(meeting.socket, one, first, messages), ['A', 'C'])
  },
)

conformance(
  'long-topic',
  {
    title: 'Topics on both sides of the short form are understood, in the short form and the long',
    clauses: ['37/pubsub-2', '37/pubsub-3', '37/frame-11', '37/mechanism-8'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: publisherTypes, octets: ['1', '245', '246', '1000', '70000'], form: ['as-needed', 'long'] },
    kills: ['mut/topic-of-255-at-most', 'mut/long-commands-ignored'],
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, 'bind')
    const peer = await control(meeting, 'SUB')
    const topic = 't'.repeat(Number(t.axes.octets))
    const form = t.axes.form === 'long' ? { long: true } : {}
    const mark = await settled(t, meeting.socket, peer, 'mark one ', [command('SUBSCRIBE', topic, form)])
    const messages = [topic, `${topic}!`, topic.slice(1), 'x']
    t.check('passed', (await passed(meeting.socket, peer, mark, messages)).map(String), [topic, `${topic}!`])
    await settled(t, meeting.socket, peer, 'mark two ', [command('CANCEL', topic, form)])
    t.check('passed after CANCEL', await passed(meeting.socket, peer, mark, messages), [])
  },
)

const octet = fc.constantFrom(0, 1, 0x41, 0x42, 0xff)
const topicOf = (least: number) => fc.array(octet, { minLength: least, maxLength: 4 }).map(octets => Uint8Array.from(octets))
/** Some of these begin with others of these. */
const nested = fc.constantFrom('A', 'AB', 'ABA').map(text => Uint8Array.from(Buffer.from(text)))

property(
  'prefix-of-any-octets',
  {
    title: 'Whatever is subscribed and cancelled, exactly the messages pass that start with a topic still subscribed',
    clauses: ['37/pubsub-1', '37/pubsub-4', '37/pubsub-5', '37/pubsub-6', '37/pubsub-8'],
    mode: 'wire',
    obliges: 'both',
    axes: { socket: publisherTypes },
    kills: ['mut/topic-ends-at-nul', 'mut/cancel-drops-longer-topics', 'mut/topic-must-be-equal'],
  },
  {
    arbitrary: fc.record({
      topics: fc.uniqueArray(fc.oneof(nested, topicOf(0)), { maxLength: 6, selector: topic => topic.join() }),
      cancelled: fc.array(fc.nat(5), { maxLength: 3 }),
      messages: fc.array(fc.oneof(nested, topicOf(0)), { minLength: 1, maxLength: 12 }),
    }),
    runs: 30,
    check: async (t, { topics, cancelled, messages }) => {
      const meeting = await meet(t, t.axes.socket, 'bind')
      const peer = await control(meeting, 'SUB')
      const gone = topics.filter((topic, at) => cancelled.includes(at) && topic.length > 0)
      const kept = topics.filter(topic => !gone.includes(topic)).map(topic => Buffer.from(topic))
      const all = kept.filter(topic => topic.length === 0)
      const rest = topics.filter(topic => topic.length > 0)
      const octets = [...rest.map(subscribe), ...gone.map(cancel), ...all.map(subscribe)]
      const mark = await settled(t, meeting.socket, peer, 'mark ', octets)
      const expected = messages.filter(octets => kept.some(topic => topic.equals(octets.subarray(0, topic.length))))
      t.check('passed', await passed(meeting.socket, peer, mark, messages), expected)
    },
  },
)

conformance(
  'only-by-command',
  {
    title: 'A message of a 3.1 subscriber is no subscription, whatever octets it begins with: a PUB drops it, an XPUB delivers it',
    clauses: ['37/pubsub-2', '29/pub-7', '29/xpub-13'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: publisherTypes, rule: rules },
    kills: ['mut/old-subscription-taken-from-3.1'],
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, 'bind', optionsOf(t, t.axes.rule))
    const peer = await control(meeting, 'SUB')
    const mark = await settled(t, meeting.socket, peer, 'mark ', [oldSubscribe('A')])
    t.check('passed', await passed(meeting.socket, peer, mark, ['A', 'B']), [])
  },
)
