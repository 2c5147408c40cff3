// Peers of ZMTP 1.0 and 2.0 (RFC 13 and 15; RFC 37, "Backwards Interoperability"): found out in any pacing, spoken to in their own
// framing, and refused where they are not allowed.

import { describe, expect, it } from 'vitest'
import { nullMechanism } from '../mechanism/null.ts'
import { concat, cutAt, hex, singly } from '../wire/octets.rig.ts'
import { isLegalPeer, type SocketType, socketTypes } from '../wire/socket-type.ts'
import { PARTS_LIMIT } from './limits.ts'
import { exchange, type Rig, rig } from './session.rig.ts'
import type { SessionOptions } from './session-sink.ts'

const signature = (length = 1) => `ff 00000000000000${length.toString(16).padStart(2, '0')} 7f`
const anonymous = '01 00'
const openings = {
  '1.0': { octets: `05 00 41424344`, identity: '41424344' },
  '1.0, anonymous': { octets: anonymous, identity: '' },
  '1.0, anonymous, flags of libzmq 2.1': { octets: '01 7e', identity: '' },
  '1.0, long header': { octets: 'ff 0000000000000003 00 4142', identity: '4142' },
  '2.0': { octets: `${signature(5)} 01 05 00 04 41424344`, identity: '41424344' },
  '2.0, anonymous': { octets: `${signature()} 01 05 00 00`, identity: '' },
  '2.0 as revision 2': { octets: `${signature()} 02 05 00 00`, identity: '' },
} as const
const every = (bytes: Uint8Array) => [[bytes], singly(bytes), ...Array.from(bytes, (_, at) => cutAt(bytes, [at]))]

/** A session that has met an older peer; what it sent so far is taken. */
function met(options: Partial<SessionOptions>, opening: string, react?: Parameters<typeof rig>[1]): Rig {
  const own = rig(options, react)
  own.receive(hex(opening))
  own.sent()
  return own
}
/** How many octets follow each octet of the peer. */
const answers = (own: Rig, octets: Uint8Array) =>
  singly(octets).map(octet => {
    own.receive(octet)
    return own.sent().length
  })
const two = (type: SocketType) => `${signature()} 01 0${socketTypes[type].id.toString(16)} 00 00`

describe('an older peer', () => {
  it.each(Object.entries(openings))('is known in any pacing, with a message glued to its greeting: %s', (name, { octets, identity }) => {
    const major = name.startsWith('1') ? 1 : 2
    const wire = concat(hex(octets), hex(major === 1 ? '02 01 41 01 00' : '01 01 41 00 00'))
    for (const pieces of every(wire)) {
      const own = rig({ socketType: 'ROUTER' })
      own.receive(...pieces)
      expect(own.ends).toEqual([])
      expect(own.peers).toEqual([
        { socketType: major === 1 ? null : 'DEALER', routingId: hex(identity), major, minor: 0, properties: new Map() },
      ])
      expect(own.messages).toEqual([[hex('41'), hex('')]])
    }
  })

  it.each([
    ['1.0', '', anonymous, ''],
    ['1.0', '494a', anonymous, '494a'],
    ['2.0', '', two('PUSH'), '03 07 00 00'],
    ['2.0', '494a', two('PUSH'), '03 07 00 02 494a'],
  ])('of %s is told who we are (%s) and no more', (_, identity, octets, rest) => {
    const own = rig({ socketType: 'PULL', routingId: hex(identity) })
    expect(own.sent()).toEqual(hex(signature(identity.length / 2 + 1)))
    own.receive(...singly(hex(octets)))
    expect(own.sent()).toEqual(hex(rest))
    expect(own.session.ready).toBe(true)
  })

  it('of 2.0 is answered octet by octet as libzmq does', () => {
    const own = rig({ socketType: 'PULL' })
    expect(own.sent().length).toBe(10)
    expect(answers(own, hex(two('PUSH')))).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 0, 0, 0])
  })

  it('waits for the revision before it hears what only 3.x may hear', () => {
    const own = rig()
    own.sent()
    expect(answers(own, hex(`${signature()} 03 01`)).slice(8)).toEqual([0, 1, 53, 0])
  })

  it.each(['1.0', '2.0'] as const)('gets and sends messages in its framing: %s', version => {
    const parts = [hex(''), new Uint8Array(253).fill(1), new Uint8Array(254), new Uint8Array(70_000).fill(2), hex('41')]
    const own = met({ socketType: 'PAIR' }, version === '1.0' ? anonymous : two('PAIR'))
    own.session.send(parts)
    const sent = own.sent()
    const framed = (body: Uint8Array, more: boolean) => {
      const size = body.length + Number(version === '1.0')
      const long = size > (version === '1.0' ? 254 : 255)
      const eight = hex(size.toString(16).padStart(16, '0'))
      if (version === '2.0') return concat(Uint8Array.of(Number(more) + 2 * Number(long)), long ? eight : Uint8Array.of(size), body)
      return concat(long ? concat(hex('ff'), eight) : Uint8Array.of(size), Uint8Array.of(Number(more)), body)
    }
    const expected = concat(...parts.map((body, at) => framed(body, at < parts.length - 1)))
    expect(sent).toEqual(expected)
    own.receive(...cutAt(sent, [1, 300, 5000]))
    expect(own.messages).toEqual([parts])
  })

  it('gets no PING and no command, and its silence means nothing', () => {
    for (const octets of [anonymous, two('PUSH')]) {
      const own = met({ socketType: 'PULL', heartbeatInterval: 10, heartbeatTimeout: 10, heartbeatTimeToLive: 100 }, octets)
      expect(own.session.deadline).toBe(Infinity)
      own.session.tick(1e6)
      expect([own.session.pending, own.session.ready]).toEqual([0, true])
    }
  })

  it('has to say who it is in time', () => {
    for (const octets of [anonymous.slice(0, 2), two('PUSH').slice(0, -3)]) {
      const own = rig({ handshakeInterval: 100 })
      own.receive(hex(octets))
      for (const now of [100, 101]) own.session.tick(now)
      expect(own.ends).toMatchObject([{ reason: 'handshake-timeout', duringHandshake: true, retry: true }])
    }
  })

  it.each(['1.0', '2.0'] as const)('is held to MAXMSGSIZE and to an end of its messages: %s', version => {
    const opening = version === '1.0' ? anonymous : two('PUSH')
    const exact = met({ maxMessageSize: 3 }, opening)
    exact.receive(hex(version === '1.0' ? '04 00 414141' : '00 03 414141'), hex(version === '1.0' ? '05 00' : '00 04'))
    expect(exact.messages).toEqual([[hex('414141')]])
    expect(exact.ends).toMatchObject([{ reason: 'protocol', duringHandshake: false, retry: false }])
    const endless = met({}, opening)
    const many = concat(...Array.from({ length: 4096 }, () => hex('01 01')))
    if (version === '1.0') for (let fed = 0; fed <= PARTS_LIMIT && endless.ends.length === 0; fed += 4096) endless.receive(many)
    else
      for (let fed = 0; fed <= PARTS_LIMIT && endless.ends.length === 0; fed += 2048)
        endless.receive(concat(...Array.from({ length: 2048 }, () => hex('01 00'))))
    expect(endless.ends).toMatchObject([{ reason: 'protocol' }])
  })

  it('is read no further than the sink has room, from the first message on', () => {
    for (const octets of [`${anonymous} 01 00 01 00`, `${two('PUSH')} 00 00 00 00`]) {
      for (const pieces of every(hex(octets))) {
        let room = 1
        const own = rig({}, ({ messages }) => ({ message: message => messages.push(message) < room }))
        expect(own.receive(...pieces)).toBe(false)
        expect(own.messages.length).toBe(1)
        room = 9
        expect(own.session.resume(1)).toBe(true)
        expect(own.messages.length).toBe(2)
      }
    }
  })

  it.each([
    ['2.0, identity with MORE', 'ROUTER', `${signature()} 01 05 01 01 41`, 'ERR_ZMTP_UNSPECIFIED'],
    ['2.0, identity in the long form', 'ROUTER', `${signature()} 01 05 02 0000000000000001 41`, 'ERR_ZMTP_UNSPECIFIED'],
    ['2.0, identity of 256 octets', 'ROUTER', `${signature()} 01 05 02 0000000000000100`, 'ERR_ZMTP_UNSPECIFIED'],
    ['1.0, identity of 256 octets', 'ROUTER', 'ff 0000000000000101', 'ERR_ZMTP_UNSPECIFIED'],
    ['2.0, a command', 'PULL', `${two('PUSH')} 04 06 0550494e470000`, 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['2.0, a reserved bit', 'PULL', `${two('PUSH')} 08 00`, 'ERR_ZMTP_UNSPECIFIED'],
    ['revision 0', 'PULL', `${signature()} 00 08 01 00`, 'ERR_ZMTP_OLD_VERSION'],
  ] as const)('is let go: %s', (_, socketType, octets, code) => {
    const own = rig({ socketType })
    own.receive(hex(octets), hex('00 01 41 02 00 41'))
    expect(own.messages).toEqual([])
    expect(own.ends).toMatchObject([{ reason: 'protocol', retry: false, error: { code, blame: 'remote' } }])
  })

  it('of 1.0 with an identity that begins with zero is given another, and refused when strict', () => {
    const octets = '03 00 0041'
    expect(met({ socketType: 'ROUTER' }, octets).peers[0]!.routingId).toEqual(hex(''))
    expect(met({ socketType: 'ROUTER', strict: true }, octets).ends).toMatchObject([{ reason: 'protocol' }])
    expect(met({ socketType: 'ROUTER' }, `${signature(3)} 01 05 00 02 0041`).peers[0]!.routingId).toEqual(hex('0041'))
  })

  it('of 2.0 must be of a legal type; XPUB and XSUB may come by their own numbers', () => {
    for (const type of Object.keys(socketTypes) as SocketType[]) {
      for (let id = 0; id < 256; id++) {
        const own = rig({ socketType: type })
        own.receive(hex(`${signature()} 01 ${id.toString(16).padStart(2, '0')} 00 00`))
        const peer = (Object.keys(socketTypes) as SocketType[]).find(name => socketTypes[name].id === id)
        const legal = peer !== undefined && isLegalPeer(type, peer) && socketTypes[type].frames === null
        expect(own.session.ready, `${type} ${id}`).toBe(legal)
        // 2.0 has no numbers for the draft types, which do not look for it.
        const code = socketTypes[type].frames === null ? 'ERR_ZMTP_INVALID_METADATA' : 'ERR_ZMTP_OLD_VERSION'
        if (!legal) expect(own.ends).toMatchObject([{ reason: 'protocol', error: { code } }])
      }
    }
  })
})

describe('publish and subscribe', () => {
  it('a 2.0 publisher is sent messages, a 1.0 publisher nothing', () => {
    const own = met({ socketType: 'SUB' }, two('PUB'))
    own.session.subscription(true, hex('41'))
    own.session.subscription(false, hex('41'))
    expect(own.sent()).toEqual(hex('00 02 01 41 00 02 00 41'))
    const oldest = met({ socketType: 'SUB' }, anonymous)
    oldest.session.subscription(true, hex('41'))
    expect(oldest.session.pending).toBe(0)
  })

  it.each(['PUB', 'XPUB'] as const)('a 1.0 subscriber is subscribed to everything by %s, a 2.0 one to what it asks for', socketType => {
    expect(met({ socketType }, anonymous).subscriptions).toEqual([[true, hex('')]])
    expect(met({ socketType }, `${anonymous} 03 00 01 41`).subscriptions).toEqual([
      [true, hex('')],
      [true, hex('41')],
    ])
    const own = met({ socketType }, `${two('SUB')} 00 02 01 41 00 02 00 41`)
    expect(own.subscriptions).toEqual([
      [true, hex('41')],
      [false, hex('41')],
    ])
  })

  it('no other type invents a subscription', () => {
    for (const socketType of ['PUSH', 'SUB', 'PAIR', 'XSUB'] as const) expect(met({ socketType }, anonymous).subscriptions).toEqual([])
  })
})

describe('the oldest version allowed', () => {
  const greeted = { '1.0': 10, '2.0': 11, '3.0': 64, '3.1': 64 } as const
  const versions = Object.keys(greeted) as (keyof typeof greeted)[]
  const peers = { '1.0': anonymous, '2.0': two('PUSH'), '3.0': `${signature()} 0300`, '3.1': `${signature()} 0301` } as const

  it.each(versions)('decides about the first octets and about who is refused: %s', oldestVersion => {
    for (const [at, version] of versions.entries()) {
      const own = rig({ oldestVersion })
      const first = own.sent()
      expect(first.length).toBe(greeted[oldestVersion])
      if (oldestVersion !== '1.0') expect(first.subarray(1, 9)).toEqual(new Uint8Array(8))
      own.receive(hex(peers[version]))
      if (at < versions.indexOf(oldestVersion)) {
        expect(own.ends).toMatchObject([{ reason: 'protocol', retry: false, error: { code: 'ERR_ZMTP_OLD_VERSION', blame: 'remote' } }])
        expect(own.peers).toEqual([])
      } else expect(own.ends).toEqual([])
    }
  })

  it('is 3.0 with any mechanism but NULL', () => {
    const mechanism: SessionOptions['mechanism'] = own => ({ ...nullMechanism(own), name: 'CURVE' })
    for (const octets of [anonymous, two('PUSH')]) {
      const own = rig({ mechanism })
      expect(own.sent().length).toBe(64)
      own.receive(hex(octets))
      expect(own.ends).toMatchObject([{ reason: 'protocol', error: { code: 'ERR_ZMTP_OLD_VERSION' } }])
      expect(own.peers).toEqual([])
    }
  })

  it('is found to suit both by two of our own, whatever each allows', () => {
    for (const left of versions) {
      for (const right of versions) {
        const [one, other] = [rig({ socketType: 'PUSH', oldestVersion: left }), rig({ socketType: 'PULL', oldestVersion: right })]
        exchange(one, other)
        expect([one.session.ready, other.session.ready]).toEqual([true, true])
        one.session.send([hex('41')])
        exchange(one, other)
        expect(other.messages).toEqual([[hex('41')]])
      }
    }
  })
})
