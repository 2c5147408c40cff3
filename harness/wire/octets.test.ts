// The builders against octets written by hand, not against our own reader.

import { expect, test } from 'vitest'
import frames from '../../fixtures/vectors/wire-frames.json' with { type: 'json' }
import greetings from '../../fixtures/vectors/wire-greetings.json' with { type: 'json' }
import * as wire from './octets.ts'

const greetingHex = (what: string): Buffer => wire.hex(greetings.greetings.find(vector => vector.what === what)!.hex)
const frameHex = (what: string): Buffer => wire.hex(frames.frames.find(vector => vector.what === what)!.hex)

const built: Record<string, Buffer> = {
  'empty message': wire.message(''),
  'one octet': wire.frame({ body: 'A' }),
  'more to come': wire.frame({ more: true, body: 'hello' }),
  'long form of a small body is legal': wire.frame({ long: true, body: 'abc' }),
  'long form, more': wire.frame({ flags: 3 }),
  'reserved flag bits': wire.frame({ flags: 0xf8, body: 'x' }),
  'READY of a DEALER with an empty identity': wire.readyAs('DEALER', { Identity: '' }),
  'READY of a ROUTER, socket type alone': wire.ready([['Socket-Type', 'ROUTER']]),
  'READY whose value runs past the end': wire.ready([wire.property('X', wire.hex('610000'), { valueLength: 9 })]),
  'ERROR 400': wire.error('400'),
  'PING, 2 s to live': wire.ping(20, 'ctx'),
  PONG: wire.pong('ctx'),
  SUBSCRIBE: wire.subscribe('A'),
  CANCEL: wire.cancel('A'),
  'subscription of 3.0': wire.oldSubscribe('A'),
  'cancellation of 3.0': wire.oldCancel('A'),
  'command without a name': wire.command(''),
  'command name past the end': wire.command('RE', '', { nameLength: 5 }),
  'command of no octets': wire.frame({ command: true }),
}

test.for(Object.keys(built))('frame: %s', what => {
  expect(built[what]!.toString('hex')).toBe(frameHex(what).toString('hex'))
})

test('greetings', () => {
  expect(wire.greeting()).toEqual(greetingHex('3.1 NULL client'))
  expect(wire.greeting({ version: [3, 0], mechanism: 'PLAIN', asServer: true })).toEqual(greetingHex('3.0 PLAIN server'))
  expect(wire.greeting({ mechanism: 'ABCDEFGHIJKLMNOPQRST' })).toEqual(greetingHex('mechanism name of all 20 octets'))
  expect(wire.greeting({ padding: wire.hex('0000000000000001'), mechanism: 'CURVE' })).toEqual(
    greetingHex('3.1 CURVE, padding as libzmq fills it for an anonymous peer'),
  )
  const odd = wire.greeting({ first: 1, last: 2, asServer: 9, filler: Buffer.alloc(31, 0xee) })
  expect([odd[0], odd[9], odd[32], odd[33], odd[63], odd.length]).toEqual([1, 2, 9, 0xee, 0xee, 64])
})

test('255 octets are short, 256 are long; the length may lie', () => {
  expect(wire.frame({ body: Buffer.alloc(255) }).subarray(0, 2)).toEqual(wire.hex('00ff'))
  expect(wire.frame({ body: Buffer.alloc(256) }).subarray(0, 9)).toEqual(wire.hex('02 0000000000000100'))
  expect(wire.subscribe(Buffer.alloc(246)).subarray(0, 9)).toEqual(wire.hex('06 0000000000000100'))
  expect(wire.frame({ size: 1n << 63n })).toEqual(wire.hex('02 8000000000000000'))
  expect(wire.frame({ size: 2n ** 64n - 1n })).toEqual(wire.hex('02 ffffffffffffffff'))
  expect(wire.frame({ size: 7, body: 'abc' })).toEqual(wire.hex('00 07 616263'))
  expect(wire.frame({ flags: 2, long: false, body: 'abc' })).toEqual(wire.hex('02 03 616263'))
})

test('parts of a message', () => {
  expect(wire.message('a', '', 'b')).toEqual(wire.hex('01 01 61  01 00  00 01 62'))
})

test('lies of properties and reasons', () => {
  expect(wire.property('AB', 'c', { nameLength: 9, valueLength: 2 ** 31 })).toEqual(wire.hex('09 4142 80000000 63'))
  expect(wire.error('no', { reasonLength: 200 })).toEqual(wire.hex('04 09 05 4552524f52 c8 6e6f'))
})
