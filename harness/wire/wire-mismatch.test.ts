// What a raw peer says when something else came than was expected, or nothing.

import { describe, expect, test } from 'vitest'
import { Dealer, Pull } from 'zeromq'
import { WireMismatch } from './contract.ts'
import { error, greeting, hex } from './octets.ts'
import { createWire } from './wire.ts'
import { windows, wireRig } from './wire-peer.rig.ts'

const rig = wireRig()
const { open, bind } = rig

describe('mismatches say what came', () => {
  const failure = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'no failure',
      (thrown: unknown) => (thrown instanceof WireMismatch ? thrown.message : `not a mismatch: ${thrown}`),
    )

  test('nothing, another frame, ERROR, the end', async () => {
    const dealer = open(new Dealer())
    const peer = await rig.wire.dial(await bind(dealer))
    await peer.handshake({ type: 'DEALER' })
    expect(await failure(peer.frame(30))).toBe('expected a frame, got nothing within 30 ms')
    await dealer.send('surprise')
    expect(await failure(peer.command('PONG'))).toBe('expected command PONG, got frame 8 "surprise"')
    await dealer.send('surprise')
    expect(await failure(peer.silent())).toMatch(/^expected silence for \d+ ms, got frame 8 "surprise"$/)
    await peer.message()
    dealer.close()
    expect(await failure(peer.message())).toMatch(/^expected a message, got the subject closed: \d+\.\dms {2}(FIN|RST)$/)
    expect(await failure(peer.barrier())).toMatch(/^expected PONG, got the subject closed/)
    expect(await failure(peer.silent())).toMatch(/the subject closed/)
  })

  test('a handshake with an illegal type', async () => {
    const peer = await rig.wire.dial(await bind(open(new Pull())))
    // libzmq sends its READY before it looks at ours.
    const end = await failure(peer.handshake({ type: 'XPUB' }).then(() => peer.barrier()))
    expect(end).toMatch(/^expected (command READY|PONG), got (ERROR|the subject closed)/)
  })

  test('octets that are no ZMTP, and a frame without end', async () => {
    const door = await rig.wire.listen()
    const other = createWire(windows)
    const subject = await other.dial(door.endpoint)
    const peer = await door.accept()
    await subject.send(Buffer.from('GET / HTTP/1.1\r\n\r\n'))
    expect(await failure(peer.greeting())).toMatch(/^expected a greeting, got malformed: no ZMTP signature: octet 0 is 47 /)
    expect((await peer.raw(3)).toString()).toBe('GET')
    const second = await other.dial(door.endpoint)
    const reader = await door.accept()
    await second.send([greeting(), hex('02 ffffffffffffffff'), error('lost')])
    await reader.greeting()
    expect(await failure(reader.frame())).toMatch(/announces 18446744073709551615 octets/)
    await other.close()
  })

  test('nobody listens, nobody comes', async () => {
    const door = await rig.wire.listen()
    await door.close()
    expect(await failure(rig.wire.dial(door.endpoint))).toBe(`expected a connection to ${door.endpoint}, got ECONNREFUSED`)
    const idle = await rig.wire.listen('ipc')
    expect(await failure(idle.accept(20))).toBe(`expected a connection to ${idle.endpoint}, got none within 20 ms`)
  })
})
