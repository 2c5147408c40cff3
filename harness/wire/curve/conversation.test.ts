// The raw CURVE peer against real libzmq, in both roles.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Dealer, Pull, Push, type Socket, Subscriber, XPublisher } from 'zeromq'
import { type Wire, WireMismatch } from '../contract.ts'
import { message, subscribe } from '../octets.ts'
import { createWire } from '../wire.ts'
import { z85 } from '../z85.ts'
import { createKeyring } from './box.ts'
import { asCommand, asMessage } from './commands.ts'
import { joinClient, joinServer } from './conversation.ts'
import { createCurveClient, createCurveServer } from './speaker.ts'

const keyring = createKeyring(3)
const [S, C] = [keyring.pair(), keyring.pair()]
const serverOptions = { curveServer: true, curveSecretKey: z85(S.secretKey) }
const clientOptions = { curveServerKey: z85(S.publicKey), curvePublicKey: z85(C.publicKey), curveSecretKey: z85(C.secretKey) }
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
async function bound<T extends Pull | XPublisher | Dealer>(socket: T): Promise<T> {
  open(socket)
  await socket.bind('tcp://127.0.0.1:*')
  return socket
}
const client = () => createCurveClient({ server: S.publicKey, keys: C, keyring })
const server = () => createCurveServer({ keys: S, keyring })

describe('with a server of libzmq', () => {
  test('handshake, messages and a barrier', async () => {
    const pull = await bound(new Pull(serverOptions))
    const talk = await joinServer(await wire.dial(pull.lastEndpoint!), client(), { type: 'PUSH' })
    expect(talk.properties.get('Socket-Type')?.toString()).toBe('PULL')
    await talk.send(['two', 'frames'])
    expect((await pull.receive()).map(String)).toEqual(['two', 'frames'])
    await talk.barrier()
  })

  test('subscriptions and what follows from them', async () => {
    const pub = await bound(new XPublisher(serverOptions))
    const talk = await joinServer(await wire.dial(pub.lastEndpoint!), client(), { type: 'SUB' })
    await talk.say(subscribe('news'))
    expect((await pub.receive()).map(part => part.toString('latin1'))).toEqual(['\x01news'])
    await pub.send('news today')
    expect((await talk.recv()).map(String)).toEqual(['news today'])
  })

  test('a wrong key gets no further than HELLO', async () => {
    const pull = await bound(new Pull(serverOptions))
    const peer = await wire.dial(pull.lastEndpoint!)
    const stranger = createCurveClient({ server: keyring.pair().publicKey, keys: C, keyring })
    await expect(joinServer(peer, stranger, { type: 'PUSH' })).rejects.toThrow(WireMismatch)
  })

  test('what is no MESSAGE ends the connection', async () => {
    const pull = await bound(new Pull(serverOptions))
    const talk = await joinServer(await wire.dial(pull.lastEndpoint!), client(), { type: 'PUSH' })
    await talk.peer.send(message('in clear'))
    expect(['fin', 'rst']).toContain(await talk.peer.closed())
  })
})

describe('with a client of libzmq', () => {
  test('handshake, messages of 1 and 2 frames, a long one, and a barrier', async () => {
    const door = await wire.listen()
    const dealer = open(new Dealer({ ...clientOptions, routingId: 'me' }))
    dealer.connect(door.endpoint)
    const talk = await joinClient(await door.accept(), server(), { type: 'ROUTER' })
    expect(talk.properties.get('Identity')?.toString()).toBe('me')
    await dealer.send(['a', Buffer.alloc(1000, 'x')])
    expect((await talk.recv()).map(part => part.length)).toEqual([1, 1000])
    await talk.send(['back'])
    expect((await dealer.receive()).map(String)).toEqual(['back'])
    await talk.barrier()
  })

  test('SUBSCRIBE comes inside a MESSAGE; of a 3.0 peer as a message', async () => {
    const door = await wire.listen()
    const sub = open(new Subscriber(clientOptions))
    sub.connect(door.endpoint)
    sub.subscribe('s')
    const talk = await joinClient(await door.accept(), server(), { type: 'PUB' })
    expect((await talk.command('SUBSCRIBE')).toString()).toBe('s')
    sub.connect((await wire.listen()).endpoint)
    const other = await wire.listen()
    sub.connect(other.endpoint)
    const older = await joinClient(await other.accept(), server(), { type: 'PUB', minor: 0 })
    expect((await older.recv()).map(part => part.toString('latin1'))).toEqual(['\x01s'])
  })

  test('a WELCOME of another server ends the connection', async () => {
    const door = await wire.listen()
    const push = open(new Push(clientOptions))
    push.connect(door.endpoint)
    const peer = await door.accept()
    await peer.greet({ mechanism: 'CURVE', asServer: true })
    const other = server()
    other.greeted((await peer.command('HELLO')).body)
    const welcome = other.welcome()
    welcome[100]! ^= 1
    await peer.send(asCommand(welcome))
    expect(['fin', 'rst']).toContain(await peer.closed())
  })
})

test('MESSAGE in the form of RFC 26 is dropped by libzmq 4.3.5', async () => {
  const pull = await bound(new Pull({ ...serverOptions, receiveTimeout: 2000 }))
  const speaker = client()
  const talk = await joinServer(await wire.dial(pull.lastEndpoint!), speaker, { type: 'PUSH' })
  await talk.peer.send([asMessage(speaker.message('lost'), 'rfc'), asMessage(speaker.message('kept'))])
  expect((await pull.receive()).map(String)).toEqual(['kept'])
})
