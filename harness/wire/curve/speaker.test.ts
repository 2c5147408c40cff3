// The raw CURVE peer against vectors, against itself in both roles, and field by field.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { WireMismatch } from '../contract.ts'
import { hex, property } from '../octets.ts'
import { z85 } from '../z85.ts'
import { agreement, boxed, createKeyring, pairOf, unboxed } from './box.ts'
import {
  asCommand,
  asMessage,
  cookieOctets,
  counterOctets,
  helloBody,
  initiateBody,
  messageBody,
  readyBody,
  welcomeBody,
} from './commands.ts'
import { readHello, readInitiate, readMessage, readReady, readWelcome } from './reading.ts'
import { createCurveClient, createCurveServer } from './speaker.ts'

const vectors = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/vectors/${name}.json`, import.meta.url), 'utf8')) as T

test('boxes are those of NaCl', () => {
  const box = vectors<Record<'aliceSecret' | 'alicePublic' | 'bobPublic' | 'shared' | 'nonce' | 'clear' | 'box', string>>('curve-box')
  const key = agreement(hex(box.bobPublic), hex(box.aliceSecret))
  expect(pairOf(hex(box.aliceSecret)).publicKey).toEqual(hex(box.alicePublic))
  expect(key).toEqual(hex(box.shared))
  expect(boxed(hex(box.clear), hex(box.nonce), key)).toEqual(hex(box.box))
  expect(unboxed(hex(box.box), hex(box.nonce), key)).toEqual(hex(box.clear))
  expect(unboxed(hex(box.box).fill(0, 0, 1), hex(box.nonce), key)).toBeNull()
})

test('keys as text are those of RFC 32', () => {
  for (const pair of vectors<{ pairs: { hex: string; text: string }[] }>('z85').pairs) expect(z85(hex(pair.hex))).toBe(pair.text)
})

test('a keyring gives the same for the same seed, and never the same twice', () => {
  const drawn = (seed: number): string[] => {
    const keyring = createKeyring(seed)
    return [...Array.from({ length: 50 }, () => keyring.octets(16)), keyring.octets(100), keyring.pair().secretKey].map(String)
  }
  expect(drawn(1)).toEqual(drawn(1))
  expect(new Set([...drawn(1), ...drawn(2)]).size).toBe(104)
})

test('a counter is eight octets, most significant first', () => {
  expect(counterOctets(0x0102)).toEqual(hex('0000000000000102'))
  expect(counterOctets(2n ** 64n - 1n)).toEqual(hex('ffffffffffffffff'))
  expect(counterOctets(hex('aa'))).toEqual(hex('aa'))
})

const keyring = createKeyring(7)
const [S, C, stranger] = [keyring.pair(), keyring.pair(), keyring.pair()]
const both = () => [createCurveClient({ server: S.publicKey, keys: C, keyring }), createCurveServer({ keys: S, keyring })] as const
const typed = property('Socket-Type', 'PUSH')

describe('the two roles with each other', () => {
  test('agree on everything, from HELLO to MESSAGE both ways', () => {
    const [client, server] = both()
    const hello = client.hello()
    expect(hello).toHaveLength(200)
    expect(server.greeted(hello)).toEqual({
      version: hex('0100'),
      padding: Buffer.alloc(72),
      transient: client.transient.publicKey,
      counter: 1n,
      content: Buffer.alloc(64),
    })
    const welcome = server.welcome()
    expect(welcome).toHaveLength(168)
    const { transient, cookie } = client.welcomed(welcome)
    expect([transient, cookie.length]).toEqual([server.transient.publicKey, 96])
    const initiate = client.initiate(typed)
    expect(initiate).toHaveLength(257 + typed.length)
    expect(server.initiated(initiate)).toMatchObject({
      cookie,
      counter: 2n,
      client: C.publicKey,
      vouchedClient: client.transient.publicKey,
      vouchedServer: S.publicKey,
      metadata: typed,
    })
    const ready = server.ready(typed)
    expect(ready).toHaveLength(30 + typed.length)
    expect(client.readied(ready)).toEqual({ counter: 1n, metadata: typed })
    expect(client.message('')).toHaveLength(33)
    expect(server.read(client.message('up', { flags: 1 }))).toEqual({ counter: 4n, flags: 1, data: Buffer.from('up') })
    expect(client.read(server.message('down'))).toEqual({ counter: 2n, flags: 0, data: Buffer.from('down') })
  })

  test('what one sends with another key, prefix or content does not open, or holds something else', () => {
    const [client, server] = both()
    expect(() => server.greeted(client.hello({ key: agreement(S.publicKey, stranger.secretKey) }))).toThrow(WireMismatch)
    expect(() => server.greeted(client.hello({ prefix: 'CurveZMQHELLO--+' }))).toThrow('the box of HELLO to open')
    expect(server.greeted(client.hello({ content: Buffer.alloc(64, 1), counter: 9 }))).toMatchObject({
      counter: 9n,
      content: Buffer.alloc(64, 1),
    })
    client.welcomed(server.welcome())
    const vouch = client.vouch({ server: stranger.publicKey })
    expect(server.initiated(client.initiate(typed, { vouch })).vouchedServer).toEqual(stranger.publicKey)
    expect(() => server.initiated(client.initiate(typed, { vouch: client.vouch({ prefix: 'VOUCH--+' }) }))).toThrow('the vouch')
    expect(() => server.read(client.message('x', { from: 'server' }))).toThrow('the box of MESSAGE to open')
  })

  test('nothing is said before its time', () => {
    const [client, server] = both()
    expect(() => client.initiate(typed)).toThrow('not known yet')
    expect(() => server.welcome()).toThrow('not known yet')
    expect(() => client.message('x')).toThrow('not known yet')
  })
})

describe('every field can be another, and stands where RFC 26 has it', () => {
  const key = agreement(S.publicKey, C.secretKey)
  const mark = (length: number): Buffer => Buffer.alloc(length, 0x2a)
  const bodies: readonly (readonly [what: string, body: Buffer, at: number, expected: Buffer])[] = [
    ['name of HELLO', helloBody({ name: 'GOODBYE', counter: 1, transient: mark(32), key }), 0, Buffer.from('\x07GOODBYE')],
    ['version', helloBody({ version: hex('0203'), counter: 1, transient: mark(32), key }), 6, hex('0203')],
    ['padding', helloBody({ padding: mark(72), counter: 1, transient: mark(32), key }), 8, mark(72)],
    ["C'", helloBody({ counter: 1, transient: mark(32), key }), 80, mark(32)],
    ['counter of HELLO', helloBody({ counter: mark(8), transient: mark(32), key }), 112, mark(8)],
    ['box of HELLO', helloBody({ counter: 1, transient: mark(32), key, box: mark(80) }), 120, mark(80)],
    ['nonce of WELCOME', welcomeBody({ nonce: mark(16), transient: mark(32), cookie: mark(96), key }), 8, mark(16)],
    ['box of WELCOME', welcomeBody({ nonce: mark(16), transient: mark(32), cookie: mark(96), key, box: mark(144) }), 24, mark(144)],
    ['cookie', initiateBody({ cookie: mark(96), counter: 1, client: C.publicKey, vouch: mark(96), metadata: typed, key }), 9, mark(96)],
    [
      'counter of INITIATE',
      initiateBody({ cookie: mark(96), counter: mark(8), client: mark(32), vouch: mark(96), metadata: typed, key }),
      105,
      mark(8),
    ],
    ['counter of READY', readyBody({ counter: mark(8), metadata: typed, key }), 6, mark(8)],
    ['box of READY', readyBody({ counter: 1, metadata: typed, key, box: mark(3) }), 14, mark(3)],
    ['counter of MESSAGE', messageBody({ from: 'client', counter: mark(8), data: 'x', key }), 8, mark(8)],
    ['box of MESSAGE', messageBody({ from: 'client', counter: 1, data: 'x', key, box: mark(17) }), 16, mark(17)],
    ['nonce of a cookie', cookieOctets({ nonce: mark(16), key, client: mark(32), secret: mark(32) }), 0, mark(16)],
  ]
  test.each(bodies)('%s', (_, body, at, expected) => expect(body.subarray(at, at + expected.length)).toEqual(expected))

  test("a cookie holds C' and s' for who has its key", () => {
    const cookie = cookieOctets({ nonce: mark(16), key, client: C.publicKey, secret: S.secretKey })
    const held = unboxed(cookie.subarray(16), Buffer.concat([Buffer.from('COOKIE--'), mark(16)]), key)
    expect(held).toEqual(Buffer.concat([C.publicKey, S.secretKey]))
  })

  test('frames: commands 04 and 06; MESSAGE 00 and 02 as libzmq, 04 and 06 as the RFC has it', () => {
    const flags = (size: number) => [asCommand(mark(size)), asMessage(mark(size)), asMessage(mark(size), 'rfc')].map(frame => frame[0])
    expect([flags(255), flags(256)]).toEqual([
      [4, 0, 4],
      [6, 2, 6],
    ])
  })
})

test('every command cut anywhere, changed anywhere, or not itself is a mismatch, and nothing else', () => {
  const [client, server] = both()
  const hello = client.hello()
  server.greeted(hello)
  const welcome = server.welcome()
  client.welcomed(welcome)
  const key = agreement(server.transient.publicKey, client.transient.secretKey)
  const readers: readonly (readonly [body: Buffer, read: (body: Buffer) => unknown])[] = [
    [hello, body => readHello(body, S.secretKey)],
    [welcome, body => readWelcome(body, agreement(S.publicKey, client.transient.secretKey))],
    [client.initiate(typed), body => readInitiate(body, key, server.transient.secretKey)],
    [server.ready(typed), body => readReady(body, key)],
    [client.message('hello'), body => readMessage(body, key, 'client')],
  ]
  for (const [body, read] of readers) {
    read(body)
    for (let end = 0; end < body.length; end += 3) expect(() => read(body.subarray(0, end))).toThrow(WireMismatch)
    for (const at of [0, 1, body.length - 1]) {
      const changed = Buffer.from(body)
      changed[at]! ^= 1
      expect(() => read(changed)).toThrow(WireMismatch)
    }
    expect(() => read(Buffer.alloc(300, 0x5a))).toThrow(WireMismatch)
  }
})
