// RFC 37/ZMTP 3.1, "Formal Grammar" and "The NULL Security Mechanism": the handshake is made of commands.
//
//   04 size │ 05 "READY" …   a command          00 size │ 05 "READY" …   a message, and no message comes before the handshake is over
//
// Rule: what READY says is legal throughout; only the flags of its frame are wrong.

import { section } from '../../harness/book/section.ts'
import { frame, message, readyAs } from '../../harness/wire/octets.ts'
import { letGo } from './attack.ts'
import { control, fateOfReady, meet, roles } from './meeting.ts'

const { conformance } = section(import.meta.url)

/** The body of a short command. */
const bodyOf = (octets: Buffer): Buffer => octets.subarray(2)

conformance(
  'ready-as-a-message',
  {
    title: 'A READY in a message frame is no READY: whoever sends it is not served',
    clauses: ['37/null-10', '37/greeting-7', '37/null-22'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, form: ['short', 'long'] },
    kills: ['mut/handshake-takes-messages'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role)
    await control(meeting, 'PUSH')
    const peer = await meeting.next()
    await peer.greet()
    await peer.send(frame({ body: bodyOf(readyAs('PUSH')), long: t.axes.form === 'long' }))
    const fate = await fateOfReady(peer)
    letGo(t, fate)
    if (fate === 'served') await peer.send(message('smuggled'))
    await (await control(meeting, 'PUSH')).send(message('legal'))
    const first = await meeting.socket.recv()
    t.check('the first message delivered', first, ['legal'])
  },
)
