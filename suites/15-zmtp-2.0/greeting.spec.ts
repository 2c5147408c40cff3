// RFC 15/ZMTP 2.0, "Formal Grammar": signature, revision 1, socket type, identity frame; then messages.
//
//   FF 00·00·00·00·00·00·00·00 7F │ 01 │ 05 │ 00 02 m e          DEALER, identity "me"
//
// Towards a subject of a later version octet 10 comes back as 03, and octets 1 to 8 may be a probe.

import { oneOf, satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { hex, message } from '../../harness/wire/octets.ts'
import { greetingOf2, identityOf2, typeOctets } from '../../harness/wire/old-octets.ts'
import { everyCut } from '../../harness/wire/pacing.ts'
import { old, receiving, socketTypes } from '../13-zmtp-1.0/meeting.ts'
import { ended, meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { partners } from '../37-zmtp-3.1/traffic.ts'
import { identityCases } from './identity-cases.ts'

const book = section(import.meta.url)
const { conformance } = book
const needs = { zmtp: ['2.0'] } as const
const simpleTypes = Object.keys(typeOctets) as (keyof typeof typeOctets)[]

conformance(
  'sent',
  {
    title: 'A peer of 2.0 is greeted with signature, revision, the number of the socket type, and the identity as a short, final frame',
    clauses: ['15/v2-1', '15/v2-2', '15/v2-3', '15/v2-13'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { socket: simpleTypes, role: roles },
  },
  async t => {
    const peer = await (await meet(t, t.axes.socket, t.axes.role)).next()
    const { typeOctet, identityFrame } = await peer.join('2.0', { type: partners[t.axes.socket] })
    const { bytes } = await peer.greeting()
    t.check('octet 0', bytes[0], 0xff)
    t.check('octet 9', bytes[9], 0x7f)
    t.check('octet 10, the revision', bytes[10], oneOf(1, 3))
    t.check('octet 11, the socket type', typeOctet, typeOctets[t.axes.socket])
    t.check('flags of the identity', identityFrame!.flags, 0)
    t.check('identity', identityFrame!.body, '')
    await peer.silent(0)
  },
)

conformance(
  'xpub-and-xsub',
  {
    title: 'XPUB and XSUB say on the wire that they are PUB and SUB',
    clauses: ['15/v2-9'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { socket: ['XPUB', 'XSUB'], role: roles },
    kills: ['mut/2.0-xpub-by-name'],
  },
  async t => {
    const peer = await (await meet(t, t.axes.socket, t.axes.role)).next()
    const { typeOctet } = await peer.join('2.0', { type: partners[t.axes.socket] })
    t.check('octet 11, the socket type', typeOctet, t.axes.socket === 'XPUB' ? 1 : 2)
  },
)

identityCases(book)

conformance(
  'every-split',
  {
    title: 'A greeting of 2.0 is understood however TCP cuts it, with messages right behind it',
    clauses: ['15/v2-1', '15/v2-12', '15/v2-13'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['PULL'] },
    axes: { role: roles, identity: ['none', 'named'] },
  },
  async t => {
    const octets = Buffer.concat([greetingOf2('PUSH'), identityOf2(t.axes.identity === 'named' ? 'me' : ''), message('message')])
    const way = await receiving(t, '2.0', 'PULL', t.axes.role)
    for (const pacing of ['drip', ...everyCut(octets.length)] as const) {
      const peer = await way.next()
      await peer.send(octets, pacing)
      t.check(`message, cut at ${pacing === 'drip' ? 'every octet' : JSON.stringify(pacing)}`, await way.recv(), ['message'])
    }
  },
)

const last = { '7f': 0x7f, '01': 1, ff: 0xff } as const

conformance(
  'signature-by-one-bit',
  {
    title: 'Of the signature the first octet and the lowest bit of the tenth count, and nothing between them',
    clauses: ['15/v2-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['PULL'] },
    axes: { role: roles, octet: ['7f', '01', 'ff'], padding: ['zeros', 'probe', 'ones'] },
  },
  async t => {
    const padding = { zeros: Buffer.alloc(8), probe: hex('0000000000000001'), ones: Buffer.alloc(8, 255) }[t.axes.padding]
    const way = await receiving(t, '2.0', 'PULL', t.axes.role)
    const peer = await way.next()
    await peer.send([greetingOf2('PUSH', { padding, last: last[t.axes.octet] }), identityOf2(), message('message')])
    t.check('message', await way.recv(), ['message'])
  },
)

conformance(
  'ten-octets-at-once',
  {
    title: 'Who looks for older peers sends its ten octets as soon as there is a connection, before it has read anything',
    clauses: ['15/v2-19', '15/v2-11'],
    level: 'SHOULD',
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, sockets: ['DEALER'], options: ['routing_id'] },
    axes: { role: roles, identity: ['0', '1', '254', '255'] },
    kills: ['mut/greeting-waits-for-peer'],
  },
  async t => {
    const length = Number(t.axes.identity)
    const { next } = await meet(t, 'DEALER', t.axes.role, length === 0 ? {} : { routing_id: Buffer.alloc(length, 0x41) })
    const signature = await (await next()).raw(10)
    t.check('octet 0', signature[0], 0xff)
    t.check('octet 9, lowest bit', signature[9]! & 1, 1)
    if (signature.subarray(1, 9).equals(Buffer.alloc(8))) t.unsupported('does not probe for ZMTP 1.0')
    t.check('octets 1 to 8: identity length plus one', signature.readBigUInt64BE(1), BigInt(length + 1))
  },
)

conformance(
  'no-probe',
  {
    title: 'Who was told to speak to nobody older than 2.0 leaves octets 1 to 8 zero, and lets a peer of 1.0 go',
    clauses: ['15/v2-18'],
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, sockets: ['DEALER'], options: ['routing_id', 'oldest_version'] },
    axes: { role: roles },
  },
  async t => {
    const meeting = await meet(t, 'DEALER', t.axes.role, { routing_id: Buffer.from('name'), oldest_version: '2.0' })
    const peer = await meeting.next()
    t.check('octets 1 to 8', (await peer.raw(10)).subarray(1, 9), Buffer.alloc(8))
    await peer.send(hex('01 00'))
    t.check('the connection of a peer of 1.0', await peer.closed(), ended)
    await old(meeting, '2.0', 'ROUTER')
  },
)

conformance(
  'falls-back',
  {
    title: 'A peer that is found to be of 1.0 gets the identity behind the ten octets, and frames of 1.0 from then on',
    clauses: ['15/v2-14', '15/v2-12'],
    mode: 'wire',
    obliges: 'sender',
    needs: { zmtp: ['2.0', '1.0'], sockets: ['DEALER'], options: ['routing_id'] },
    axes: { role: roles, identity: ['none', 'named'], greeting: ['short', 'long'] },
  },
  async t => {
    const name = t.axes.identity === 'named' ? 'name' : ''
    const { socket, next } = await meet(t, 'DEALER', t.axes.role, name === '' ? {} : { routing_id: Buffer.from(name) })
    const peer = await next()
    await peer.speak1(t.axes.greeting === 'short' ? hex('01 00') : hex('ff 0000000000000002 00 41'))
    const identity = await peer.frame()
    t.check('the ten octets and the identity, read as one frame', [identity.flags, identity.long], [0x7f, true])
    t.check('identity', identity.body, name)
    await socket.send(['message', ''])
    t.check('message in frames of 1.0', await peer.message(), ['message', ''])
  },
)

conformance(
  'revision-0',
  {
    title: 'Revision 0, which no version has: what becomes of the peer is recorded, and others are served',
    clauses: ['15/v2-13'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['PULL'] },
  },
  async t => {
    const way = await receiving(t, '2.0', 'PULL', 'bind')
    const peer = await way.next()
    await peer.send([greetingOf2('PUSH', { revision: 0 }), identityOf2(), message('odd')])
    const fate = await peer.closed(t.windows.silence)
    await (await way.peer()).send(message('legal'))
    const first = `${await way.recv()}`
    t.check(
      'the first message delivered',
      first,
      satisfying('one of the two', (text: string) => text === 'odd' || text === 'legal'),
    )
    t.observed(first === 'odd' ? 'spoken to in 2.0' : fate === 'silence' ? 'waited for' : 'let go')
  },
)

conformance(
  'every-type',
  {
    title: 'A socket of every type is joined by a peer of 2.0 of a type that fits',
    clauses: ['15/v2-1', '15/v2-2'],
    mode: 'wire',
    obliges: 'both',
    needs,
    axes: { socket: socketTypes, role: roles },
  },
  async t => {
    const peer = await old(await meet(t, t.axes.socket, t.axes.role), '2.0', partners[t.axes.socket])
    t.check('the connection', peer.open, true)
    await peer.silent(0)
  },
)
