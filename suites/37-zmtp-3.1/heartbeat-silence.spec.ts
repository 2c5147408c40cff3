// RFC 37/ZMTP 3.1, "Connection Heartbeating": when a peer is asked for a sign of life, and when its silence ends the connection.
//
//   we send PING ── nothing comes for our time-out ──► dead          a PING with a TTL comes ── nothing more for that TTL ──► dead
//
// Rule: times are lower bounds; how late a subject may notice is no clause.

import { atLeast, between } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { type WireFrame, WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { message, ping } from '../../harness/wire/octets.ts'
import { control, ended, meet, roles } from './meeting.ts'

const { conformance } = section(import.meta.url)

/** Timers may fire this many milliseconds early, seen from the other end of the wire. */
const early = 15

/** How a connection ended, and how many milliseconds after `since`. */
async function endingOf(peer: WirePeer, since: number) {
  return { end: await peer.closed(), after: Math.round(performance.now() - since) }
}

/** The next frame, unanswered, or null when none comes in time. */
async function heard(peer: WirePeer, within: number): Promise<WireFrame | null> {
  try {
    return await peer.frame(within)
  } catch (error) {
    if (error instanceof WireMismatch && peer.open) return null
    throw error
  }
}

conformance(
  'ping-sent',
  {
    title: 'PINGs follow the handshake, one after the other, with the TTL in tenths of a second, high octet first',
    clauses: ['37/heartbeat-1', '37/heartbeat-2', '37/heartbeat-3', '37/heartbeat-4'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'], options: ['heartbeat_ivl', 'heartbeat_ttl', 'heartbeat_timeout'] },
    axes: { role: roles, ttl: ['0', '1000', '65600', '6553500'] },
    kills: ['mut/ttl-in-milliseconds', 'mut/ttl-little-endian', 'mut/one-ping-only'],
  },
  async t => {
    const milliseconds = Number(t.axes.ttl)
    const options = { heartbeat_ivl: 15, heartbeat_timeout: 2000, heartbeat_ttl: milliseconds }
    const { next } = await meet(t, 'PULL', t.axes.role, options)
    const peer = await next()
    await peer.handshake({ type: 'PUSH' })
    for (let count = 0; count < 3; count++) {
      const { flags, data } = await peer.command('PING')
      t.check('flags', flags, 4)
      t.check('octets of TTL and context', data.length, between(2, 18))
      t.check('TTL', data.readUInt16BE(), milliseconds / 100)
      await peer.barrier()
    }
  },
)

conformance(
  'not-before-ready',
  {
    title: 'No PING is sent before the handshake is over',
    clauses: ['37/heartbeat-1', '37/heartbeat-15'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'], options: ['heartbeat_ivl'] },
    axes: { role: roles },
    kills: ['mut/ping-in-handshake'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role, { heartbeat_ivl: 10, heartbeat_timeout: 2000 })
    const peer = await meeting.next()
    await peer.greet()
    const { silence } = t.windows
    for (let frame = await heard(peer, silence); frame !== null; frame = await heard(peer, silence)) t.check('a frame', frame.name, 'READY')
    const ready = await control(meeting, 'PUSH')
    t.check('control: after the handshake', (await ready.command('PING')).name, 'PING')
  },
)

conformance(
  'silent-peer',
  {
    title: 'A peer that answers no PING is left when the time-out is over and not before; one that answers is kept',
    clauses: ['37/heartbeat-8', '37/heartbeat-9', '37/heartbeat-12'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['PULL'], options: ['heartbeat_ivl', 'heartbeat_timeout'] },
    axes: { role: roles, timeout: ['100', '200'] },
    kills: ['mut/timeout-ignored', 'mut/pong-is-no-life'],
  },
  async t => {
    const timeout = Number(t.axes.timeout)
    const interval = 20
    const meeting = await meet(t, 'PULL', t.axes.role, { heartbeat_ivl: interval, heartbeat_timeout: timeout })
    // A PING may be read long after it was sent; the greeting of the peer comes before all that the subject times.
    const before = performance.now()
    const [mute, alive] = [await control(meeting, 'PUSH'), await control(meeting, 'PUSH')]
    const { at } = await mute.command('PING')
    t.note('first PING after', at)
    const [{ end, after }] = await Promise.all([endingOf(mute, before), alive.silent(timeout + 60)])
    t.check('the connection of the silent peer', end, ended)
    t.check('milliseconds from its greeting to the end', after, atLeast(interval + timeout - early))
    await alive.barrier()
  },
)

conformance(
  'traffic-is-life',
  {
    title: 'A peer that sends messages, or PINGs of its own, or the octets of a large frame one by one, but never PONG is kept',
    clauses: ['37/heartbeat-10'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], options: ['heartbeat_ivl', 'heartbeat_timeout'] },
    axes: { traffic: ['message', 'part', 'ping', 'octet'] },
    kills: ['mut/only-pong-is-life', 'mut/only-frames-are-life'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', 'bind', { heartbeat_ivl: 20, heartbeat_timeout: 100 })
    const peer = await control(meeting, 'PUSH')
    const traffic = { message: message('alive'), part: message('alive', '').subarray(0, 7), ping: ping(0, 'alive'), octet: Buffer.of(120) }[
      t.axes.traffic
    ]
    if (t.axes.traffic === 'octet') await peer.send(message('x'.repeat(1000)).subarray(0, 20))
    const until = performance.now() + 350
    while (performance.now() < until) {
      const frame = await heard(peer, 30)
      if (frame === null || frame.name === 'PING') await peer.send(traffic)
    }
    t.check('the connection is open after three time-outs', peer.open, true)
  },
)

conformance(
  'few-unanswered',
  {
    title: 'Who gets no PONG does not go on sending PINGs, although other traffic comes',
    clauses: ['37/heartbeat-11'],
    level: 'SHOULD',
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'], options: ['heartbeat_ivl', 'heartbeat_timeout'] },
    kills: ['mut/pings-pile-up'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', 'bind', { heartbeat_ivl: 10, heartbeat_timeout: 2000 })
    const peer = await control(meeting, 'PUSH')
    let pings = 0
    const until = performance.now() + 200
    while (performance.now() < until) {
      if ((await heard(peer, 10)) !== null) pings++
      await peer.send(message('busy'))
    }
    t.check('PINGs without a PONG in 20 intervals', pings, between(1, 6))
  },
)

conformance(
  'ttl-over',
  {
    title: 'A peer that asked for a TTL and falls silent is left when it is over and not before; TTL 0 asks for nothing',
    clauses: ['37/heartbeat-3', '37/heartbeat-13'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, ttl: ['1', '2'] },
    kills: ['mut/ttl-ignored', 'mut/ttl-in-milliseconds', 'mut/ttl-zero-closes'],
  },
  async t => {
    const tenths = Number(t.axes.ttl)
    const meeting = await meet(t, 'PULL', t.axes.role)
    const [mute, patient] = [await control(meeting, 'PUSH'), await control(meeting, 'PUSH')]
    await patient.send(ping(0, 'take your time'))
    await patient.command('PONG')
    const asked = performance.now()
    await mute.send(ping(tenths, 'hurry'))
    const [{ end, after }] = await Promise.all([endingOf(mute, asked), patient.silent(tenths * 100 + 50)])
    t.check('the connection of the silent peer', end, ended)
    t.check('milliseconds from its PING to the end', after, atLeast(tenths * 100 - early))
    await patient.barrier()
  },
)

conformance(
  'ttl-met',
  {
    title: 'A peer that asked for a TTL and sends something within it, again and again, is kept',
    clauses: ['37/heartbeat-10', '37/heartbeat-13'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    kills: ['mut/ttl-runs-on-in-spite-of-traffic'],
  },
  async t => {
    const { socket, next } = await meet(t, 'PULL', 'bind')
    const peer = await control({ socket, next }, 'PUSH')
    await peer.send(ping(3, ''))
    await peer.command('PONG')
    for (let step = 0; step < 4; step++) {
      await peer.silent(100)
      await peer.send(message(`${step}`))
      t.check('message', await socket.recv(), [`${step}`])
    }
    t.check('the connection is open', peer.open, true)
  },
)

conformance(
  'ttl-octets',
  {
    title: 'A TTL is 16 bits, high octet first, in tenths of a second: a long one does not end the connection at once',
    clauses: ['37/heartbeat-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { ttl: ['0x0100', '0x0290', '0x0300', '0xffff'] },
    kills: ['mut/ttl-little-endian', 'mut/ttl-16-bit-milliseconds', 'mut/ttl-signed'],
  },
  async t => {
    const peer = await control(await meet(t, 'PULL', 'bind'), 'PUSH')
    await peer.send(ping(Number(t.axes.ttl), ''))
    await peer.command('PONG')
    await peer.silent(Math.max(150, t.windows.silence))
    await peer.barrier()
    t.check('the connection is open', peer.open, true)
  },
)

conformance(
  'reconnects',
  {
    title: 'Who connected and found its peer dead connects again',
    clauses: ['37/heartbeat-14'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['PULL'], options: ['heartbeat_ivl', 'heartbeat_timeout', 'reconnect_ivl'] },
    axes: { cause: ['timeout', 'ttl'] },
    kills: ['mut/heartbeat-failure-is-final'],
  },
  async t => {
    const heartbeat = t.axes.cause === 'timeout' ? { heartbeat_ivl: 20, heartbeat_timeout: 40 } : {}
    const socket = await t.subject.open('PULL', { ...heartbeat, reconnect_ivl: 10 })
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    const mute = await control({ socket, next: () => door.accept() }, 'PUSH')
    if (t.axes.cause === 'ttl') await mute.send(ping(1, ''))
    t.check('the first connection', await mute.closed(), ended)
    const again = await control({ socket, next: () => door.accept() }, 'PUSH')
    await again.send(message('again'))
    t.check('a message on the second', await socket.recv(), ['again'])
  },
)
