// RFC 28, REP, DEALER and ROUTER: "a fair-queuing strategy".
//
//   A ▪▪▪▪▪▪▪▪▪▪▪▪ ─┐
//   B ▪▪▪▪ ─────────┼─► A B C A B A B A B A A A …       among peers with messages waiting nobody gets far ahead
//   C ▪ ────────────┘
//
// Everything has arrived (PING answered) before the first receive, so that order of arrival excuses nothing.

import fc from 'fast-check'
import { between } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { delivered, guests } from './guests.ts'

const { property } = section(import.meta.url)

const receivers = [
  ['REP', '28/rep-7', 'DEALER'],
  ['DEALER', '28/dealer-12', 'ROUTER'],
  ['ROUTER', '28/router-8', 'DEALER'],
] as const

for (const [type, clause, guestType] of receivers)
  property(
    type.toLowerCase(),
    {
      title: `However unequal the load: among peers that have messages waiting, a ${type} serves none two rounds ahead of another`,
      clauses: [clause],
      mode: 'wire',
      obliges: 'receiver',
      needs: { sockets: [type] },
      axes: { role: roles },
      kills: ['mut/drains-one-peer-first', 'mut/last-peer-starves'],
    },
    {
      arbitrary: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 4 }),
      runs: 12,
      check: async (t, loads) => {
        const { socket, next } = await meet(t, type, t.axes.role)
        const peers = await guests({ next }, guestType, loads.length)
        // Whoever takes peers in only when it has nothing to deliver does it now.
        t.check('nothing yet', await delivered(socket.recv(0)), 'EAGAIN')
        for (const [who, load] of loads.entries()) {
          await peers[who]!.send(Array.from({ length: load }, (_, at) => message('', `${who}`, `${at}`)))
          await peers[who]!.barrier()
        }
        // A PONG may overtake what came in one segment with its PING, on its way to the queue; the second one cannot.
        for (const peer of peers) await peer.barrier()
        const served = loads.map(() => 0)
        for (let total = loads.reduce((sum, load) => sum + load, 0); total > 0; total--) {
          const [who = 0, at] = (await socket.recv()).slice(-2).map(Number)
          t.require(`the next message of peer ${who}`, at, served[who]!)
          served[who]!++
          const ahead = Math.max(...loads.map((load, other) => (served[other]! < load ? served[who]! - served[other]! : 0)))
          t.require(`peer ${who} ahead of one that waits, served ${served}`, ahead, between(0, 2))
          if (type === 'REP') await socket.send('')
        }
      },
    },
  )
