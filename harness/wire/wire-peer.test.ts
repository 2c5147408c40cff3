// The raw peer against real libzmq, over tcp, ipc and the abstract namespace, on both ends of the connection.

import { describe, expect, test } from 'vitest'
import { Dealer, Pull, Push, Reply, Router, Subscriber, XPublisher } from 'zeromq'
import { calibrate, patientWindows } from './calibrate.ts'
import type { Scheme } from './listener.ts'
import { cancel, greeting, hex, message, oldSubscribe, ping, readyAs, subscribe } from './octets.ts'
import { everyCut } from './pacing.ts'
import { createWire } from './wire.ts'
import { windows, wireRig } from './wire-peer.rig.ts'

const rig = wireRig()
const { open, bind } = rig
const schemes: Scheme[] = ['tcp', 'tcp6', 'ipc', 'ipc@']

test('a message that is unfinished when the time is over is whole for the next call', async () => {
  const door = await rig.wire.listen()
  const sender = await rig.wire.dial(door.endpoint)
  const receiver = await door.accept()
  await sender.send(greeting())
  const octets = message('one', 'two', 'three')
  await sender.send(octets.subarray(0, 6))
  await expect(receiver.message(20)).rejects.toThrow('part 2 of a message')
  await sender.send([octets.subarray(6), message('next')])
  expect((await receiver.message()).map(String)).toEqual(['one', 'two', 'three'])
  expect((await receiver.message()).map(String)).toEqual(['next'])
})

describe.for(schemes)('dialing libzmq over %s', scheme => {
  test('handshake, messages and a barrier', async () => {
    const pull = open(new Pull())
    const peer = await rig.wire.dial(await bind(pull, scheme))
    const ready = await peer.handshake({ type: 'PUSH' })
    expect(ready.socketType).toBe('PULL')
    expect(ready.greeting).toMatchObject({ version: [3, 1], mechanism: 'NULL', asServer: false })
    await peer.send([message('one'), message('two', '', hex('00ff'))])
    expect((await pull.receive()).map(String)).toEqual(['one'])
    expect(await pull.receive()).toEqual([Buffer.from('two'), Buffer.alloc(0), hex('00ff')])
    await peer.barrier()
    expect(peer.open).toBe(true)
    await peer.silent()
  })

  test('a socket type that may not be paired is told how it ended', async () => {
    const peer = await rig.wire.dial(await bind(open(new Pull()), scheme))
    await peer.greet()
    await peer.send(readyAs('PULL'))
    expect(['fin', 'rst']).toContain(await peer.closed())
    expect(peer.open).toBe(false)
    await peer.send(message('late'))
    await peer.send(message('later'))
    await expect(peer.barrier()).rejects.toThrow(/the subject closed/)
  })
})

describe.for(schemes)('being dialed by libzmq over %s', scheme => {
  test('READY of a DEALER and messages both ways', async () => {
    const door = await rig.wire.listen(scheme)
    const dealer = open(new Dealer({ ipv6: true }))
    dealer.connect(door.endpoint)
    const peer = await door.accept()
    await peer.greet()
    await peer.send(readyAs('ROUTER'))
    const ready = await peer.frame()
    expect(ready.name).toBe('READY')
    expect(ready.body).toHaveLength(41)
    await peer.send(message('to', 'dealer'))
    expect((await dealer.receive()).map(String)).toEqual(['to', 'dealer'])
    await dealer.send(['from', ''])
    expect((await peer.message()).map(String)).toEqual(['from', ''])
    dealer.close()
    expect(await peer.closed()).toBe('fin')
  })
})

test('drip and every cut of a legal conversation are accepted', async () => {
  const pull = open(new Pull())
  const endpoint = await bind(pull)
  const dripping = await rig.wire.dial(endpoint)
  await dripping.handshake({ type: 'PUSH', pacing: 'drip' })
  await dripping.send(message('drip', 'ping'), 'drip')
  expect((await pull.receive()).map(String)).toEqual(['drip', 'ping'])
  await dripping.close()

  for (const pacing of [...everyCut(64).filter((_, at) => at % 7 === 0), { cuts: [1, 9, 10, 11, 12, 32, 33] }] as const) {
    const peer = await rig.wire.dial(endpoint)
    await peer.handshake({ type: 'PUSH', pacing })
    await peer.send(message('cut'), { cuts: [1, 2, 3] })
    expect((await pull.receive()).map(String)).toEqual(['cut'])
    await peer.close()
  }
})

test('the greeting of libzmq comes in pieces: 10, 1 and 53 octets', async () => {
  const peer = await rig.wire.dial(await bind(open(new Pull())))
  expect(await peer.raw(10)).toEqual(hex('ff 0000000000000001 7f'))
  await peer.silent()
  const ours = greeting()
  await peer.send(ours.subarray(0, 10))
  expect(await peer.raw(1)).toEqual(hex('03'))
  await peer.send(ours.subarray(10, 11))
  expect((await peer.raw(53))[0]).toBe(1)
  expect((await peer.greeting()).mechanism).toBe('NULL')
  await peer.send([ours.subarray(11), readyAs('PUSH')])
  expect((await peer.frame()).name).toBe('READY')
})

test('raw after a greeting goes on behind it, and a frame after raw behind that', async () => {
  const peer = await rig.wire.dial(await bind(open(new Router())))
  await peer.greet()
  await peer.send(readyAs('DEALER'))
  expect(await peer.raw(8)).toEqual(hex('04 29 05 5245414459'))
  await peer.raw(0x29 - 6)
  await peer.send(ping(0, 'x'))
  expect((await peer.frame()).name).toBe('PONG')
})

test('a downgrade to ZMTP 2.0 is read as such', async () => {
  const pull = open(new Pull())
  const peer = await rig.wire.dial(await bind(pull))
  await peer.send([hex('ff 0000000000000000 7f'), hex('01 08'), message(''), message('old')])
  expect((await peer.greeting()).bytes.subarray(10)).toEqual(hex('03 07'))
  expect((await peer.frame()).body).toHaveLength(0)
  expect((await pull.receive()).map(String)).toEqual(['old'])
})

test('subscriptions of a libzmq SUB, new form and old', async () => {
  const door = await rig.wire.listen()
  const sub = open(new Subscriber())
  sub.connect(door.endpoint)
  sub.subscribe('news')
  const peer = await door.accept()
  await peer.handshake({ type: 'PUB' })
  expect((await peer.command('SUBSCRIBE')).data.toString()).toBe('news')
  await peer.send([message('news 1'), message('other'), message('news 2')])
  expect([...(await sub.receive()), ...(await sub.receive())].map(String)).toEqual(['news 1', 'news 2'])
  sub.unsubscribe('news')
  expect((await peer.command('CANCEL')).data.toString()).toBe('news')

  const other = open(new Subscriber())
  other.connect(door.endpoint)
  other.subscribe('s')
  const older = await door.accept()
  await older.handshake({ type: 'PUB', version: [3, 0] })
  expect(await older.message()).toEqual([hex('01 73')])
})

test('a libzmq XPUB serves raw subscribers', async () => {
  const pub = open(new XPublisher())
  const endpoint = await bind(pub)
  const [now, before] = [await rig.wire.dial(endpoint), await rig.wire.dial(endpoint)]
  await now.handshake({ type: 'SUB' })
  await before.handshake({ type: 'SUB', version: [3, 0] })
  const told = async (count: number): Promise<string[]> => {
    const said: string[] = []
    while (said.length < count) said.push((await pub.receive())[0]!.toString('hex'))
    return said
  }
  await now.send([subscribe('a'), subscribe('b'), cancel('b')])
  expect(await told(3)).toEqual(['0161', '0162', '0062'])
  await before.send(oldSubscribe('b'))
  expect(await told(1)).toEqual(['0162'])
  await pub.send('all')
  await pub.send('both')
  expect((await now.message()).map(String)).toEqual(['all'])
  expect((await before.message()).map(String)).toEqual(['both'])
  await now.silent()
})

test('PINGs of the subject: answered on the way, left alone when frames are asked for', async () => {
  const door = await rig.wire.listen()
  const dealer = open(new Dealer({ heartbeatInterval: 20, heartbeatTimeout: 400, heartbeatTimeToLive: 1000 }))
  dealer.connect(door.endpoint)
  const peer = await door.accept()
  await peer.handshake({ type: 'ROUTER' })
  const first = await peer.frame()
  expect([first.name, first.data.readUInt16BE(0)]).toEqual(['PING', 10])
  await peer.silent(600)
  await peer.barrier()
  expect(peer.log.filter(entry => entry.includes('→ PONG')).length).toBeGreaterThan(3)
  // Now unanswered: the subject gives up.
  expect(['fin', 'rst']).toContain(await peer.closed())
})

test('a barrier leaves what came before it to be read', async () => {
  const router = open(new Reply())
  const peer = await rig.wire.dial(await bind(router))
  await peer.handshake({ type: 'REQ' })
  await peer.send(message('', 'question'))
  expect((await router.receive()).map(String)).toEqual(['question'])
  await router.send('answer')
  await peer.barrier()
  await peer.barrier()
  expect((await peer.message()).map(String)).toEqual(['', 'answer'])
  await peer.silent()
})

test('a peer that stops reading fills the subject up to its HWM', async () => {
  const push = open(new Push({ sendHighWaterMark: 1, sendTimeout: 100, sendBufferSize: 4096 }))
  const peer = await rig.wire.dial(await bind(push))
  await peer.handshake({ type: 'PULL' })
  peer.pause()
  const body = Buffer.alloc(1 << 20)
  const sent = await (async () => {
    for (let n = 0; n < 200; n++) {
      try {
        await push.send(body)
      } catch {
        return n
      }
    }
    return 200
  })()
  expect(sent).toBeLessThan(200)
  peer.resume()
  for (let n = 0; n < sent; n++) expect((await peer.message())[0]).toHaveLength(1 << 20)
})

test('calibration measures round trips of the subject', async () => {
  const endpoint = await bind(open(new Pull()))
  const measured = await calibrate(async () => {
    const peer = await rig.wire.dial(endpoint)
    await peer.handshake({ type: 'PUSH' })
    return peer
  })
  expect(measured.reaction).toBeGreaterThanOrEqual(50)
  expect(measured.reaction).toBeLessThanOrEqual(1000)
  expect(measured).toEqual({ reaction: measured.reaction, silence: measured.reaction, deadline: 2000 + 3 * measured.reaction })
  expect(rig.wire.logs.filter(entry => entry.includes('← PONG'))).toHaveLength(20)
  const mute = createWire({ ...windows, deadline: 20 })
  const door = await mute.listen()
  expect(await calibrate(() => mute.dial(door.endpoint))).toEqual(patientWindows)
  await mute.close()
})

test('the log of a case reads as a story', async () => {
  const pull = open(new Pull())
  const peer = await rig.wire.dial(await bind(pull))
  await peer.handshake({ type: 'PUSH' })
  await peer.send(message('hello', 'world'))
  await pull.receive()
  peer.halfClose()
  await peer.closed()
  expect(rig.wire.logs[0]).toMatch(/^peer 1 dialed tcp:/)
  // Both READYs leave at once: which is listed first is chance.
  const lines = rig.wire.logs.slice(1).map(entry => entry.replace(/^ {2}\d+\.\dms /, ''))
  expect([...lines.slice(0, 2), ...lines.slice(2, 4).sort().reverse(), ...lines.slice(4)]).toEqual([
    '→ greeting 3.1 NULL',
    '← greeting 3.1 NULL padding [00 00 00 00 00 00 00 01]',
    '→ READY 26 Socket-Type="PUSH"',
    '← READY 26 Socket-Type="PULL"',
    '→ frame more 5 "hello"',
    '→ frame 5 "world"',
    '→ FIN',
    '← FIN',
  ])
})
