// RFC 29/PUBSUB: which messages a subscriber of PUB or XPUB gets, and how they look.
//
//   subscription   61 62          message   [61 62 63] [any]      the octets of the subscription open the first frame
//
// Rule: the model is a naive comparison of octets; the subject's trie, table or hash must agree with it.

import fc from 'fast-check'
import type { Section } from '../../harness/book/section.ts'
import { cancel, octets, subscribe } from '../../harness/wire/octets.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { arrived, firsts, isMarker, subscriber } from './marker.ts'
import type { PublisherClauses } from './publisher.ts'

const startsWith = (topic: Uint8Array, prefix: Uint8Array): boolean => octets(topic).subarray(0, prefix.length).equals(prefix)

/** Short frames over few octets, so that prefixes meet; the last two are of no meaning in text. */
const topicsFrom = (minLength: number) =>
  fc.array(fc.constantFrom(0x61, 0x62, 0x00, 0xff), { minLength, maxLength: 5, size: 'max' }).map(values => Buffer.from(values))
const topics = topicsFrom(0)
/** So few that one often begins with another, and is often there already. */
const nested = fc.constantFrom('a', 'ab', 'abb', 'b').map(text => Buffer.from(text))
const frame = fc.oneof(topics, fc.uint8Array({ maxLength: 600, size: 'max' }).map(octets))
const messages = fc
  .array(fc.array(frame, { minLength: 1, maxLength: 5, size: 'max' }), { minLength: 1, maxLength: 12, size: 'max' })
  .filter(list => !list.some(isMarker))

type Step = readonly ['toggle' | 'publish', Buffer]

export function matchingCases({ conformance, property }: Section, type: 'PUB' | 'XPUB', clause: PublisherClauses): void {
  const needs = { sockets: [type] }

  conformance(
    'prefix-of-the-first-frame',
    {
      title: 'A subscription matches when its octets open the first frame, whatever octets they are, and in no other way',
      clauses: [clause.prefix, '37/pubsub-4', '37/pubsub-5', '37/pubsub-8'],
      mode: 'wire',
      obliges: 'sender',
      needs,
      axes: { role: roles },
      kills: ['mut/matches-anywhere', 'mut/matches-last-frame', 'mut/matches-without-case', 'mut/topic-as-text', 'mut/topic-must-be-equal'],
    },
    async t => {
      const meeting = await meet(t, type, t.axes.role)
      const prefixes = ['', 'a', 'ab', 'A', 'b', 'abcdef', '\0', 'a\0', '\xff', '\xff\xfe', 'a'.repeat(255), 'a'.repeat(256)]
      const sent = ['', 'a', 'abc', 'Abc', 'ba', 'a\0b', '\0', '\xffa', '\xff\xfe', 'ÿ', 'a'.repeat(255), 'a'.repeat(300)].map(text =>
        Buffer.from(text, text === 'ÿ' ? 'utf8' : 'latin1'),
      )
      const peers = await Promise.all(prefixes.map(prefix => subscriber(meeting, [Buffer.from(prefix, 'latin1')])))
      for (const topic of sent) await meeting.socket.send([topic, 'ab'])
      for (const [at, prefix] of prefixes.entries()) {
        const expected = sent.filter(topic => startsWith(topic, Buffer.from(prefix, 'latin1'))).map(topic => [topic, Buffer.from('ab')])
        const name = prefix.length > 20 ? `${prefix.length} octets` : JSON.stringify(prefix)
        t.check(`subscribed to ${name}`, await arrived(meeting.socket, peers[at]!), expected)
      }
    },
  )

  conformance(
    'filters-at-the-publisher',
    {
      title: 'Whether a message that nobody asked for goes over the wire',
      clauses: [clause.onlyMatches],
      mode: 'wire',
      obliges: 'sender',
      needs,
    },
    async t => {
      const meeting = await meet(t, type, 'bind')
      const peer = await subscriber(meeting, ['asked'])
      for (const topic of ['not asked', 'asked', 'as']) await meeting.socket.send(topic)
      const got = firsts(await arrived(meeting.socket, peer))
      t.check('what was asked for', got.includes('asked'), true)
      t.observed(got.length === 1 ? 'sends only what matches' : `sends all to all: ${got.join(', ')}`)
    },
  )

  conformance(
    'one-copy',
    {
      title: 'A message that matches several subscriptions of one subscriber, or one made twice, comes once',
      clauses: [clause.prefix, clause.unchanged],
      mode: 'wire',
      obliges: 'sender',
      needs,
      kills: ['mut/one-copy-for-each-topic'],
    },
    async t => {
      const meeting = await meet(t, type, 'bind')
      const peer = await subscriber(meeting, ['', 'a', 'ab', 'ab', 'abc'])
      for (const topic of ['abc', 'x', 'ab']) await meeting.socket.send([topic, topic])
      t.check('received', firsts(await arrived(meeting.socket, peer)), ['abc', 'x', 'ab'])
    },
  )

  conformance(
    'cancel-of-everything',
    {
      title: 'CANCEL of the empty topic ends that subscription and no other',
      clauses: [clause.takesSubscriptions, '37/pubsub-5', '37/pubsub-6'],
      mode: 'wire',
      obliges: 'receiver',
      needs,
      kills: ['mut/empty-topic-cannot-be-cancelled', 'mut/cancel-of-empty-drops-all'],
    },
    async t => {
      const { socket, next } = await meet(t, type, 'bind')
      const peer = await subscriber({ socket, next }, ['', 'z'])
      const round = async () => {
        for (const topic of ['x', 'z']) await socket.send(topic)
        const first = await peer.message()
        return first[0]!.toString() === 'z' ? ['z'] : ['x', String((await peer.message())[0])]
      }
      t.check('before', await round(), ['x', 'z'])
      await peer.send(cancel(''))
      // The publisher takes it in when it likes; a hundred rounds are some ten milliseconds.
      let got = await round()
      for (let more = 100; more > 0 && got.length > 1; more--) got = await round()
      t.check('after', got, ['z'])
    },
  )

  property(
    'matches-as-the-model',
    {
      title: 'Through any history of SUBSCRIBE and CANCEL, exactly the messages with a subscribed prefix arrive, in order',
      clauses: [clause.prefix, clause.takesSubscriptions, '37/pubsub-4', '37/pubsub-6', '37/pubsub-8'],
      mode: 'wire',
      obliges: 'sender',
      needs,
      kills: ['mut/cancel-drops-longer-topics', 'mut/cancel-drops-shorter-topics', 'mut/trie-forgets-on-split'],
    },
    {
      // No subscription to everything: it would let markers through before the publisher has taken in the change.
      arbitrary: fc.array(
        fc.oneof(
          fc.tuple(fc.constant('toggle' as const), fc.oneof({ weight: 3, arbitrary: nested }, { weight: 1, arbitrary: topicsFrom(1) })),
          fc.tuple(fc.constant('publish' as const), fc.oneof(nested, topics)),
        ),
        {
          minLength: 4,
          maxLength: 40,
          size: 'max',
        },
      ),
      runs: 15,
      check: async (t, steps: readonly Step[]) => {
        const meeting = await meet(t, type, 'bind')
        const peer = await subscriber(meeting, [])
        const held = new Map<string, Buffer>()
        const expected: Buffer[][] = []
        const got: Buffer[][] = []
        let settled = true
        for (const [step, topic] of steps) {
          const key = topic.toString('hex')
          if (step === 'toggle') {
            // What was published before must not meet the change on its way.
            if (settled) got.push(...(await arrived(meeting.socket, peer)))
            await peer.send(held.has(key) ? cancel(topic) : subscribe(topic))
            if (!held.delete(key)) held.set(key, topic)
            settled = false
            continue
          }
          if (!settled) got.push(...(await arrived(meeting.socket, peer)))
          settled = true
          await meeting.socket.send(topic)
          if ([...held.values()].some(prefix => startsWith(topic, prefix))) expected.push([topic])
        }
        t.check('received', [...got, ...(await arrived(meeting.socket, peer))], expected)
      },
    },
  )

  property(
    'unchanged',
    {
      title: 'Messages of any frames go out as they are, in order',
      clauses: [clause.unchanged],
      mode: 'wire',
      obliges: 'sender',
      needs,
      kills: ['mut/publisher-strips-topic', 'mut/fan-out-joins-frames', 'mut/empty-frame-lost'],
    },
    {
      arbitrary: messages,
      runs: 15,
      check: async (t, sent) => {
        const meeting = await meet(t, type, 'bind')
        const peer = await subscriber(meeting, [''])
        for (const frames of sent) await meeting.socket.send(frames)
        t.check('received', await arrived(meeting.socket, peer), sent)
      },
    },
  )
}
