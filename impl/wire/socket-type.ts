// Socket types and who may talk to whom (RFC 23 and 37, "The Socket-Type Property"; 28, 29, 30, 31).
// Rule: this table is the only place that knows legal peers.

export type SocketType = 'PAIR' | 'PUB' | 'SUB' | 'REQ' | 'REP' | 'DEALER' | 'ROUTER' | 'PULL' | 'PUSH' | 'XPUB' | 'XSUB' | 'STREAM'

interface SocketTypeFacts {
  /** ZMQ_TYPE of libzmq's zmq.h. */
  readonly id: number
  /** The types whose READY this type accepts. */
  readonly peers: readonly SocketType[]
  /** Whether READY carries an Identity property (RFC 37: REQ, DEALER and ROUTER). */
  readonly announcesRoutingId: boolean
}

export const socketTypes = {
  PAIR: { id: 0, peers: ['PAIR'], announcesRoutingId: false },
  PUB: { id: 1, peers: ['SUB', 'XSUB'], announcesRoutingId: false },
  SUB: { id: 2, peers: ['PUB', 'XPUB'], announcesRoutingId: false },
  REQ: { id: 3, peers: ['REP', 'ROUTER'], announcesRoutingId: true },
  REP: { id: 4, peers: ['REQ', 'DEALER'], announcesRoutingId: false },
  DEALER: { id: 5, peers: ['REP', 'DEALER', 'ROUTER'], announcesRoutingId: true },
  ROUTER: { id: 6, peers: ['REQ', 'DEALER', 'ROUTER'], announcesRoutingId: true },
  PULL: { id: 7, peers: ['PUSH'], announcesRoutingId: false },
  PUSH: { id: 8, peers: ['PULL'], announcesRoutingId: false },
  XPUB: { id: 9, peers: ['SUB', 'XSUB'], announcesRoutingId: false },
  XSUB: { id: 10, peers: ['PUB', 'XPUB'], announcesRoutingId: false },
  // No ZMTP: whoever speaks TCP, or another STREAM.
  STREAM: { id: 11, peers: [], announcesRoutingId: false },
} as const satisfies Record<SocketType, SocketTypeFacts>

/** Whether `name`, as it came off the wire, is a socket type that may answer `own`. */
export function isLegalPeer(own: SocketType, name: string): boolean {
  return (socketTypes[own].peers as readonly string[]).includes(name)
}
