// RFC 37/ZMTP 3.1, "Formal Grammar": the 64 octets that open every connection, and what may follow them.
//
//   signature 10 │ version 2 │ mechanism 20 │ as-server 1 │ filler 31        greeting ─► handshake ─► traffic
//
// The raw peer reads, or says, a greeting; the subject binds or connects.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { type GreetingOctets, greeting, message, ping, readyAs } from '../../harness/wire/octets.ts'
import { control, fateOf, fateOfReady, meet, roles } from './meeting.ts'

const { conformance, property } = section(import.meta.url)

conformance(
  'signature',
  {
    title: 'The greeting opens with FF, eight octets of padding, 7F',
    clauses: ['37/greeting-2'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/signature-ends-in-7e'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', t.axes.role)
    const { bytes } = await (await next()).greet()
    t.check('octet 0', bytes[0], 0xff)
    t.check('octet 9', bytes[9], 0x7f)
  },
)

conformance(
  'version-and-filler',
  {
    title: 'The greeting is 64 octets long, says 3.1 and ends in zeros',
    clauses: ['37/greeting-1', '37/greeting-3', '37/greeting-6'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/greeting-says-3.0', 'mut/greeting-of-65-octets', 'mut/filler-not-zero'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', t.axes.role)
    const peer = await next()
    const { bytes, version } = await peer.greet()
    t.check('length', bytes.length, 64)
    t.check('version', version, [3, 1])
    t.check('filler', bytes.subarray(33), new Uint8Array(31))
    await peer.send(readyAs('PUSH'))
    t.check('octets 64 and 65: a short command frame', (await peer.frame()).flags, 4)
  },
)

conformance(
  'mechanism-field',
  {
    title: 'Octets 12 to 31 name one mechanism and are filled with NUL',
    clauses: ['37/greeting-4', '37/mechanism-5', '37/mechanism-6'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/mechanism-padded-with-spaces', 'mut/mechanism-in-lower-case'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', t.axes.role)
    const { bytes } = await (await next()).greet()
    t.check('mechanism', bytes.subarray(12, 32), Buffer.from('NULL'.padEnd(20, '\0')))
  },
)

conformance(
  'as-server-sent',
  {
    title: 'Octet 32, as-server, is 00 or 01',
    clauses: ['37/greeting-5'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/as-server-is-a-character'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', t.axes.role)
    const { bytes } = await (await next()).greet()
    t.check('octet 32 without its lowest bit', bytes[32]! & 0xfe, 0)
  },
)

const doubtful: Record<string, GreetingOctets> = {
  'as-server-02': { asServer: 2 },
  'as-server-ff': { asServer: 255 },
  filler: { filler: Buffer.alloc(31, 0x5a) },
}

conformance(
  'outside-the-grammar',
  {
    title: 'An as-server octet above 01, or a filler that is not zero: what a receiver does is recorded',
    clauses: ['37/greeting-5', '37/greeting-6'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { field: ['as-server-02', 'as-server-ff', 'filler'] },
  },
  async t => {
    const meeting = await meet(t, 'PULL', 'bind')
    const peer = await meeting.next()
    await peer.send([greeting(doubtful[t.axes.field]), readyAs('PUSH')])
    t.observed(`the peer is ${await fateOfReady(peer)}`)
    await control(meeting, 'PUSH')
  },
)

conformance(
  'any-segmentation',
  {
    title: 'A greeting is understood however TCP cuts it',
    clauses: ['37/greeting-11'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, pacing: ['burst', 'drip', 'cut-1-9', 'cut-10-11', 'cut-12-32-33'] },
    kills: ['mut/greeting-in-one-segment-only'],
  },
  async t => {
    const cuts = t.axes.pacing.split('-').slice(1).map(Number)
    const pacing = t.axes.pacing === 'burst' || t.axes.pacing === 'drip' ? t.axes.pacing : { cuts }
    const { next } = await meet(t, 'PULL', t.axes.role)
    const ready = await (await next()).handshake({ type: 'PUSH', pacing })
    t.check('socket type', ready.socketType, 'PULL')
  },
)

property(
  'any-cuts',
  {
    title: 'A greeting and a READY are understood whatever the cuts',
    clauses: ['37/greeting-11'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    kills: ['mut/greeting-in-one-segment-only'],
  },
  {
    arbitrary: fc.uniqueArray(fc.integer({ min: 1, max: 63 }), { maxLength: 6 }),
    runs: 20,
    check: async (t, cuts) => {
      const { next } = await meet(t, 'PULL', 'bind')
      const ready = await (await next()).handshake({ type: 'PUSH', pacing: { cuts: cuts.toSorted((a, b) => a - b) } })
      t.check('socket type', ready.socketType, 'PULL')
    },
  },
)

conformance(
  'higher-version',
  {
    title: 'A peer that claims a higher version is served',
    clauses: ['37/version-11', '37/version-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, version: ['3.2', '4.0', '255.255'] },
    kills: ['mut/refuses-other-minor', 'mut/refuses-other-major'],
  },
  async t => {
    const [major = 0, minor = 0] = t.axes.version.split('.').map(Number)
    const { next } = await meet(t, 'PULL', t.axes.role)
    const peer = await next()
    const { greeting: own } = await peer.handshake({ type: 'PUSH', version: [major, minor] })
    t.check('own version', own.version, [3, 1])
    await peer.barrier()
  },
)

conformance(
  'commands-between-messages',
  {
    title: 'Commands and whole messages may take turns: every message arrives, every PING is answered',
    clauses: ['37/greeting-8'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/drops-octets-behind-command'],
  },
  async t => {
    const { socket, next } = await meet(t, 'PULL', t.axes.role)
    const peer = await control({ socket, next }, 'PUSH')
    await peer.send([ping(0, 'a'), message('one'), ping(0, 'b'), ping(0, 'c'), message('two', 'three'), ping(0, 'd')])
    t.check('first message', await socket.recv(), ['one'])
    t.check('second message', await socket.recv(), ['two', 'three'])
    for (const context of ['a', 'b', 'c', 'd']) t.check(`PONG ${context}`, (await peer.command('PONG')).data, Buffer.from(context))
  },
)

conformance(
  'no-command-inside-a-message',
  {
    title: 'A sender whose peer stops reading in the middle of a message still puts no PONG between its frames',
    clauses: ['37/greeting-9'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'], options: ['sndbuf'] },
    axes: { role: roles },
    kills: ['mut/pong-between-frames'],
  },
  async t => {
    const { socket, next } = await meet(t, 'PUSH', t.axes.role, { sndbuf: 16_384 })
    const peer = await control({ socket, next }, 'PULL')
    const parts = Array.from({ length: 16 }, (_, at) => Buffer.alloc(65_536, at))
    const pings = Array.from({ length: 10 }, (_, at) => ping(0, `${at}`))
    peer.pause()
    // More than the buffers of TCP hold: most of it waits when the PINGs come.
    const count = 4
    for (let sent = 0; sent < count; sent++) await socket.send(parts)
    await peer.send(pings, 'drip')
    peer.resume()
    let unfinished = false
    for (let pongs = 0, messages = 0; pongs === 0 || messages < count; ) {
      const frame = await peer.frame()
      if (frame.command && unfinished) t.fail(`${frame.name} between two frames of a message`)
      if (frame.command) pongs++
      else if (!frame.more) messages++
      unfinished = frame.more
    }
    t.check('frames of a message without a command in between', unfinished, false)
  },
)

conformance(
  'command-inside-a-message',
  {
    title: 'A PING after a frame with MORE is outside the grammar: what a receiver does is recorded',
    clauses: ['37/greeting-9'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
  },
  async t => {
    const meeting = await meet(t, 'PULL', 'bind')
    const peer = await control(meeting, 'PUSH')
    const [first, rest] = [message('half', '').subarray(0, 6), message('other half')]
    await peer.send([first, ping(0, 'inside'), rest])
    const fate = await fateOf(peer)
    t.observed(`the peer is ${fate}`)
    const witness = await control(meeting, 'PUSH')
    await witness.send(message('whole'))
    if (fate === 'served') t.check('the message around the PING', await meeting.socket.recv(), ['half', 'other half'])
    t.check('the message of another peer', await meeting.socket.recv(), ['whole'])
  },
)
