// RFC 29/PUBSUB, what SUB and XSUB have in common: messages from many publishers become one stream.
//
//   publisher ─► queue ─┐
//   publisher ─► queue ─┼─ one message each in turn ─► application          SUBSCRIBE, CANCEL ◄── what it asked for
//   publisher ─► queue ─┘
//
// Rule: the cases are written once and declared for both types, each under its own clauses (sub.spec.ts, xsub.spec.ts).

import fc from 'fast-check'
import type { ClauseId } from '../../harness/book/clause-id.ts'
import { atLeast, between } from '../../harness/book/expectation.ts'
import type { Section } from '../../harness/book/section.ts'
import { WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { message, octets } from '../../harness/wire/octets.ts'
import { control, optionsOf, patience, roles, rules } from '../37-zmtp-3.1/meeting.ts'
import { receivedUpTo, subscribing, waiting } from './subscribing.ts'

/** The clauses of one type. */
export interface SubscriberClauses {
  readonly anyNumber: ClauseId
  readonly queuePerPeer: ClauseId
  readonly keptWhileDown: ClauseId
  readonly destroyedWithPeer: ClauseId
  readonly limit: ClauseId
  readonly dropsWhenFull: ClauseId
  readonly fair: ClauseId
  readonly unchanged: ClauseId
  readonly filters: ClauseId
  readonly delivers: ClauseId
}

/** Whether PING is answered behind so many small messages. They fit into the buffers of TCP, so a subject that stops reading shows by silence. */
async function pongBehind(peer: WirePeer, count: number, within: number): Promise<'PONG' | 'nothing'> {
  await peer.send(Array.from({ length: count }, (_, n) => message(`${n}`)))
  try {
    await peer.barrier(within)
    return 'PONG'
  } catch (error) {
    if (error instanceof WireMismatch && peer.open) return 'nothing'
    throw error
  }
}

/** Messages of the one that has sent much. */
const flood = 100

const frame = fc.oneof(
  { weight: 1, arbitrary: fc.constant(Buffer.alloc(0)) },
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 600, size: 'max' }).map(octets) },
)
const frames = fc.array(frame, { minLength: 1, maxLength: 5, size: 'max' })

export function subscriberCases({ conformance, property }: Section, type: 'SUB' | 'XSUB', clause: SubscriberClauses): void {
  const needs = { sockets: [type] }

  conformance(
    'any-number-of-publishers',
    {
      title: `Three publishers, PUB and XPUB, are each heard by a ${type}`,
      clauses: [clause.anyNumber, clause.delivers],
      mode: 'wire',
      obliges: 'receiver',
      needs,
      axes: { role: roles },
      kills: ['mut/hears-the-first-only', 'mut/hears-the-last-only'],
    },
    async t => {
      const meeting = await subscribing(t, type, t.axes.role)
      const peers = [await control(meeting, 'PUB'), await control(meeting, 'XPUB'), await control(meeting, 'PUB')]
      for (const [at, peer] of peers.entries()) {
        await peer.send(message(`from ${at}`))
        t.check(`message of publisher ${at}`, await meeting.socket.recv(), [`from ${at}`])
      }
      await peers[1]!.close()
      await peers[2]!.send(message('still here'))
      t.check('after one has gone', await meeting.socket.recv(), ['still here'])
    },
  )

  conformance(
    'queue-per-publisher',
    {
      title: 'A publisher whose messages wait unread in great number takes no room from another one',
      clauses: [clause.queuePerPeer],
      mode: 'wire',
      obliges: 'receiver',
      needs: { ...needs, options: ['rcvhwm'] },
      kills: ['mut/one-receive-queue-for-all'],
    },
    async t => {
      const meeting = await subscribing(t, type, 'bind', { rcvhwm: 10 })
      const [much, little] = [await control(meeting, 'PUB'), await control(meeting, 'PUB')]
      await much.send(Array.from({ length: flood }, (_, n) => message('much', `${n}`)))
      await little.send(Array.from({ length: 3 }, (_, n) => message('little', `${n}`)))
      await little.barrier()
      const order: string[] = []
      while (order.length < flood && !order.includes('little 2')) order.push((await meeting.socket.recv()).join(' '))
      t.note('first twenty', order.slice(0, 20))
      t.check('place of the last of little', order.indexOf('little 2'), between(2, 20))
      t.check('of much meanwhile', order.filter(text => text.startsWith('much')).length, atLeast(1))
    },
  )

  conformance(
    'fair-queue',
    {
      title: 'Of three publishers that have sent 60, 20 and 3 messages each is heard once a round, as long as it has any',
      clauses: [clause.fair],
      mode: 'wire',
      obliges: 'receiver',
      needs,
      axes: { role: roles },
      kills: ['mut/drains-one-peer-first'],
    },
    async t => {
      const meeting = await subscribing(t, type, t.axes.role)
      const counts = [60, 20, 3]
      const peers = [await control(meeting, 'PUB'), await control(meeting, 'PUB'), await control(meeting, 'PUB')]
      for (const [at, peer] of peers.entries())
        await peer.send(Array.from({ length: counts[at]! }, (_, n) => message(`${at}`, `${n}`, 'x'.repeat(at * 20))))
      for (const peer of peers) await peer.barrier()
      const order: string[] = []
      while (order.length < 83) order.push((await meeting.socket.recv()).slice(0, 2).join(' '))
      // The places of the last of the small ones: 3 a round, and two rounds more for taking the publishers in.
      t.check('place of the third of three', order.indexOf('2 2'), between(2, 14))
      t.check('place of the twentieth of twenty', order.indexOf('1 19'), between(19, 49))
      for (const at of [0, 1, 2]) {
        const own = order.filter(text => text.startsWith(`${at} `))
        t.check(
          `order of publisher ${at}`,
          own,
          Array.from({ length: counts[at]! }, (_, n) => `${at} ${n}`),
        )
      }
    },
  )

  conformance(
    'kept-after-a-loss',
    {
      title: 'What a publisher that was connected to had sent is read although the connection is lost; the next connection is heard too',
      clauses: [clause.keptWhileDown],
      mode: 'wire',
      obliges: 'receiver',
      needs: { ...needs, options: ['reconnect_ivl'] },
      kills: ['mut/loss-empties-the-queue', 'mut/never-reconnects'],
    },
    async t => {
      const meeting = await subscribing(t, type, 'door')
      const first = await control(meeting, 'PUB')
      await first.send(['one', 'two', 'three'].map(text => message(text)))
      await first.barrier()
      await first.close()
      const second = await control(meeting, 'PUB')
      await second.send(message('four'))
      for (const text of ['one', 'two', 'three', 'four']) t.check(text, await meeting.socket.recv(), [text])
    },
  )

  conformance(
    'destroyed-with-its-peer',
    {
      title: 'What a publisher that had connected sent is discarded, unread, when it disconnects',
      clauses: [clause.destroyedWithPeer],
      mode: 'wire',
      obliges: 'receiver',
      needs: { ...needs, ops: ['monitor'] },
      axes: { rule: rules },
      kills: ['mut/strict-keeps-received'],
    },
    async t => {
      const meeting = await subscribing(t, type, 'bind', optionsOf(t, t.axes.rule))
      const monitor = await meeting.socket.monitor()
      const first = await control(meeting, 'PUB')
      await first.send(['one', 'two', 'three'].map(text => message(text)))
      await first.barrier()
      await first.close()
      await monitor.wait('disconnected')
      const second = await control(meeting, 'PUB')
      await second.send([message('new'), message('end')])
      t.check('received', await receivedUpTo(meeting.socket, 'end'), [['new']])
    },
  )

  conformance(
    'queue-limit',
    {
      title: 'The limit of a queue is configurable: of 300 messages nobody reads, ZMQ_RCVHWM 1000 takes all, and 5 does not',
      clauses: [clause.limit],
      mode: 'wire',
      obliges: 'receiver',
      needs: { ...needs, options: ['rcvhwm'] },
      kills: ['mut/rcvhwm-ignored'],
    },
    async t => {
      const taken: boolean[] = []
      for (const rcvhwm of [1000, 5]) {
        const meeting = await subscribing(t, type, 'bind', { rcvhwm })
        const peer = await control(meeting, 'PUB')
        const pong = await pongBehind(peer, 300, rcvhwm === 1000 ? t.windows.deadline : 4 * t.windows.reaction)
        taken.push(pong === 'PONG' && (await waiting(meeting.socket, t.windows.reaction)).length === 300)
        await meeting.socket.close(0)
      }
      t.check('all taken with 1000', taken[0], true)
      t.check('all taken with 5', taken[1], false)
    },
  )

  conformance(
    'drops-when-full',
    {
      title: 'Past the limit messages are dropped: the wire is read on, the connection lives, and what was kept is no more than the limit',
      clauses: [clause.dropsWhenFull],
      mode: 'wire',
      obliges: 'receiver',
      needs: { ...needs, options: ['rcvhwm'] },
      axes: { rule: rules },
      kills: ['mut/full-queue-closes', 'mut/full-queue-takes-more', 'mut/strict-stops-reading'],
    },
    async t => {
      const meeting = await subscribing(t, type, 'bind', { rcvhwm: 10, ...optionsOf(t, t.axes.rule) })
      const peer = await control(meeting, 'PUB')
      const pong = await pongBehind(peer, 1000, patience(t, t.axes.rule))
      t.require('answer to a PING behind 1000 messages that nobody reads', pong, 'PONG')
      const kept = await waiting(meeting.socket, t.windows.reaction)
      t.check('messages kept', kept.length, between(1, 20))
    },
  )

  conformance(
    'filters-locally',
    {
      title: 'Whether a message that nobody asked for reaches the application, when a publisher sends it all the same',
      clauses: [clause.filters],
      mode: 'wire',
      obliges: 'receiver',
      needs,
    },
    async t => {
      const meeting = await subscribing(t, type, 'bind', {}, ['a'])
      const peer = await control(meeting, 'PUB')
      await peer.send([message('a1'), message('b1', 'a'), message('A2'), message(''), message('a', 'end')])
      const got: string[] = []
      while (got.at(-1) !== 'a end') got.push((await meeting.socket.recv()).join(' '))
      t.check('what was asked for', got.includes('a1'), true)
      t.observed(got.length === 2 ? 'filters what publishers send' : `delivers all that comes: ${got.join(', ')}`)
    },
  )

  property(
    'unchanged',
    {
      title: 'Messages of any frames reach the application as they are, in order, however they were cut on the way',
      clauses: [clause.unchanged, clause.delivers],
      mode: 'wire',
      obliges: 'receiver',
      needs,
      kills: ['mut/frames-joined-on-receipt', 'mut/empty-frame-lost', 'mut/long-frame-cut'],
    },
    {
      arbitrary: fc.tuple(
        fc.array(frames, { minLength: 1, maxLength: 12, size: 'max' }),
        fc.uniqueArray(fc.integer({ min: 1, max: 2000 }), { maxLength: 6 }),
      ),
      runs: 15,
      check: async (t, [sent, cuts]) => {
        const meeting = await subscribing(t, type, 'bind')
        const peer = await control(meeting, 'PUB')
        await peer.send(
          sent.map(parts => message(...parts)),
          { cuts: cuts.toSorted((a, b) => a - b) },
        )
        const got: Buffer[][] = []
        while (got.length < sent.length) got.push(await meeting.socket.recv())
        t.check('received', got, sent)
      },
    },
  )
}
