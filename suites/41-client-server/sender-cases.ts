// What all draft types that send and wait have in common: one part a message, a queue for each peer, nothing dropped
// (RFC 41 CLIENT and SERVER, 49 SCATTER, 51 PEER, 52 CHANNEL; 37, "Thread-Safe Socket Types").
//
//   application ──one call──► [ queue of a peer, limited ] ──one frame──► peer          full: the sender waits
//
// Rule: the cases are written once and declared for each type, under its own clauses.

import fc from 'fast-check'
import type { ClauseId } from '../../harness/book/clause-id.ts'
import { atLeast, between } from '../../harness/book/expectation.ts'
import type { Section } from '../../harness/book/section.ts'
import type { MutantId } from '../../harness/mutants/mutant-table.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { fill, outcome, still } from '../28-reqrep/guests.ts'
import { part, reunion, reunionNeeds } from '../30-pipeline/reunion.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { arriving } from '../37-zmtp-3.1/traffic.ts'
import { heard, partner, party, type Sender, saying } from './party.ts'

export type Waiting = Exclude<Sender, 'RADIO'>

/** The clauses of one type. */
export interface SenderClauses {
  /** Send is one call for one message of one part. */
  readonly atomic: ClauseId
  readonly multipart: readonly ClauseId[]
  readonly unchanged: ClauseId
  readonly queue: ClauseId
  readonly destroyedWithPeer: ClauseId
  readonly limit: ClauseId
  /** What is full is not sent to, accepts no more and loses nothing. */
  readonly full: readonly ClauseId[]
  readonly waits: readonly ClauseId[]
  readonly overlapping: readonly ClauseId[]
}

/** The mutants of one type. */
export interface SenderMutants {
  readonly multipart: readonly MutantId[]
  readonly splits: readonly MutantId[]
}

const size = 100_000
const numbered = (at: number): Buffer => {
  const body = Buffer.alloc(size)
  body.writeUInt32BE(at)
  return body
}

export function senderCases({ conformance, property }: Section, type: Waiting, clause: SenderClauses, mutants: SenderMutants): void {
  const needs = { sockets: [type] }

  conformance(
    'refuses-multipart',
    {
      title: `A ${type} refuses to send a message of two parts, and sends nothing of it`,
      clauses: [...clause.multipart, '37/threadsafe-4'],
      mode: 'wire',
      obliges: 'sender',
      needs,
      axes: { role: roles, parts: ['2', '3'] },
      kills: mutants.multipart,
    },
    async t => {
      const meeting = await meet(t, type, t.axes.role)
      const { peer, say } = await party(meeting, type)
      const parts = ['one', 'two', 'three'].slice(0, Number(t.axes.parts))
      t.check('sending it', await outcome(say(parts)), 'EINVAL')
      await say(['single'])
      t.check('what the peer gets', await heard(type, peer), 'single')
      await peer.barrier()
    },
  )

  property(
    'any-body',
    {
      title: `One send of a ${type} is one message of one frame, whatever is in it`,
      clauses: [clause.atomic, clause.unchanged, '37/threadsafe-1', '37/threadsafe-2'],
      mode: 'wire',
      obliges: 'sender',
      needs,
      axes: { role: roles },
      kills: mutants.splits,
    },
    {
      arbitrary: fc.array(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.constantFrom(256, 9000, 70_000).map(length => new Uint8Array(length)),
        ),
        {
          minLength: 1,
          maxLength: 6,
        },
      ),
      runs: 15,
      check: async (t, bodies) => {
        const { peer, say } = await party(await meet(t, type, t.axes.role), type)
        for (const body of bodies) await say(body)
        for (const body of bodies) t.check('the message', await heard(type, peer), body)
      },
    },
  )

  conformance(
    'full-queue',
    {
      title: `A peer that does not read fills its queue; then a ${type} accepts no more, and nothing accepted is lost`,
      clauses: [clause.queue, clause.limit, ...clause.full],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, options: ['sndhwm'] },
      axes: { role: roles },
      kills: ['mut/sndhwm-ignored', 'mut/drops-at-hwm'],
    },
    async t => {
      const hwm = 5
      const { peer, say } = await party(await meet(t, type, t.axes.role, { sndhwm: hwm }), type)
      peer.pause()
      const accepted = await fill(at => say(numbered(at), 50), 400)
      t.check('messages accepted', accepted, between(hwm, 399))
      peer.resume()
      for (let at = 0; at < accepted; at++) t.require('the next message', ((await heard(type, peer)) as Buffer).readUInt32BE(), at)
      await say('and one more')
      t.check('the message after them', await heard(type, peer), 'and one more')
    },
  )

  conformance(
    'limit',
    {
      title: `The limit of a ${type}'s outgoing queue can be set: a larger one takes more messages`,
      clauses: [clause.limit],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, options: ['sndhwm'] },
      kills: ['mut/sndhwm-ignored', 'mut/hwm-is-ignored'],
    },
    async t => {
      const counts: number[] = []
      for (const sndhwm of [1, 60]) {
        const { peer, say } = await party(await meet(t, type, 'bind', { sndhwm }), type)
        peer.pause()
        counts.push(await fill(at => say(numbered(at), t.windows.reaction)))
      }
      t.note('accepted with a limit of 1 and of 60', counts)
      t.check('more accepted with the larger limit', counts[1]! - counts[0]!, atLeast(20))
    },
  )

  conformance(
    'waits-when-full',
    {
      title: `With the queue full a send of a ${type} waits, and goes on when there is room`,
      clauses: [...clause.waits, ...clause.full],
      mode: 'api',
      obliges: 'sender',
      needs: { sockets: [type, partner[type]], transports: ['inproc'], options: ['sndhwm', 'rcvhwm'] },
      kills: ['mut/waiting-send-forgotten', 'mut/drops-at-hwm'],
    },
    async t => {
      // The marks of the way that is filled, for types that have no other.
      const sender = await t.subject.open(type, { sndhwm: 1 })
      const receiver = await t.subject.open(partner[type], { rcvhwm: 1 })
      const say = await acquainted(type, sender, receiver, `inproc://${type.toLowerCase()}-waits`)
      const accepted = await fill(at => say(`${at}`, 0), 40)
      t.check('messages accepted', accepted, between(1, 39))
      const waiting = outcome(say(`${accepted}`))
      t.check('the next send', await still(waiting, t.windows.silence), 'waits')
      for (let at = 0; at <= accepted; at++) t.check(`message ${at}`, await receiver.recv(), [`${at}`])
      t.check('the send that waited', await waiting, 'accepted')
    },
  )

  conformance(
    'destroyed-with-the-accepted-peer',
    {
      title: `What waits for an accepted peer of a ${type} is gone with it: who comes next gets none of it`,
      clauses: [clause.destroyedWithPeer],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, ...reunionNeeds },
      kills: ['mut/queue-inherited-by-next-peer'],
    },
    async t => {
      const meeting = await reunion(t, type, 'bind')
      const first = await party(meeting, type)
      first.peer.pause()
      for (let at = 0; at < 150; at++) await first.say(numbered(at))
      await part(first.peer, meeting.monitor)
      // libzmq frees the place of a peer while the application is in a call.
      if (type !== 'SCATTER') await outcome(meeting.socket.recv(20))
      if (type === 'SERVER' || type === 'PEER')
        t.check('sending to the id of who has left', await outcome(first.say('late', 0)), 'EHOSTUNREACH')
      const second = await party(meeting, type)
      // What is sent while the loss is being noticed goes the way of the rest.
      const next = (await arriving(t, second.peer, () => second.say('for the second'))).at(-1)
      t.check('the first message of the second peer', next, 'for the second')
    },
  )

  conformance(
    'overlapping-sends',
    {
      title: `Many sends of a ${type} at once: each message arrives whole and once`,
      clauses: [...clause.overlapping, clause.atomic, '37/threadsafe-1'],
      mode: 'wire',
      obliges: 'sender',
      needs,
      axes: { role: roles },
      kills: ['mut/overlapping-sends-share-a-frame'],
    },
    async t => {
      const { peer, say } = await party(await meet(t, type, t.axes.role), type)
      const bodies = Array.from({ length: 12 }, (_, at) => `${at}`.padEnd(1 + at * 400, '.'))
      await Promise.all(bodies.map(body => say(body)))
      const got: string[] = []
      while (got.length < bodies.length) got.push(`${await heard(type, peer)}`)
      t.check('messages', got.toSorted(), bodies.toSorted())
    },
  )
}

/** Joins the two over inproc, and says how the first one sends to the other. */
async function acquainted(type: Waiting, sender: SubjectSocket, receiver: SubjectSocket, endpoint: string) {
  await sender.bind(endpoint)
  if (type === 'PEER') {
    const routing = await receiver.connectPeer(endpoint)
    await receiver.sendTo(routing, 'hello')
  } else {
    await receiver.connect(endpoint)
    if (type === 'SERVER') await receiver.send('hello')
  }
  const routing = type === 'PEER' || type === 'SERVER' ? (await sender.recvAttached()).routing! : 0
  return saying(sender, type, routing)
}
