// Greeting and handshake (RFC 37 and 23): pacing, order, legal and illegal peers, what an illegal one is told.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import commands from '../../fixtures/vectors/command.json' with { type: 'json' }
import greetings from '../../fixtures/vectors/greeting.json' with { type: 'json' }
import { encodeError } from '../wire/command.ts'
import { concat, cutAt, hex, singly } from '../wire/octets.rig.ts'
import { isLegalPeer, type SocketType, socketTypes } from '../wire/socket-type.ts'
import { exchange, greeting, ready, rig } from './session.rig.ts'

const everyType = Object.keys(socketTypes) as SocketType[]
const protocol = { reason: 'protocol', duringHandshake: true, retry: false }
const refusal = (reason: string) => concat(Uint8Array.of(4, encodeError(reason).length), encodeError(reason))

describe('greeting of a session', () => {
  it('goes out whole before the peer has said a word, when no older peer is looked for', () => {
    expect(rig({ oldestVersion: '3.0' }).sent()).toEqual(hex(greetings.own))
  })

  it.each(greetings.accepted)('accepts $name and sends READY at once, without waiting for the other', ({ hex: text }) => {
    const own = rig({ socketType: 'PULL', oldestVersion: '3.0' })
    own.sent()
    own.receive(...singly(hex(text).subarray(0, 63)))
    expect(own.session.pending).toBe(0)
    own.receive(hex(text).subarray(63))
    expect(own.sent()).toEqual(hex(commands.ready.PULL.hex))
    expect(own.session.ready).toBe(false)
  })

  it.each(greetings.older)('ends on $name, when nothing older than 3.0 is allowed', ({ hex: text, at }) => {
    const own = rig({ oldestVersion: '3.0' })
    own.receive(hex(text).subarray(0, at - 1))
    expect(own.ends).toEqual([])
    own.receive(hex(text).subarray(at - 1, at))
    expect(own.ends).toMatchObject([{ ...protocol, error: { code: 'ERR_ZMTP_OLD_VERSION', section: '37/3.1 version negotiation' } }])
    expect(own.receive(hex(text).subarray(at), new Uint8Array(100))).toBe(false)
    expect(own.ends.length).toBe(1)
  })

  it.each(greetings.mismatched)('ends on another mechanism: $name', ({ hex: text }) => {
    const own = rig()
    own.receive(hex(text))
    expect(own.ends).toMatchObject([{ reason: 'mechanism', retry: false, error: { code: 'ERR_ZMTP_MECHANISM_MISMATCH' } }])
  })
})

describe('handshake of a session', () => {
  it.each(Object.entries(commands.ready))('sends READY as the vector says: %s', (_, { hex: text, type, identity }) => {
    const own = rig({ socketType: type as SocketType, routingId: hex(identity), oldestVersion: '3.0' })
    own.sent()
    own.receive(greeting())
    expect(own.sent()).toEqual(hex(text))
  })

  it('comes to the same end whole, octet by octet and at every split, with a message glued to READY', () => {
    const wire = concat(greeting(), hex(commands.readyIn['PUSH and an unknown property']), hex('00 01 41'))
    const ways = [[wire], singly(wire), ...Array.from(wire, (_, at) => cutAt(wire, [at]))]
    for (const pieces of ways) {
      const own = rig({ socketType: 'PULL' })
      own.receive(...pieces)
      expect(own.ends).toEqual([])
      expect(own.peers).toEqual([
        {
          socketType: 'PUSH',
          routingId: new Uint8Array(0),
          major: 3,
          minor: 1,
          properties: new Map([
            ['Socket-Type', hex('50555348')],
            ['X-a', new Uint8Array(0)],
          ]),
        },
      ])
      expect(own.messages).toEqual([[hex('41')]])
    }
  })

  for (const type of everyType) {
    it(`tells an illegal peer of ${type} why, and accepts every legal one`, () => {
      for (const peer of everyType) {
        const [one, other] = [rig({ socketType: type }), rig({ socketType: peer })]
        exchange(one, other)
        const legal = isLegalPeer(type, peer)
        expect([one.session.ready, other.session.ready], peer).toEqual([legal, legal])
        expect(one.peers.map(facts => facts.socketType)).toEqual(legal ? [peer] : [])
        if (legal) continue
        const alone = rig({ socketType: type })
        alone.receive(greeting())
        alone.sent()
        alone.receive(ready(peer), hex('00 01 41'))
        expect(alone.ends).toMatchObject([{ ...protocol, error: { code: 'ERR_ZMTP_INVALID_METADATA' } }])
        expect(alone.sent()).toEqual(refusal('Invalid-Socket-Type'))
        expect(alone.messages).toEqual([])
      }
    })
  }

  it.each([
    ['name in small letters', 'PULL'],
    ['long form', 'PULL'],
    ['ROUTER without identity', 'DEALER'],
  ] as const)('takes READY: %s', (name, socketType) => {
    const own = rig({ socketType })
    own.receive(greeting(), hex(commands.readyIn[name]))
    expect(own.session.ready).toBe(true)
  })

  it.each([
    ['bare', 'Missing-Socket-Type'],
    ['value in small letters', 'Invalid-Socket-Type'],
  ] as const)('refuses READY with a reason: %s', (name, reason) => {
    const own = rig({ socketType: 'PULL' })
    own.receive(greeting())
    own.sent()
    own.receive(hex(commands.readyIn[name]))
    expect(own.ends).toMatchObject([{ ...protocol, error: { code: 'ERR_ZMTP_INVALID_METADATA' } }])
    expect(own.sent()).toEqual(refusal(reason))
  })

  it.each(Object.entries(commands.malformedReady))('ends on malformed metadata: %s', (_, text) => {
    const own = rig({ socketType: 'PULL' })
    own.receive(greeting(), hex(text))
    expect(own.ends).toMatchObject([{ ...protocol, error: { code: 'ERR_ZMTP_INVALID_METADATA', blame: 'remote' } }])
  })

  it.each([
    ['a message', '00 01 41', 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['a PING', commands.ping['TTL 0'].hex, 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['a HELLO', '04 06 05 48454c4c4f', 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['a command without a name', '04 00', 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED'],
    ['a command of 64 KiB and more', '06 0000000000010001', 'ERR_ZMTP_UNSPECIFIED'],
    ['half an ERROR', commands.malformedError['no reason length'], 'ERR_ZMTP_MALFORMED_COMMAND_ERROR'],
  ])('ends on %s instead of READY', (_, text, code) => {
    const own = rig()
    own.receive(greeting(), hex(text))
    expect(own.ends).toMatchObject([{ ...protocol, error: { code } }])
  })

  it.each(Object.entries(commands.error))('ends for good on ERROR: %s', (_, { hex: text, reason }) => {
    const own = rig()
    own.receive(greeting(), hex(text))
    expect(own.ends).toMatchObject([{ reason: 'error-command', retry: false, refusal: reason, duringHandshake: true }])
  })

  it.each([
    ['PUSH, whose identity counts for nothing', 'PULL', commands.readyIn['PUSH and an identity'], ''],
    ['ROUTER', 'DEALER', commands.ready['ROUTER, identity AB'].hex, '4142'],
  ] as const)('knows the routing id of a %s', (_, socketType, text, routingId) => {
    const own = rig({ socketType })
    own.receive(greeting(), hex(text))
    expect(own.peers[0]!.routingId).toEqual(hex(routingId))
  })

  it.each([
    [255, true],
    [256, false],
  ])('takes an identity of %i octets: %s', (length, legal) => {
    const [one, other] = [rig({ socketType: 'ROUTER' }), rig({ socketType: 'DEALER', routingId: new Uint8Array(length).fill(65) })]
    exchange(one, other)
    expect(one.session.ready).toBe(legal)
    expect(other.ends).toMatchObject(legal ? [] : [{ reason: 'error-command', refusal: 'Invalid-Identity' }])
  })

  it.each([
    ['3.1', 1, false, ['']],
    ['3.1, strict', 1, true, []],
    ['3.0', 0, false, ['0041']],
    ['3.0, strict', 0, true, ['0041']],
  ] as const)(
    'knows an identity that begins with zero only from 3.0, and refuses it from 3.1 under strict: %s',
    (_, minor, strict, ids) => {
      const own = rig({ socketType: 'ROUTER', strict })
      own.receive(
        greeting(minor),
        hex('04 2b 05 5245414459 0b 536f636b65742d54797065 00000006 4445414c4552 08 4964656e74697479 00000002 0041'),
      )
      expect(own.peers.map(facts => facts.routingId)).toEqual(ids.map(hex))
    },
  )

  it('says closed, and that one may try again, when the peer leaves at any octet', () => {
    const wire = concat(greeting(), ready('PUSH'))
    for (let length = 0; length < wire.length; length++) {
      const own = rig()
      own.receive(wire.subarray(0, length))
      own.session.closed(5)
      expect(own.ends).toEqual([{ reason: 'closed', error: null, duringHandshake: true, retry: true }])
    }
  })

  it('survives any octets and any pieces', () => {
    const opening = fc.constantFrom(new Uint8Array(0), greeting(), concat(greeting(), ready('PUSH')), concat(greeting(0), ready('PUSH')))
    fc.assert(
      fc.property(
        opening,
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.nat(400), { maxLength: 6 }),
        fc.boolean(),
        (start, junk, cuts, strict) => {
          const own = rig({ strict })
          own.receive(...cutAt(concat(start, junk), cuts))
          own.session.tick(1)
          own.session.closed(2)
          expect(own.ends.length).toBe(1)
        },
      ),
      { seed: 37, numRuns: 1000 },
    )
  })
})
