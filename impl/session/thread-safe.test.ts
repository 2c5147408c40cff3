// Messages of one part, and groups (RFC 37, "Thread-Safe Socket Types", "The Radio-Dish Pattern").

import { describe, expect, it } from 'vitest'
import { encodeCommand } from '../wire/command.ts'
import { concat, hex, singly } from '../wire/octets.rig.ts'
import { type SocketType, socketTypes } from '../wire/socket-type.ts'
import { talking } from './session.rig.ts'

const text = (octets: Uint8Array): string => String.fromCharCode(...octets)
const octets = (of: string): Uint8Array => Uint8Array.from(of, character => character.charCodeAt(0))
const frame = (flags: number, body: string): Uint8Array => concat(Uint8Array.of(flags, body.length), octets(body))
const command = (name: string, data: string): Uint8Array => {
  const body = encodeCommand(name, octets(data))
  return concat(Uint8Array.of(4, body.length), body)
}
const single = (Object.keys(socketTypes) as SocketType[]).filter(type => socketTypes[type].frames === 1)

describe('a message that has not the right number of frames', () => {
  it.each(single)('is discarded whole by %s, the next one is delivered, at every split', type => {
    const traffic = concat(frame(1, 'a'), frame(1, ''), frame(0, 'c'), frame(0, 'single'), frame(1, 'd'), frame(0, 'e'), frame(0, ''))
    for (let at = 0; at <= traffic.length; at++) {
      const own = talking({ socketType: type }, socketTypes[type].peers[0]!)
      own.receive(traffic.subarray(0, at), traffic.subarray(at))
      expect(own.messages.map(message => message.map(text))).toEqual([['single'], ['']])
      expect(own.ends).toEqual([])
    }
  })

  it('is discarded by DISH, octet by octet: one frame, and three', () => {
    const own = talking({ socketType: 'DISH' }, 'RADIO')
    const traffic = concat(
      frame(0, 'alone'),
      frame(1, 'g'),
      frame(1, 'x'),
      frame(0, 'y'),
      frame(1, 'g'),
      frame(0, 'good'),
      frame(0, 'alone'),
    )
    own.receive(...singly(traffic))
    expect(own.messages.map(message => message.map(text))).toEqual([['g', 'good']])
  })
})

describe('groups', () => {
  it('are joined and left by DISH with commands, whatever the minor version', () => {
    for (const minor of [0, 1]) {
      const own = talking({ socketType: 'DISH' }, 'RADIO', minor)
      own.session.subscription(true, octets('AB'))
      own.session.subscription(false, octets('AB'))
      expect(own.sent()).toEqual(hex('04 07 04 4a4f494e 4142  04 08 05 4c45415645 4142'))
      own.session.subscription(true, new Uint8Array(251))
      expect(own.sent().subarray(0, 9)).toEqual(hex('06 0000000000000100'))
    }
  })

  it('are heard of by RADIO only, and subscriptions by publishers only', () => {
    const traffic = concat(command('JOIN', 'g'), command('LEAVE', 'g'), command('SUBSCRIBE', 't'), command('CANCEL', 't'))
    for (const [type, peer, expected] of [
      [
        'RADIO',
        'DISH',
        [
          [true, 'g'],
          [false, 'g'],
        ],
      ],
      [
        'PUB',
        'SUB',
        [
          [true, 't'],
          [false, 't'],
        ],
      ],
      ['CLIENT', 'SERVER', []],
    ] as const) {
      const own = talking({ socketType: type }, peer)
      own.receive(traffic)
      expect(own.subscriptions.map(([join, name]) => [join, text(name)])).toEqual(expected)
      expect(own.ends).toEqual([])
    }
  })

  it('a first octet of 00 or 01 is no subscription to a RADIO', () => {
    const own = talking({ socketType: 'RADIO' }, 'DISH')
    own.receive(frame(0, '\x01t'))
    expect([own.subscriptions, own.messages]).toEqual([[], []])
  })
})
