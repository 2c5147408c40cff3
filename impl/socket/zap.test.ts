// ZAP at a server of ours (RFC 27): what the handler is asked, what follows from each answer, and what handlers can do wrong.

import { afterEach, describe, expect, it } from 'vitest'
import { curveKeyPair } from '../crypto/curve-key-pair.ts'
import { decodeZ85 } from '../wire/z85.ts'
import { metadata } from './message-metadata.ts'
import { Bench, clientKeys, secured, status, within } from './secured.rig.ts'
import { Dealer, Pull, Push, Router, Subscriber, XPublisher } from './socket-classes.ts'

const bench = new Bench()
afterEach(() => bench.dispose())

type Name = keyof typeof secured
const names = Object.keys(secured) as Name[]
const clientKey = Buffer.from(decodeZ85(clientKeys.publicKey)).toString('hex')

async function pull(name: Name, more: object = {}): Promise<Pull> {
  const socket = bench.keep(new Pull({ context: bench.context, ...secured[name].server, ...more }))
  await socket.bind('tcp://127.0.0.1:*')
  return socket
}
function push(name: Name, server: Pull, more: object = {}): Push {
  const socket = bench.keep(new Push({ context: bench.context, reconnectInterval: 10, ...secured[name].client, ...more }))
  queueMicrotask(() => socket.connect(server.lastEndpoint!))
  return socket
}
/** A status with metadata of one property, X-Role=admin. */
const role = Buffer.concat([Buffer.from([6]), Buffer.from('X-Role'), Buffer.from([0, 0, 0, 5]), Buffer.from('admin')])

describe.each(names)('%s', name => {
  it('asks with domain, address, identity, mechanism and credentials, and names the user on every message', async () => {
    const { asked } = await bench.handler(status('200', 'user', role))
    const router = bench.keep(new Router({ context: bench.context, ...secured[name].server }))
    await router.bind('tcp://127.0.0.1:*')
    const dealer = bench.keep(new Dealer({ context: bench.context, ...secured[name].client, routingId: 'me' }))
    dealer.connect(router.lastEndpoint!)
    await dealer.send(['one', 'two'])
    const message = await within(router.receive(), 'a message')
    expect(message.map(String)).toEqual(['me', 'one', 'two'])
    const credentials = { NULL: [], PLAIN: ['joe', 'secret'], CURVE: [clientKey] }
    expect(asked).toEqual([['global', '127.0.0.1', name === 'CURVE' ? 'me' : '', name, ...credentials[name]]])
    expect(Object.fromEntries(metadata(message)!)).toEqual({
      'Peer-Address': '127.0.0.1',
      'User-Id': 'user',
      'X-Role': 'admin',
      'Socket-Type': 'DEALER',
      Identity: 'me',
      'Routing-Id': 'me',
    })
    expect(metadata(message[2]!)).toBe(metadata(message))
  })

  it.each([400, 500])('status %i: ERROR with the code, events on both sides, and no second try', async code => {
    await bench.handler(status(`${code}`, 'user'))
    const server = await pull(name)
    const client = push(name, server)
    const refused = { error: { status: code } }
    expect(await Promise.all([bench.event(server, 'handshake:error:auth'), bench.event(client, 'handshake:error:auth')])).toMatchObject([
      refused,
      refused,
    ])
    let retries = 0
    client.events.on('connect:retry', () => retries++)
    // Somebody else is asked and refused meanwhile: whoever tried again would have been seen.
    const other = push(name, server)
    await bench.event(other, 'handshake:error:auth')
    expect([retries, server.readable]).toEqual([0, false])
  })

  it('status 300: silence, and the client tries again', async () => {
    let asked = 0
    await bench.handler((_, id) => ['1.0', id, asked++ === 0 ? '300' : '200', '', '', ''])
    const server = await pull(name)
    const client = push(name, server)
    const events = Promise.all([bench.event(server, 'handshake:error:auth'), bench.event(client, 'connect:retry')])
    await client.send('late')
    expect(await events).toMatchObject([{ error: { status: 300 } }, { type: 'connect:retry' }])
    expect(String(await within(server.receive(), 'a message'))).toBe('late')
    expect(asked).toBe(2)
  })

  it.each([
    ['7 frames, one of them the version 1.1', ['1.1', null, '200', '', '', ''], 'ERR_ZAP_BAD_VERSION'],
    ['another id', ['1.0', 'x', '200', '', '', ''], 'ERR_ZAP_BAD_REQUEST_ID'],
    ['status 201', ['1.0', null, '201', '', '', ''], 'ERR_ZAP_INVALID_STATUS_CODE'],
    ['metadata that is none', ['1.0', null, '200', '', '', 'x'], 'ERR_ZAP_INVALID_METADATA'],
    ['a frame less', ['1.0', null, '200', '', ''], 'ERR_ZAP_MALFORMED_REPLY'],
    ['a frame more', ['1.0', null, '200', '', '', '', ''], 'ERR_ZAP_MALFORMED_REPLY'],
  ] as const)('lets nobody in by %s', async (_, frames, code) => {
    await bench.handler((_, id) => frames.map(frame => frame ?? id))
    const server = await pull(name)
    const failed = bench.event(server, 'handshake:error:protocol')
    const client = push(name, server)
    const closed = bench.event(client, 'disconnect')
    expect(await failed).toMatchObject({ error: { code, blame: 'local' } })
    await closed
    expect(server.readable).toBe(false)
  })

  it('lets nobody in while a handler is silent, gives up in time, and takes the question back', async () => {
    const dead = await bench.router()
    const server = await pull(name, { handshakeInterval: 60 })
    const gaveUp = bench.event(server, 'handshake:error:other', 3)
    push(name, server)
    await gaveUp
    expect(server.readable).toBe(false)
    // Of at least three questions only that of a living connection is left to read.
    let waiting = 0
    while (dead.readable) {
      await dead.receive()
      waiting++
    }
    expect(waiting).toBeLessThanOrEqual(1)
  })

  it('asks again when the handler goes away before it answers', async () => {
    const first = await bench.router()
    const server = await pull(name)
    const client = push(name, server)
    const failed = bench.event(server, 'handshake:error:other')
    await within(first.receive(), 'a question')
    first.close()
    expect(await failed).toMatchObject({ error: { code: 'EFAULT' } })
    await bench.handler(status('200'))
    await client.send('after all')
    expect(String(await within(server.receive(), 'a message'))).toBe('after all')
  })

  it('takes the first of many answers, and asks about everybody by itself', async () => {
    const router = await bench.router()
    const server = await pull(name)
    const answer = async (codes: readonly string[]): Promise<void> => {
      const [routingId, , , id] = await within(router.receive(), 'a question')
      for (const code of codes) await router.send([routingId!, '', '1.0', id!, code, '', '', ''])
    }
    const good = push(name, server)
    await answer(['200', '400', '200', '500'])
    await good.send('in')
    expect(String(await within(server.receive(), 'a message'))).toBe('in')
    const bad = push(name, server)
    const refused = bench.event(bad, 'handshake:error:auth')
    await answer(['400', '200'])
    await refused
    await good.send('still in')
    expect(String(await within(server.receive(), 'a message'))).toBe('still in')
  })

  it('a slow answer about one keeps nobody else waiting', async () => {
    const router = await bench.router()
    const server = await pull(name)
    const slow = push(name, server)
    const slowQuestion = await within(router.receive(), 'a question')
    const letIn = ([routingId, , , id]: Buffer[]) => router.send([routingId!, '', '1.0', id!, '200', '', '', ''])
    for (let n = 0; n < 5; n++) {
      const quick = push(name, server)
      await letIn(await within(router.receive(), 'a question'))
      await quick.send(`quick ${n}`)
      expect(String(await within(server.receive(), 'a message'))).toBe(`quick ${n}`)
    }
    await letIn(slowQuestion)
    await slow.send('slow')
    expect(String(await within(server.receive(), 'a message'))).toBe('slow')
  })

  it.each([
    [false, name !== 'PLAIN'],
    [true, false],
  ])('without a handler, zapEnforceDomain %s: lets in: %s', async (zapEnforceDomain, letsIn) => {
    const server = await pull(name, { zapEnforceDomain })
    const client = push(name, server)
    if (letsIn) {
      await client.send('in')
      expect(String(await within(server.receive(), 'a message'))).toBe('in')
      return
    }
    expect(await bench.event(server, 'handshake:error:other')).toMatchObject({
      error: { code: 'EFAULT', message: expect.stringContaining('ZAP') },
    })
    expect(server.readable).toBe(false)
  })

  it('a socket that can be no handler lets nobody in', async () => {
    const dealer = bench.keep(new Dealer({ context: bench.context }))
    await dealer.bind('inproc://zeromq.zap.01')
    const server = await pull(name)
    push(name, server)
    expect(await bench.event(server, 'handshake:error:protocol')).toMatchObject({ error: { code: 'ERR_ZAP_UNSPECIFIED' } })
  })
})

it('NULL without a domain asks nobody, and marks messages only when told to', async () => {
  const { asked } = await bench.handler(status('400'))
  for (const messageMetadata of [false, true]) {
    const server = bench.keep(new Pull({ context: bench.context, messageMetadata }))
    await server.bind('tcp://127.0.0.1:*')
    const client = bench.keep(new Push({ context: bench.context }))
    client.connect(server.lastEndpoint!)
    await client.send('x')
    const found = metadata(await within(server.receive(), 'a message'))
    expect(found === null ? null : Object.fromEntries(found)).toEqual(
      messageMetadata ? { 'Peer-Address': '127.0.0.1', 'Socket-Type': 'PUSH' } : null,
    )
  }
  expect(asked).toEqual([])
})

it('a user id that the peer itself announces is not believed', async () => {
  const server = bench.keep(new Pull({ context: bench.context, messageMetadata: true }))
  await server.bind('tcp://127.0.0.1:*')
  const property = (key: string, value: string) =>
    Buffer.concat([Buffer.from([key.length]), Buffer.from(key), Buffer.from([0, 0, 0, value.length]), Buffer.from(value)])
  const body = Buffer.concat([
    Buffer.from('\x05READY'),
    property('Socket-Type', 'PUSH'),
    property('user-id', 'root'),
    property('PEER-ADDRESS', '10.0.0.1'),
    property('X-Mine', 'yes'),
  ])
  const greeting = Buffer.concat([Buffer.from([255, 0, 0, 0, 0, 0, 0, 0, 1, 127, 3, 1]), Buffer.from('NULL'), Buffer.alloc(48)])
  bench.raw(server.lastEndpoint!, Buffer.concat([greeting, Buffer.from([4, body.length]), body, Buffer.from([0, 1, 120])]))
  const found = metadata(await within(server.receive(), 'a message'))
  expect(Object.fromEntries(found!)).toEqual({ 'Peer-Address': '127.0.0.1', 'Socket-Type': 'PUSH', 'X-Mine': 'yes' })
})

it('the subscriptions of a peer that is not let in are never seen', async () => {
  await bench.handler(([, , , , key], id) => ['1.0', id, key === clientKey ? '200' : '400', '', 'joe', ''])
  const publisher = bench.keep(new XPublisher({ context: bench.context, ...secured.CURVE.server }))
  await publisher.bind('tcp://127.0.0.1:*')
  const subscribe = (keys: object, topic: string): Subscriber => {
    const socket = bench.keep(new Subscriber({ context: bench.context, ...secured.CURVE.client, ...keys }))
    socket.subscribe(topic)
    socket.connect(publisher.lastEndpoint!)
    return socket
  }
  const { publicKey, secretKey } = curveKeyPair()
  const stranger = subscribe({ curvePublicKey: publicKey, curveSecretKey: secretKey }, 'b')
  await bench.event(stranger, 'handshake:error:auth')
  const subscriber = subscribe({}, 'a')
  expect(String(await within(publisher.receive(), 'a subscription'))).toBe('\x01a')
  await publisher.send(['a', 'x'])
  const message = await within(subscriber.receive(), 'a publication')
  expect(message.map(String)).toEqual(['a', 'x'])
  expect(metadata(message)!.get('Socket-Type')).toBe('XPUB')
})
