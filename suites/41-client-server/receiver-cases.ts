// What all draft types that receive have in common: one part a message, a queue for each peer, read in turn, unchanged
// (RFC 41 CLIENT and SERVER, 48 DISH, 49 GATHER, 51 PEER, 52 CHANNEL; 37, "Thread-Safe Socket Types").
//
//   peer ──frame──► [ queue, limited ] ─┐
//   peer ──frame──► [ queue, limited ] ─┴─ in turn ──one call──► application          frames too many: discarded, all of them
//
// Rule: the cases are written once and declared for each type, under its own clauses.

import fc from 'fast-check'
import type { ClauseId } from '../../harness/book/clause-id.ts'
import { between } from '../../harness/book/expectation.ts'
import type { Section } from '../../harness/book/section.ts'
import type { Monitor } from '../../harness/subjects/subject.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { message } from '../../harness/wire/octets.ts'
import { delivered, guest, guests } from '../28-reqrep/guests.ts'
import { part, reunion, reunionNeeds } from '../30-pipeline/reunion.ts'
import { meet, optionsOf, roles, rules } from '../37-zmtp-3.1/meeting.ts'
import { group, partner, prepared, type Receiver, source, spoken, stays } from './party.ts'

/** The clauses of one type. */
export interface ReceiverClauses {
  /** Receive is one call for one whole message. */
  readonly atomic: ClauseId
  readonly multipart: readonly ClauseId[]
  /** Whether a peer that sends more than one part is let go (MAY); none where the RFC does not say so. */
  readonly letsGo: ClauseId | null
  readonly unchanged: ClauseId
  readonly delivers: ClauseId
  readonly queue: ClauseId
  readonly keptWhileDown: ClauseId
  readonly destroyedWithPeer: ClauseId
  readonly limit: ClauseId
  readonly overlapping: readonly ClauseId[]
}

/** All that was sent has been read, and the peer is gone: after a PONG by RST, else by FIN, which nothing overtakes. */
async function departed(peer: WirePeer, type: Receiver, monitor: Monitor): Promise<void> {
  if (type !== 'DISH') {
    await peer.barrier()
    return part(peer, monitor)
  }
  peer.halfClose()
  await monitor.wait('disconnected')
}

export function receiverCases({ conformance, property }: Section, type: Receiver, clause: ReceiverClauses): void {
  const needs = { sockets: [type], ...(type === 'DISH' && { ops: ['join'] }) }
  const one = type === 'CHANNEL'
  const frames = (body: string, count: number): string[] => [
    ...(type === 'DISH' ? [group] : []),
    ...Array.from({ length: count }, (_, at) => `${body} ${at}`),
  ]

  conformance(
    'discards-multipart',
    {
      title: `A message of more than one part is not delivered by a ${type}, nor any part of it; the next good one is`,
      clauses: [...clause.multipart, '37/threadsafe-5'],
      mode: 'wire',
      obliges: 'receiver',
      needs,
      axes: { role: roles, parts: ['2', '3'] },
      kills: ['mut/delivers-multipart', 'mut/delivers-the-first-part', 'mut/delivers-the-last-part'],
    },
    async t => {
      const meeting = await prepared(await meet(t, type, t.axes.role), type)
      const peer = await source(meeting, type)
      await peer.send([spoken(type, 'before'), message(...frames('part', Number(t.axes.parts)))])
      t.check('the message before', await meeting.socket.recv(), ['before'])
      // A peer that was let go comes back.
      const next = (await stays(peer, type, t.windows.silence)) ? peer : await source(meeting, type)
      await next.send(spoken(type, 'single'))
      t.check('the next message', await meeting.socket.recv(), ['single'])
      t.check('nothing more', await delivered(meeting.socket.recv(0)), 'EAGAIN')
    },
  )

  if (clause.letsGo !== null)
    conformance(
      'lets-go-of-multipart-senders',
      {
        title: `Whether a ${type} lets go of a peer that sends a message of more than one part`,
        clauses: [clause.letsGo],
        mode: 'wire',
        obliges: 'receiver',
        needs,
      },
      async t => {
        const meeting = await prepared(await meet(t, type, 'bind'), type)
        const peer = await guest(meeting, partner[type])
        await peer.send(message(...frames('part', 3)))
        const ending = await peer.closed(t.windows.silence)
        const next = ending === 'silence' ? peer : await source(meeting, type)
        await next.send(spoken(type, 'single'))
        t.check('the next message', await meeting.socket.recv(), ['single'])
        t.observed(ending === 'silence' ? 'the connection stays' : `the connection ends with ${ending}`)
      },
    )

  property(
    'any-body',
    {
      title: `One receive of a ${type} is one whole message, unchanged, however its octets were cut on the way`,
      clauses: [clause.atomic, clause.unchanged, clause.delivers, '37/threadsafe-1', '37/threadsafe-3'],
      mode: 'wire',
      obliges: 'receiver',
      needs,
      axes: { role: roles },
      kills: ['mut/delivers-unfinished-frame'],
    },
    {
      arbitrary: fc.tuple(
        fc.array(fc.uint8Array({ maxLength: 400 }), { minLength: 1, maxLength: 8 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 2000 }), { maxLength: 6 }),
      ),
      runs: 15,
      check: async (t, [bodies, cuts]) => {
        const meeting = await prepared(await meet(t, type, t.axes.role), type)
        const peer = await source(meeting, type)
        await peer.send(
          bodies.map(body => spoken(type, body)),
          { cuts: cuts.toSorted((a, b) => a - b) },
        )
        for (const body of bodies) t.check('received', await meeting.socket.recv(), [body])
      },
    },
  )

  conformance(
    'whole-or-not-at-all',
    {
      title: `A ${type} delivers nothing of a message before all of it is there`,
      clauses: [clause.atomic, '37/threadsafe-1', '37/threadsafe-3'],
      mode: 'wire',
      obliges: 'receiver',
      needs,
      axes: { role: roles },
      kills: ['mut/delivers-unfinished-frame'],
    },
    async t => {
      const meeting = await prepared(await meet(t, type, t.axes.role), type)
      const peer = await source(meeting, type)
      const octets = spoken(type, 'x'.repeat(20_000))
      await peer.send(octets.subarray(0, 15_000))
      t.check('while the end is missing', await delivered(meeting.socket.recv(t.windows.silence)), 'EAGAIN')
      await peer.send(octets.subarray(15_000))
      t.check('the whole', await meeting.socket.recv(), ['x'.repeat(20_000)])
    },
  )

  conformance(
    'kept-after-a-loss',
    {
      title: `What a ${type} that connected has received can still be read after the connection is lost`,
      clauses: [clause.keptWhileDown],
      mode: 'wire',
      obliges: 'receiver',
      needs: { ...needs, ops: [...reunionNeeds.ops, ...(type === 'DISH' ? ['join'] : [])], options: reunionNeeds.options },
      kills: ['mut/loss-empties-the-queue'],
    },
    async t => {
      const meeting = await prepared(await reunion(t, type, 'connect'), type)
      const peer = await source(meeting, type)
      await peer.send(['1', '2', '3'].map(text => spoken(type, text)))
      await departed(peer, type, meeting.monitor)
      for (const text of ['1', '2', '3']) t.check(`message ${text}`, await delivered(meeting.socket.recv()), [text])
    },
  )

  conformance(
    'incoming-destroyed-with-the-accepted-peer',
    {
      title: `What an accepted peer sent to a ${type} and nobody read is gone with it`,
      clauses: [clause.destroyedWithPeer],
      mode: 'wire',
      obliges: 'receiver',
      needs: { ...needs, ops: [...reunionNeeds.ops, ...(type === 'DISH' ? ['join'] : [])], options: reunionNeeds.options },
      axes: { rule: rules },
      kills: ['mut/strict-keeps-received'],
    },
    async t => {
      const meeting = await prepared(await reunion(t, type, 'bind', optionsOf(t, t.axes.rule)), type)
      const first = await source(meeting, type)
      await first.send(['1', '2', '3'].map(text => spoken(type, text)))
      await departed(first, type, meeting.monitor)
      t.check('what is received after the loss', await delivered(meeting.socket.recv(20)), 'EAGAIN')
    },
  )

  conformance(
    'overlapping-receives',
    {
      title: `Many receives of a ${type} at once: each takes a whole message, and none is taken twice`,
      clauses: [...clause.overlapping, clause.atomic, '37/threadsafe-1'],
      mode: 'wire',
      obliges: 'receiver',
      needs,
      axes: { role: roles },
      kills: ['mut/overlapping-receives-share-a-message'],
    },
    async t => {
      const meeting = await prepared(await meet(t, type, t.axes.role), type)
      const peer = await source(meeting, type)
      const bodies = Array.from({ length: 12 }, (_, at) => `${at}`.padEnd(1 + at * 40, '.'))
      const receiving = bodies.map(() => meeting.socket.recv())
      await peer.send(bodies.map(body => spoken(type, body)))
      const got = (await Promise.all(receiving)).map(received => received.map(String).join('|'))
      t.check('messages', got.toSorted(), bodies.toSorted())
    },
  )

  if (one) return

  property(
    'fair-queue',
    {
      title: `However unequal the load, no peer of a ${type} that has something waits for more than two rounds of the others`,
      clauses: [clause.queue, clause.delivers],
      mode: 'wire',
      obliges: 'receiver',
      needs,
      axes: { role: roles },
      kills: ['mut/drains-one-peer-first', 'mut/last-peer-starves'],
    },
    {
      arbitrary: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 4 }),
      runs: 12,
      check: async (t, loads) => {
        const meeting = await prepared(await meet(t, type, t.axes.role), type)
        const peers = await guests(meeting, partner[type], loads.length)
        // Whoever takes peers in only when it has nothing to deliver does it now.
        t.check('nothing yet', await delivered(meeting.socket.recv(0)), 'EAGAIN')
        for (const [who, load] of loads.entries()) {
          await peers[who]!.send(Array.from({ length: load }, (_, at) => spoken(type, `${who} ${at}`)))
          await peers[who]!.barrier()
        }
        // A PONG may overtake what came in one segment with its PING; the second one cannot.
        for (const peer of peers) await peer.barrier()
        const served = loads.map(() => 0)
        for (let left = loads.reduce((sum, load) => sum + load, 0); left > 0; left--) {
          const [who = 0, at] = `${await meeting.socket.recv()}`.split(' ').map(Number)
          t.require(`the next message of peer ${who}`, at, served[who]!)
          served[who]!++
          const ahead = Math.max(...loads.map((load, other) => (served[other]! < load ? served[who]! - served[other]! : 0)))
          t.require(`peer ${who} ahead of one that waits, served ${served}`, ahead, between(0, 2))
        }
      },
    },
  )

  conformance(
    'full-queue-of-one-peer',
    {
      title: `A peer whose queue at a ${type} is full holds nobody else back; the limit can be set`,
      clauses: [clause.queue, clause.limit],
      mode: 'wire',
      obliges: 'receiver',
      needs: { ...needs, options: ['rcvhwm'] },
      axes: { role: roles },
      kills: ['mut/one-receive-queue-for-all'],
    },
    async t => {
      const meeting = await prepared(await meet(t, type, t.axes.role, { rcvhwm: 5 }), type)
      const [busy, quiet] = await guests(meeting, partner[type], 2)
      await busy!.send(Array.from({ length: 100 }, (_, at) => spoken(type, `busy ${at}`)))
      await quiet!.send(spoken(type, 'quiet'))
      await quiet!.barrier()
      await quiet!.barrier()
      const got: string[] = []
      while (got.length < 20 && !got.includes('quiet')) got.push(`${await meeting.socket.recv()}`)
      t.check('place of the one message of the quiet one', got.indexOf('quiet'), between(0, 11))
    },
  )
}
