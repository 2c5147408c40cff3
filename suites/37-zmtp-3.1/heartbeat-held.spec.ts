// RFC 37/ZMTP 3.1, "Connection Heartbeating": a receiver at its high-water mark, which reads nothing for a while.
//
//   peer ── messages, PONG ──► kernel ▐ RCVHWM reached: not read      the silence is the receiver's own
//
// Rule: what lies unread is traffic; only a peer that says nothing is dead.

import { section } from '../../harness/book/section.ts'
import { message, pong } from '../../harness/wire/octets.ts'
import { control, meet, roles } from './meeting.ts'

const { conformance } = section(import.meta.url)

conformance(
  'unread-traffic',
  {
    title: 'A peer whose messages and PONGs wait unread behind a full queue is kept for three time-outs',
    clauses: ['37/heartbeat-10', '37/heartbeat-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], options: ['heartbeat_ivl', 'heartbeat_timeout', 'rcvhwm'] },
    axes: { role: roles },
    kills: ['mut/held-reader-hears-nothing'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role, { heartbeat_ivl: 20, heartbeat_timeout: 100, rcvhwm: 2 })
    const peer = await control(meeting, 'PUSH')
    const count = 200
    await peer.send(Array.from({ length: count }, (_, at) => message(`${at}`)))
    const until = performance.now() + 350
    while (peer.open && performance.now() < until) {
      const frame = await peer.frame(30).catch(() => null)
      if (frame?.name === 'PING') await peer.send(pong(frame.data.subarray(2)))
      else if (peer.open) await peer.send(pong())
    }
    t.require('the connection is open after three time-outs', peer.open, true)
    for (let at = 0; at < count; at++) t.require(`message ${at}`, await meeting.socket.recv(), [`${at}`])
  },
)
