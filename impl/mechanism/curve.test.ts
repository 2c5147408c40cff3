// RFC 26: the compliance of every mechanism, then a hand-made client and every field of every command wrong.

import { describe, expect, it } from 'vitest'
import { toOctets } from '../wire/ascii.ts'
import { COMMAND, MORE } from '../wire/frame.ts'
import { encodeMetadata } from '../wire/metadata.ts'
import { concat } from '../wire/octets.rig.ts'
import { client, counter, hello, initiate, naclBox, server, stranger, tools, transient, unboxed, welcomed } from './curve.rig.ts'
import { sealed } from './curve-box.ts'
import { curveClient } from './curve-client.ts'
import { nonceOf } from './curve-nonce.ts'
import { COOKIE_LIFE, curveServer } from './curve-server.ts'
import { mechanismCompliance } from './mechanism.compliance.ts'
import type { HandshakeStep, Mechanism, TrafficCipher } from './mechanism.ts'

mechanismCompliance('CURVE', (one, other) => [
  curveClient(one, client, server.publicKey, tools(1)),
  curveServer(other, server, tools(2), false),
])
mechanismCompliance('CURVE', (one, other) => [
  curveServer(one, server, tools(2), true),
  curveClient(other, client, server.publicKey, tools(1)),
])

const own = new Map([['Socket-Type', toOctets('PULL')]])
const theirs = encodeMetadata(new Map([['Socket-Type', toOctets('PUSH')]]))
const code = (text: string) => expect.objectContaining({ code: `ERR_ZMTP_${text}` })

/** A server that has sent WELCOME, and that WELCOME. */
function greeted(asks = false): readonly [end: Mechanism, welcome: Uint8Array] {
  const end = curveServer(own, server, tools(2), asks)
  end.start()
  return [end, end.receive(hello(), 0).send[0]!]
}
const refused = (body: Uint8Array, now = 0) => {
  const end = curveServer(own, server, tools(2), false)
  end.start()
  return () => end.receive(body, now)
}
const flip = (body: Uint8Array, at: number): Uint8Array => Uint8Array.from(body, (octet, index) => (index === at ? octet ^ 1 : octet))

describe('HELLO', () => {
  it('is as RFC 26 has it', () => {
    const [body] = curveClient(own, client, server.publicKey, tools(1)).start().send
    expect(body).toHaveLength(200)
    expect(body!.subarray(0, 80)).toEqual(concat(toOctets('\x05HELLO\x01\0'), new Uint8Array(72)))
    expect(body!.subarray(112, 120)).toEqual(counter(1))
    expect(unboxed('CurveZMQHELLO---', body!.subarray(112, 120), body!.subarray(120), body!.subarray(80, 112), server.secretKey)).toEqual(
      new Uint8Array(64),
    )
  })

  it('comes from a fresh transient key each time', () => {
    const shared = tools(1)
    const keys = [1, 2].map(() => curveClient(own, client, server.publicKey, shared).start().send[0]!.subarray(80, 112))
    expect(keys[0]).not.toEqual(keys[1])
  })

  it('is taken when right', () => expect(refused(hello())()).toMatchObject({ done: false, send: [{ length: 168 }] }))

  it.each([
    ['199 octets', hello().subarray(0, 199), 'MALFORMED_COMMAND_HELLO'],
    ['201 octets', concat(hello(), new Uint8Array(1)), 'MALFORMED_COMMAND_HELLO'],
    ['version 2.0', hello({ version: Uint8Array.of(2, 0) }), 'MALFORMED_COMMAND_HELLO'],
    ['version 1.1', hello({ version: Uint8Array.of(1, 1) }), 'MALFORMED_COMMAND_HELLO'],
    ['padding that is not zero', hello({ padding: new Uint8Array(72).fill(1, 71) }), 'MALFORMED_COMMAND_HELLO'],
    ['a box that is not of zeros', hello({ zeros: new Uint8Array(64).fill(1, 63) }), 'MALFORMED_COMMAND_HELLO'],
    ['a box for another server', hello({ to: stranger.publicKey }), 'CRYPTOGRAPHIC'],
    ['a box by another key', hello({ from: stranger.secretKey }), 'CRYPTOGRAPHIC'],
    ['a transient key of zeros', Uint8Array.from(hello(), (octet, at) => (at >= 80 && at < 112 ? 0 : octet)), 'KEY_EXCHANGE'],
  ])('is refused with %s', (_, body, expected) => expect(refused(body)).toThrow(code(expected)))

  it('is refused with any one octet of key, counter or box changed', () => {
    for (let at = 80; at < 200; at++) expect(refused(flip(hello(), at))).toThrow(code('CRYPTOGRAPHIC'))
  })
})

describe('WELCOME', () => {
  it('brings another key and another cookie to each connection, with nonces of their own', () => {
    const shared = tools(2)
    const bodies = [1, 2].map(() => {
      const end = curveServer(own, server, shared, false)
      end.start()
      return end.receive(hello(), 0).send[0]!
    })
    const [one, two] = bodies.map(welcomed)
    expect(one!.serverTransient).not.toEqual(two!.serverTransient)
    const nonces = [...bodies.map(body => body.subarray(8, 24)), one!.cookie.subarray(0, 16), two!.cookie.subarray(0, 16)].map(String)
    expect(new Set(nonces).size).toBe(4)
  })

  it('is refused by the client with any one octet changed, cut or lengthened', () => {
    const start = (): readonly [Mechanism, Uint8Array] => {
      const end = curveClient(own, client, server.publicKey, tools(1))
      const other = curveServer(own, server, tools(2), false)
      other.start()
      return [end, other.receive(end.start().send[0]!, 0).send[0]!]
    }
    const [right, welcome] = start()
    expect(right.receive(welcome, 0)).toMatchObject({ done: false, send: [{ length: 257 + encodeMetadata(own).length }] })
    for (let at = 8; at < welcome.length; at++) expect(() => start()[0].receive(flip(welcome, at), 0)).toThrow(code('CRYPTOGRAPHIC'))
    for (const body of [welcome.subarray(0, 167), concat(welcome, new Uint8Array(1))])
      expect(() => start()[0].receive(body, 0)).toThrow(code('MALFORMED_COMMAND_WELCOME'))
  })

  it('of another server is refused', () => {
    const end = curveClient(own, client, stranger.publicKey, tools(1))
    end.start()
    expect(() => end.receive(greeted()[1], 0)).toThrow(code('CRYPTOGRAPHIC'))
  })
})

describe('INITIATE', () => {
  it('makes the server READY, or ask first', () => {
    const [end, welcome] = greeted()
    expect(end.receive(initiate(welcome, { metadata: theirs }), 0)).toMatchObject({ done: true, send: [{ 0: 5 }] })
    const [asking, welcome2] = greeted(true)
    const metadata = encodeMetadata(new Map([['Identity', toOctets('me')]]))
    expect(asking.receive(initiate(welcome2, { metadata }), 0)).toEqual({
      done: false,
      send: [],
      ask: { mechanism: 'CURVE', identity: toOctets('me'), values: [client.publicKey] },
    })
    expect(() => asking.receive(initiate(welcome2), 0)).toThrow(code('UNEXPECTED_COMMAND'))
    expect(asking.accepted()).toMatchObject({ done: true, send: [{ 0: 5 }] })
  })

  it.each([
    ['a counter as in HELLO', { nonce: counter(1) }, 'INVALID_SEQUENCE'],
    ['a lower counter', { nonce: counter(0) }, 'INVALID_SEQUENCE'],
    ['a vouch for another transient key', { vouchedKey: stranger.publicKey }, 'KEY_EXCHANGE'],
    ['a vouch for another server', { vouchedServer: stranger.publicKey }, 'KEY_EXCHANGE'],
    ['a vouch by another client', { vouchedBy: stranger.secretKey }, 'CRYPTOGRAPHIC'],
    ['the public key of another', { publicKey: stranger.publicKey }, 'CRYPTOGRAPHIC'],
    ['a box by another key', { from: stranger.secretKey }, 'CRYPTOGRAPHIC'],
    ['a cookie of nobody', { cookie: new Uint8Array(96) }, 'CRYPTOGRAPHIC'],
    ['metadata that is cut', { metadata: theirs.subarray(0, theirs.length - 1) }, 'INVALID_METADATA'],
    ['metadata with an octet too many', { metadata: concat(theirs, Uint8Array.of(0)) }, 'INVALID_METADATA'],
    ['a value of 4 GiB', { metadata: Uint8Array.of(1, 65, 255, 255, 255, 255) }, 'INVALID_METADATA'],
  ])('is refused with %s', (_, parts, expected) => {
    const [end, welcome] = greeted()
    expect(() => end.receive(initiate(welcome, parts), 0)).toThrow(code(expected))
  })

  it('is refused with any one octet changed, and when shorter than 257', () => {
    const [, welcome] = greeted()
    const body = initiate(welcome, { metadata: theirs })
    for (let at = 9; at < body.length; at++) expect(() => greeted()[0].receive(flip(body, at), 0)).toThrow()
    expect(() => greeted()[0].receive(body.subarray(0, 256), 0)).toThrow(code('MALFORMED_COMMAND_INITIATE'))
    expect(greeted()[0].receive(initiate(welcome), 0)).toMatchObject({ done: true })
  })

  it('needs a cookie of this connection, in its minute, once', () => {
    const [, welcome] = greeted()
    const other = curveServer(own, server, tools(3), false)
    other.start()
    other.receive(hello(), 0)
    expect(() => other.receive(initiate(welcome), 0)).toThrow(code('CRYPTOGRAPHIC'))
    expect(greeted()[0].receive(initiate(welcome), COOKIE_LIFE - 1)).toMatchObject({ done: true })
    expect(() => greeted()[0].receive(initiate(welcome), COOKIE_LIFE)).toThrow(code('CRYPTOGRAPHIC'))
    const [end] = greeted()
    end.receive(initiate(welcome), 0)
    expect(() => end.receive(initiate(welcome), 0)).toThrow(code('UNEXPECTED_COMMAND'))
  })
})

describe('READY', () => {
  it('is refused by the client with any one octet changed, and when shorter than 30', () => {
    const both = (): readonly [Mechanism, Uint8Array] => {
      const ends: readonly [Mechanism, Mechanism] = [
        curveClient(own, client, server.publicKey, tools(1)),
        curveServer(own, server, tools(2), false),
      ]
      ends[1].start()
      const welcome = ends[1].receive(ends[0].start().send[0]!, 0).send[0]!
      return [ends[0], ends[1].receive(ends[0].receive(welcome, 0).send[0]!, 0).send[0]!]
    }
    const [right, ready] = both()
    expect(right.receive(ready, 0)).toMatchObject({ done: true })
    for (let at = 6; at < ready.length; at++) expect(() => both()[0].receive(flip(ready, at), 0)).toThrow()
    expect(() => both()[0].receive(ready.subarray(0, 29), 0)).toThrow(code('MALFORMED_COMMAND_READY'))
  })
})

it('a server counts over READY and MESSAGE: what is not higher than READY was is refused', () => {
  const own2 = curveClient(own, client, server.publicKey, tools(1))
  const hello2 = own2.start().send[0]!
  const other = curveServer(own, server, tools(2), false)
  other.start()
  own2.receive(other.receive(hello2, 0).send[0]!, 0)
  // The first that a server draws is its transient secret key.
  const key = naclBox.sharedKey(hello2.slice(80, 112), tools(2).random(32))!
  const ready = (count: number) =>
    concat(toOctets('\x05READY'), counter(count), sealed(naclBox, nonceOf('CurveZMQREADY---', counter(count)), key, encodeMetadata(own)))
  const message = (count: number): Uint8Array<ArrayBuffer> =>
    concat(toOctets('\x07MESSAGE'), counter(count), sealed(naclBox, nonceOf('CurveZMQMESSAGES', counter(count)), key, new Uint8Array(1)))
  const step = own2.receive(ready(5), 0)
  const cipher = step.done ? step.cipher! : expect.fail('not ready')
  for (const count of [0, 4, 5]) expect(() => cipher.open(message(count))).toThrow(code('INVALID_SEQUENCE'))
  expect(cipher.open(message(6))).toBe(0)
})

describe('MESSAGE', () => {
  function ciphers(): readonly [TrafficCipher, TrafficCipher] {
    const ends: readonly [Mechanism, Mechanism] = [
      curveClient(own, client, server.publicKey, tools(1)),
      curveServer(own, server, tools(2), false),
    ]
    ends[1].start()
    const welcome = ends[1].receive(ends[0].start().send[0]!, 0).send[0]!
    const last = ends[1].receive(ends[0].receive(welcome, 0).send[0]!, 0)
    return [cipherOf(ends[0].receive(last.send[0]!, 0)), cipherOf(last)]
  }
  const cipherOf = (step: HandshakeStep): TrafficCipher => (step.done ? step.cipher! : expect.fail('the handshake is not done'))
  function seal(cipher: TrafficCipher, flags: number, text: string): Uint8Array<ArrayBuffer> {
    const memory = concat(new Uint8Array(cipher.overhead), toOctets(text))
    cipher.seal(flags, memory, 0, text.length)
    return memory
  }

  it.each([0, MORE, COMMAND])('travels both ways with flags %i, and is 33 octets longer', flags => {
    const [near, far] = ciphers()
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      const body = seal(from, flags, 'hello')
      expect(body.subarray(0, 8)).toEqual(toOctets('\x07MESSAGE'))
      expect(body).toHaveLength(33 + 5)
      expect(to.open(body)).toBe(flags)
      expect(body.subarray(33)).toEqual(toOctets('hello'))
    }
  })

  it('counts on from the handshake: 3 from the client, 2 from the server', () => {
    const [near, far] = ciphers()
    expect([seal(near, 0, '').subarray(8, 16), seal(near, 0, '').subarray(8, 16)]).toEqual([counter(3), counter(4)])
    expect(seal(far, 0, '').subarray(8, 16)).toEqual(counter(2))
  })

  it('is refused a second time, out of order, or from one who sent it', () => {
    const [near, far] = ciphers()
    const [one, two] = [seal(near, 0, 'one'), seal(near, 0, 'two')]
    const again = new Uint8Array(two)
    far.open(two)
    expect(() => far.open(again)).toThrow(code('INVALID_SEQUENCE'))
    expect(() => far.open(one)).toThrow(code('INVALID_SEQUENCE'))
    expect(() => near.open(seal(near, 0, 'mine'))).toThrow(code('CRYPTOGRAPHIC'))
  })

  it('may skip counters', () => {
    const [near, far] = ciphers()
    for (let skipped = 0; skipped < 300; skipped++) seal(near, 0, 'skipped')
    expect(far.open(seal(near, 0, 'late'))).toBe(0)
  })

  it('is refused with any one octet changed, and when shorter than 33', () => {
    const [near] = ciphers()
    const body = seal(near, 0, 'hello')
    for (let at = 0; at < body.length; at++) expect(() => ciphers()[1].open(new Uint8Array(flip(body, at)))).toThrow()
    expect(() => ciphers()[1].open(body.slice(0, 32))).toThrow(code('MALFORMED_COMMAND_MESSAGE'))
    expect(() => ciphers()[1].open(new Uint8Array(toOctets('\x05READY')))).toThrow(code('UNEXPECTED_COMMAND'))
  })

  it('opens nothing any more once the key is forgotten', () => {
    const [near, far] = ciphers()
    const body = seal(near, 0, 'hello')
    far.close()
    expect(() => far.open(body)).toThrow(code('CRYPTOGRAPHIC'))
  })
})

it('never shows a key in what it throws', () => {
  const secrets = [client, server, transient].map(({ secretKey }) => Buffer.from(secretKey).toString('hex'))
  const [end, welcome] = greeted()
  try {
    end.receive(initiate(welcome, { vouchedKey: stranger.publicKey }), 0)
    expect.fail('taken')
  } catch (fault) {
    const shown = `${(fault as Error).stack}${JSON.stringify(fault)}`
    for (const secret of secrets) expect(shown).not.toContain(secret)
  }
})
