// Appendix: what a new connection must be told, and how a dead one is noticed
// (zmq_socket(3), ZMQ_SUB; RFC 37, "Connection Heartbeating").
//
//   SUB ── SUBSCRIBE a b, CANCEL b ── RST ── reconnects ── SUBSCRIBE a ──► PUB
//   PING ─► black hole … time-out ─► closed ─► reconnects
//
// Rule: judged by the frames at the proxy and by what arrives, not by the clock.

import { section } from '../../harness/book/section.ts'
import type { RelayedFrame } from '../../harness/proxy/contract.ts'
import { SubjectError, type SubjectSocket } from '../../harness/subjects/subject.ts'
import { soon } from './encounter.ts'

const { conformance } = section(import.meta.url)

/** The topic of a subscription in either form: SUBSCRIBE of 3.1, a message 01 topic of 3.0. */
function subscribed({ command, name, data, body }: RelayedFrame): string | null {
  if (name === 'SUBSCRIBE') return data.toString()
  return !command && body[0] === 1 ? body.subarray(1).toString() : null
}

async function hears(publisher: SubjectSocket, subscriber: SubjectSocket, topic: string, within: number): Promise<boolean> {
  const until = performance.now() + within
  while (performance.now() < until) {
    await publisher.send([topic])
    try {
      for (;;) if (String((await subscriber.recv(20))[0]) === topic) return true
    } catch (error) {
      if (!(error instanceof SubjectError && error.err === 'EAGAIN')) throw error
    }
  }
  return false
}

conformance(
  'subscriptions',
  {
    title: 'After a reset the subscriptions in force are sent again, cancelled ones are not, and messages come again',
    clauses: ['lib/resubscribe', '29/sub-12'],
    level: 'MUST',
    mode: 'pair',
    needs: { sockets: ['PUB', 'SUB'], options: ['reconnect_ivl'] },
    axes: { subject: ['publisher', 'subscriber'], binder: ['publisher', 'subscriber'] },
    kills: ['mut/forgets-subscriptions-on-reconnect'],
  },
  async t => {
    const [publishing, subscribing] = t.axes.subject === 'publisher' ? [t.subject, t.peer] : [t.peer, t.subject]
    const publisher = await publishing.open('PUB', soon)
    const subscriber = await subscribing.open('SUB', soon)
    for (const topic of ['a', 'b', 'c']) await subscriber.subscribe(topic)
    await subscriber.unsubscribe('b')
    const [binder, connecter] = t.axes.binder === 'publisher' ? [publisher, subscriber] : [subscriber, publisher]
    const proxy = await t.proxy(await binder.bind('tcp://127.0.0.1:*'))
    await connecter.connect(proxy.endpoint)
    await proxy.handshake(0)
    t.require('messages before the reset', await hears(publisher, subscriber, 'a', t.windows.deadline), true)
    await subscriber.subscribe('d')
    proxy.cut()
    await proxy.handshake(1)
    // libzmq sends them only when its socket is used: so it is, before the frames are looked at.
    for (const topic of ['d', 'c', 'a'])
      t.require(`${topic} is heard after the reset`, await hears(publisher, subscriber, topic, t.windows.deadline), true)
    const topics = proxy.frames.filter(({ connection }) => connection === 1).flatMap(frame => subscribed(frame) ?? [])
    t.check('subscriptions on the new connection', topics.toSorted(), ['a', 'c', 'd'])
  },
)

conformance(
  'black-hole',
  {
    title: 'A line that swallows everything is noticed by heartbeats: the connection is closed, made again, and carries messages',
    clauses: ['37/heartbeat-12', '37/heartbeat-14', '37/error-5'],
    mode: 'pair',
    needs: { options: ['heartbeat_ivl', 'heartbeat_timeout', 'reconnect_ivl'], features: ['heartbeat'] },
    axes: { binder: ['subject', 'peer'] },
  },
  async t => {
    const beating = { heartbeat_ivl: 30, heartbeat_timeout: 90, ...soon }
    const binds = t.axes.binder === 'subject'
    const dealer = await t.subject.open('DEALER', beating)
    // The peer beats only where it has to connect again by itself, and later than the subject must have noticed.
    const partner = await t.peer.open('DEALER', binds ? { heartbeat_ivl: 500, heartbeat_timeout: 1500, ...soon } : soon)
    const [binder, connecter] = binds ? [dealer, partner] : [partner, dealer]
    const side = binds ? 'binder' : 'connecter'
    const proxy = await t.proxy(await binder.bind('tcp://127.0.0.1:*'))
    await connecter.connect(proxy.endpoint)
    await proxy.handshake(0)
    await proxy.seen(({ from, name }) => from === side && name === 'PING', 'a PING of the subject')
    // On a busy machine a live connection may have timed out before: the latest is the one that dies now.
    const dead = proxy.swallow()
    const { by } = await proxy.ended(dead)
    t.check('who ended the dead connection', by, side)
    await proxy.handshake(dead + 1, 2 * t.windows.deadline)
    // The peer may still take the dead connection for alive: the subject speaks.
    await dealer.send('alive', t.windows.deadline)
    t.check('a message over the new connection', await partner.recv(t.windows.deadline), ['alive'])
  },
)
