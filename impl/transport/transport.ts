// The contract of a stream transport (tcp, ipc). One file per scheme implements it; `inproc` has a contract of its own.
// Rule: a transport moves octets and knows nothing of ZMTP. It never calls back synchronously from `connect` or `listen`.

/** Options of the network layer, in libzmq's words. Sizes in octets, times in milliseconds, -1: the system's default. */
export interface TransportOptions {
  readonly ipv6: boolean
  /** Length of the queue of connections not yet accepted; 100, libzmq's default, stands for "not set" and becomes 1024. */
  readonly backlog: number
  readonly sendBufferSize: number
  readonly receiveBufferSize: number
  readonly tcpKeepalive: number
  readonly tcpKeepaliveIdle: number
  readonly connectTimeout: number
}

/** What a connection tells its owner. All calls come from the event loop. */
export interface StreamReader {
  /** Where the next octets must be written; asked before each read. */
  buffer(): Uint8Array<ArrayBuffer>
  /** `length` octets lie at `buffer()`. False: stop reading until `Stream.resume()`. */
  received(length: number): boolean
  /** The system has taken everything written so far. Not called when `write` already returned true. */
  drained(): void
  /** The stream is gone; called once. `error` is null when the peer closed it properly. */
  closed(error: Error | null): void
}

/** One established connection. It does not keep the process alive; what waits for it does. */
export interface Stream {
  /** Endpoint of the peer, `tcp://127.0.0.1:5555`. */
  readonly remoteEndpoint: string
  /** Endpoint of this side; a bound socket's events carry it. */
  readonly localEndpoint: string
  /** Writes chunks in order without concatenating. True: the system took it all at once; false: `drained` will follow. */
  write(chunks: readonly Uint8Array[]): boolean
  /** Reading may go on after `received` returned false. */
  resume(): void
  /** Sends what was written, then FIN; reads and discards until the peer closes too (bounded), so that no RST destroys data. `closed` follows. */
  end(): void
  /** Closes at once. `closed` follows. */
  destroy(): void
}

/** Called once per established connection; returns who reads it. */
export type Accept = (stream: Stream) => StreamReader

/** A connection attempt under way. */
export interface Dialing {
  /** Gives up. Neither callback is called afterwards. */
  abort(): void
}

export interface Listener {
  /** The endpoint really bound, wildcards resolved (ZMQ_LAST_ENDPOINT). */
  readonly endpoint: string
  /** Stops accepting; established streams live on. Resolves when the address is free again. */
  close(): Promise<void>
}

export interface StreamTransport {
  readonly scheme: string
  /** Checks an endpoint without touching the network. @throws ZmqError EINVAL, ENAMETOOLONG */
  validate(endpoint: string, use: 'bind' | 'connect'): void
  /** Starts one attempt. Exactly one of the callbacks follows, later. */
  connect(endpoint: string, options: TransportOptions, accept: Accept, failed: (error: Error) => void): Dialing
  /** Listens. @throws (rejects) ZmqError EADDRINUSE, EADDRNOTAVAIL, EACCES, ENODEV … with `address` */
  listen(endpoint: string, options: TransportOptions, accept: Accept, failed: (error: Error) => void): Promise<Listener>
}
