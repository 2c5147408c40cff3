// RFC 37/ZMTP 3.1, "Version Negotiation", "Topology", "Backwards Interoperability": who says how much, and when.
//
//   strict   64 octets at once                       compat   signature (10) ─► major (1) ─► … the peer's 11 … ─► the other 53
//
// An implementation is one or the other; cases of the other kind are unsupported, which the report shows.

import fc from 'fast-check'
import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { type Windows, WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { greeting, hex, message, readyAs } from '../../harness/wire/octets.ts'
import { control, ended, meet, oneMore, roles } from './meeting.ts'

const { conformance, property } = section(import.meta.url)

/** What the subject sends before it heard anything: a greeting, or what of it comes until it is silent. */
async function unasked(peer: WirePeer, windows: Windows): Promise<Buffer> {
  let seen = await peer.raw(10)
  while (seen.length < 64) {
    const octet = await oneMore(peer, windows)
    if (octet.length === 0) break
    seen = Buffer.concat([seen, octet])
  }
  return seen
}

conformance(
  'first-octets',
  {
    title: 'Before the peer spoke: the whole greeting, or no more of it than signature and major version',
    clauses: ['37/version-3', '37/version-6', '37/compat-1', '37/compat-2', '37/compat-5'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/greeting-waits-for-peer', 'mut/minor-before-the-version-is-known'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', t.axes.role)
    const first = await unasked(await next(), t.windows)
    t.note('octets sent before the peer spoke', first.length)
    t.check(
      'octets sent before the peer spoke',
      first.length,
      satisfying('64 (strict), or 10 or 11 (compat)', (length: number) => [10, 11, 64].includes(length)),
    )
  },
)

conformance(
  'strict-padding',
  {
    title: 'Who does not look for older peers leaves the padding zero',
    clauses: ['37/version-8'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
  },
  async t => {
    const { next } = await meet(t, 'PULL', t.axes.role)
    const first = await unasked(await next(), t.windows)
    if (first.length < 64) t.unsupported('looks for older peers: compat mode')
    t.check('octets 1 to 8', first.subarray(1, 9), Buffer.alloc(8))
  },
)

conformance(
  'strict-short-greeting',
  {
    title: 'Who sends 64 octets expects 64: a peer that ends after fewer is let go, and others are served',
    clauses: ['37/version-7'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, octets: ['1', '10', '12', '63'] },
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role)
    const peer = await meeting.next()
    if ((await unasked(peer, t.windows)).length < 64) t.unsupported('looks for older peers: compat mode')
    await peer.send(greeting().subarray(0, Number(t.axes.octets)))
    peer.halfClose()
    t.check('the connection', await peer.closed(), ended)
    await control(meeting, 'PUSH')
  },
)

conformance(
  'compat-goes-on',
  {
    title: 'Who looks for older peers sends the rest of its greeting when octet 10 says 3 or more, and not before',
    clauses: ['37/version-4', '37/compat-4', '37/compat-9', '37/compat-13'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, major: ['3', '4'] },
    kills: ['mut/downgrades-after-10-octets'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', t.axes.role)
    const peer = await next()
    const first = await unasked(peer, t.windows)
    if (first.length === 64) t.unsupported('sends its whole greeting at once: strict mode')
    const own = greeting({ version: [Number(t.axes.major), 1] })
    await peer.send(own.subarray(0, 10))
    const second = first.length < 11 ? await peer.raw(1) : Buffer.alloc(0)
    t.check('octet 10', Buffer.concat([first, second])[10], 3)
    t.check('octets from 11 on, before the version is known', await oneMore(peer, t.windows), Buffer.alloc(0))
    await peer.send(own.subarray(10, 11))
    const rest = await peer.raw(53)
    t.check('octet 11, the minor version', rest[0], 1)
    await peer.send([own.subarray(11), readyAs('PUSH')])
    await peer.command('READY')
  },
)

conformance(
  'compat-probe',
  {
    title: 'A probe for ZMTP 1.0 in the padding is the identity length plus one, eight octets, big-endian',
    clauses: ['37/version-5', '37/compat-6'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['DEALER'], options: ['routing_id'] },
    axes: { identity: ['0', '1', '254', '255'] },
    kills: ['mut/probe-without-plus-one', 'mut/probe-little-endian'],
  },
  async t => {
    const length = Number(t.axes.identity)
    const { next } = await meet(t, 'DEALER', 'bind', length === 0 ? {} : { routing_id: Buffer.alloc(length, 0x41) })
    const padding = (await (await next()).raw(10)).subarray(1, 9)
    if (padding.equals(Buffer.alloc(8))) t.unsupported('does not probe for ZMTP 1.0')
    t.check('octets 1 to 8', padding.readBigUInt64BE(), BigInt(length + 1))
  },
)

property(
  'padding-means-nothing',
  {
    title: 'Whatever the padding, the peer is served',
    clauses: ['37/version-9', '37/version-10'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/padding-must-be-zero', 'mut/padding-is-a-length'],
  },
  {
    arbitrary: fc.uint8Array({ minLength: 8, maxLength: 8 }),
    runs: 15,
    check: async (t, padding) => {
      const { next } = await meet(t, 'PULL', t.axes.role)
      const peer = await next()
      await peer.send([greeting({ padding }), readyAs('PUSH')])
      t.check('greeting in return', (await peer.greeting()).version, [3, 1])
      await peer.command('READY')
      await peer.barrier()
    },
  },
)

conformance(
  'as-server-without-roles',
  {
    title: 'A peer that says as-server is served as any other: NULL looks for no roles there',
    clauses: ['37/role-3'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/null-refuses-as-server'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', t.axes.role)
    const peer = await next()
    const ready = await peer.handshake({ type: 'PUSH', asServer: true })
    t.check('socket type', ready.socketType, 'PULL')
    await peer.barrier()
  },
)

conformance(
  'as-server-zero',
  {
    title: 'Where the mechanism has no roles, as-server is zero',
    clauses: ['37/role-4'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/as-server-always-one'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', t.axes.role)
    t.check('octet 32', (await (await next()).greet()).bytes[32], 0)
  },
)

conformance(
  'own-version-to-higher',
  {
    title: 'To an equal or higher peer the subject speaks 3.1: subscriptions travel as SUBSCRIBE',
    clauses: ['37/version-12'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['SUB'] },
    axes: { role: roles, version: ['3.1', '3.2', '4.0', '255.0'] },
    kills: ['mut/minor-zero-of-any-major-is-3.0'],
  },
  async t => {
    const [major = 0, minor = 0] = t.axes.version.split('.').map(Number)
    const { socket, next } = await meet(t, 'SUB', t.axes.role)
    await socket.subscribe('topic')
    const received = socket.recv()
    received.catch(() => {})
    const peer = await next()
    await peer.handshake({ type: 'PUB', version: [major, minor] })
    t.check('subscription', (await peer.frame()).body, Buffer.from('\x09SUBSCRIBEtopic'))
    await peer.send(message('topic of 3.1'))
    t.check('message', await received, ['topic of 3.1'])
  },
)

conformance(
  'peer-of-3-0',
  {
    title: 'A peer of version 3.0 is spoken to in 3.0 (a subscription is a message), or let go',
    clauses: ['37/version-13', '37/version-14'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['SUB'] },
    axes: { role: roles },
    kills: ['mut/speaks-3.1-to-3.0'],
  },
  async t => {
    const { socket, next } = await meet(t, 'SUB', t.axes.role)
    await socket.subscribe('topic')
    const received = socket.recv()
    received.catch(() => {})
    const peer = await next()
    await peer.send([greeting({ version: [3, 0] }), readyAs('PUB')])
    await peer.greeting()
    try {
      await peer.command('READY')
      const { command, body } = await peer.frame()
      t.check('subscription', [command, body], [false, Buffer.from('\x01topic')])
      await peer.send(message('topic of 3.0'))
      t.check('message', await received, ['topic of 3.0'])
    } catch (error) {
      if (!(error instanceof WireMismatch) || peer.open) throw error
      t.check('the connection', await peer.closed(), ended)
    }
  },
)

conformance(
  'peer-of-2-0',
  {
    title: 'A peer of ZMTP 2.0 is answered in 2.0 (socket type, anonymous identity), or let go',
    clauses: ['37/version-1', '37/version-2', '37/version-14', '37/compat-3'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/keeps-2.0-peer-waiting'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role)
    const peer = await meeting.next()
    await peer.send(hex('ff 00 00 00 00 00 00 00 00 7f 01 08 00 00'))
    const head = await peer.raw(14)
    if (head.length === 14 && head[11] !== 1) t.check('octets 11 to 13: PULL, empty identity', head.subarray(11), hex('07 00 00'))
    else t.check('the connection', await peer.closed(), ended)
    t.note('towards ZMTP 2.0', peer.open ? 'downgrades' : 'closes')
    await control(meeting, 'PUSH')
  },
)
