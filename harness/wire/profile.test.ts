// Raw peers of every version against real libzmq, which speaks all of them: whoever binds, in several pacings.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Dealer, Pull, Push, type Request, Router, type Socket, type Subscriber, XPublisher } from 'zeromq'
import { type ProfileVersion, type Wire, WireMismatch, type WirePeer } from './contract.ts'
import { hex } from './octets.ts'
import { profiles } from './profile.ts'
import { createWire } from './wire.ts'

const versions = Object.keys(profiles) as ProfileVersion[]
let wire: Wire
let sockets: Socket[]

beforeEach(() => {
  wire = createWire({ reaction: 100, silence: 60, deadline: 3000 })
  sockets = []
})
afterEach(async () => {
  for (const socket of sockets) socket.close()
  await wire.close()
})

function open<T extends Socket>(socket: T): T {
  sockets.push(socket)
  socket.linger = 0
  return socket
}

async function dial(socket: Push | Pull | Dealer | Router | XPublisher | Subscriber | Request): Promise<WirePeer> {
  await socket.bind('tcp://127.0.0.1:*')
  return wire.dial(socket.lastEndpoint!)
}

describe.for(versions)('%s', version => {
  const { message, subscribe, cancel } = profiles[version]

  test.for(['burst', 'drip', { cuts: [1, 9, 10, 11, 12] }] as const)('sends to a PULL: %s', async pacing => {
    const pull = open(new Pull())
    const peer = await dial(pull)
    await peer.join(version, { type: 'PUSH', pacing })
    await peer.send(message('one', '', Buffer.alloc(300, 'x')), pacing)
    expect(await pull.receive()).toEqual([Buffer.from('one'), Buffer.alloc(0), Buffer.alloc(300, 'x')])
  })

  test('is sent to by a PUSH that connects', async () => {
    const door = await wire.listen()
    const push = open(new Push())
    push.connect(door.endpoint)
    const peer = await door.accept()
    const joined = await peer.join(version, { type: 'PULL' })
    expect(joined.typeOctet).toBe(version === '2.0' ? 8 : null)
    expect(joined.socketType).toBe(version.startsWith('3') ? 'PUSH' : null)
    await push.send(['a', Buffer.alloc(254, 'y'), ''])
    expect(await peer.message()).toEqual([Buffer.from('a'), Buffer.alloc(254, 'y'), Buffer.alloc(0)])
  })

  test('is known to a ROUTER by its identity, and knows that of a DEALER', async () => {
    const router = open(new Router())
    const peer = await dial(router)
    await peer.join(version, { type: 'DEALER', identity: 'me' })
    await peer.send(message('question'))
    expect((await router.receive()).map(String)).toEqual(['me', 'question'])
    await router.send(['me', 'answer'])
    expect((await peer.message()).map(String)).toEqual(['answer'])
    const dealer = open(new Dealer({ routingId: 'you' }))
    const joined = await (await dial(dealer)).join(version, { type: 'ROUTER' })
    expect(String(joined.identity)).toBe('you')
  })

  test('subscribes to an XPUB, or is subscribed to everything', async () => {
    const xpub = open(new XPublisher())
    const peer = await dial(xpub)
    await peer.join(version, { type: 'SUB' })
    await peer.send(subscribe('top'))
    const told = (await xpub.receive())[0]
    expect(told).toEqual(version === '1.0' ? hex('01') : hex('01 746f70'))
    await xpub.send(['topic', 'news'])
    expect((await peer.message()).map(String)).toEqual(['topic', 'news'])
    if (version === '1.0') return
    await peer.send(cancel('top'))
    expect((await xpub.receive())[0]).toEqual(hex('00 746f70'))
  })
})

test('says so when the subject answers in another version', async () => {
  const pull = open(new Pull())
  pull.plainServer = true
  const peer = await dial(pull)
  await expect(peer.join('2.0', { type: 'PUSH' })).rejects.toThrow(WireMismatch)
})
