// RFC 49/SCATTERGATHER, "SCATTER": sends only, to whoever gathers, in turn; one part a message.
//
//   SCATTER ──1──► GATHER   ──2──► GATHER   ──3──► the first again          none there, or all full: the sender waits

import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { guest, outcome } from '../28-reqrep/guests.ts'
import { meet } from '../37-zmtp-3.1/meeting.ts'
import { senderCases } from '../41-client-server/sender-cases.ts'
import { sharingCases } from '../41-client-server/sharing-cases.ts'

const scatter = section(import.meta.url)

senderCases(
  scatter,
  'SCATTER',
  {
    atomic: '49/scatter-1',
    multipart: ['49/scatter-2', '49/scatter-16'],
    unchanged: '49/scatter-5',
    queue: '49/scatter-6',
    destroyedWithPeer: '49/scatter-8',
    limit: '49/scatter-9',
    full: ['49/scatter-11', '49/scatter-14', '49/scatter-15'],
    waits: ['49/scatter-13'],
    overlapping: ['49/scatter-10'],
  },
  { multipart: ['mut/scatter-sends-multipart', 'mut/scatter-sends-the-last-part'], splits: ['mut/scatter-splits-long-bodies'] },
)
sharingCases(
  scatter,
  'SCATTER',
  {
    anyNumber: '49/scatter-3',
    available: '49/scatter-11',
    roundRobin: '49/scatter-12',
    waits: '49/scatter-13',
    acceptsNoMore: '49/scatter-14',
    noDiscard: '49/scatter-15',
    keptWhileDown: '49/scatter-7',
  },
  ['mut/scatter-always-first', 'mut/scatter-sends-to-all'],
)

scatter.conformance(
  'only-sends',
  {
    title: 'SCATTER does not receive, and what a peer sends it all the same, of one part or more, changes nothing',
    clauses: ['49/scatter-4', '37/threadsafe-5'],
    mode: 'wire',
    needs: { sockets: ['SCATTER'] },
    kills: ['mut/scatter-receives'],
  },
  async t => {
    const meeting = await meet(t, 'SCATTER', 'bind')
    const peer = await guest(meeting, 'GATHER')
    await peer.send([message('stray'), message('one', 'two', 'three')])
    await peer.barrier()
    t.check('receiving', await outcome(meeting.socket.recv(0)), 'ENOTSUP')
    await meeting.socket.send('still sends')
    t.check('the message', await peer.message(), ['still sends'])
  },
)
