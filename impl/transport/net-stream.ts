// A Stream over one node:net socket; tcp and ipc share it.
//
//   raw socket ──its handle──► net.Socket with onread ──► reader.buffer() / reader.received()
//
// Rule: the only file that knows how node:net reads and writes. Reading straight into the session's buffer needs the `onread`
// option, which neither net.Server nor a socket under connection can be given; so the private `_handle` is moved to a socket that has it.
// When a Node release has no such handle, 'data' events are copied into the session's buffer instead: slower, the same otherwise.

import { type OnReadOpts, Socket } from 'node:net'
import { descriptorOf } from './kernel-option.ts'
import type { Accept, Stream, StreamReader } from './transport.ts'

/** Milliseconds to wait for the peer's FIN after ours, reading and discarding, before closing for good. */
const farewell = 1000

const scrap = new Uint8Array(4096)

export interface StreamAddresses {
  readonly localEndpoint: string
  readonly remoteEndpoint: string
}

/** `as events` where octets may have been read already. */
export type Reading = 'into buffers' | 'as events'

interface Handle {
  readonly _handle?: object | null
}

class NetStream implements Stream {
  readonly localEndpoint: string
  readonly remoteEndpoint: string
  readonly fd: number
  reader: StreamReader | null = null
  socket: Socket
  #ending = false
  #inFlight = false
  #error: Error | null = null
  #timer: NodeJS.Timeout | null = null
  #written = (): void => {
    if (!this.#inFlight || this.socket.writableLength > 0) return
    this.#inFlight = false
    if (!this.#ending) this.reader?.drained()
  }

  constructor(raw: Socket, addresses: StreamAddresses) {
    this.localEndpoint = addresses.localEndpoint
    this.remoteEndpoint = addresses.remoteEndpoint
    this.socket = raw
    // Kept: a closed socket no longer knows it.
    this.fd = descriptorOf(raw) ?? -1
  }

  /** Starts reading: from here on the reader is called. */
  begin(reader: StreamReader, reading: Reading): void {
    this.reader = reader
    const raw = this.socket
    const onread: OnReadOpts = {
      buffer: () => (this.#ending ? scrap : reader.buffer()),
      callback: length => this.#ending || reader.received(length),
    }
    const socket = reading === 'as events' ? null : withReadBuffer(raw, onread)
    this.socket = socket ?? raw
    if (socket === null) raw.on('data', chunk => this.#fallback(chunk, reader))
    this.socket.on('error', error => {
      this.#error ??= error
    })
    // ZMTP has no use for half a connection: the peer's FIN ends both directions.
    this.socket.on('end', () => this.socket.destroy())
    this.socket.on('close', () => {
      if (this.#timer !== null) clearTimeout(this.#timer)
      reader.closed(this.#error)
    })
    this.socket.unref()
    this.socket.resume()
    if (this.socket.closed) process.nextTick(() => reader.closed(this.#error))
  }

  #fallback(chunk: Uint8Array, reader: StreamReader): void {
    let at = 0
    while (at < chunk.length && !this.#ending) {
      const room = reader.buffer()
      const part = chunk.subarray(at, at + room.length)
      room.set(part)
      at += part.length
      if (reader.received(part.length)) continue
      this.socket.pause()
      if (at < chunk.length) this.socket.unshift(chunk.subarray(at))
      return
    }
  }

  write(chunks: readonly Uint8Array[]): boolean {
    const socket = this.socket
    const last = chunks.length - 1
    if (last < 0 || socket.destroyed) return true
    if (last > 0) socket.cork()
    for (let at = 0; at < last; at++) socket.write(chunks[at]!)
    socket.write(chunks[last]!, this.#written)
    if (last > 0) socket.uncork()
    // Node tells synchronously when the kernel took everything: nothing is left in its queue.
    if (socket.writableLength === 0) return true
    this.#inFlight = true
    return false
  }

  resume(): void {
    this.socket.resume()
  }

  end(): void {
    if (this.#ending) return
    this.#ending = true
    this.socket.end()
    this.socket.resume()
    // Not unref'd: a process that ends before the peer has read everything would make the system send RST when octets lie unread.
    this.#timer = setTimeout(() => this.socket.destroy(), farewell)
  }

  destroy(): void {
    this.#ending = true
    this.socket.destroy()
  }
}

/** Moves the handle of `raw` to a socket that reads into buffers of our choice; null when this Node has no such handle. */
function withReadBuffer(raw: Socket, onread: OnReadOpts): Socket | null {
  const handle = (raw as Handle)._handle
  if (handle === null || typeof handle !== 'object') return null
  ;(raw as unknown as { _handle: null })._handle = null
  // Without a handle this only settles the server's count of open connections.
  raw.destroy()
  return new Socket({ handle, onread, allowHalfOpen: true } as object)
}

/** Turns an established, not yet reading node:net socket into a stream and hands it to `accept`. */
export function openStream(raw: Socket, addresses: StreamAddresses, accept: Accept, reading: Reading = 'into buffers'): void {
  const stream = new NetStream(raw, addresses)
  stream.begin(accept(stream), reading)
}
