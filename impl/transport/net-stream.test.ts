import { createConnection, createServer, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { openStream } from './net-stream.ts'
import type { Stream } from './transport.ts'

/** The same socket on a Node whose sockets have no `_handle`. */
function withoutHandle(socket: Socket): Socket {
  return new Proxy(socket, {
    get(target, key) {
      if (key === '_handle') return undefined
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

it.each([
  ['with the handle moved', (socket: Socket) => socket],
  ["on 'data' events, without the private handle", withoutHandle],
])('reads into the buffers of the reader and stops when told, %s', async (_, prepare) => {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true })
  const sent = Uint8Array.from({ length: 100_000 }, (_value, at) => at % 251)
  const received: number[] = []
  const memory = new Uint8Array(1000)
  let stops = 0
  let overrun = 0
  await new Promise<void>(done => {
    server.on('connection', raw => {
      let stream: Stream
      let stopped = false
      openStream(prepare(raw), { localEndpoint: '', remoteEndpoint: '' }, opened => {
        stream = opened
        return {
          buffer: () => memory,
          received(length) {
            if (stopped) overrun++
            received.push(...memory.subarray(0, length))
            if (++stops % 3 !== 0) return true
            stopped = true
            setImmediate(() => {
              stopped = false
              stream.resume()
            })
            return false
          },
          drained() {},
          closed: () => done(),
        }
      })
    })
    server.listen(0, '127.0.0.1', () => createConnection(server.address() as { port: number }).end(sent))
  })
  server.close()
  expect(overrun).toBe(0)
  expect(stops).toBeGreaterThan(50)
  expect(Uint8Array.from(received)).toEqual(sent)
})
