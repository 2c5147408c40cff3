// What the draft types that share among their peers have in common (RFC 41 CLIENT, 49 SCATTER): round robin over those that have room.
//
//   ──1──► peer   ──2──► peer   ──3──► the first again          a full one is passed over; none there: the sender waits
//
// Rule: the cases are written once and declared for each type, under its own clauses.

import type { ClauseId } from '../../harness/book/clause-id.ts'
import type { Section } from '../../harness/book/section.ts'
import type { MutantId } from '../../harness/mutants/mutant-table.ts'
import { message } from '../../harness/wire/octets.ts'
import { outcome } from '../28-reqrep/guests.ts'
import { away, reunionNeeds } from '../30-pipeline/reunion.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { heard, parties, partner, party } from './party.ts'

export interface SharingClauses {
  readonly anyNumber: ClauseId
  readonly available: ClauseId
  readonly roundRobin: ClauseId
  readonly waits: ClauseId
  readonly acceptsNoMore: ClauseId
  readonly noDiscard: ClauseId
  readonly keptWhileDown: ClauseId
}

export function sharingCases(
  { conformance }: Section,
  type: 'CLIENT' | 'SCATTER' | 'CHANNEL',
  clause: SharingClauses,
  sharing: readonly MutantId[],
): void {
  const needs = { sockets: [type] }

  if (type !== 'CHANNEL') {
    conformance(
      'round-robin',
      {
        title: `Messages of a ${type} go to its peers in turn, whatever their number`,
        clauses: [clause.anyNumber, clause.roundRobin],
        mode: 'wire',
        obliges: 'sender',
        needs,
        axes: { role: roles, peers: ['1', '3', '5'] },
        kills: ['mut/ignores-a-peer', ...sharing],
      },
      async t => {
        const count = Number(t.axes.peers)
        const all = await parties(await meet(t, type, t.axes.role), type, count)
        for (let at = 0; at < 3 * count; at++) await all[0]!.say(`${at}`)
        const firsts: number[] = []
        for (const { peer } of all) {
          const got = [await heard(type, peer), await heard(type, peer), await heard(type, peer)].map(Number)
          t.check('what a peer got', got, [got[0], got[0]! + count, got[0]! + 2 * count])
          firsts.push(got[0]!)
        }
        t.check(
          'where each began',
          firsts.toSorted((a, b) => a - b),
          Array.from({ length: count }, (_, at) => at),
        )
      },
    )

    conformance(
      'full-peer-is-passed-over',
      {
        title: `A peer of a ${type} whose queue is full is passed over; the others get its share`,
        clauses: [clause.available, clause.roundRobin],
        mode: 'wire',
        obliges: 'sender',
        needs: { ...needs, options: ['sndhwm'] },
        axes: { role: roles },
        kills: ['mut/waits-for-the-full-peer', 'mut/one-send-limit-for-all'],
      },
      async t => {
        const [idle, busy] = await parties(await meet(t, type, t.axes.role, { sndhwm: 5 }), type, 2)
        idle!.peer.pause()
        const body = new Uint8Array(100_000)
        const [count, share] = [200, 120]
        const sending = async () => {
          for (let at = 0; at < count; at++) await busy!.say(body)
        }
        const reading = async () => {
          let messages = 0
          for (; messages < share; messages++) await busy!.peer.message()
          return messages
        }
        const [read] = await Promise.all([reading(), sending()])
        t.check('messages of the peer that reads, of 200', read, share)
      },
    )
  }

  conformance(
    'waits-without-peer',
    {
      title: `Without a peer a ${type} accepts nothing: a send waits until its time is over, and nothing of it arrives later`,
      clauses: [clause.waits, clause.acceptsNoMore],
      mode: 'wire',
      obliges: 'sender',
      needs,
      kills: ['mut/drops-without-peer', 'mut/queues-without-peer', 'mut/refused-send-is-kept'],
    },
    async t => {
      const meeting = await meet(t, type, 'bind')
      for (const patience of [0, 30]) t.check(`sending, ${patience} ms`, await outcome(meeting.socket.send('lost', patience)), 'EAGAIN')
      const { peer, say } = await party(meeting, type)
      await say('first')
      t.check('the first message of the first peer', await heard(type, peer), 'first')
    },
  )

  conformance(
    'waiting-message-is-sent',
    {
      title: `A message of a ${type} that waits for a peer goes to the first one that comes`,
      clauses: [clause.waits, clause.noDiscard],
      mode: 'wire',
      obliges: 'sender',
      needs,
      kills: ['mut/waiting-send-forgotten', 'mut/loses-pending-send'],
    },
    async t => {
      const meeting = await meet(t, type, 'bind')
      const sending = outcome(meeting.socket.send('waits for somebody'))
      const { peer } = await party(meeting, type)
      t.check('the send', await sending, 'accepted')
      t.check('the message', await heard(type, peer), 'waits for somebody')
    },
  )

  conformance(
    'kept-while-down',
    {
      title: `What a ${type} sends before its peer listens, and while the connection is down, arrives after the (re)connection`,
      clauses: [clause.keptWhileDown],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, ...reunionNeeds },
      kills: ['mut/no-queue-until-connected', 'mut/queue-destroyed-on-loss'],
    },
    async t => {
      const meeting = await away(t, type)
      for (const round of ['before', 'after']) {
        for (const at of [1, 2, 3]) t.check(`sending ${round} ${at}`, await outcome(meeting.socket.send(`${round} ${at}`, 0)), 'accepted')
        await meeting.back()
        const peer = await meeting.next()
        await peer.handshake({ type: partner[type] })
        for (const at of [1, 2, 3]) t.check('the message', await heard(type, peer), `${round} ${at}`)
        if (round === 'after') return
        meeting.leave()
        await meeting.monitor.wait('disconnected')
      }
    },
  )
}

/** The subject sends and hears at the same time, on the same socket, while one of the two ways is closed. */
export function bothWaysCases(
  { conformance }: Section,
  type: 'CLIENT' | 'SERVER' | 'PEER' | 'CHANNEL',
  clauses: readonly [ClauseId, ...ClauseId[]],
): void {
  conformance(
    'out-full-in-open',
    {
      title: `While the outgoing queue of a ${type} is full, messages come in`,
      clauses,
      mode: 'wire',
      obliges: 'both',
      needs: { sockets: [type], options: ['sndhwm'] },
      kills: ['mut/waiting-send-holds-up-receiving'],
    },
    async t => {
      const meeting = await meet(t, type, 'bind', { sndhwm: 1 })
      const { peer, say } = await party(meeting, type)
      peer.pause()
      const body = new Uint8Array(65_536)
      for (let at = 0; at < 600 && (await outcome(say(body, t.windows.reaction))) === 'accepted'; at++);
      for (const text of ['one', 'two']) {
        await peer.send(message(text))
        t.check('received', await meeting.socket.recv(), [text])
      }
    },
  )

  conformance(
    'in-full-out-open',
    {
      title: `While the incoming queue of a ${type} is full, messages go out`,
      clauses,
      mode: 'wire',
      obliges: 'both',
      needs: { sockets: [type], options: ['rcvhwm'] },
      kills: ['mut/full-queue-holds-up-sending'],
    },
    async t => {
      const meeting = await meet(t, type, 'bind', { rcvhwm: 1 })
      const { peer, say } = await party(meeting, type)
      const count = 20
      for (let at = 0; at < count; at++) await peer.send(message(Buffer.alloc(65_536, at)))
      for (const text of ['one', 'two']) {
        await say(text)
        t.check('sent', await heard(type, peer), text)
      }
      for (let at = 0; at < count; at++) t.require(`message ${at}`, (await meeting.socket.recv())[0]![0], at)
    },
  )
}
