// After the handshake: messages, commands, back-pressure and what a peer can make us hold (RFC 37).

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import commands from '../../fixtures/vectors/command.json' with { type: 'json' }
import frames from '../../fixtures/vectors/frame.json' with { type: 'json' }
import type { ViewConstructor } from '../wire/message.ts'
import { concat, cutAt, hex } from '../wire/octets.rig.ts'
import { PARTS_LIMIT, PONG_LIMIT } from './limits.ts'
import { exchange, rig, talking } from './session.rig.ts'

const protocol = { reason: 'protocol', duringHandshake: false, retry: false }

describe('messages', () => {
  it('arrive at the other session as they were sent, in any pieces', () => {
    const frame = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(70_000).map(length => new Uint8Array(length).fill(length)),
    )
    const message = fc.array(frame, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), fc.array(fc.nat(200_000), { maxLength: 6 }), fc.boolean(), (messages, cuts, old) => {
        const [one, other] = [talking({ socketType: 'DEALER' }, 'ROUTER', old ? 0 : 1), talking({ socketType: 'ROUTER' }, 'DEALER')]
        for (const each of messages) one.session.send([...each])
        other.receive(...cutAt(one.sent(), cuts))
        expect(other.ends).toEqual([])
        expect(other.messages).toEqual(messages)
      }),
      { seed: 37, numRuns: 50 },
    )
  })

  it('are made of Views', () => {
    const View = Reflect.get(Buffer, Symbol.species) as ViewConstructor
    const own = talking({ View }, 'PUSH')
    own.receive(hex('00 02 4142'))
    expect(own.messages[0]![0]).toBeInstanceOf(Buffer)
    expect(own.messages[0]![0]!.toString()).toBe('AB')
  })

  it('are dropped when only half of them came', () => {
    const own = talking({}, 'PUSH')
    own.receive(hex('01 01 41 00 05 4243'))
    own.session.closed(1)
    expect(own.messages).toEqual([])
    expect(own.ends).toEqual([{ reason: 'closed', error: null, duringHandshake: false, retry: true }])
  })

  it.each(frames.refused)('end with the session: $name', ({ hex: text, code }) => {
    const own = talking({}, 'PUSH')
    own.receive(hex('00 01 41'), hex(text), hex('00 01 42'))
    expect(own.messages).toEqual([[hex('41')]])
    expect(own.ends).toMatchObject([{ ...protocol, error: { code, section: '37/3.1 framing' } }])
  })

  it('may have frames of MAXMSGSIZE each, and none above', () => {
    const own = talking({ maxMessageSize: 3 }, 'PUSH')
    own.receive(hex('01 03 414141 00 03 424242'), hex('00 04'))
    expect(own.messages).toEqual([[hex('414141'), hex('424242')]])
    expect(own.ends).toMatchObject([protocol])
  })

  it('leave room for READY and PING when MAXMSGSIZE is 0', () => {
    const own = talking({ maxMessageSize: 0 }, 'PUSH')
    own.receive(hex(commands.ping['TTL 1, context'].hex), hex('00 00'), hex('00 01'))
    expect(own.messages).toEqual([[new Uint8Array(0)]])
    expect(own.ends.length).toBe(1)
  })

  it('have an end: MORE for ever ends the session', () => {
    const own = talking({}, 'PUSH')
    const many = concat(...Array.from({ length: 4096 }, () => hex('01 00')))
    let fed = 0
    while (own.ends.length === 0 && fed < 2 * PARTS_LIMIT) {
      own.receive(many)
      fed += 4096
    }
    expect(fed).toBe(PARTS_LIMIT)
    expect(own.ends).toMatchObject([{ ...protocol, error: { code: 'ERR_ZMTP_UNSPECIFIED' } }])
  })

  it('are bounded together: an unfinished message leaves less room for its next frame', () => {
    const own = talking({}, 'PUSH')
    own.receive(hex('01 02 4142'), hex('02 000000007fffffff'))
    expect(own.ends).toMatchObject([protocol])
    const finished = talking({}, 'PUSH')
    finished.receive(hex('01 02 4142 00 00'), hex('02 000000007fffffff'))
    expect(finished.ends).toEqual([])
  })
})

describe('back-pressure', () => {
  it('holds everything after the message that filled the sink', () => {
    let room = 2
    const own = talking({}, 'PUSH', 1, ({ messages }) => ({ message: message => messages.push(message) < room }))
    expect(own.receive(hex('00 01 41 00 01 42 00 01 43 01 01 44 00 01 45'))).toBe(false)
    expect(own.messages.length).toBe(2)
    room = 3
    expect(own.session.resume(1)).toBe(false)
    expect(own.messages.length).toBe(3)
    room = 9
    expect(own.session.resume(2)).toBe(true)
    expect(own.messages[3]).toEqual([hex('44'), hex('45')])
  })

  it('begins with the first message when ready() comes with it', () => {
    const own = rig({}, ({ messages }) => ({ message: message => messages.push(message) < 0 }))
    own.receive(concat(hex(`ff${'00'.repeat(8)}7f03014e554c4c${'00'.repeat(48)}`), hex(commands.ready.PUSH.hex), hex('00 00 00 00')))
    expect(own.peers.length).toBe(1)
    expect(own.messages.length).toBe(1)
  })
})

describe('a sink that calls back', () => {
  it('may send and resume from within ready() and message()', () => {
    const own = rig({ socketType: 'REP' }, self => ({
      ready: () => self.session.send([hex('48')]),
      message(message) {
        self.messages.push(message)
        self.session.send(message)
        expect(self.session.resume(1)).toBe(true)
        return false
      },
    }))
    const peer = rig({ socketType: 'REQ' })
    exchange(own, peer)
    for (const octet of [1, 2, 3]) peer.session.send([Uint8Array.of(octet)])
    exchange(own, peer)
    expect(peer.messages).toEqual([[hex('48')], [hex('01')], [hex('02')], [hex('03')]])
  })

  it('may close from within message(): nothing follows, whatever it returns', () => {
    const own = talking({}, 'PUSH', 1, self => ({
      message(message) {
        self.messages.push(message)
        self.session.closed(1)
        return true
      },
    }))
    expect(own.receive(hex('00 01 41'))).toBe(false)
    expect(own.receive(hex('00 01 42 ff ff'))).toBe(false)
    expect(own.messages.length).toBe(1)
    expect(own.ends.length).toBe(1)
  })

  it('keeps its own bugs', () => {
    const own = talking({}, 'PUSH', 1, () => ({
      message() {
        throw new TypeError('a bug')
      },
    }))
    expect(() => own.receive(hex('00 01 41'))).toThrow(TypeError)
    expect(own.ends).toEqual([])
  })
})

describe('commands', () => {
  it.each(Object.entries(commands.ping))('PING is answered: %s', (_, { hex: text, pong }) => {
    const own = talking({}, 'PUSH')
    own.receive(hex(text))
    expect(own.sent()).toEqual(hex(pong))
  })

  it.each([
    ...Object.entries(commands.malformedPing),
    ...Object.entries(commands.malformedName),
    ['READY again', commands.ready.PUSH.hex] as const,
    ['half an ERROR', commands.malformedError['no reason length']] as const,
  ])('end the session: %s', (_, text) => {
    const own = talking({}, 'PUSH')
    own.receive(hex(text), hex('00 01 41'))
    expect(own.messages).toEqual([])
    expect(own.ends).toMatchObject([{ ...protocol, error: { blame: 'remote' } }])
  })

  it.each([
    ['unknown', commands.unknown],
    ['PONG nobody asked for', commands.ping['TTL 1, context'].pong],
    ['SUBSCRIBE to a PULL', commands.subscription.A.subscribe],
    ['CANCEL to a PULL', commands.subscription.A.cancel],
  ])('are ignored: %s', (_, text) => {
    const own = talking({}, 'PUSH')
    own.receive(hex(text), hex('00 01 41'))
    expect(own.messages).toEqual([[hex('41')]])
    expect(own.sent().length + own.subscriptions.length).toBe(0)
  })

  it('ERROR ends the session for good', () => {
    const own = talking({}, 'PUSH')
    own.receive(hex(commands.error['400, as libzmq sends it'].hex))
    expect(own.ends).toMatchObject([{ reason: 'error-command', refusal: '400', retry: false, duringHandshake: false }])
  })

  it('between the frames of a message are taken, unless strict', () => {
    const wire = concat(hex('01 01 41'), hex(commands.ping['TTL 0'].hex), hex('00 01 42'))
    const lenient = talking({}, 'PUSH')
    lenient.receive(wire)
    expect(lenient.messages).toEqual([[hex('41'), hex('42')]])
    const strict = talking({ strict: true }, 'PUSH')
    strict.receive(wire)
    expect(strict.ends).toMatchObject([{ ...protocol, error: { code: 'ERR_ZMTP_UNEXPECTED_COMMAND' } }])
  })

  it('SUBSCRIBE to what publishes nothing ends a strict session', () => {
    const own = talking({ strict: true }, 'PUSH')
    own.receive(hex(commands.subscription.A.subscribe))
    expect(own.ends).toMatchObject([{ ...protocol, error: { code: 'ERR_ZMTP_UNEXPECTED_COMMAND' } }])
  })

  it('PINGs of a peer that reads nothing are not answered for ever', () => {
    const own = talking({}, 'PUSH')
    const many = concat(...Array.from({ length: 1024 }, () => hex(commands.ping['TTL 0'].hex)))
    for (let fed = 0; fed < 2 * PONG_LIMIT; fed += 1024) own.receive(many)
    expect(own.session.pending).toBe(7 * PONG_LIMIT)
    own.sent()
    own.receive(many)
    expect(own.session.pending).toBe(7 * 1024)
  })
})

describe('an ended session', () => {
  it('does no harm, whatever is called', () => {
    const own = talking({ heartbeatInterval: 1 }, 'PUSH')
    own.session.closed(1)
    own.session.start(2)
    own.session.send([hex('41')])
    own.session.subscription(true, hex('41'))
    own.session.tick(1e9)
    own.session.closed(3)
    expect(own.session.buffer().length).toBeGreaterThan(0)
    expect(own.session.received(10, 4)).toBe(false)
    expect(own.session.resume(5)).toBe(false)
    expect(own.session.deadline).toBe(Infinity)
    expect([own.session.ready, own.session.pending]).toEqual([false, 0])
    expect(own.ends.length).toBe(1)
  })

  it('sends nothing before it is ready', () => {
    const own = rig()
    own.sent()
    own.session.send([hex('41')])
    own.session.subscription(true, hex('41'))
    expect(own.session.pending).toBe(0)
  })
})
