// RFC 23/ZMTP 3.0, "Version Negotiation" and "The NULL Security Mechanism": a 3.0 peer and a 3.1 implementation understand each other.
//
//   raw 3.0: greeting 3.0 ──► ◄── greeting 3.1        READY ──► ◄── READY, neither waits for the other        messages
//
// Rule: everything here is said by a peer that could have been written in 2013.

import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { hex, message, property, ready, readyAs } from '../../harness/wire/octets.ts'
import { control, ended, meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { partners } from '../37-zmtp-3.1/traffic.ts'
import { old, version } from './meeting.ts'

const { conformance } = section(import.meta.url)

const everyType = Object.keys(partners) as (keyof typeof partners)[]

conformance(
  'shakes-hands',
  {
    title: 'A peer whose greeting says 03 00 is accepted by a socket of every type, whoever binds',
    clauses: ['23/delta-1', '23/delta-2', '23/delta-3', '23/delta-12'],
    mode: 'wire',
    obliges: 'both',
    axes: { socket: everyType, role: roles },
    kills: ['mut/refuses-other-minor'],
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, t.axes.role)
    const peer = await meeting.next()
    const facts = await peer.handshake({ type: partners[t.axes.socket], version })
    t.check('socket type in READY', facts.socketType, t.axes.socket)
    t.check('major version of the subject', facts.greeting.version[0], 3)
  },
)

conformance(
  'messages-both-ways',
  {
    title: 'Messages of a 3.0 peer are delivered and its own arrive, short, long and of many frames',
    clauses: ['23/delta-1'],
    mode: 'wire',
    obliges: 'both',
    axes: { socket: ['DEALER', 'PAIR'], role: roles },
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, t.axes.role)
    const peer = await old(meeting, t.axes.socket)
    for (const parts of [['one'], ['two', '', 'three'], [Buffer.alloc(300, 1)], [Buffer.alloc(70_000, 2), 'end']]) {
      await peer.send(message(...parts))
      t.check(`received, ${parts.length} frames`, await meeting.socket.recv(), parts)
      await meeting.socket.send(parts)
      t.check(`sent, ${parts.length} frames`, await peer.message(), parts)
    }
  },
)

conformance(
  'any-later-version',
  {
    title: 'Any version from 3.0 on is accepted',
    clauses: ['23/delta-2'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, version: ['3.0', '3.1', '3.9', '4.0', '200.3'] },
    kills: ['mut/refuses-other-minor', 'mut/refuses-other-major'],
  },
  async t => {
    const [major = 0, minor = 0] = t.axes.version.split('.').map(Number)
    const { socket, next } = await meet(t, 'PULL', t.axes.role)
    const peer = await next()
    await peer.handshake({ type: 'PUSH', version: [major, minor] })
    await peer.send(message('served'))
    t.check('message', await socket.recv(), ['served'])
  },
)

conformance(
  'ready-first',
  {
    title: 'To a 3.0 peer that has sent its greeting and waits, READY is sent, whoever binds',
    clauses: ['23/delta-3', '23/delta-4'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: ['PULL', 'DEALER', 'SUB'], role: roles },
    kills: ['mut/waits-for-ready'],
  },
  async t => {
    const peer = await (await meet(t, t.axes.socket, t.axes.role)).next()
    await peer.greet({ version })
    const first = await peer.frame()
    t.check('flags', first.flags, oneOf(4, 6))
    t.check('command', first.name, 'READY')
    await peer.send(readyAs(partners[t.axes.socket]))
    await peer.silent(0)
  },
)

conformance(
  'message-behind-own-ready',
  {
    title: 'A 3.0 peer may send messages right behind its READY, before it has read the other: they are delivered',
    clauses: ['23/delta-7'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, pacing: ['burst', 'drip'] },
    kills: ['mut/drops-octets-behind-command'],
  },
  async t => {
    const { socket, next } = await meet(t, 'PULL', t.axes.role)
    const peer = await next()
    await peer.greet({ version })
    await peer.send([readyAs('PUSH'), message('early'), message('and', 'another')], t.axes.pacing)
    t.check('first message', await socket.recv(), ['early'])
    t.check('second message', await socket.recv(), ['and', 'another'])
  },
)

const broken = {
  'value-behind-the-end': ready([hex('0b 536f636b65742d54797065 000000ff 50555348')]),
  'name-behind-the-end': ready([property('Socket-Type', 'PUSH'), hex('ff 536f636b6574')]),
} as const

conformance(
  'ready-is-parsed',
  {
    title: 'A broken READY of a 3.0 peer ends the connection, whoever binds; a good one is served before and behind',
    clauses: ['23/delta-5'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, ready: ['value-behind-the-end', 'name-behind-the-end'] },
    kills: ['mut/value-length-unchecked', 'mut/truncated-metadata-accepted'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role)
    await old(meeting, 'PUSH')
    const peer = await meeting.next()
    await peer.greet({ version })
    await peer.send([broken[t.axes.ready], message('smuggled')])
    t.check('the connection', await peer.closed(), ended)
    await (await old(meeting, 'PUSH')).send(message('legal'))
    t.check('the first message delivered', await meeting.socket.recv(), ['legal'])
  },
)

conformance(
  'ready-is-validated',
  {
    title: 'A 3.0 peer of an illegal type: whether it is refused is recorded; no message of it is delivered',
    clauses: ['23/delta-6', '23/delta-12'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, type: ['PULL', 'SUB', 'CLIENT', 'SCATTER', 'NONSENSE'] },
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role)
    const peer = await meeting.next()
    await peer.greet({ version })
    await peer.send([readyAs(t.axes.type), message('illegal')])
    t.check('the connection', await peer.closed(), ended)
    await (await control(meeting, 'PUSH')).send(message('legal'))
    t.check('the first message delivered', await meeting.socket.recv(), ['legal'])
  },
)

conformance(
  'as-server',
  {
    title: 'Under NULL neither who binds nor who connects claims to be the server',
    clauses: ['23/delta-13'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: ['PULL', 'REP', 'REQ', 'PUB'], role: roles },
    kills: ['mut/as-server-always-one'],
  },
  async t => {
    const peer = await (await meet(t, t.axes.socket, t.axes.role)).next()
    const { asServer } = await peer.greet({ version })
    t.check('as-server', asServer, false)
  },
)

conformance(
  'client-that-binds',
  {
    title: 'A PLAIN client that binds opens the handshake: its role does not follow from binding',
    clauses: ['23/delta-13', '37/role-1', '37/role-2'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['PUSH'], options: ['plain_username', 'plain_password'] },
    axes: { role: roles },
  },
  async t => {
    const { next } = await meet(t, 'PUSH', t.axes.role, { plain_username: 'user', plain_password: 'word' })
    const peer = await next()
    await peer.greet({ version, mechanism: 'PLAIN', asServer: true })
    t.check('the first command', (await peer.frame()).name, 'HELLO')
  },
)
