// RFC 37/ZMTP 3.1, "Backwards Interoperability": how an older peer is found out, in any pacing, and what it is sent from then on.
//
//   octet 0 not FF ─► 1.0      octet 9 even ─► 1.0, long      octet 10 is 1 or 2 ─► 2.0      3 and more ─► 3.x
//
// What 1.0 and 2.0 are in themselves is in the chapters 13 and 15. Who speaks to no older version is unsupported here.

import { section } from '../../harness/book/section.ts'
import { greeting, hex, message, readyAs } from '../../harness/wire/octets.ts'
import { greetingOf2, identityOf1, identityOf2, messageOf1 } from '../../harness/wire/old-octets.ts'
import { everyCut } from '../../harness/wire/pacing.ts'
import { profiles } from '../../harness/wire/profile.ts'
import { old } from '../13-zmtp-1.0/meeting.ts'
import { control, ended, meet, oneMore, roles } from './meeting.ts'
import { oldestVersionCases, versions } from './oldest-version-cases.ts'

const book = section(import.meta.url)
const { conformance } = book

const unversioned = {
  '1': identityOf1(),
  '2': identityOf1('a'),
  '4': identityOf1('abc'),
  '127': identityOf1('a'.repeat(126)),
  '254': identityOf1('a'.repeat(253)),
} as const

conformance(
  'first-octet',
  {
    title: 'Any first octet but FF is the length of a frame of 1.0, and the peer is spoken to in 1.0',
    clauses: ['37/compat-7', '37/version-1', '37/version-13'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], zmtp: ['1.0'] },
    axes: { role: roles, octet: ['1', '2', '4', '127', '254'] },
  },
  async t => {
    const { socket, next } = await meet(t, 'PULL', t.axes.role)
    const peer = await next()
    await peer.speak1(Buffer.concat([unversioned[t.axes.octet], messageOf1('message')]))
    t.check('identity of the subject', (await peer.frame()).body, '')
    t.check('message', await socket.recv(), ['message'])
  },
)

conformance(
  'tenth-octet',
  {
    title: 'FF and an even tenth octet open a frame of 1.0 with a long length; with an odd one they are a signature',
    clauses: ['37/compat-8', '37/compat-9'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], zmtp: ['1.0'] },
    axes: { role: roles, octet: ['00', '02', '7e', 'fe', '01', '7f', 'ff'] },
  },
  async t => {
    const { socket, next } = await meet(t, 'PULL', t.axes.role)
    const peer = await next()
    const octet = Number.parseInt(t.axes.octet, 16)
    if (octet % 2 === 0) {
      await peer.speak1(Buffer.concat([identityOf1('hello', { long: true, flags: octet }), messageOf1('message')]))
      t.check('identity of the subject', (await peer.frame()).body, '')
      t.check('message', await socket.recv(), ['message'])
    } else {
      await peer.send([greeting({ last: octet, padding: hex('0000000000000006') }), readyAs('PUSH')])
      t.check('major version of the subject', (await peer.greeting()).version[0], 3)
      await peer.command('READY')
      await peer.send(message('message'))
      t.check('message', await socket.recv(), ['message'])
    }
  },
)

conformance(
  'identity-behind-the-probe',
  {
    title: 'For a peer of 1.0 the ten octets are the header of an identity: its octets follow, then frames of 1.0',
    clauses: ['37/compat-11', '37/compat-5', '37/compat-6'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['DEALER'], options: ['routing_id'], zmtp: ['1.0'] },
    axes: { role: roles, octets: ['0', '1', '254', '255'] },
    kills: ['mut/probe-without-plus-one', 'mut/probe-little-endian'],
  },
  async t => {
    const name = Buffer.alloc(Number(t.axes.octets), 'n')
    const { socket, next } = await meet(t, 'DEALER', t.axes.role, name.length === 0 ? {} : { routing_id: name })
    const peer = await next()
    const identity = await peer.join('1.0', { type: 'ROUTER' })
    t.check('identity', identity.identity, name)
    await socket.send(['a', '', Buffer.alloc(300, 'b')])
    t.check('message', await peer.message(), ['a', '', Buffer.alloc(300, 'b')])
    await peer.send(messageOf1('c', ''))
    t.check('message in return', await socket.recv(), ['c', ''])
  },
)

conformance(
  'step-by-step',
  {
    title: 'A peer of 2.0 that says octet by octet who it is gets version, socket type and identity, and nothing before its turn',
    clauses: ['37/compat-12', '37/compat-3', '37/version-4'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'], zmtp: ['2.0'] },
    axes: { role: roles },
    kills: ['mut/downgrades-after-10-octets', 'mut/minor-before-the-version-is-known'],
  },
  async t => {
    const { socket, next } = await meet(t, 'PULL', t.axes.role)
    const peer = await next()
    const own = Buffer.concat([greetingOf2('PUSH'), identityOf2()])
    await peer.raw(10)
    for (let at = 0; at < 10; at++) await peer.send(own.subarray(at, at + 1))
    t.check('octet 10', (await peer.raw(1))[0], 3)
    t.check('octets before the version is known', await oneMore(peer, t.windows), Buffer.alloc(0))
    await peer.send(own.subarray(10, 11))
    t.check('octet 11, the socket type', (await peer.raw(1))[0], 7)
    await peer.send(own.subarray(11))
    t.check('the identity', await peer.raw(2), hex('00 00'))
    await peer.send(message('message'))
    t.check('message', await socket.recv(), ['message'])
  },
)

conformance(
  'revision',
  {
    title: 'A peer that announces revision 1 or 2 is spoken to in 2.0',
    clauses: ['37/compat-3'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['PULL'], zmtp: ['2.0'] },
    axes: { role: roles, revision: ['1', '2'] },
    kills: ['mut/keeps-2.0-peer-waiting'],
  },
  async t => {
    const { socket, next } = await meet(t, 'PULL', t.axes.role)
    const peer = await next()
    await peer.send([greetingOf2('PUSH', { revision: Number(t.axes.revision) }), identityOf2(), message('message')])
    t.check('octets 11 to 13: PULL, no identity', (await peer.raw(14)).subarray(11), hex('07 00 00'))
    t.check('message', await socket.recv(), ['message'])
  },
)

const openings = {
  '1.0': Buffer.concat([identityOf1('me'), messageOf1('message')]),
  '1.0-long': Buffer.concat([identityOf1('me', { long: true }), messageOf1('message')]),
  '2.0': Buffer.concat([greetingOf2('PUSH'), identityOf2('me'), message('message')]),
} as const

conformance(
  'found-in-any-pacing',
  {
    title: 'An older peer is found out however its first octets are cut, and what follows them in the same segment is not lost',
    clauses: ['37/compat-7', '37/compat-8', '37/compat-9', '37/greeting-11'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], zmtp: ['1.0', '2.0'] },
    axes: { version: ['1.0', '1.0-long', '2.0'], pacing: ['burst', 'drip', 'cuts'] },
  },
  async t => {
    const octets = openings[t.axes.version]
    const { socket, next } = await meet(t, 'PULL', 'bind')
    for (const pacing of t.axes.pacing === 'cuts' ? everyCut(octets.length) : [t.axes.pacing]) {
      const peer = await next()
      if (t.axes.version === '2.0') await peer.send(octets, pacing)
      else await peer.speak1(octets, pacing)
      t.check(`message, ${JSON.stringify(pacing)}`, await socket.recv(), ['message'])
    }
  },
)

conformance(
  'broken-off',
  {
    title: 'A peer that leaves at any octet before it has said how old it is takes nothing with it',
    clauses: ['37/version-14', '37/error-4'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], zmtp: ['1.0', '2.0'] },
    axes: { version: ['1.0', '1.0-long', '2.0'] },
    kills: ['mut/half-close-unnoticed'],
  },
  async t => {
    const octets = openings[t.axes.version]
    const opening = octets.length - messageOf1('message').length
    const meeting = await meet(t, 'PULL', 'bind')
    for (let length = 1; length < opening; length++) {
      const peer = await meeting.next()
      await peer.send(octets.subarray(0, length))
      peer.halfClose()
      t.check(`the connection after ${length} octets`, await peer.closed(), ended)
    }
    await (await control(meeting, 'PUSH')).send(message('legal'))
    t.check('the first message delivered', await meeting.socket.recv(), ['legal'])
  },
)

oldestVersionCases(book)

conformance(
  'detects-2-0-alone',
  {
    title: 'A socket that speaks to 2.0 but not to 1.0 sends signature and major version, waits, and downgrades or goes on',
    clauses: ['37/compat-2', '37/compat-3', '37/compat-4', '37/version-3'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'], options: ['oldest_version'], zmtp: ['2.0'] },
    axes: { role: roles, peer: ['2.0', '3.1'] },
    kills: ['mut/minor-before-the-version-is-known'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role, { oldest_version: '2.0' })
    const peer = await meeting.next()
    t.check('the first octets', await peer.raw(11), hex('ff 0000000000000000 7f 03'))
    t.check('octets before the version is known', await oneMore(peer, t.windows), Buffer.alloc(0))
    const own = profiles[t.axes.peer].opening({ type: 'PUSH' })
    await peer.send(own.subarray(0, 11))
    if (t.axes.peer === '2.0') t.check('socket type and identity', await peer.raw(3), hex('07 00 00'))
    else t.check('minor version and mechanism', (await peer.raw(53)).subarray(0, 5), Buffer.from('\x01NULL'))
    await peer.send(own.subarray(11))
    if (t.axes.peer === '3.1') await peer.command('READY')
    await peer.send(message('message'))
    t.check('message', await meeting.socket.recv(), ['message'])
  },
)

conformance(
  'same-socket',
  {
    title: 'Peers of all versions come to one socket, in any order, and each is spoken to in its own',
    clauses: ['37/version-13', '37/compat-11', '37/compat-12', '37/compat-13'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['DEALER'], zmtp: ['1.0', '2.0', '3.0'] },
    axes: { role: roles, order: ['rising', 'falling'] },
  },
  async t => {
    const meeting = await meet(t, 'DEALER', t.axes.role)
    const order = t.axes.order === 'rising' ? versions : versions.toReversed()
    const peers = []
    for (const version of order) peers.push({ version, peer: await old(meeting, version, 'DEALER') })
    for (const { version, peer } of peers) {
      await peer.send(profiles[version].message(version, ''))
      t.check(`message of ${version}`, await meeting.socket.recv(), [version, ''])
    }
    const sent = peers.map((_, at) => `turn ${at}`)
    for (const text of sent) await meeting.socket.send([text, Buffer.alloc(300)])
    const got: string[] = []
    for (const { peer } of peers) {
      const [text, rest] = await peer.message()
      t.check('the rest', rest, Buffer.alloc(300))
      got.push(`${text}`)
    }
    t.check('each of them got one', got.toSorted(), sent)
  },
)
