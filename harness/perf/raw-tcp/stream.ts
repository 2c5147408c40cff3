// One end of a raw TCP connection or unix socket: what node:net itself can do, without any protocol.
// Rule: messages are `len` octets each, one after the other; nothing marks where they begin.

import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from 'node:net'

export interface RawEnd {
  /** Connections so far; more may come while `peers` are counted. */
  readonly streams: Socket[]
  bind(endpoint: string): Promise<string>
  connect(endpoint: string): void
  /** Resolves when `n` streams are up. */
  peers(n: number): Promise<void>
  close(): Promise<void>
}

const pathOf = (endpoint: string): string | null => (endpoint.startsWith('ipc://') ? endpoint.slice(6) : null)

function target(endpoint: string): { path: string } | { host: string; port: number } {
  const path = pathOf(endpoint)
  if (path !== null) return { path }
  const colon = endpoint.lastIndexOf(':')
  return { host: endpoint.slice('tcp://'.length, colon), port: Number(endpoint.slice(colon + 1)) || 0 }
}

export function rawEnd(): RawEnd {
  const streams: Socket[] = []
  const waiting: (() => void)[] = []
  let server: Server | null = null

  function up(stream: Socket): void {
    stream.setNoDelay(true)
    streams.push(stream)
    for (const look of [...waiting]) look()
  }
  // The harness ends a conversation by closing; a reset then is no news.
  const quiet = (stream: Socket) => stream.on('error', error => console.error(`raw stream: ${error.message}`))
  return {
    streams,
    bind: async endpoint => {
      server = createServer(stream => up(quiet(stream)))
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      server.once('error', reject).listen({ ...target(endpoint), backlog: 1024 }, resolve)
      await promise
      return pathOf(endpoint) === null ? `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` : endpoint
    },
    connect: endpoint => {
      const stream = quiet(dial(target(endpoint)))
      stream.once('connect', () => up(stream))
    },
    peers: n =>
      new Promise(resolve => {
        const look = () => void (streams.length >= n && resolve())
        waiting.push(look)
        look()
      }),
    close: async () => {
      for (const stream of streams) stream.destroy()
      if (server === null) return
      const { promise, resolve } = Promise.withResolvers<void>()
      server.close(() => resolve())
      await promise
    },
  }
}
