// RFC 37/ZMTP 3.1, "Socket Semantics" and "The Resource Property": what a connection means is said elsewhere, and holds here.
//
//   REQ … ROUTER as 28 says       PUB … XSUB as 29 says       PUSH, PULL as 30 says       PAIR as 31 says
//
// Rule: here each family only has to do what makes it that family, between two real implementations; the chapters do the rest.

import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { propertyOf } from '../../harness/wire/metadata-reader.ts'
import { meet, roles } from './meeting.ts'
import { partners } from './traffic.ts'

const { conformance } = section(import.meta.url)
const binders = ['subject', 'peer'] as const

type Stage = Pick<Parameters<Parameters<typeof conformance>[2]>[0], 'subject' | 'peer' | 'proxy'>

/** Two sockets, one of each side, joined through the relay. */
async function joined(t: Stage, mine: string, theirs: string, binder: (typeof binders)[number]): Promise<[SubjectSocket, SubjectSocket]> {
  const [one, other] = [await t.subject.open(mine), await t.peer.open(theirs)]
  const [bound, connecting] = binder === 'subject' ? [one, other] : [other, one]
  const relay = await t.proxy(await bound.bind('tcp://127.0.0.1:*'))
  await connecting.connect(relay.endpoint)
  await relay.handshake()
  return [one, other]
}

conformance(
  'request-reply',
  {
    title: 'A question asked through REQ or DEALER is answered through REP or ROUTER, to whoever asked it',
    clauses: ['37/semantics-8'],
    mode: 'pair',
    obliges: 'both',
    axes: { asks: ['REQ', 'DEALER'], answers: ['REP', 'ROUTER'], binder: binders, subject: ['asks', 'answers'] },
    kills: ['mut/rep-drops-envelope'],
  },
  async t => {
    const { asks, answers } = t.axes
    const mine = t.axes.subject === 'asks'
    const pair = await joined(t, mine ? asks : answers, mine ? answers : asks, t.axes.binder)
    const [asker, answerer] = mine ? pair : [pair[1], pair[0]]
    for (const turn of ['one', 'two']) {
      await asker.send(asks === 'DEALER' ? ['', turn] : [turn])
      const request = await answerer.recv()
      t.check('request', request.slice(answers === 'ROUTER' ? 1 : 0), answers === 'ROUTER' ? ['', turn] : [turn])
      await answerer.send(request)
      t.check('reply', await asker.recv(), asks === 'DEALER' ? ['', turn] : [turn])
    }
  },
)

conformance(
  'publish-subscribe',
  {
    title: 'A subscriber gets what it subscribed to and nothing else',
    clauses: ['37/semantics-9'],
    mode: 'pair',
    obliges: 'both',
    axes: { publisher: ['PUB', 'XPUB'], binder: binders, subject: ['publishes', 'subscribes'] },
  },
  async t => {
    const mine = t.axes.subject === 'publishes'
    const pair = await joined(t, mine ? t.axes.publisher : 'SUB', mine ? 'SUB' : t.axes.publisher, t.axes.binder)
    const [publisher, subscriber] = mine ? pair : [pair[1], pair[0]]
    await subscriber.subscribe('A')
    const until = performance.now() + t.windows.deadline
    let first: Buffer[] | null = null
    // A subscription takes effect when it has arrived; what is published before is not owed to anybody.
    while (first === null && performance.now() < until) {
      for (const text of ['B probe', 'A probe']) await publisher.send([text])
      first = await subscriber.recv(20).catch(() => null)
    }
    t.check('the first to arrive', first, ['A probe'])
    for (const text of ['B', 'A', 'A end']) await publisher.send([text])
    const rest: string[] = []
    while (rest.at(-1) !== 'A end') rest.push(`${await subscriber.recv()}`)
    t.check('the rest', [...new Set(rest.filter(text => text !== 'A probe'))], ['A', 'A end'])
  },
)

conformance(
  'pipeline',
  {
    title: 'What is pushed is pulled, once and in order',
    clauses: ['37/semantics-10'],
    mode: 'pair',
    obliges: 'both',
    axes: { binder: binders, subject: ['pushes', 'pulls'] },
  },
  async t => {
    const mine = t.axes.subject === 'pushes'
    const pair = await joined(t, mine ? 'PUSH' : 'PULL', mine ? 'PULL' : 'PUSH', t.axes.binder)
    const [push, pull] = mine ? pair : [pair[1], pair[0]]
    for (const text of ['one', 'two', 'three']) await push.send([text, ''])
    for (const text of ['one', 'two', 'three']) t.check('pulled', await pull.recv(), [text, ''])
  },
)

conformance(
  'exclusive-pair',
  {
    title: 'Two PAIRs speak when they like, and hear each other in order',
    clauses: ['37/semantics-11'],
    mode: 'pair',
    obliges: 'both',
    axes: { binder: binders },
    kills: ['mut/pair-takes-turns'],
  },
  async t => {
    const [mine, theirs] = await joined(t, 'PAIR', 'PAIR', t.axes.binder)
    for (const text of ['one', 'two']) {
      await mine.send([text])
      await theirs.send([text])
    }
    for (const text of ['one', 'two']) {
      t.check('heard by the peer', await theirs.recv(), [text])
      t.check('heard by the subject', await mine.recv(), [text])
    }
  },
)

const resource = /^[A-Za-z0-9$\-_@.&+]+(?:\/[A-Za-z0-9$\-_@.&+]+)*$/

conformance(
  'resource-announced',
  {
    title: 'A Resource in READY, where there is one, is names of letters, digits and $-_@.&+ with slashes between them',
    clauses: ['37/resource-1'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: Object.keys(partners) as (keyof typeof partners)[], role: roles },
    kills: ['mut/resource-is-an-endpoint'],
  },
  async t => {
    const peer = await (await meet(t, t.axes.socket, t.axes.role)).next()
    const { properties } = await peer.handshake({ type: partners[t.axes.socket] })
    t.check(
      'Resource',
      propertyOf(properties, 'Resource')?.toString('latin1') ?? null,
      satisfying('none, or names with slashes between them', (value: string | null) => value === null || resource.test(value)),
    )
  },
)
