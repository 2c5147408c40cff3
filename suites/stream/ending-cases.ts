// STREAM and the end of a connection (zmq_socket(3), ZMQ_STREAM): who is told, and how the application ends one.
// Declared by stream.spec.ts, whose ids they have.

import { oneOf } from '../../harness/book/expectation.ts'
import type { Section } from '../../harness/book/section.ts'
import { delivered, outcome } from '../28-reqrep/guests.ts'
import { ended, meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { acquaint, octetsOf } from './acquaintance.ts'

const needs = { sockets: ['STREAM'] } as const

export function endingCases({ conformance }: Section): void {
  conformance(
    'tells-of-the-end',
    {
      title: 'When a peer leaves, its last octets are delivered, then empty ones, and it is known no more',
      clauses: ['lib/stream-notify', 'lib/stream-unroutable'],
      mode: 'wire',
      obliges: 'receiver',
      needs,
      axes: { end: ['fin', 'rst'] },
      kills: ['mut/stream-tells-of-no-end', 'mut/stream-keeps-the-dead'],
    },
    async t => {
      const meeting = await meet(t, 'STREAM', 'bind')
      const stays = await acquaint(meeting)
      const { peer, id } = await acquaint(meeting)
      await peer.send(Buffer.from('tail'))
      t.check('the last octets', await octetsOf(meeting, id, 4), 'tail')
      if (t.axes.end === 'fin') peer.halfClose()
      else peer.reset()
      t.check('the end', await meeting.socket.recv(), [id, ''])
      // Until the library is done with the connection libzmq says EAGAIN.
      t.check('sending to it', await outcome(meeting.socket.send([id, 'x'], t.windows.reaction)), oneOf('EHOSTUNREACH', 'EAGAIN'))
      await meeting.socket.send([stays.id, 'x'])
      t.check('another peer', await stays.peer.raw(1), 'x')
    },
  )

  conformance(
    'notify-off',
    {
      title: 'STREAM_NOTIFY off: peers come and go without a message',
      clauses: ['lib/stream-notify'],
      mode: 'wire',
      obliges: 'receiver',
      needs: { ...needs, options: ['stream_notify'] },
      axes: { role: roles },
      kills: ['mut/stream-always-notifies'],
    },
    async t => {
      const { socket, next } = await meet(t, 'STREAM', t.axes.role, { stream_notify: false })
      const peer = await next()
      t.check('a message for the new peer', await delivered(socket.recv(t.windows.silence)), 'EAGAIN')
      await peer.send(Buffer.from('octets'))
      const [id, octets] = await socket.recv()
      t.check('its octets', octets, 'octets')
      await socket.send([id!, 'answer'])
      t.check('the answer', await peer.raw(6), 'answer')
      peer.halfClose()
      t.check('a message for its end', await delivered(socket.recv(t.windows.silence)), 'EAGAIN')
    },
  )

  conformance(
    'closes-a-peer',
    {
      title: 'Empty octets end the connection of that peer, after what was sent before, and nothing tells of an end one made oneself',
      clauses: ['lib/stream-close'],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, options: ['reconnect_ivl'] },
      axes: { role: roles, before: ['nothing', 'octets'] },
      kills: ['mut/stream-never-closes', 'mut/stream-drops-before-it-closes', 'mut/stream-calls-back', 'mut/stream-tells-of-its-own-end'],
    },
    async t => {
      const meeting = await meet(t, 'STREAM', t.axes.role, { reconnect_ivl: 10 })
      const { socket } = meeting
      const { peer, id } = await acquaint(meeting)
      const before = t.axes.before === 'octets' ? 'last words' : ''
      if (before !== '') await socket.send([id, before])
      await socket.send([id, ''])
      if (before !== '') t.check('what was sent before', await peer.raw(before.length), before)
      // libzmq ends connections only while its application is in a call.
      const [ending, heard] = await Promise.all([peer.closed(), delivered(socket.recv(2 * t.windows.silence))])
      t.check('the connection', ending, ended)
      t.check('a message for the end, or of a new connection', heard, 'EAGAIN')
      t.check('sending to it', await outcome(socket.send([id, 'x'], t.windows.reaction)), oneOf('EHOSTUNREACH', 'EAGAIN'))
    },
  )
}
