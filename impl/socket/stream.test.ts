// STREAM against programs that know nothing of ZeroMQ: curl, node:http as server and as client, node:net, and libzmq's own STREAM.

import { once } from 'node:events'
import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net'
import { execa } from 'execa'
import { afterEach, describe, expect, it } from 'vitest'
import * as theirs from 'zeromq'
import * as zmq from '../index.ts'

const limit = 5000
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

function stream(options: zmq.SocketOptions<zmq.Stream> = {}): zmq.Stream {
  const socket = new zmq.Stream({ linger: 0, receiveTimeout: limit, sendTimeout: limit, ...options })
  ends.push(() => socket.close())
  return socket
}
async function bound(options: zmq.SocketOptions<zmq.Stream> = {}): Promise<{ socket: zmq.Stream; port: number }> {
  const socket = stream(options)
  await socket.bind('tcp://127.0.0.1:*')
  return { socket, port: Number(socket.lastEndpoint!.split(':').at(-1)) }
}
function dial(port: number): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  ends.push(() => socket.destroy())
  return socket
}
async function listening<S extends Server | TcpServer>(server: S): Promise<{ server: S; endpoint: string }> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ends.push(() => new Promise(resolve => server.close(resolve)))
  return { server, endpoint: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
const text = async (socket: zmq.Stream): Promise<[Buffer, string]> => {
  const [id, chunk] = await socket.receive()
  return [id!, String(chunk)]
}
const page = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`

/** Answers requests over HTTP until the socket is closed; every answer ends its connection. */
async function serve(socket: zmq.Stream, answer: (request: string) => string): Promise<void> {
  const requests = new Map<string, string>()
  for await (const [id, chunk] of socket) {
    const key = id!.toString('hex')
    if (chunk!.length === 0) {
      requests.set(key, '')
      continue
    }
    const request = `${requests.get(key)}${chunk}`
    requests.set(key, request)
    if (!request.endsWith('\r\n\r\n')) continue
    await socket.send([id!, page(answer(request))])
    await socket.send([id!, ''])
  }
}

describe('STREAM', () => {
  it('serves curl', async () => {
    const { socket, port } = await bound({ receiveTimeout: -1 })
    const body = 'x'.repeat(300_000)
    const serving = serve(socket, request => request.split(' ')[1] + body)
    const { stdout } = await execa('curl', ['-s', '--max-time', '10', `http://127.0.0.1:${port}/what`])
    expect(stdout).toBe(`/what${body}`)
    socket.close()
    await serving
  })

  it('serves many clients of node:http at once, each its own answer', async () => {
    const { socket, port } = await bound({ receiveTimeout: -1 })
    const serving = serve(socket, request => `for ${request.split(' ')[1]}`)
    const fetched = Array.from({ length: 50 }, async (_, at) => {
      const [response] = await once(get({ host: '127.0.0.1', port, path: `/${at}`, agent: false }), 'response')
      let body = ''
      for await (const chunk of response) body += chunk
      return body
    })
    expect(await Promise.all(fetched)).toEqual(Array.from({ length: 50 }, (_, at) => `for /${at}`))
    socket.close()
    await serving
  })

  it('asks a server of node:http, which it names beforehand', async () => {
    const { endpoint } = await listening(createServer((request, response) => response.end(`you asked ${request.url}`)))
    const socket = stream()
    socket.connect(endpoint, { routingId: 'server' })
    await socket.send(['server', 'GET /thing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'])
    expect(await text(socket)).toEqual([Buffer.from('server'), ''])
    let answer = ''
    for (;;) {
      const [id, chunk] = await text(socket)
      expect(String(id)).toBe('server')
      if (chunk === '') break
      answer += chunk
    }
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(answer).toContain('you asked /thing')
  })

  it('tells of peers that come and go, each by its own id, and knows no peer that is gone', async () => {
    const { socket, port } = await bound()
    const [first, second] = [dial(port), dial(port)]
    const ids = [(await text(socket))[0], (await text(socket))[0]]
    expect(ids[0]!.equals(ids[1]!)).toBe(false)
    expect(ids.map(id => [id.length, id[0]])).toEqual([
      [5, 0],
      [5, 0],
    ])
    first.end('tail')
    const [id, tail] = await text(socket)
    expect(tail).toBe('tail')
    expect(await text(socket)).toEqual([id, ''])
    await expect(socket.send([id, 'x'])).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
    await socket.send([ids.find(other => !other.equals(id))!, 'still here'])
    expect(String((await once(second, 'data'))[0])).toBe('still here')
  })

  it('with notify off tells of none', async () => {
    const { socket, port } = await bound({ notify: false })
    const peer = dial(port)
    peer.end('only this')
    expect((await text(socket))[1]).toBe('only this')
    await once(peer, 'close')
    const next = dial(port)
    next.write('and that')
    expect((await text(socket))[1]).toBe('and that')
  })

  it('ends a peer after all that was sent to it, however slowly that reads', async () => {
    const { socket, port } = await bound()
    const peer = dial(port)
    peer.pause()
    const [id] = await text(socket)
    const size = 20_000_000
    await socket.send([id, Buffer.alloc(size, 1)])
    await socket.send([id, ''])
    await expect(socket.send([id, 'x'])).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
    let read = 0
    peer.on('data', (chunk: Buffer) => {
      read += chunk.length
    })
    peer.resume()
    await once(peer, 'end')
    expect(read).toBe(size)
  })

  it('does not call back a server that it told to go, and calls back one that left', async () => {
    const arrivals: Socket[] = []
    const { server, endpoint } = await listening(createTcpServer(socket => arrivals.push(socket.resume().on('error', () => {}))))
    const socket = stream({ reconnectInterval: 10 })
    socket.connect(endpoint, { routingId: 'server' })
    expect(await text(socket)).toEqual([Buffer.from('server'), ''])
    await until(() => arrivals.length === 1)
    arrivals[0]!.destroy()
    for (let at = 0; at < 2; at++) expect(await text(socket)).toEqual([Buffer.from('server'), ''])
    await until(() => arrivals.length === 2)
    await socket.send(['server', ''])
    await once(arrivals[1]!, 'close')
    const other = dial((server.address() as AddressInfo).port)
    await once(other, 'connect')
    await until(() => arrivals.length === 3)
    await expect(socket.send(['server', 'x'])).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
  })

  it('waits at its high-water mark, while others are served', async () => {
    const { socket, port } = await bound({ sendHighWaterMark: 2 })
    const slow = dial(port).pause()
    const [slowId] = await text(socket)
    const quick = dial(port)
    const [quickId] = await text(socket)
    socket.sendTimeout = 0
    let taken = 0
    for (; taken < 100; taken++) {
      const refused = await socket.send([slowId, Buffer.alloc(4_000_000)]).then(
        () => false,
        error => error.code === 'EAGAIN',
      )
      if (refused) break
    }
    expect(taken).toBeGreaterThan(0)
    expect(taken).toBeLessThan(100)
    await socket.send([quickId, 'x'])
    expect(String((await once(quick, 'data'))[0])).toBe('x')
    socket.sendTimeout = limit
    slow.resume()
    await socket.send([slowId, 'room again'])
  })

  it('stops reading a peer at its receive high-water mark, and loses nothing', async () => {
    const { socket, port } = await bound({ receiveHighWaterMark: 3, inBatchSize: 1000 })
    const peer = dial(port)
    const octets = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 251))
    peer.end(octets)
    const chunks: Buffer[] = []
    for (;;) {
      const chunk = (await socket.receive())[1]!
      if (chunk.length === 0 && chunks.length > 0) break
      chunks.push(chunk)
    }
    expect(Math.max(...chunks.map(({ length }) => length))).toBe(1000)
    expect(Buffer.concat(chunks).equals(octets)).toBe(true)
  })

  it('is refused what it cannot do: inproc, a message that is not two parts', async () => {
    const socket = stream()
    const here = expect.objectContaining({ code: 'ENOCOMPATPROTO', message: expect.stringContaining('tcp://') })
    await expect(socket.bind('inproc://x')).rejects.toEqual(here)
    expect(() => socket.connect('inproc://x')).toThrow(here)
    for (const bad of ['x', ['a', 'b', 'c']]) await expect(socket.send(bad)).rejects.toMatchObject({ code: 'EINVAL' })
  })

  it.each(['ours', 'theirs'] as const)('talks with the STREAM of libzmq, %s connecting, over tcp and ipc', async connecting => {
    for (const wildcard of ['tcp://127.0.0.1:*', 'ipc://*']) {
      const own = stream()
      const native = new theirs.Stream({ linger: 0, receiveTimeout: limit })
      ends.push(() => native.close())
      const [binder, connecter] = connecting === 'theirs' ? [own, native] : [native, own]
      await binder.bind(wildcard)
      connecter.connect(binder.lastEndpoint!, { routingId: 'peer' })
      await connecter.send(['peer', 'hello'])
      const [id, nothing] = await binder.receive()
      expect(nothing).toHaveLength(0)
      expect((await binder.receive()).map(String)).toEqual([String(id), 'hello'])
      await binder.send([id!, 'hello yourself'])
      expect((await connecter.receive()).map(String)).toEqual(['peer', ''])
      expect((await connecter.receive()).map(String)).toEqual(['peer', 'hello yourself'])
      await connecter.send(['peer', ''])
      // libzmq 4.3.5 closes the connection only while its application is in a call.
      const meanwhile = connecter.receive().catch(() => {})
      expect((await binder.receive()).map(String)).toEqual([String(id), ''])
      connecter.close()
      await meanwhile
    }
  })
})

/** Resolves once `holds`, looking again in every turn of the loop; rejects after the limit. */
async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + limit
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('waited in vain')
    await new Promise(resolve => setImmediate(resolve))
  }
}
