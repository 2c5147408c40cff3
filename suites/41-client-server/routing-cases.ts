// What SERVER and PEER have in common: each queue has a routing id, given by this side, attached to what comes and needed by what goes
// (RFC 41 SERVER, 51 PEER).
//
//   peer ─[x]─► recv → x, routing 7          sendTo(7, y) ─[y]─► that peer, and no other          sendTo(99, y) → EHOSTUNREACH
//
// Rule: the cases are written once and declared for both types, each under its own clauses.

import fc from 'fast-check'
import type { ClauseId } from '../../harness/book/clause-id.ts'
import { satisfying } from '../../harness/book/expectation.ts'
import type { Section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { guest, leave, outcome, still } from '../28-reqrep/guests.ts'
import { away, reunionNeeds } from '../30-pipeline/reunion.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { messageWithin } from '../37-zmtp-3.1/traffic.ts'
import { parties, partner, party } from './party.ts'

export interface RoutingClauses {
  readonly anyNumber: ClauseId
  readonly keptWhileDown: ClauseId
  readonly id: ClauseId
  readonly notSetByPeer: ClauseId
  readonly read: ClauseId
  readonly set: ClauseId
  readonly routes: ClauseId
  readonly unknown: ClauseId
  readonly full: ClauseId
}

const unsigned32 = satisfying('a number from 1 to 4294967295', (id: number | null) => Number.isInteger(id) && id! > 0 && id! < 2 ** 32)

export function routingCases({ conformance, property }: Section, type: 'SERVER' | 'PEER', clause: RoutingClauses): void {
  const needs = { sockets: [type] }

  conformance(
    'answers-whoever-asked',
    {
      title: `A ${type} reads the routing id of each message, and reaches exactly that peer by it`,
      clauses: [clause.anyNumber, clause.read, clause.set, clause.routes, '37/threadsafe-6'],
      mode: 'wire',
      obliges: 'both',
      needs,
      axes: { role: roles, peers: ['1', '5'] },
      kills: ['mut/server-ids-turned-round', 'mut/server-answers-the-last', 'mut/server-sends-to-all', 'mut/server-routing-id-on-the-wire'],
    },
    async t => {
      const meeting = await meet(t, type, t.axes.role)
      const all = await parties(meeting, type, Number(t.axes.peers))
      for (const round of [1, 2]) {
        for (const [at, { peer }] of all.entries()) await peer.send(message(`question ${at}`))
        const asked: { readonly body: string; readonly routing: number }[] = []
        while (asked.length < all.length) {
          const { frames, routing } = await meeting.socket.recvAttached()
          asked.push({ body: `${frames}`, routing: routing! })
        }
        for (const { body, routing } of asked) await meeting.socket.sendTo(routing, `answer ${round} to ${body}`)
        for (const [at, { peer, routing }] of all.entries()) {
          t.check('the answer', await peer.message(), [`answer ${round} to question ${at}`])
          t.check('the routing id it asked under', asked.find(({ body }) => body === `question ${at}`)?.routing, routing)
        }
      }
      for (const { peer } of all) t.check('nothing else comes', await messageWithin(peer, 5), null)
    },
  )

  property(
    'ids',
    {
      title: `The routing ids of a ${type} are numbers from 1 to 2^32 - 1, no two peers have the same, and each keeps its own`,
      clauses: [clause.id],
      mode: 'wire',
      obliges: 'receiver',
      needs,
      axes: { role: roles },
      kills: ['mut/server-same-id-for-all', 'mut/server-ids-turned-round', 'mut/server-id-zero', 'mut/server-id-changes'],
    },
    {
      arbitrary: fc.array(fc.boolean(), { minLength: 2, maxLength: 8 }),
      runs: 12,
      check: async (t, leaves) => {
        const meeting = await meet(t, type, t.axes.role)
        const present = new Map<number, Awaited<ReturnType<typeof party>>>()
        for (const leaving of leaves) {
          const one = await party(meeting, type)
          t.require('the routing id', one.routing, unsigned32)
          t.require('held by another', present.has(one.routing), false)
          await one.peer.send(message('again'))
          t.require('under the same id', (await meeting.socket.recvAttached()).routing, one.routing)
          if (leaving) await leave(one.peer)
          else present.set(one.routing, one)
        }
        for (const [routing, { peer }] of present) {
          await meeting.socket.sendTo(routing, `to ${routing}`)
          t.check('the message', await peer.message(), [`to ${routing}`])
        }
      },
    },
  )

  conformance(
    'not-set-by-peer',
    {
      title: `An Identity that a peer announces is not its routing id at a ${type}`,
      clauses: [clause.notSetByPeer],
      mode: 'wire',
      obliges: 'receiver',
      needs,
      axes: { identity: ['four-octets', 'twice-the-same'] },
      kills: ['mut/server-takes-the-identity'],
    },
    async t => {
      const meeting = await meet(t, type, 'bind')
      const identity = 'ABCD'
      const first = await party(meeting, type, identity)
      t.check('the routing id is that of its identity', first.routing === 0x41424344, false)
      if (t.axes.identity === 'four-octets') return
      const second = await party(meeting, type, identity)
      t.check('the ids of two peers of one identity are the same', first.routing === second.routing, false)
      await second.say('to the second')
      t.check('the message', await second.peer.message(), ['to the second'])
      await first.say('to the first')
      t.check('the message', await first.peer.message(), ['to the first'])
    },
  )

  conformance(
    'unknown-id',
    {
      title: `Sending to a routing id that no peer has is an error at a ${type}, also after its peer has left`,
      clauses: [clause.unknown],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, ops: ['monitor'] },
      kills: ['mut/server-drops-for-unknown', 'mut/server-keeps-gone-peer'],
    },
    async t => {
      const meeting = await meet(t, type, 'bind')
      const monitor = await meeting.socket.monitor()
      t.check('before any peer', await outcome(meeting.socket.sendTo(4711, 'x', 50)), 'EHOSTUNREACH')
      const [gone, stays] = await parties(meeting, type, 2)
      const strange = [1, 2, 3].find(id => id !== gone!.routing && id !== stays!.routing)!
      t.check('an id of nobody', await outcome(meeting.socket.sendTo(strange, 'x', 50)), 'EHOSTUNREACH')
      await gone!.say('still there')
      t.check('to a peer that is there', await gone!.peer.message(), ['still there'])
      gone!.peer.reset()
      await monitor.wait('disconnected')
      // libzmq frees the place of a peer while the application is in a call.
      await outcome(meeting.socket.recv(20))
      t.check('to the peer that left', await outcome(gone!.say('x', 50)), 'EHOSTUNREACH')
      await stays!.say('to the other')
      t.check('the other one', await stays!.peer.message(), ['to the other'])
    },
  )

  conformance(
    'full-peer',
    {
      title: `A full peer of a ${type} is waited for; another one is reached meanwhile`,
      clauses: [clause.full, clause.routes],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, options: ['sndhwm'] },
      kills: ['mut/server-drops-for-full', 'mut/drops-at-hwm'],
    },
    async t => {
      const [deaf, other] = await parties(await meet(t, type, 'bind', { sndhwm: 5 }), type, 2)
      deaf!.peer.pause()
      const body = (at: number) => Buffer.alloc(100_000, at)
      let accepted = 0
      while (accepted < 400 && (await outcome(deaf!.say(body(accepted), 50))) === 'accepted') accepted++
      t.check('refused for want of room before 400', accepted < 400, true)
      await other!.say('meanwhile', 0)
      t.check('the other one', await other!.peer.message(), ['meanwhile'])
      deaf!.peer.resume()
      for (let at = 0; at < accepted; at++) t.require('the next message', (await deaf!.peer.message())[0]![0], at % 256)
      await deaf!.say('after all')
      t.check('the message after them', await deaf!.peer.message(), ['after all'])
    },
  )

  conformance(
    'full-peer-waits-alone',
    {
      title: `While a send of a ${type} waits for a full peer, another peer is served`,
      clauses: [clause.full, clause.routes],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, options: ['sndhwm'], features: ['overlapping-sends'] },
      kills: ['mut/server-waits-in-one-line', 'mut/server-overtakes-for-one-peer'],
    },
    async t => {
      const [deaf, other] = await parties(await meet(t, type, 'bind', { sndhwm: 5 }), type, 2)
      deaf!.peer.pause()
      let accepted = 0
      while (accepted < 400 && (await outcome(deaf!.say(Buffer.alloc(100_000, 'x'), 50))) === 'accepted') accepted++
      t.require('refused for want of room before 400', accepted < 400, true)
      const waiting = ['first', 'second'].map(body => outcome(deaf!.say(body, 8000)))
      for (const body of ['past it', 'and again']) {
        t.check('a send to the other one', await outcome(other!.say(body, 1000)), 'accepted')
        t.check('what it receives', await other!.peer.message(), [body])
      }
      t.check('the send to the full one', await still(waiting[0]!, 1), 'waits')
      deaf!.peer.resume()
      for (let at = 0; at < accepted; at++) await deaf!.peer.message()
      t.check('what waited', [await deaf!.peer.message(), await deaf!.peer.message()], [['first'], ['second']])
      t.check('its outcome', await Promise.all(waiting), ['accepted', 'accepted'])
    },
  )

  conformance(
    'kept-while-down',
    {
      title: `A peer that a ${type} connected to keeps its routing id and its queue while the connection is down`,
      clauses: [clause.keptWhileDown],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, ...reunionNeeds },
      kills: ['mut/queue-destroyed-on-loss', 'mut/server-id-changes'],
    },
    async t => {
      const meeting = await away(t, type)
      await meeting.back()
      const { peer, routing, say } = await party(meeting, type)
      await say('while up')
      t.check('while up', await peer.message(), ['while up'])
      meeting.leave()
      await meeting.monitor.wait('disconnected')
      for (const text of ['1', '2']) t.check(`sending ${text}`, await outcome(say(text, 0)), 'accepted')
      await meeting.back()
      const again = await guest(meeting, partner[type])
      for (const text of ['1', '2']) t.check('the message', await again.message(), [text])
      await again.send(message('back'))
      t.check('the routing id after the loss', (await meeting.socket.recvAttached()).routing, routing)
    },
  )
}
