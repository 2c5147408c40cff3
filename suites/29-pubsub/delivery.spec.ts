// RFC 29/PUBSUB between two implementations: the four legal pairs, whoever publishes, whoever binds.
//
//   subject PUB, XPUB ──► peer SUB, XSUB          peer PUB, XPUB ──► subject SUB, XSUB          inproc: the subject is both
//
// Rule: publications are compared between markers (marker.ts), so that nothing hangs on when a subscription was taken in.

import fc from 'fast-check'
import type { CaseContext } from '../../harness/book/case-context.ts'
import type { ClauseId } from '../../harness/book/clause-id.ts'
import { section } from '../../harness/book/section.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { arrived, firsts } from './marker.ts'

const { conformance, property } = section(import.meta.url)

const publishers = { PUB: ['29/pub-8', '29/pub-11', '29/pub-14'], XPUB: ['29/xpub-6', '29/xpub-9', '29/xpub-14'] } as const
const subscribers = { SUB: ['29/sub-9', '29/sub-11'], XSUB: ['29/xsub-6', '29/xsub-10', '29/xsub-16'] } as const
type Publisher = keyof typeof publishers
type Subscriber = keyof typeof subscribers

interface Roles {
  /** Which of the two the subject plays. */
  readonly subject: string
  readonly binder?: string
  readonly transport?: string
}

/** Both sockets, joined through the recording relay; reconnections come quickly. */
async function join(
  t: Omit<CaseContext, 'axes'>,
  pub: Publisher,
  sub: Subscriber,
  { subject, binder = 'publisher', transport = 'tcp' }: Roles,
) {
  const [pubs, subs] = subject === 'publisher' ? [t.subject, t.peer] : [t.peer, t.subject]
  const [publisher, subscriber] = [await pubs.open(pub, { reconnect_ivl: 20 }), await subs.open(sub, { reconnect_ivl: 20 })]
  const [bound, connecting] = binder === 'publisher' ? [publisher, subscriber] : [subscriber, publisher]
  const relay = await t.proxy(await bound.bind(transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*'))
  await connecting.connect(relay.endpoint)
  return { publisher, subscriber, relay }
}

/** Late joining, filter, multipart, a second subscription and the end of the first. */
async function exchange(t: Omit<CaseContext, 'axes'>, publisher: SubjectSocket, subscriber: SubjectSocket): Promise<void> {
  await publisher.send('a before the subscription')
  await subscriber.subscribe('a')
  t.check('of the past', await arrived(publisher, subscriber), [])
  const sent = [['a'], ['abc', '', 'x'], ['b', 'a'], ['a', new Uint8Array(70_000).fill(7)], ['', 'a'], ['A']]
  for (const frames of sent) await publisher.send(frames)
  t.check('subscribed to a', await arrived(publisher, subscriber), [sent[0], sent[1], sent[3]])
  await subscriber.subscribe('b')
  await arrived(publisher, subscriber)
  for (const topic of ['a1', 'b1', 'c1']) await publisher.send(topic)
  t.check('subscribed to a and b', firsts(await arrived(publisher, subscriber)), ['a1', 'b1'])
  await subscriber.unsubscribe('a')
  await arrived(publisher, subscriber)
  for (const topic of ['a2', 'b2', 'ab']) await publisher.send(topic)
  t.check('subscribed to b', firsts(await arrived(publisher, subscriber)), ['b2'])
}

const pairs = (['PUB', 'XPUB'] as const).flatMap(pub => (['SUB', 'XSUB'] as const).map(sub => [pub, sub] as const))

for (const [pub, sub] of pairs) {
  const clauses: readonly ClauseId[] = [...publishers[pub], ...subscribers[sub]]
  const needs = { sockets: [pub, sub] }

  conformance(
    `${pub.toLowerCase()}-to-${sub.toLowerCase()}`,
    {
      title: `${pub} to ${sub}: late joining, filter, multipart, a second subscription and the end of the first`,
      clauses,
      mode: 'pair',
      obliges: 'both',
      needs: { ...needs, options: ['reconnect_ivl'] },
      axes: { subject: ['publisher', 'subscriber'], binder: ['publisher', 'subscriber'], transport: ['tcp', 'ipc'] },
    },
    async t => {
      const { publisher, subscriber } = await join(t, pub, sub, t.axes)
      await exchange(t, publisher, subscriber)
    },
  )

  conformance(
    `${pub.toLowerCase()}-to-${sub.toLowerCase()}-inproc`,
    {
      title: `${pub} to ${sub} over inproc, bound first or connected first`,
      clauses,
      mode: 'api',
      obliges: 'both',
      needs: { ...needs, transports: ['inproc'] },
      axes: { first: ['bind', 'connect'], binder: ['publisher', 'subscriber'] },
    },
    async t => {
      const [publisher, subscriber] = [await t.subject.open(pub), await t.subject.open(sub)]
      const [bound, connecting] = t.axes.binder === 'publisher' ? [publisher, subscriber] : [subscriber, publisher]
      if (t.axes.first === 'connect') await connecting.connect('inproc://pubsub')
      await bound.bind('inproc://pubsub')
      if (t.axes.first === 'bind') await connecting.connect('inproc://pubsub')
      await exchange(t, publisher, subscriber)
    },
  )
}

conformance(
  'after-a-cut',
  {
    title: 'After the connection was cut, the subscriptions that hold are made again, and publications flow',
    clauses: ['29/sub-12', '29/pub-14', '37/pubsub-2'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['PUB', 'SUB'], options: ['reconnect_ivl'] },
    axes: { subject: ['publisher', 'subscriber'], binder: ['publisher', 'subscriber'] },
    kills: ['mut/forgets-subscriptions-on-reconnect'],
  },
  async t => {
    const { publisher, subscriber, relay } = await join(t, 'PUB', 'SUB', t.axes)
    for (const topic of ['a', 'gone']) await subscriber.subscribe(topic)
    await arrived(publisher, subscriber)
    await subscriber.unsubscribe('gone')
    relay.cut()
    await arrived(publisher, subscriber)
    for (const topic of ['gone', 'a', 'b']) await publisher.send(topic)
    t.check('received', firsts(await arrived(publisher, subscriber)), ['a'])
  },
)

conformance(
  'in-order-without-loss',
  {
    title: '500 publications, fewer than the high-water marks, arrive in order and complete',
    clauses: ['lib/hwm', 'lib/order', '29/pub-8'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['PUB', 'SUB'], options: ['reconnect_ivl'], ops: ['sendmany', 'recvmany'] },
    axes: { subject: ['publisher', 'subscriber'], transport: ['tcp', 'ipc'] },
    kills: ['mut/drops-below-hwm', 'mut/last-in-first-out'],
  },
  async t => {
    const { publisher, subscriber } = await join(t, 'PUB', 'SUB', t.axes)
    await subscriber.subscribe('')
    await arrived(publisher, subscriber)
    const [sent, got] = [await publisher.sendMany(500, 40, t.seed), await subscriber.recvMany(500, 40, t.seed)]
    t.check('sent', sent.count, 500)
    t.check('received, and the first that differs', [got.count, got.mismatch], [500, null])
  },
)

/** So few that one often begins with another, and is often there already. */
const topic = fc.constantFrom('a', 'ab', 'b')
const change = fc.tuple(fc.constantFrom('subscribe', 'unsubscribe'), topic)
type Change = readonly [string, string]

property(
  'filters-as-the-model',
  {
    title: 'Through any history of subscribe and unsubscribe, counted, exactly the publications with a subscribed prefix arrive, in order',
    clauses: ['29/pub-11', '29/sub-11', 'lib/subscribe-counts', '37/pubsub-4', '37/pubsub-6'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['XPUB', 'XSUB', 'PUB', 'SUB'], options: ['reconnect_ivl'] },
    axes: { subject: ['publisher', 'subscriber'], pair: ['PUB-SUB', 'XPUB-XSUB'] },
    kills: ['mut/first-unsubscribe-ends-all', 'mut/cancel-never-sent-after-repeat', 'mut/cancel-drops-longer-topics'],
  },
  {
    arbitrary: fc.array(fc.tuple(fc.array(change, { minLength: 5, maxLength: 10, size: 'max' }), fc.uniqueArray(topic, { minLength: 2 })), {
      minLength: 3,
      maxLength: 5,
      size: 'max',
    }),
    runs: 16,
    check: async (t, phases: readonly (readonly [readonly Change[], readonly string[]])[]) => {
      const [pub, sub] = t.axes.pair.split('-') as [Publisher, Subscriber]
      const { publisher, subscriber } = await join(t, pub, sub, t.axes)
      const counts = new Map<string, number>()
      for (const [at, [changes, topics]] of phases.entries()) {
        for (const [what, prefix] of changes) {
          const count = counts.get(prefix) ?? 0
          if (what === 'subscribe') await subscriber.subscribe(prefix)
          else await subscriber.unsubscribe(prefix)
          counts.set(prefix, what === 'subscribe' ? count + 1 : Math.max(0, count - 1))
        }
        await arrived(publisher, subscriber)
        for (const text of topics) await publisher.send(text)
        const held = [...counts].flatMap(([prefix, count]) => (count > 0 ? [prefix] : []))
        const expected = topics.filter(text => held.some(prefix => text.startsWith(prefix)))
        t.check(
          `phase ${at}, subscribed to ${held.map(text => JSON.stringify(text)).join(' ')}`,
          firsts(await arrived(publisher, subscriber)),
          expected,
        )
      }
    },
  },
)
