// Sessions under PLAIN and CURVE (RFC 24, 25, 26) and with questions to a ZAP handler (RFC 27), back to back and in any pieces.

import { describe, expect, it } from 'vitest'
import { ZmtpError } from '../error.ts'
import { client, server, tools } from '../mechanism/curve.rig.ts'
import { curveClient } from '../mechanism/curve-client.ts'
import { curveServer } from '../mechanism/curve-server.ts'
import { nullMechanism } from '../mechanism/null.ts'
import { plainClient, plainServer } from '../mechanism/plain.ts'
import { toOctets } from '../wire/ascii.ts'
import { concat, hex, singly } from '../wire/octets.rig.ts'
import { exchange, greeting, type Rig, ready, rig } from './session.rig.ts'
import type { SessionOptions, SessionSink } from './session-sink.ts'

type Roles = readonly [connecting: Partial<SessionOptions>, accepting: Partial<SessionOptions>]
const roles = {
  'NULL with a domain': [{}, { mechanism: own => nullMechanism(own, false, true) }],
  PLAIN: [{ mechanism: own => plainClient(own, toOctets('joe'), toOctets('secret')) }, { mechanism: own => plainServer(own) }],
  CURVE: [
    { mechanism: own => curveClient(own, client, server.publicKey, tools(1)) },
    { mechanism: own => curveServer(own, server, tools(2), true) },
  ],
} as const satisfies Record<string, Roles>
const kinds = Object.entries(roles) as (readonly [string, Roles])[]
type React = (own: Rig) => Partial<SessionSink>

/** A PUSH that connects and a PULL that accepts, greetings and commands exchanged until somebody has to be asked. */
function meet([near, far]: Roles, more: Partial<SessionOptions> = {}, react?: React): readonly [push: Rig, pull: Rig] {
  const pair = [rig({ socketType: 'PUSH', ...near, ...more }), rig({ socketType: 'PULL', ...far, ...more }, react)] as const
  exchange(...pair)
  return pair
}

/** The same, let in. */
function joined(which: Roles, more: Partial<SessionOptions> = {}, react?: React): readonly [push: Rig, pull: Rig] {
  const pair = meet(which, more, react)
  pair[1].session.verdict({ kind: 'accepted' }, 0)
  exchange(...pair)
  expect(pair[0].session.ready && pair[1].session.ready).toBe(true)
  return pair
}

describe.each(kinds)('%s', (name, which) => {
  it('lets nobody in before the answer, then carries messages of any size and number of parts', () => {
    const [push, pull] = meet(which)
    expect(pull.asked).toMatchObject([{ mechanism: name.split(' ')[0] }])
    expect([push.session.ready, pull.session.ready, pull.peers.length]).toEqual([false, false, 0])
    pull.session.verdict({ kind: 'accepted' }, 0)
    exchange(push, pull)
    const sizes = [0, 1, 189, 190, 222, 223, 255, 256, 16383, 16384, 65536, 300000]
    for (const [at, size] of sizes.entries()) push.session.send([new Uint8Array(size).fill(at), toOctets('last')])
    for (const size of sizes) push.session.send([new Uint8Array(size)])
    exchange(push, pull)
    expect(pull.messages.map(parts => parts.map(part => part.length))).toEqual([
      ...sizes.map(size => [size, 4]),
      ...sizes.map(size => [size]),
    ])
    expect(pull.messages.every(([first], at) => first!.every(octet => octet === (at < sizes.length ? at : 0)))).toBe(true)
  })

  it('works octet by octet', () => {
    const [push, pull] = [rig({ socketType: 'PUSH', ...which[0] }), rig({ socketType: 'PULL', ...which[1] })]
    while (push.session.pending + pull.session.pending > 0 || (pull.asked.length === 1 && !pull.session.ready)) {
      if (pull.asked.length === 1) pull.session.verdict({ kind: 'accepted' }, 0)
      pull.receive(...singly(push.sent()))
      push.receive(...singly(pull.sent()))
    }
    push.session.send([toOctets('a'), new Uint8Array(300)])
    pull.receive(...singly(push.sent()))
    expect(pull.messages.map(parts => parts.map(part => part.length))).toEqual([[1, 300]])
  })

  it.each([
    [300, 0],
    [400, 12],
    [500, 12],
  ] as const)('status %i ends it, with ERROR unless it is 300', (status, octets) => {
    const [push, pull] = meet(which)
    const before = push.sent()
    pull.session.verdict({ kind: 'refused', status }, 0)
    const said = pull.sent()
    expect(said.length).toBe(octets)
    expect(pull.ends).toMatchObject([{ reason: 'authentication', status, duringHandshake: true, retry: status === 300 }])
    push.receive(said)
    if (status === 300) expect(push.ends).toEqual([])
    else expect(push.ends).toMatchObject([{ reason: 'error-command', refusal: `${status}`, retry: false }])
    expect([before.length, push.peers.length, pull.peers.length]).toEqual([0, 0, 0])
  })

  it.each([
    [{ kind: 'unanswered' }, 'no-handler'],
    [{ kind: 'failed', error: new ZmtpError('ERR_ZAP_BAD_VERSION', '27', 'x', 'local') }, 'protocol'],
  ] as const)('%j ends it without a word', (verdict, reason) => {
    const [, pull] = meet(which)
    pull.session.verdict(verdict, 0)
    expect([pull.sent().length, pull.ends[0]?.reason]).toEqual([0, reason])
  })

  it('is given up when the answer does not come, and ignores one that comes too late', () => {
    const [, pull] = meet(which, { handshakeInterval: 100 })
    pull.session.tick(200)
    pull.session.tick(202)
    expect(pull.ends).toMatchObject([{ reason: 'handshake-timeout' }])
    pull.session.verdict({ kind: 'accepted' }, 300)
    expect([pull.peers.length, pull.sent().length, pull.ends.length]).toEqual([0, 0, 1])
  })

  it('takes an answer once, and none that was not asked for', () => {
    const [push, pull] = joined(which)
    pull.session.verdict({ kind: 'refused', status: 400 }, 0)
    push.session.verdict({ kind: 'refused', status: 400 }, 0)
    expect([pull.session.ready, push.session.ready]).toEqual([true, true])
  })

  it('shows no message, subscription or heartbeat of a peer that is not let in', () => {
    const [, pub] = meet(which, { socketType: 'PUB' })
    for (const octets of [hex('00 01 78'), hex('04 0b 09 535542534352494245 78'), hex('04 07 04 50494e47 0000')]) {
      const [, other] = meet(which, { socketType: 'PUB' })
      other.receive(octets)
      expect([other.messages, other.subscriptions, other.peers, other.ends.length, other.sent().length]).toEqual([[], [], [], 1, 0])
    }
    expect(pub.subscriptions).toEqual([])
  })

  it('refuses an illegal partner, with ERROR in place of READY', () => {
    const pair = [rig({ socketType: 'PUSH', ...which[0] }), rig({ socketType: 'PUB', ...which[1] })] as const
    exchange(...pair)
    pair[1].session.verdict({ kind: 'accepted' }, 0)
    exchange(...pair)
    expect([pair[0].peers, pair[1].peers]).toEqual([[], []])
    // Under NULL both judge the other's READY; else ERROR is all that the client gets to see.
    expect(pair[0].ends).toMatchObject([
      name.startsWith('NULL') ? { reason: 'protocol' } : { reason: 'error-command', refusal: 'Invalid-Socket-Type' },
    ])
    expect(pair[1].ends).toMatchObject([{ reason: expect.stringMatching(/protocol|error/) }])
  })

  it('carries subscriptions and heartbeats', () => {
    const [near, far] = which
    const pair = [rig({ socketType: 'SUB', ...near, heartbeatInterval: 10 }), rig({ socketType: 'XPUB', ...far })] as const
    exchange(...pair)
    pair[1].session.verdict({ kind: 'accepted' }, 0)
    exchange(...pair)
    pair[0].session.subscription(true, toOctets('a'.repeat(300)))
    pair[0].session.subscription(false, toOctets('b'))
    pair[0].session.tick(10)
    exchange(...pair)
    expect(pair[1].subscriptions.map(([on, topic]) => [on, topic.length])).toEqual([
      [true, 300],
      [false, 1],
    ])
    // An answered PING does not end the session.
    pair[0].session.tick(20)
    exchange(...pair)
    pair[0].session.tick(30)
    expect([pair[0].ends, pair[1].ends]).toEqual([[], []])
  })
})

describe('CURVE traffic', () => {
  const sealedFrame = (push: Rig, text = 'hello'): Uint8Array => {
    push.session.send([toOctets(text)])
    return push.sent()
  }

  it('travels as libzmq has it, in message frames; strictly in commands; both are taken', () => {
    for (const strict of [false, true]) {
      const [push, pull] = joined(roles.CURVE, { strict })
      const frame = sealedFrame(push)
      expect([...frame.subarray(0, 3)]).toEqual([strict ? 4 : 0, 38, 7])
      pull.receive(Uint8Array.from(frame, (octet, at) => (at === 0 ? 4 - octet : octet)))
      expect(pull.messages).toEqual([[toOctets('hello')]])
    }
  })

  it('shows nothing of what it carries', () => {
    const [push] = joined(roles.CURVE)
    push.session.send([toOctets('a secret that nobody sees'), new Uint8Array(20000).fill(0x5a)])
    const octets = Buffer.from(push.sent())
    expect([octets.includes('secret'), octets.includes(Buffer.alloc(16, 0x5a))]).toEqual([false, false])
  })

  it.each([
    ['a frame in clear', hex('00 01 78'), 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['a command in clear', hex('04 07 04 50494e47 0000'), 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['ERROR in clear', hex('04 0a 05 4552524f52 03 343030'), 'ERR_ZMTP_UNEXPECTED_COMMAND'],
    ['a forged MESSAGE', concat(hex('00 21 07 4d455353414745 00000000000000ff'), new Uint8Array(17)), 'ERR_ZMTP_CRYPTOGRAPHIC'],
    ['a short MESSAGE', concat(hex('00 20 07 4d455353414745 00000000000000ff'), new Uint8Array(16)), 'ERR_ZMTP_MALFORMED_COMMAND_MESSAGE'],
    ['MORE outside', concat(hex('01 21 07 4d455353414745 00000000000000ff'), new Uint8Array(17)), 'ERR_ZMTP_MALFORMED_COMMAND_MESSAGE'],
  ])('ends at %s, without a word', (_, octets, code) => {
    const [, pull] = joined(roles.CURVE)
    pull.receive(octets)
    expect(pull.ends).toMatchObject([{ reason: 'protocol', duringHandshake: false, error: { code } }])
    expect([pull.messages, pull.sent().length]).toEqual([[], 0])
  })

  it('ends at a frame that is repeated, and delivers it once', () => {
    const [push, pull] = joined(roles.CURVE)
    const frame = sealedFrame(push)
    pull.receive(frame, frame)
    expect([pull.messages.length, pull.ends[0]?.error?.code]).toEqual([1, 'ERR_ZMTP_INVALID_SEQUENCE'])
  })

  it('holds a peer to ZMQ_MAXMSGSIZE in clear octets, and still takes its commands', () => {
    const [push, pull] = joined(roles.CURVE, { maxMessageSize: 5, heartbeatInterval: 10 })
    push.receive(sealedFrame(pull, '12345'))
    push.session.tick(10)
    pull.receive(...push.session.take(), sealedFrame(push, '12345'))
    expect([pull.messages.length, pull.ends]).toEqual([1, []])
    pull.receive(sealedFrame(push, '123456'))
    expect([pull.messages.length, pull.ends[0]?.error?.message]).toEqual([1, expect.stringContaining('6 octets')])
    const [, other] = joined(roles.CURVE, { maxMessageSize: 100_000 })
    other.receive(hex('02 0000000000020000'))
    expect(other.ends[0]?.error?.code).toBe('ERR_ZMTP_UNSPECIFIED')
  })

  it('holds back and goes on as in clear', () => {
    let room = 1
    const [push, pull] = joined(roles.CURVE, {}, own => ({ message: message => own.messages.push(message) < room }))
    for (const text of ['one', 'two', 'three']) push.session.send([toOctets(text)])
    pull.receive(push.sent())
    expect(pull.messages).toHaveLength(1)
    room = 10
    pull.session.resume(0)
    expect(pull.messages.map(([part]) => String.fromCharCode(...part!))).toEqual(['one', 'two', 'three'])
  })
})

it('PLAIN understands ERROR as libzmq misspells it, and not when strict', () => {
  const spelt = hex('04 09 5e52524f52 03 343030')
  for (const strict of [false, true]) {
    const own = rig({ socketType: 'PUSH', ...roles.PLAIN[0], strict })
    own.receive(
      Uint8Array.from(greeting(), (octet, at) => (at >= 12 && at < 17 ? 'PLAIN'.charCodeAt(at - 12) : octet)),
      spelt,
    )
    expect(own.ends).toMatchObject([strict ? { reason: 'protocol' } : { reason: 'error-command', refusal: '400' }])
  }
})

describe('a secured side', () => {
  it.each(kinds)('%s: announces itself as server only when it is one', (name, [near, far]) => {
    expect([rig({ oldestVersion: '3.0', ...near }).sent()[32], rig({ oldestVersion: '3.0', ...far }).sent()[32]]).toEqual([
      0,
      name === 'NULL with a domain' ? 0 : 1,
    ])
  })

  it.each(['PLAIN', 'CURVE'] as const)('%s: refuses other mechanisms and older versions', name => {
    const [near, far] = roles[name]
    for (const options of [near, far]) {
      const own = rig({ socketType: 'PULL', ...options })
      own.receive(greeting(), ready('PUSH'))
      expect(own.ends).toMatchObject([{ reason: 'mechanism' }])
      for (const old of [hex('ff 0000000000000001 7f 01 08 00 00'), hex('01 00'), hex('ff 0000000000000001 00')]) {
        const other = rig({ socketType: 'PULL', ...options })
        other.receive(old)
        expect([other.ends.length, other.peers.length, other.messages.length]).toEqual([1, 0, 0])
      }
    }
  })

  it.each(['PLAIN', 'CURVE'] as const)('%s: two of the same role get nowhere', name => {
    for (const which of roles[name]) {
      const pair = [
        rig({ socketType: 'PAIR', ...which, handshakeInterval: 50 }),
        rig({ socketType: 'PAIR', ...which, handshakeInterval: 50 }),
      ] as const
      exchange(...pair)
      for (const one of pair) for (const now of [60, 62]) one.session.tick(now)
      expect(pair.map(one => [one.ends.length, one.peers.length, one.asked.length])).toEqual([
        [1, 0, 0],
        [1, 0, 0],
      ])
    }
  })

  it('a client never sends ERROR', () => {
    for (const name of ['PLAIN', 'CURVE'] as const) {
      const pair = [rig({ socketType: 'SUB', ...roles[name][0] }), rig({ socketType: 'PULL', ...roles[name][1], strict: false })] as const
      exchange(...pair)
      pair[1].session.verdict({ kind: 'accepted' }, 0)
      const said = pair[1].sent()
      pair[0].receive(said)
      expect(Buffer.from(pair[0].sent()).includes('ERROR')).toBe(false)
    }
  })
})
