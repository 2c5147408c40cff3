// RFC 23/ZMTP 3.0, "Commands": READY and ERROR are all that a 3.0 peer knows.
//
//   heartbeats set, peer says 3.1 ──► PING          heartbeats set, peer says 3.0 ──► nothing
//
// Rule: silence counts only when the same socket speaks to a 3.1 peer at the same time.

import { section } from '../../harness/book/section.ts'
import { WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { message, ping } from '../../harness/wire/octets.ts'
import { control, meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { old } from './meeting.ts'

const { conformance } = section(import.meta.url)

/** What came until nothing did for so long; PINGs stay unanswered. */
async function names(peer: WirePeer, quiet: number): Promise<string[]> {
  const seen: string[] = []
  for (;;) {
    try {
      seen.push((await peer.frame(quiet)).name ?? 'message')
      if (seen.length === 5) return seen
    } catch (error) {
      if (error instanceof WireMismatch) return seen
      throw error
    }
  }
}

conformance(
  'no-ping',
  {
    title: 'A 3.0 peer gets no PING, although a 3.1 peer of the same socket does, and is not thought dead for its silence',
    clauses: ['23/delta-11'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'], options: ['heartbeat_ivl', 'heartbeat_timeout'] },
    axes: { role: roles },
    kills: ['mut/ping-to-3.0'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role, { heartbeat_ivl: 20, heartbeat_timeout: 40 })
    const oldPeer = await old(meeting, 'PUSH')
    const newPeer = await control(meeting, 'PUSH')
    const heard = names(oldPeer, Math.max(100, t.windows.silence))
    t.check('control: what the 3.1 peer gets', (await newPeer.command('PING')).name, 'PING')
    t.require('what the 3.0 peer gets', await heard, [])
    await oldPeer.send(message('alive'))
    t.check('message of the 3.0 peer', await meeting.socket.recv(), ['alive'])
  },
)

conformance(
  'ping-from-an-old-peer',
  {
    title: 'A 3.0 peer that sends PING all the same: what it gets is recorded',
    clauses: ['23/delta-11'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
  },
  async t => {
    const meeting = await meet(t, 'PULL', 'bind')
    const peer = await old(meeting, 'PUSH')
    await peer.send([ping(0, 'hello'), message('behind')])
    const heard = await names(peer, t.windows.silence)
    t.observed(`${heard.join() || 'nothing'}, and the connection is ${peer.open ? 'open' : 'closed'}`)
    if (peer.open) t.check('the message behind it', await meeting.socket.recv(), ['behind'])
  },
)
