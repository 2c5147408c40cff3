// The raw side of udp: datagrams as they are, in both directions (no RFC; libzmq's udp_engine is the description).
//   const raw = await wire.datagrams()                              on 127.0.0.1, or a member of a group
//   await raw.send(groupDatagram('a', 'body'), dish endpoint)       every octet can lie
//   check('octets', (await raw.datagram()).octets, '\x01abody')
// Rule: shares no code with impl/; nothing is answered by itself.

export interface RawDatagram {
  readonly octets: Buffer
  /** `127.0.0.1:5555`. */
  readonly from: string
}

/** `within` is milliseconds; the default is the silence window for `silent`, and the deadline window for `datagram`. */
export interface DatagramPeer {
  /** Where it listens, for the subject to connect to: `udp://127.0.0.1:5555`. */
  readonly endpoint: string
  /** The same without the scheme. */
  readonly address: string
  /** Sends octets to a unicast endpoint or address. Resolves when the system took them. */
  send(octets: Uint8Array | string, to: string): Promise<void>
  /** The next datagram. @throws WireMismatch when none comes */
  datagram(within?: number): Promise<RawDatagram>
  /** Passes when none comes. @throws WireMismatch */
  silent(within?: number): Promise<void>
  close(): Promise<void>
  /** One line per datagram in both directions, with times. */
  readonly log: readonly string[]
}

/** A group of multicast and the address of the interface through which it is joined. */
export interface Membership {
  readonly group: string
  readonly via: string
}
