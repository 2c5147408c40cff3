// Time-outs in numbers (RFC 37, "Connection Heartbeating"; ZMQ_HANDSHAKE_IVL, ZMQ_HEARTBEAT_IVL, _TIMEOUT, _TTL): no clock runs here.

import { describe, expect, it } from 'vitest'
import commands from '../../fixtures/vectors/command.json' with { type: 'json' }
import { hex } from '../wire/octets.rig.ts'
import { Countdown } from './countdown.ts'
import { type Rig, rig, talking } from './session.rig.ts'

const ping = hex(commands.ping['TTL 0'].hex)
const pong = hex(commands.ping['TTL 0'].pong)

// Ticks at every deadline up to `until`, as a loop would, and tells when something was sent.
function run(own: Rig, until: number): number[] {
  const sent: number[] = []
  while (own.session.deadline <= until) {
    const now = own.session.deadline
    own.session.tick(now)
    if (own.sent().length > 0) sent.push(now)
  }
  return sent
}

function hears(own: Rig, now: number, octets: Uint8Array): void {
  own.now = now
  own.receive(octets)
}

describe('handshake interval', () => {
  it('ends the session when the peer stops half-way, and one may try again', () => {
    const own = rig({ handshakeInterval: 100 })
    hears(own, 99, hex('ff'))
    expect(own.session.deadline).toBe(100)
    run(own, 200)
    expect(own.ends).toEqual([{ reason: 'handshake-timeout', error: null, duringHandshake: true, retry: true }])
  })

  it('does not run once the handshake is done, nor at 0', () => {
    expect(talking({ handshakeInterval: 100 }, 'PUSH').session.deadline).toBe(Infinity)
    expect(rig({ handshakeInterval: 0 }).session.deadline).toBe(Infinity)
  })
})

describe('PING', () => {
  it('goes out every interval while the peer answers', () => {
    const own = talking({ heartbeatInterval: 10 }, 'PUSH')
    expect(run(own, 10)).toEqual([10])
    hears(own, 12, pong)
    expect(run(own, 20)).toEqual([20])
    hears(own, 29, hex('00'))
    expect(run(own, 30)).toEqual([30])
    expect(own.ends).toEqual([])
  })

  it('has the octets of the vector, with the TTL in tenths of a second, rounded down and at most 65535', () => {
    for (const [heartbeatTimeToLive, octets] of [
      [0, '0000'],
      [99, '0000'],
      [199, '0001'],
      [6_553_500, 'ffff'],
      [9_999_999, 'ffff'],
    ] as const) {
      const own = talking({ heartbeatInterval: 10, heartbeatTimeToLive }, 'PUSH')
      own.session.tick(10)
      expect(own.sent()).toEqual(hex(`04 07 04 50494e47 ${octets}`))
    }
    expect(ping).toEqual(hex('04 07 04 50494e47 0000'))
  })

  it('is not repeated while one is unanswered', () => {
    const own = talking({ heartbeatInterval: 10, heartbeatTimeout: 35 }, 'PUSH')
    expect(run(own, 44)).toEqual([10])
    hears(own, 44, pong)
    expect(run(own, 50)).toEqual([50])
    const patient = talking({ heartbeatInterval: 10, heartbeatTimeout: 0 }, 'PUSH')
    expect(run(patient, 1000)).toEqual([10])
    expect(patient.ends).toEqual([])
  })

  it('is not sent a fourth time without a PONG, while other traffic comes; silence still ends the session', () => {
    const busy = (own: Rig) => {
      const sent: number[] = []
      for (let now = 1; now <= 100; now++) {
        sent.push(...run(own, now))
        hears(own, now, hex('00 01 41'))
      }
      return sent
    }
    const own = talking({ heartbeatInterval: 10, heartbeatTimeout: 5 }, 'PUSH')
    expect(busy(own)).toEqual([10, 20, 30])
    expect(busy(talking({ heartbeatInterval: 10, heartbeatTimeToLive: 500 }, 'PUSH')).length, 'with a TTL').toBe(10)
    hears(own, 100, pong)
    expect(run(own, 110)).toEqual([110])
    hears(own, 112, hex('00 01 41'))
    run(own, 130)
    expect(own.ends).toMatchObject([{ reason: 'heartbeat-timeout' }])
  })

  it('is not sent to a peer of version 3.0, nor before the handshake is done, nor at interval 0', () => {
    expect(talking({ heartbeatInterval: 10 }, 'PUSH', 0).session.deadline).toBe(Infinity)
    expect(rig({ heartbeatInterval: 10 }).session.deadline).toBe(Infinity)
    expect(talking({}, 'PUSH').session.deadline).toBe(Infinity)
  })

  it.each([
    [-1, 20],
    [15, 25],
    [5, 15],
  ])('unanswered for a time-out of %i ms ends the session at %i', (heartbeatTimeout, at) => {
    const own = talking({ heartbeatInterval: 10, heartbeatTimeout }, 'PUSH')
    run(own, at)
    expect(own.ends).toEqual([])
    run(own, at + 1)
    expect(own.ends).toEqual([{ reason: 'heartbeat-timeout', error: null, duringHandshake: false, retry: true }])
  })

  it('is answered by any octet, even by one that completes nothing', () => {
    const own = talking({ heartbeatInterval: 10, heartbeatTimeout: 5 }, 'PUSH')
    run(own, 14)
    hears(own, 14, hex('02'))
    run(own, 19)
    expect(own.ends).toEqual([])
  })
})

describe("the peer's TTL", () => {
  const ttlOf100 = hex('04 07 04 50494e47 0001')

  it('ends the session when nothing follows within it', () => {
    const own = talking({}, 'PUSH')
    hears(own, 50, ttlOf100)
    expect(own.session.deadline).toBe(150)
    run(own, 151)
    expect(own.ends).toMatchObject([{ reason: 'heartbeat-timeout', retry: true }])
  })

  it('is met by anything that follows, and begins again with the next PING', () => {
    const own = talking({}, 'PUSH')
    hears(own, 50, ttlOf100)
    hears(own, 149, hex('00 01 41'))
    expect(own.session.deadline).toBe(Infinity)
    hears(own, 200, ttlOf100)
    expect(own.session.deadline).toBe(300)
  })

  it('arms nothing when it is 0', () => {
    const own = talking({}, 'PUSH')
    hears(own, 50, ping)
    expect(own.session.deadline).toBe(Infinity)
  })
})

describe('silence that is our own doing', () => {
  it('kills nobody while this side has stopped reading', () => {
    let room = false
    const own = talking({ heartbeatInterval: 10, heartbeatTimeout: 5 }, 'PUSH', 1, () => ({ message: () => room }))
    hears(own, 1, hex('00 01 41'))
    run(own, 500)
    expect(own.ends).toEqual([])
    room = true
    expect(own.session.resume(500)).toBe(true)
    run(own, 600)
    expect(own.ends).toMatchObject([{ reason: 'heartbeat-timeout' }])
  })

  it('is looked at twice, because a late tick runs before the network is read', () => {
    const own = talking({ heartbeatInterval: 10, heartbeatTimeout: 5 }, 'PUSH')
    own.session.tick(10)
    own.session.tick(5000)
    expect(own.ends).toEqual([])
    hears(own, 5000, pong)
    own.session.tick(5001)
    expect(own.ends).toEqual([])
  })
})

describe('countdown', () => {
  it('is expired at the second late look, a millisecond after the first', () => {
    const countdown = new Countdown()
    expect(countdown.expired(1e9)).toBe(false)
    countdown.arm(0, 10)
    expect([countdown.expired(9), countdown.expired(10), countdown.expired(10), countdown.expired(11)]).toEqual([false, false, false, true])
    countdown.arm(20, 5)
    expect([countdown.expired(25), countdown.due]).toEqual([false, 26])
    countdown.clear()
    expect([countdown.expired(1e9), countdown.due]).toEqual([false, Infinity])
  })
})
