// Connections through the SOCKS5 proxy of an npm package: with and without a password, by name, refused, and by libzmq beside us.

import { once } from 'node:events'
import { type AddressInfo, connect, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { createServer } from '@pondwader/socks5-server'
import { afterEach, describe, expect, it } from 'vitest'
import * as theirs from 'zeromq'
import * as zmq from '../index.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const joe = { username: 'joe', password: 'secret' }

/** A proxy that notes where it was asked to connect to. */
async function proxy(auth?: typeof joe): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer(auth === undefined ? {} : { auth })
  server.setRulesetValidator(connection => {
    asked.push(`${connection.destAddress}:${connection.destPort}`)
    return true
  })
  // The package gives no way to ask for its port, nor to close it.
  const inner = (server as unknown as { server: TcpServer }).server
  const port = await new Promise<number>(resolve => {
    server.listen(0, '127.0.0.1', () => resolve((inner.address() as AddressInfo).port))
  })
  ends.push(() => inner.close())
  return { address: `127.0.0.1:${port}`, asked }
}
async function pull(): Promise<{ socket: zmq.Pull; port: string }> {
  const socket = new zmq.Pull({ receiveTimeout: 5000 })
  ends.push(() => socket.close())
  await socket.bind('tcp://127.0.0.1:*')
  return { socket, port: socket.lastEndpoint!.split(':').at(-1)! }
}
function push(options: zmq.SocketOptions<zmq.Push>): zmq.Push {
  const socket = new zmq.Push({ linger: 0, sendTimeout: 5000, ...options })
  ends.push(() => socket.close())
  return socket
}

describe('through a SOCKS5 proxy', () => {
  it.each([
    ['without a password', undefined, {}],
    ['with one', joe, { socksUsername: 'joe', socksPassword: 'secret' }],
  ])('%s', async (_, auth, options) => {
    const { address, asked } = await proxy(auth)
    const { socket, port } = await pull()
    const sender = push({ socksProxy: address, ...options })
    sender.connect(`tcp://127.0.0.1:${port}`)
    const large = Buffer.alloc(300_000, 7)
    await sender.send(['hello', large])
    const [hello, body] = await socket.receive()
    expect([String(hello), body!.equals(large)]).toEqual(['hello', true])
    expect(asked).toEqual([`127.0.0.1:${port}`])
  })

  it('names are for the proxy to resolve', async () => {
    const { address, asked } = await proxy()
    const { socket, port } = await pull()
    const sender = push({ socksProxy: address })
    sender.connect(`tcp://localhost:${port}`)
    await sender.send('x')
    await socket.receive()
    expect(asked).toEqual([`localhost:${port}`])
  })

  it.each([
    ['a wrong password', joe, { socksUsername: 'joe', socksPassword: 'wrong' }],
    ['no password where one is asked for', joe, {}],
  ])('%s: the attempt failed, and is made again', async (_, auth, options) => {
    const { address, asked } = await proxy(auth)
    const { port } = await pull()
    const sender = push({ socksProxy: address, reconnectInterval: 10, ...options })
    const retried = new Promise<void>(resolve => {
      let count = 0
      sender.events.on('connect:retry', () => {
        if (++count === 2) resolve()
      })
    })
    const connected: string[] = []
    sender.events.on('connect', ({ address: at }) => connected.push(at))
    sender.connect(`tcp://127.0.0.1:${port}`)
    await retried
    expect([asked, connected]).toEqual([[], []])
  })

  it('a proxy that is not there, one that says nothing: the attempt fails', async () => {
    const dead = createTcpServer().listen(0, '127.0.0.1')
    await once(dead, 'listening')
    const { port } = dead.address() as AddressInfo
    ends.push(() => dead.close())
    for (const [socksProxy, connectTimeout] of [
      ['127.0.0.1:1', 0],
      [`127.0.0.1:${port}`, 50],
    ] as const) {
      const sender = push({ socksProxy, connectTimeout, reconnectInterval: -1 })
      const closed = new Promise(resolve => sender.events.on('close', resolve))
      sender.connect('tcp://127.0.0.1:2')
      await closed
    }
  })

  it('an address that is none is refused when it is used', () => {
    for (const socksProxy of ['nowhere', 'host:*', '*:1', 'tcp://host:1']) {
      const sender = push({ socksProxy })
      expect(() => sender.connect('tcp://127.0.0.1:1')).toThrow(
        expect.objectContaining({ code: 'EINVAL', message: expect.stringContaining('host:port') }),
      )
    }
  })

  it('what the peer says at once, together with the word of the proxy, is not lost', async () => {
    const greedy = createTcpServer(client => {
      client.once('data', () => {
        client.write(Buffer.from([5, 0]))
        client.once('data', () => {
          // Success, and the first octets of the peer in the same segment.
          client.write(Buffer.concat([Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]), Buffer.from('early')]))
        })
      })
    }).listen(0, '127.0.0.1')
    await once(greedy, 'listening')
    ends.push(() => greedy.close())
    const stream = new zmq.Stream({ linger: 0, receiveTimeout: 5000, socksProxy: `127.0.0.1:${(greedy.address() as AddressInfo).port}` })
    ends.push(() => stream.close())
    stream.connect('tcp://127.0.0.1:9', { routingId: 'peer' })
    expect((await stream.receive()).map(String)).toEqual(['peer', ''])
    expect((await stream.receive()).map(String)).toEqual(['peer', 'early'])
  })

  it('libzmq comes the same way', async () => {
    const { address, asked } = await proxy()
    const { socket, port } = await pull()
    const sender = new theirs.Push({ linger: 0, socksProxy: address })
    ends.push(() => sender.close())
    sender.connect(`tcp://127.0.0.1:${port}`)
    await sender.send('x')
    expect((await socket.receive()).map(String)).toEqual(['x'])
    expect(asked).toEqual([`127.0.0.1:${port}`])
    connect(Number(port), '127.0.0.1').destroy()
  })
})
