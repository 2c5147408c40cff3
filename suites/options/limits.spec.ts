// Options about what is let in: how large a message may be, and which family of addresses (zmq_setsockopt(3)).
// Rule: level MUST for who declares the option.

import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { WireMismatch } from '../../harness/wire/contract.ts'
import { message } from '../../harness/wire/octets.ts'
import { delivered, guest, outcome } from '../28-reqrep/guests.ts'
import { ended, meet, roles } from '../37-zmtp-3.1/meeting.ts'

const { conformance } = section(import.meta.url)

conformance(
  'maxmsgsize',
  {
    title: 'MAXMSGSIZE: a frame of this many octets is delivered, one of more ends the connection; -1: no limit',
    clauses: ['lib/maxmsgsize'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], options: ['maxmsgsize'] },
    axes: { limit: ['1000', '-1'], role: roles, size: ['short', 'long'] },
    kills: ['mut/maxmsgsize-is-ignored', 'mut/maxmsgsize-less-one'],
  },
  async t => {
    const limit = t.axes.size === 'short' && t.axes.limit !== '-1' ? 100 : Number(t.axes.limit)
    const most = limit < 0 ? (t.axes.size === 'short' ? 100 : 1000) : limit
    const meeting = await meet(t, 'PULL', t.axes.role, { maxmsgsize: limit })
    const peer = await guest(meeting, 'PUSH')
    const [fits, larger] = [Buffer.alloc(most, 'f'), Buffer.alloc(most + 1, 'l')]
    await peer.send(message(fits))
    t.check('what fits', await meeting.socket.recv(), [fits])
    await peer.send(message(larger))
    if (limit < 0) {
      t.check('what is larger', await meeting.socket.recv(), [larger])
      return
    }
    t.check('the connection of who sends more', await peer.closed(), ended)
    t.check('what is delivered of it', await delivered(meeting.socket.recv(t.windows.silence)), 'EAGAIN')
    const next = await guest(meeting, 'PUSH')
    await next.send(message(fits))
    t.check('what fits, on the next connection', await meeting.socket.recv(), [fits])
  },
)

conformance(
  'ipv6',
  {
    title: 'IPV6: an address of IPv6 is bound and connected to with it, and refused without it',
    clauses: ['lib/ipv6'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['PULL'], options: ['ipv6'], features: ['ipv6'] },
    axes: { ipv6: ['on', 'off'], role: roles },
    kills: ['mut/ipv6-is-ignored'],
  },
  async t => {
    const socket = await t.subject.open('PULL', { ipv6: t.axes.ipv6 === 'on' })
    if (t.axes.ipv6 === 'off') {
      if (t.axes.role === 'bind') {
        t.check(
          'binding',
          await outcome(socket.bind('tcp://[::1]:*')),
          satisfying('an error', (word: string) => word !== 'accepted'),
        )
        return
      }
      const door = await t.wire.listen('tcp6')
      // Some refuse the address, others find nobody there.
      await outcome(socket.connect(door.endpoint))
      const came = await door.accept(2 * t.windows.silence + 100).catch(error => {
        if (error instanceof WireMismatch) return null
        throw error
      })
      t.check('a connection', came, null)
      return
    }
    const next = async () => {
      if (t.axes.role === 'bind') return t.wire.dial(await socket.bind('tcp://[::1]:*'))
      const door = await t.wire.listen('tcp6')
      await socket.connect(door.endpoint)
      return door.accept()
    }
    const peer = await guest({ next }, 'PUSH')
    await peer.send(message('by version 6'))
    t.check('a message', await socket.recv(), ['by version 6'])
  },
)
