// Subscriptions in both wire forms (RFC 37 and 23, "The Publish-Subscribe Pattern"): chosen by the peer's version, taken in either.

import { describe, expect, it } from 'vitest'
import commands from '../../fixtures/vectors/command.json' with { type: 'json' }
import { hex } from '../wire/octets.rig.ts'
import type { SocketType } from '../wire/socket-type.ts'
import { greeting, rig, talking } from './session.rig.ts'

describe('subscriptions', () => {
  it.each(Object.entries(commands.subscription))('go out in the form the peer wants: %s', (_, vector) => {
    for (const minor of [0, 1, 2]) {
      const own = talking({ socketType: 'SUB' }, 'PUB', minor)
      own.session.subscription(true, hex(vector.topic))
      expect(own.sent()).toEqual(hex(minor === 0 ? vector.oldSubscribe : vector.subscribe))
      own.session.subscription(false, hex(vector.topic))
      expect(own.sent()).toEqual(hex(minor === 0 ? vector.oldCancel : vector.cancel))
    }
  })

  it('go to a peer of version 4.0 as to one of 3.1', () => {
    const own = rig({ socketType: 'SUB' })
    const later = greeting()
    later.set([4, 0], 10)
    own.receive(later, hex(commands.ready.PUB.hex))
    own.sent()
    own.session.subscription(true, hex('41'))
    expect(own.sent()).toEqual(hex(commands.subscription.A.subscribe))
    expect(own.peers[0]!.minor).toBe(1)
  })

  it.each([
    ['SUBSCRIBE', 1, 245, '04 ff'],
    ['SUBSCRIBE', 1, 246, '06 0000000000000100'],
    ['01', 0, 254, '00 ff'],
    ['01', 0, 255, '02 0000000000000100'],
  ] as const)('with the topic counted into the size: %s to 3.%i, %i octets', (_, minor, length, head) => {
    const own = talking({ socketType: 'SUB' }, 'PUB', minor)
    own.session.subscription(true, new Uint8Array(length))
    expect(own.sent().subarray(0, hex(head).length)).toEqual(hex(head))
  })

  it.each(['PUB', 'XPUB'] as const)('come in by either form to a %s, from a peer of either version', socketType => {
    const vector = commands.subscription.A
    for (const minor of [0, 1]) {
      const own = talking({ socketType }, 'SUB', minor)
      own.receive(
        hex(vector.subscribe),
        hex(vector.cancel),
        hex(vector.oldSubscribe),
        hex(vector.oldCancel),
        hex(commands.subscription.empty.oldSubscribe),
      )
      expect(own.subscriptions).toEqual([
        [true, hex('41')],
        [false, hex('41')],
        [true, hex('41')],
        [false, hex('41')],
        [true, hex('')],
      ])
      own.receive(hex('00 02 02 41'), hex('00 00'), hex('01 01 02 00 00'))
      expect(own.messages).toEqual([[hex('0241')], [hex('')], [hex('02'), hex('')]])
      expect(own.subscriptions.length).toBe(5)
    }
  })

  // [01 A] 03 [00 B] 04 [01 C], then 03 [01 D], then [00 E] [01 F]
  it.each([
    ['all of them', {}, ['0141', '0042', '0143', '0144', '0045', '0146'], [['03', '04'], ['03']]],
    [
      'when the first is one',
      { onlyFirstSubscribe: true },
      ['0141', '0042', '0143', '0045', '0146'],
      [
        ['03', '04'],
        ['03', '0144'],
      ],
    ],
    [
      'none',
      { strict: true },
      [],
      [
        ['0141', '03', '0042', '04', '0143'],
        ['03', '0144'],
        ['0045', '0146'],
      ],
    ],
  ] as const)('are found in a message of several frames: %s', (_, options, found, left) => {
    const own = talking({ socketType: 'XPUB', ...options }, 'SUB', 0)
    own.receive(hex('01 02 01 41 01 01 03 01 02 00 42 01 01 04 00 02 01 43'), hex('01 01 03 00 02 01 44'), hex('01 02 00 45 00 02 01 46'))
    expect(own.subscriptions).toEqual(found.map(text => [text.startsWith('01'), hex(text.slice(2))]))
    expect(own.messages).toEqual(left.map(frames => frames.map(hex)))
  })

  it.each(['PULL', 'SUB', 'ROUTER'] as const)('are plain messages to a %s when they come as 01 and 00', socketType => {
    const peer: Partial<Record<SocketType, SocketType>> = { PULL: 'PUSH', SUB: 'PUB', ROUTER: 'DEALER' }
    const own = talking({ socketType }, peer[socketType]!)
    own.receive(hex(commands.subscription.A.oldSubscribe), hex(commands.subscription.A.oldCancel))
    expect(own.messages).toEqual([[hex('0141')], [hex('0041')]])
  })
})
