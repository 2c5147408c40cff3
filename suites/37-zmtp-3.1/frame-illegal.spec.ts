// RFC 37/ZMTP 3.1, "Framing": frames that the grammar does not know.
//
//   02 ff·ff·ff·ff·ff·ff·ff·ff   a size of 2^63 and more          08 …   a reserved bit          05 …   a command with MORE
//
// Rule: such a frame harms nobody else; where the text does not say what becomes of its sender, that is recorded.

import { section } from '../../harness/book/section.ts'
import { frame, hex, message } from '../../harness/wire/octets.ts'
import { control, ended, fateOf, meet, roles } from './meeting.ts'
import { receiving } from './traffic.ts'

const { conformance } = section(import.meta.url)

const oversized = {
  'bit-63': '02 8000000000000000',
  'bit-63-and-5': '02 8000000000000005 68656c6c6f',
  'all-ones': '02 ffffffffffffffff',
  'with-more': '03 ffffffffffffffff',
  command: '06 ffffffffffffffff',
} as const

conformance(
  'size-bit-63',
  {
    title: 'A size with bit 63 set ends the connection and nothing is delivered; others are still served',
    clauses: ['37/frame-5'],
    mode: 'wire',
    obliges: 'receiver',
    axes: { socket: ['PULL', 'SUB', 'ROUTER'], role: roles, size: Object.keys(oversized) as (keyof typeof oversized)[] },
    except: ({ socket, role }) => role === 'connect' && socket !== 'PULL',
    kills: ['mut/size-bit-63-masked'],
  },
  async t => {
    const way = await receiving(t, t.axes.socket, t.axes.role)
    const peer = await way.peer()
    await peer.send(hex(oversized[t.axes.size]))
    t.check('the connection', await peer.closed(), ended)
    await (await way.peer()).send(message('served'))
    t.check('the first message delivered', await way.recv(), ['served'])
  },
)

conformance(
  'reserved-bits',
  {
    title: 'A message frame with a reserved flag set: what a receiver does is recorded',
    clauses: ['37/frame-6'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { flags: ['08', '10', '20', '40', '80', 'f8'] },
  },
  async t => {
    const meeting = await meet(t, 'PULL', 'bind')
    const peer = await control(meeting, 'PUSH')
    await peer.send(frame({ flags: Number.parseInt(t.axes.flags, 16), body: 'odd' }))
    const fate = await fateOf(peer)
    await (await control(meeting, 'PUSH')).send(message('legal'))
    const first = (await meeting.socket.recv()).toString()
    t.observed(`the peer is ${fate}, and its message ${first === 'odd' ? 'delivered' : 'not delivered'}`)
  },
)

conformance(
  'more-on-command',
  {
    title: 'A PING with MORE set: what a receiver does is recorded, and the message behind it is not joined to it',
    clauses: ['37/frame-10', '37/frame-11'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { flags: ['05', '07'] },
  },
  async t => {
    const meeting = await meet(t, 'PULL', 'bind')
    const peer = await control(meeting, 'PUSH')
    await peer.send([frame({ flags: Number(t.axes.flags), body: hex('04 50494e47 0000') }), message('behind')])
    const fate = await fateOf(peer)
    t.observed(`the peer is ${fate}`)
    await (await control(meeting, 'PUSH')).send(message('legal'))
    t.check('the first message delivered', await meeting.socket.recv(), fate === 'served' ? ['behind'] : ['legal'])
  },
)
