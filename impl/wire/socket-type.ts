// Socket types and who may talk to whom (RFC 23 and 37, "The Socket-Type Property"; 28, 29, 30, 31; the draft types of 41, 48, 49, 51, 52).
// Rule: this table is the only place that knows legal peers, and what is peculiar to a type beyond its pattern.

export type SocketType =
  | 'PAIR'
  | 'PUB'
  | 'SUB'
  | 'REQ'
  | 'REP'
  | 'DEALER'
  | 'ROUTER'
  | 'PULL'
  | 'PUSH'
  | 'XPUB'
  | 'XSUB'
  | 'STREAM'
  | 'SERVER'
  | 'CLIENT'
  | 'RADIO'
  | 'DISH'
  | 'GATHER'
  | 'SCATTER'
  | 'DGRAM'
  | 'PEER'
  | 'CHANNEL'

interface SocketTypeFacts {
  /** ZMQ_TYPE of libzmq's zmq.h. */
  readonly id: number
  /** The types whose READY this type accepts. */
  readonly peers: readonly SocketType[]
  /** Whether READY carries an Identity property (RFC 37: REQ, DEALER and ROUTER). */
  readonly announcesRoutingId: boolean
  /** Frames of each message on the wire, from 3.1 on ("Thread-Safe Socket Types"); null: any number, and older versions know the type. */
  readonly frames: 1 | 2 | null
  /** Whether operations may overlap (ZMQ_THREAD_SAFE). */
  readonly threadSafe: boolean
}

const stable = { announcesRoutingId: false, frames: null, threadSafe: false } as const
const named = { ...stable, announcesRoutingId: true } as const
const single = { announcesRoutingId: false, frames: 1, threadSafe: true } as const
/** The group, and the body. */
const grouped = { ...single, frames: 2 } as const

export const socketTypes = {
  PAIR: { id: 0, peers: ['PAIR'], ...stable },
  PUB: { id: 1, peers: ['SUB', 'XSUB'], ...stable },
  SUB: { id: 2, peers: ['PUB', 'XPUB'], ...stable },
  REQ: { id: 3, peers: ['REP', 'ROUTER'], ...named },
  REP: { id: 4, peers: ['REQ', 'DEALER'], ...stable },
  DEALER: { id: 5, peers: ['REP', 'DEALER', 'ROUTER'], ...named },
  ROUTER: { id: 6, peers: ['REQ', 'DEALER', 'ROUTER'], ...named },
  PULL: { id: 7, peers: ['PUSH'], ...stable },
  PUSH: { id: 8, peers: ['PULL'], ...stable },
  XPUB: { id: 9, peers: ['SUB', 'XSUB'], ...stable },
  XSUB: { id: 10, peers: ['PUB', 'XPUB'], ...stable },
  /** No ZMTP: whoever speaks TCP, or another STREAM. */
  STREAM: { id: 11, peers: [], ...stable },
  SERVER: { id: 12, peers: ['CLIENT'], ...single },
  CLIENT: { id: 13, peers: ['SERVER'], ...single },
  RADIO: { id: 14, peers: ['DISH'], ...grouped },
  DISH: { id: 15, peers: ['RADIO'], ...grouped },
  GATHER: { id: 16, peers: ['SCATTER'], ...single },
  SCATTER: { id: 17, peers: ['GATHER'], ...single },
  /** Never in a handshake: it speaks udp only. */
  DGRAM: { id: 18, peers: ['DGRAM'], announcesRoutingId: false, frames: 2, threadSafe: false },
  PEER: { id: 19, peers: ['PEER'], ...single },
  CHANNEL: { id: 20, peers: ['CHANNEL'], ...single },
} as const satisfies Record<SocketType, SocketTypeFacts>

/** Whether `name`, as it came off the wire, is a socket type that may answer `own`. */
export function isLegalPeer(own: SocketType, name: string): boolean {
  return (socketTypes[own].peers as readonly string[]).includes(name)
}
