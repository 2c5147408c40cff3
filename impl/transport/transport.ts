// The contract of a stream transport (tcp, ipc). One file per scheme implements it; `inproc` and datagrams have contracts of their own.
// Rule: a transport moves octets and knows nothing of ZMTP. It never calls back synchronously from `connect` or `listen`.

/** Options of the network layer, in libzmq's words. Sizes in octets, times in milliseconds, -1: the system's default. */
export interface TransportOptions {
  readonly ipv6: boolean
  /** Length of the queue of connections not yet accepted; 100, libzmq's default, stands for "not set" and becomes 1024. */
  readonly backlog: number
  readonly sendBufferSize: number
  readonly receiveBufferSize: number
  readonly tcpKeepalive: number
  /** Seconds. */
  readonly tcpKeepaliveIdle: number
  readonly tcpKeepaliveInterval: number
  readonly tcpKeepaliveCount: number
  /** 0: the system's own. */
  readonly tcpMaxRetransmitTimeout: number
  readonly typeOfService: number
  readonly priority: number
  /** Microseconds that a read may poll the device; 0: none. */
  readonly busyPoll: number
  /** The network device to use and no other. */
  readonly interface: Uint8Array | null
  /** A file descriptor that is bound and listens already; -1 for none. */
  readonly useFd: number
  /** Addresses and subnets that may connect; none: all. */
  readonly tcpAcceptFilter: readonly string[]
  readonly ipcFilterPid: readonly number[]
  readonly ipcFilterUid: readonly number[]
  readonly ipcFilterGid: readonly number[]
  /** `host:port` of a SOCKS5 proxy. */
  readonly socksProxy: Uint8Array | null
  readonly socksUsername: Uint8Array | null
  readonly socksPassword: Uint8Array | null
  readonly connectTimeout: number
  /** Routers that a datagram to a group may pass, and one more. */
  readonly multicastHops: number
  /** Whether what is sent to a group is heard on this machine too. */
  readonly multicastLoop: boolean
}

/** Defaults of libzmq 4.3.5. */
export const defaultTransportOptions: TransportOptions = {
  ipv6: false,
  backlog: 100,
  sendBufferSize: -1,
  receiveBufferSize: -1,
  tcpKeepalive: -1,
  tcpKeepaliveIdle: -1,
  tcpKeepaliveInterval: -1,
  tcpKeepaliveCount: -1,
  tcpMaxRetransmitTimeout: 0,
  typeOfService: 0,
  priority: 0,
  busyPoll: 0,
  interface: null,
  useFd: -1,
  tcpAcceptFilter: [],
  ipcFilterPid: [],
  ipcFilterUid: [],
  ipcFilterGid: [],
  socksProxy: null,
  socksUsername: null,
  socksPassword: null,
  connectTimeout: 0,
  multicastHops: 1,
  multicastLoop: true,
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
  /** File descriptor; absent where there is none. */
  readonly fd?: number
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
  /** File descriptor; absent where there is none. */
  readonly fd?: number
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
