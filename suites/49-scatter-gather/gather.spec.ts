// RFC 49/SCATTERGATHER, "GATHER": receives only, from all who scatter, in turn; one part a message.
//
//   SCATTER ──► queue ─┐
//   SCATTER ──► queue ─┴─► GATHER

import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { guest, guests, outcome } from '../28-reqrep/guests.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { receiverCases } from '../41-client-server/receiver-cases.ts'

const gather = section(import.meta.url)

receiverCases(gather, 'GATHER', {
  atomic: '49/gather-13',
  multipart: ['49/gather-11', '49/gather-14'],
  letsGo: '49/gather-12',
  unchanged: '49/gather-3',
  delivers: '49/gather-10',
  queue: '49/gather-9',
  keptWhileDown: '49/gather-5',
  destroyedWithPeer: '49/gather-6',
  limit: '49/gather-7',
  overlapping: ['49/gather-8'],
})

gather.conformance(
  'only-receives',
  {
    title: 'GATHER does not send',
    clauses: ['49/gather-2'],
    mode: 'wire',
    needs: { sockets: ['GATHER'] },
    kills: ['mut/gather-sends'],
  },
  async t => {
    const meeting = await meet(t, 'GATHER', 'bind')
    const peer = await guest(meeting, 'SCATTER')
    t.check('sending', await outcome(meeting.socket.send('stray', 0)), 'ENOTSUP')
    await peer.send(message('still receives'))
    t.check('the message', await meeting.socket.recv(), ['still receives'])
    await peer.silent()
  },
)

gather.conformance(
  'any-number-of-scatterers',
  {
    title: 'Each of five SCATTERs is heard, and has a queue of its own: while one is full the others are read',
    clauses: ['49/gather-1', '49/gather-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['GATHER'], options: ['rcvhwm'] },
    axes: { role: roles },
    kills: ['mut/hears-the-first-only', 'mut/one-receive-queue-for-all'],
  },
  async t => {
    const meeting = await meet(t, 'GATHER', t.axes.role, { rcvhwm: 5 })
    const peers = await guests(meeting, 'SCATTER', 5)
    await peers[0]!.send(Array.from({ length: 60 }, () => message('0')))
    for (const [at, peer] of peers.entries()) {
      if (at === 0) continue
      await peer.send(message(`${at}`))
      await peer.barrier()
      await peer.barrier()
    }
    const seen: string[] = []
    while (seen.length < 60 && new Set(seen).size < 5) seen.push(`${await meeting.socket.recv()}`)
    t.check('who was heard', [...new Set(seen)].toSorted(), ['0', '1', '2', '3', '4'])
    t.check('all within a few rounds', seen.length <= 20, true)
  },
)
