// Who a peer is: asks the ZAP handler, turns its answer into a verdict, and keeps what it said (RFC 27; libzmq's zap_client).
//
//   no handler:   PLAIN refuses; CURVE and NULL let in, unless ZMQ_ZAP_ENFORCE_DOMAIN
//
// Rule: only what the handler says becomes a User-Id; a peer that announces one itself is not believed.

import type { Credentials } from '../mechanism/mechanism.ts'
import type { PeerFacts, Verdict } from '../session/session-sink.ts'
import type { EngineHost } from './engine-host.ts'
import type { MessageMetadata } from './message-metadata.ts'
import type { LinkOptions } from './session-setup.ts'
import { askZap, type ZapAnswer } from './zap-question.ts'

/** Properties that are never taken from the peer. */
const ours: ReadonlySet<string> = new Set(['user-id', 'peer-address'])

export class Authentication {
  readonly #options: LinkOptions
  readonly #address: string
  #cancel: (() => void) | null = null
  #said: ReadonlyMap<string, Uint8Array> = new Map()

  /** `remoteEndpoint` of the connection: its IP address is what the handler sees. */
  constructor(options: LinkOptions, remoteEndpoint: string) {
    this.#options = options
    this.#address = addressOf(remoteEndpoint)
  }

  ask(host: EngineHost, { mechanism, identity, values }: Credentials, decide: (verdict: Verdict) => void): void {
    const request = { domain: this.#options.zapDomain, address: this.#address, identity, mechanism, credentials: values }
    this.#cancel = askZap(host.context, request, answer => {
      this.#cancel = null
      decide(this.#verdict(answer, mechanism))
    })
  }

  /** The connection is over: takes an open question back. */
  cancel(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  /** What every message of this peer is known to come from; null when nobody wants to know. */
  metadata(peer: PeerFacts): MessageMetadata | null {
    if (!this.#options.messageMetadata) return null
    const found = new Map([['Peer-Address', this.#address]])
    for (const [name, value] of this.#said) found.set(name, text(value))
    for (const [name, value] of peer.properties) {
      if (!ours.has(name.toLowerCase()) && !found.has(name)) found.set(name, text(value))
    }
    const identity = found.get('Identity')
    if (identity !== undefined) found.set('Routing-Id', identity)
    return found
  }

  #verdict(answer: ZapAnswer, mechanism: string): Verdict {
    switch (answer.kind) {
      case 'absent':
        return mechanism === 'PLAIN' || this.#options.zapEnforceDomain ? { kind: 'unanswered' } : { kind: 'accepted' }
      case 'gone':
        return { kind: 'unanswered' }
      case 'malformed':
        return { kind: 'failed', error: answer.error }
      case 'reply': {
        const { status, userId, metadata } = answer.reply
        if (status !== 200) return { kind: 'refused', status }
        this.#said = new Map([...metadata, ['User-Id', userId]])
        // The RFC has the metadata go back to the client; libzmq keeps it.
        return this.#options.strict ? { kind: 'accepted', further: metadata } : { kind: 'accepted' }
      }
      default:
        return answer satisfies never
    }
  }
}

const text = (octets: Uint8Array): string => Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString()

/** `tcp://[::1]:5555` is `::1`; an ipc peer has no address that Node could tell. */
function addressOf(endpoint: string): string {
  const host = /^tcp:\/\/(.*):\d+$/.exec(endpoint)?.[1] ?? ''
  return host.replace(/^\[|\]$/g, '')
}
