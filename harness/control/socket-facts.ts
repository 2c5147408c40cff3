// What the control protocol must know of socket types: which way messages go, and with whom one can be tried (RFC 28 to 31, 41, 48, 49, 51, 52).
// Rule: the harness's own table; it shares nothing with impl/.

interface SocketFacts {
  readonly sends: boolean
  readonly receives: boolean
  /** A type that answers it, best first; used by the self-test of shims. */
  readonly partners: readonly string[]
  /** What a message has attached: at SERVER and PEER a routing id, at RADIO and DISH a group. */
  readonly attached?: 'routing' | 'group'
}

const socketFacts = {
  PAIR: { sends: true, receives: true, partners: ['PAIR'] },
  PUB: { sends: true, receives: false, partners: ['SUB', 'XSUB'] },
  SUB: { sends: false, receives: true, partners: ['PUB', 'XPUB'] },
  XPUB: { sends: true, receives: true, partners: ['SUB', 'XSUB'] },
  XSUB: { sends: true, receives: true, partners: ['PUB', 'XPUB'] },
  REQ: { sends: true, receives: true, partners: ['REP', 'ROUTER'] },
  REP: { sends: true, receives: true, partners: ['REQ', 'DEALER'] },
  DEALER: { sends: true, receives: true, partners: ['DEALER', 'ROUTER', 'REP'] },
  ROUTER: { sends: true, receives: true, partners: ['DEALER', 'REQ'] },
  PUSH: { sends: true, receives: false, partners: ['PULL'] },
  STREAM: { sends: true, receives: true, partners: [] },
  PULL: { sends: false, receives: true, partners: ['PUSH'] },
  SERVER: { sends: true, receives: true, partners: ['CLIENT'], attached: 'routing' },
  CLIENT: { sends: true, receives: true, partners: ['SERVER'] },
  RADIO: { sends: true, receives: false, partners: ['DISH'], attached: 'group' },
  DISH: { sends: false, receives: true, partners: ['RADIO'], attached: 'group' },
  SCATTER: { sends: true, receives: false, partners: ['GATHER'] },
  GATHER: { sends: false, receives: true, partners: ['SCATTER'] },
  PEER: { sends: true, receives: true, partners: ['PEER'], attached: 'routing' },
  CHANNEL: { sends: true, receives: true, partners: ['CHANNEL'] },
  DGRAM: { sends: true, receives: true, partners: ['DGRAM'] },
} as const satisfies Record<string, SocketFacts>

export type KnownSocket = keyof typeof socketFacts

const overUdp: Readonly<Record<string, 'bind' | 'connect'>> = { RADIO: 'connect', DISH: 'bind', DGRAM: 'bind' }

/** Whether a type may bind, or connect, over a transport at all: over udp only RADIO, DISH and DGRAM, each in one way, and DGRAM nowhere else. */
export function mayUse(type: string, transport: string, op: 'bind' | 'connect'): boolean {
  if (transport === 'udp') return overUdp[type] === op
  return type !== 'DGRAM' && !(type === 'STREAM' && transport === 'inproc')
}

/** What is known of a type; null for types this suite does not judge. */
export function factsOf(type: string): SocketFacts | null {
  return Object.hasOwn(socketFacts, type) ? socketFacts[type as KnownSocket] : null
}
