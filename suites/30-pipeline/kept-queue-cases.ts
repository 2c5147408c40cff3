// The queue for a peer that was connected to outlives its connections (RFC 30 PUSH, 31 PAIR): the cases are written once and declared for
// each type, under its own clause.

import type { ClauseId } from '../../harness/book/clause-id.ts'
import { between } from '../../harness/book/expectation.ts'
import type { Section } from '../../harness/book/section.ts'
import { guest, outcome } from '../28-reqrep/guests.ts'
import { away, part, reads, reunion, reunionNeeds } from './reunion.ts'

const partner = { PUSH: 'PULL', PAIR: 'PAIR' } as const

export function keptQueueCases({ conformance }: Section, type: keyof typeof partner, kept: ClauseId): void {
  const needs = { sockets: [type], ...reunionNeeds }

  conformance(
    'kept-before-first-handshake',
    {
      title: 'What is sent before the peer listens arrives when it does',
      clauses: [kept],
      mode: 'wire',
      obliges: 'sender',
      needs,
      kills: ['mut/no-queue-until-connected'],
    },
    async t => {
      const meeting = await away(t, type)
      for (const text of ['1', '2', '3']) t.check(`sending ${text}`, await outcome(meeting.socket.send(text, 0)), 'accepted')
      await meeting.back()
      t.check('messages', await reads(meeting, partner[type], 3), [['1'], ['2'], ['3']])
    },
  )

  conformance(
    'kept-through-a-loss',
    {
      title: 'What waits when the connection is lost arrives after the reconnection, without a gap up to the last message',
      clauses: [kept, 'lib/order'],
      mode: 'wire',
      obliges: 'sender',
      needs,
      kills: ['mut/queue-lost-with-connection'],
    },
    async t => {
      const meeting = await reunion(t, type, 'connect')
      const first = await guest(meeting, partner[type])
      first.pause()
      const count = 120
      for (let at = 0; at < count; at++) await meeting.socket.send(Buffer.alloc(100_000, at))
      await part(first, meeting.monitor)
      const second = await guest(meeting, partner[type])
      // What TCP had taken is lost.
      const oldest = (await second.message())[0]![0]!
      t.check('the first message after the loss', oldest, between(0, count - 1))
      for (let at = oldest + 1; at < count; at++) t.require('the next message', (await second.message())[0]![0], at)
    },
  )
}
