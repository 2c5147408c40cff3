// RFC 37/ZMTP 3.1 under attack: peers that speak another protocol, half of this one, or lie about lengths.
//
//   witness ═══ legal ═══════════ served meanwhile ══════════ served afterwards
//   attacker ── lie ──► closed (FIN or RST), and nothing of it delivered; a monitor, where there is one, tells
//
// What READY and ERROR can lie about is in lies.spec.ts.

import { section } from '../../harness/book/section.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { command, frame, greeting, hex, message, ping, pong, property, ready, readyAs, subscribe } from '../../harness/wire/octets.ts'
import { attack, endingOf, letGo } from './attack.ts'
import { control, ended, type Fate, fateOf, fateOfReady, meet, roles } from './meeting.ts'

const { conformance } = section(import.meta.url)

const banners: Record<string, Uint8Array> = {
  http: Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/8.0\r\nAccept: */*\r\n\r\n'),
  tls: Buffer.concat([hex('16 03 01 00 80 01 00 00 7c 03 03'), Buffer.alloc(122, 0x5a)]),
  ssh: Buffer.from('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'),
  redis: Buffer.from('*1\r\n$4\r\nPING\r\n'),
  zeros: Buffer.alloc(64),
  noise: Buffer.from(Array.from({ length: 128 }, (_, at) => (at * 151 + 7) & 0xff)),
}

conformance(
  'other-protocol',
  {
    title: 'A peer of another protocol is let go; who still speaks ZMTP 1.0 may take its octets for a frame of that',
    clauses: ['37/version-14', '37/error-3'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, banner: ['http', 'tls', 'ssh', 'redis', 'zeros', 'noise'] },
  },
  async t => {
    const old = t.subject.capabilities.zmtp.includes('1.0')
    const act = (peer: WirePeer) => peer.send(banners[t.axes.banner]!)
    const fate = (peer: WirePeer) => endingOf(peer, old ? t.windows.silence : t.windows.deadline)
    const became = await attack(t, { role: t.axes.role, after: 'connecting', act, fate, mayDeliver: old })
    if (old && became === 'silent') t.observed('its octets are taken for frames of ZMTP 1.0')
    else t.check('the attacker', became, 'closed')
  },
)

conformance(
  'falls-silent',
  {
    title: 'A peer that falls silent before its handshake is over is let go when the handshake interval has passed',
    clauses: ['37/error-3'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], options: ['handshake_ivl'] },
    axes: { role: roles, octets: ['0', '1', '10', '11', '12', '40', '63', '64', '70'] },
    kills: ['mut/handshake-without-time-limit'],
  },
  async t => {
    const whole = Buffer.concat([greeting(), readyAs('PUSH')])
    const act = (peer: WirePeer) => peer.send(whole.subarray(0, Number(t.axes.octets)))
    letGo(
      t,
      await attack(t, { role: t.axes.role, options: { handshake_ivl: t.windows.reaction }, after: 'connecting', act, fate: endingOf }),
    )
  },
)

conformance(
  'leaves-half-way',
  {
    title: 'A peer that leaves in the middle of its greeting or READY takes nothing else with it',
    clauses: ['37/error-4', '37/null-21'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, octets: ['0', '1', '11', '40', '70'], ending: ['fin', 'rst'] },
    kills: ['mut/eof-in-handshake-closes-socket'],
  },
  async t => {
    const octets = Buffer.concat([greeting(), readyAs('PUSH')]).subarray(0, Number(t.axes.octets))
    const act = async (peer: WirePeer) => {
      await peer.send(octets)
      if (t.axes.ending === 'rst') peer.reset()
      else peer.halfClose()
    }
    const fate = (peer: WirePeer) => (t.axes.ending === 'rst' ? Promise.resolve<Fate>('closed') : endingOf(peer))
    letGo(t, await attack(t, { role: t.axes.role, after: 'connecting', act, fate }))
  },
)

const misplaced: Record<string, Uint8Array> = {
  message: message('smuggled'),
  'message-in-frames': message('smuggled', 'in', 'frames'),
  ping: ping(0, 'early'),
  pong: pong('early'),
  subscribe: subscribe('early'),
  hello: command('HELLO', '\x04user\x06secret'),
  initiate: command('INITIATE', property('Socket-Type', 'PUSH')),
  unknown: command('NONSENSE', 'data'),
  'no-name': command('', 'data'),
  'name-past-the-end': command('READY', '', { nameLength: 200 }),
  'name-of-other-characters': command('RE4DY', property('Socket-Type', 'PUSH')),
  'empty-command': frame({ command: true, body: '' }),
}

conformance(
  'out-of-order',
  {
    title: 'Anything but READY or ERROR where READY is due ends the connection, and a READY behind it does not help',
    clauses: ['37/greeting-7', '37/greeting-10', '37/null-22', '37/error-3'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: {
      role: roles,
      instead: [
        'message',
        'message-in-frames',
        'ping',
        'pong',
        'subscribe',
        'hello',
        'initiate',
        'unknown',
        'no-name',
        'name-past-the-end',
        'name-of-other-characters',
        'empty-command',
      ],
    },
    kills: [
      'mut/delivers-before-ready',
      'mut/answers-ping-before-ready',
      'mut/unknown-command-skipped-in-handshake',
      'mut/garbage-closes-socket',
    ],
  },
  async t => {
    const act = (peer: WirePeer) => peer.send([misplaced[t.axes.instead]!, readyAs('PUSH')])
    letGo(t, await attack(t, { role: t.axes.role, after: 'greeting', act, fate: fateOfReady }))
  },
)

const sizes: Record<string, bigint> = {
  'two-to-the-63': 2n ** 63n,
  'two-to-the-64-less-1': 2n ** 64n - 1n,
  'two-to-the-64-less-9': 2n ** 64n - 9n,
}

conformance(
  'endless-frame',
  {
    title: 'A frame that announces 2^63 octets or more is outside the grammar: the connection ends, no memory is taken',
    clauses: ['37/frame-5', '37/error-3'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, phase: ['handshake', 'traffic'], kind: ['message', 'command'], size: Object.keys(sizes) },
    kills: ['mut/size-bit-63-masked'],
  },
  async t => {
    const endless = frame({ command: t.axes.kind === 'command', long: true, size: sizes[t.axes.size]!, body: 'and so on' })
    const before = await t.subject.stats().catch(() => null)
    const after = t.axes.phase === 'traffic' ? 'handshake' : 'greeting'
    letGo(t, await attack(t, { role: t.axes.role, after, act: peer => peer.send(endless), fate: endingOf }))
    const then = await t.subject.stats().catch(() => null)
    if (before?.rss !== undefined && then?.rss !== undefined) t.check('takes less than 64 MiB', then.rss - before.rss < 2 ** 26, true)
  },
)

conformance(
  'repeat-offender',
  {
    title: 'After a hundred failed handshakes a legal peer is served as the first one was',
    clauses: ['37/security-3', '37/error-3'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    kills: ['mut/failed-handshake-leaks-slot'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', 'bind')
    for (let turn = 0; turn < 100; turn++) {
      const peer = await meeting.next()
      await peer.send([greeting(), ready([property('Socket-Type', 'PUSH', { valueLength: 2 ** 31 })])])
      t.require(`attacker ${turn}`, await peer.closed(), ended)
    }
    const legal = await control(meeting, 'PUSH')
    await legal.send(message('served'))
    t.check('message of a legal peer', await meeting.socket.recv(), ['served'])
    t.check('connection of a legal peer', await fateOf(legal), 'served')
  },
)
