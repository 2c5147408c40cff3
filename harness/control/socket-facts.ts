// What the control protocol must know of socket types: which way messages go, and with whom one can be tried (RFC 28, 29, 30, 31).
// Rule: the harness's own table; it shares nothing with impl/.

interface SocketFacts {
  readonly sends: boolean
  readonly receives: boolean
  /** A type that answers it, best first; used by the self-test of shims. */
  readonly partners: readonly string[]
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
} as const satisfies Record<string, SocketFacts>

export type KnownSocket = keyof typeof socketFacts

/** What is known of a type; null for types this suite does not judge. */
export function factsOf(type: string): SocketFacts | null {
  return Object.hasOwn(socketFacts, type) ? socketFacts[type as KnownSocket] : null
}
