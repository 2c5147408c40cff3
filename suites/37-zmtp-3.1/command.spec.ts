// RFC 37/ZMTP 3.1, "Commands": one frame of a name and data, made by the implementation and seen by no application.
//
//   04 size │ name length │ name, letters │ data          no terminator: the name is as long as its length octet says
//
// Rule: what a receiver does with a command outside the grammar is recorded; that it takes no harm is required.

import { oneOf, satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { command, frame, hex, message, ping, property, readyAs } from '../../harness/wire/octets.ts'
import { control, ended, fateOf, meet, roles } from './meeting.ts'
import { receiving } from './traffic.ts'

const { conformance } = section(import.meta.url)

conformance(
  'names-sent',
  {
    title: 'READY, SUBSCRIBE, PONG and CANCEL are their length, their letters and their data, with nothing between',
    clauses: ['37/command-1', '37/command-3', '37/greeting-10', '37/wire-4'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['SUB'] },
    kills: ['mut/nul-after-command-name', 'mut/command-name-in-small-letters'],
  },
  async t => {
    const { socket, next } = await meet(t, 'SUB', 'connect')
    const peer = await next()
    await peer.handshake({ type: 'PUB' })
    await socket.subscribe('A')
    t.check('SUBSCRIBE', (await peer.frame()).body, '\x09SUBSCRIBEA')
    await peer.send(ping(0, 'context'))
    t.check('PONG', (await peer.frame()).body, '\x04PONGcontext')
    await socket.unsubscribe('A')
    t.check('CANCEL', (await peer.frame()).body, '\x06CANCELA')
    t.check('READY', readyOctets(peer), '05 52 45 41 44 59')
  },
)

/** The name of the subject's READY as the log of the connection shows its octets. */
const readyOctets = (peer: WirePeer): string => (peer.log.some(line => line.includes('← READY')) ? '05 52 45 41 44 59' : 'no READY')
