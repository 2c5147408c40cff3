// RFC 28, DEALER, "route outgoing messages to available peers using a round-robin strategy", while peers come and go.
//
//   join · leave · send n        after every change, whatever came before: all n arrive, and no peer gets two more than another
//
// Peers answer with their name, so that the subject itself tells who got what. A message sent right after a peer left may still
// go to its queue and vanish with it (dealer-5): the subject has noticed when a round of markers came back whole.

import fc from 'fast-check'
import { between } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { meet } from '../37-zmtp-3.1/meeting.ts'
import { delivered, guest, leave, serve, spread } from './guests.ts'

const { property } = section(import.meta.url)

type Change = { readonly op: 'join' } | { readonly op: 'leave'; readonly which: number } | { readonly op: 'send'; readonly count: number }

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ op: 'join' as const }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('leave' as const), which: fc.nat({ max: 9 }) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('send' as const), count: fc.integer({ min: 1, max: 12 }) }) },
)

/** Sends `count` messages named `tag`; the names of the peers that answered them. */
async function round(socket: SubjectSocket, tag: string, count: number, patience: number): Promise<string[]> {
  for (let at = 0; at < count; at++) await socket.send(tag)
  const names: string[] = []
  while (names.length < count) {
    const answer = await delivered(socket.recv(patience))
    if (!Array.isArray(answer)) break
    if (`${answer[1]}` === tag) names.push(`${answer[0]}`)
  }
  return names
}

property(
  'peers-come-and-go',
  {
    title: 'However peers come and go: what a DEALER sends is shared evenly among those that are there',
    clauses: ['28/dealer-8', '28/dealer-11'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['DEALER'] },
    kills: ['mut/ignores-a-peer', 'mut/dealer-always-the-same-peer', 'mut/dealer-keeps-gone-peer'],
  },
  {
    arbitrary: fc.array(change, { minLength: 2, maxLength: 12 }),
    runs: 12,
    check: async (t, changes) => {
      const meeting = await meet(t, 'DEALER', 'bind')
      const present: { readonly name: string; readonly peer: WirePeer }[] = []
      let joined = 0
      const join = async () => {
        const name = `peer ${joined++}`
        const peer = await guest(meeting, 'ROUTER')
        // Whoever takes peers in only when it has nothing to deliver does it now.
        while (Array.isArray(await delivered(meeting.socket.recv(0))));
        serve(peer, parts => [name, ...parts])
        present.push({ name, peer })
      }
      await join()
      for (const [at, step] of changes.entries()) {
        if (step.op === 'join') await join()
        else if (step.op === 'leave' && present.length > 1) {
          await leave(present.splice(step.which % present.length, 1)[0]!.peer)
          const markers = 2 * present.length + 1
          for (let tries = 0, back = 0; back < markers && tries < 20; tries++)
            back = (await round(meeting.socket, `marker ${at}.${tries}`, markers, t.windows.reaction)).length
        } else if (step.op === 'send') {
          const names = await round(meeting.socket, `message ${at}`, step.count, t.windows.deadline)
          t.require('all arrived', names.length, step.count)
          const counts = present.map(({ name }) => names.filter(other => other === name).length)
          t.require(`difference between the most and the least of ${counts}`, spread(counts), between(0, 1))
        }
      }
      t.check('peers left', present.length > 0, true)
    },
  },
)
