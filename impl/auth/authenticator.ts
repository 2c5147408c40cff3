// A ZAP handler ready to use, in the manner of pyzmq's (RFC 27): lists of addresses, passwords, CURVE keys, and a function of yours.
//
//   servers of the context ══ inproc://zeromq.zap.01 ══► Router ──► rules ──► authorize ──► reply
//
// Rule: each request is answered by itself, so a slow answer keeps nobody else waiting. What fails is refused with 500.

import { ZmqError } from '../error.ts'
import type { Context } from '../socket/context.ts'
import { Router } from '../socket/socket-classes.ts'
import { decodeZ85, encodeZ85 } from '../wire/z85.ts'
import { decodeZapRequest, encodeZapReply, ZAP_ENDPOINT, type ZapRequest } from '../wire/zap.ts'
import { readCertificates } from './certificate.ts'
import type { Authorize, Decision, Policy, Request } from './contract.ts'
import { decide } from './policy.ts'
import { SecretIndex } from './secret-index.ts'

export interface AuthenticatorOptions {
  /** Whose servers ask; default: the global context. */
  readonly context?: Context
  /** Asked last, about peers that the rules let in. */
  readonly authorize?: Authorize
  /** Told of every decision, for logs: no password or secret is in it. */
  readonly decided?: (request: Pick<Request, 'domain' | 'address' | 'mechanism' | 'publicKey'>, decision: Decision) => void
}

/** CURVE rules: keys in Z85 or 32 octets, a folder of certificates, or 'any' for whoever has any key. */
export type CurveRules = 'any' | { readonly folder: string } | { readonly keys: Iterable<string | Uint8Array> }

const system: Decision = { status: 500, text: 'Internal error', userId: '', metadata: {} }

/** Answers the questions of one context. Without rules for a mechanism its peers are refused; NULL peers come in unless the lists say no. */
export class Authenticator {
  readonly #options: AuthenticatorOptions
  readonly #policy: Policy = { allowed: new Set(), denied: new Set(), passwords: new Map(), keys: new Map() }
  #socket: Router | null = null

  constructor(options: AuthenticatorOptions = {}) {
    this.#options = options
  }

  /** Binds. @throws (rejects) ZmqError EADDRINUSE when the context has a handler already */
  async start(): Promise<void> {
    if (this.#socket !== null) return
    const { context } = this.#options
    // Answers belong to connections that may be gone: nothing is to wait for them.
    const socket = new Router({ ...(context === undefined ? {} : { context }), linger: 0, receiveHighWaterMark: 0, sendHighWaterMark: 0 })
    this.#socket = socket
    try {
      await socket.bind(ZAP_ENDPOINT)
    } catch (error) {
      this.stop()
      throw error
    }
    void this.#serve(socket)
  }

  /** Unbinds. Questions without an answer get none. Idempotent. */
  stop(): void {
    this.#socket?.close()
    this.#socket = null
  }

  [Symbol.dispose](): void {
    this.stop()
  }

  /** Only these IP addresses may come in, as far as the other rules let them. @throws ZmqError EINVAL when there is a list of denied ones */
  allow(...addresses: readonly string[]): void {
    this.#list(this.#policy.allowed, this.#policy.denied, addresses)
  }

  /** These IP addresses may not come in. @throws ZmqError EINVAL when there is a list of allowed ones */
  deny(...addresses: readonly string[]): void {
    this.#list(this.#policy.denied, this.#policy.allowed, addresses)
  }

  /** Sets the passwords by user name for a domain, `*` for every other. The user name becomes the User-Id. */
  configurePlain(passwords: Readonly<Record<string, string>>, domain = '*'): void {
    this.#policy.passwords.set(domain, new Map(Object.entries(passwords)))
  }

  /**
   * Sets whose keys are let in for a domain, `*` for every other. The public key in Z85 becomes the User-Id; what the metadata of a
   * certificate says goes to the application as properties. A folder is read now; call again to read it anew.
   * @throws (rejects) ZmqError EINVAL for what is no key or no certificate
   */
  async configureCurve(rules: CurveRules, domain = '*'): Promise<void> {
    this.#policy.keys.set(domain, rules === 'any' ? rules : await indexOf(rules))
  }

  #list(own: Set<string>, other: ReadonlySet<string>, addresses: readonly string[]): void {
    if (other.size > 0) throw new ZmqError('EINVAL', 'Either allow or deny addresses: with both nobody knows which list counts')
    for (const address of addresses) own.add(address)
  }

  async #serve(socket: Router): Promise<void> {
    for await (const [routingId, ...frames] of socket) void this.#answer(socket, routingId!, frames)
  }

  async #answer(socket: Router, routingId: Buffer, frames: Buffer[]): Promise<void> {
    let request: ZapRequest
    try {
      request = decodeZapRequest(frames)
    } catch {
      // Not a ZAP request: whoever sent it knows no better than to wait.
      return
    }
    const { status, text, userId, metadata } = await this.#decide(request)
    if (socket.closed) return
    const reply = encodeZapReply({
      id: request.id,
      status,
      text: Buffer.from(text),
      userId: Buffer.from(status === 200 ? userId : ''),
      metadata: new Map(Object.entries(status === 200 ? metadata : {}).map(([name, value]) => [name, Buffer.from(value)])),
    })
    await socket.send([routingId, ...reply]).catch(() => {})
  }

  async #decide(zap: ZapRequest): Promise<Decision> {
    const key = zap.mechanism === 'CURVE' && zap.credentials[0]?.length === 32 ? encodeZ85(zap.credentials[0]) : null
    const request: Request = {
      ...zap,
      identity: Buffer.from(zap.identity),
      credentials: zap.credentials.map(one => Buffer.from(one)),
      publicKey: key,
    }
    const ruled = decide(this.#policy, request)
    let decision = ruled
    try {
      if (ruled.status === 200 && this.#options.authorize !== undefined)
        decision = merge(ruled, await this.#options.authorize(request, ruled))
    } catch (error) {
      process.emitWarning(error as Error)
      decision = system
    }
    this.#options.decided?.(request, decision)
    return decision
  }
}

function merge(ruled: Decision, said: boolean | Partial<Decision>): Decision {
  if (said === true) return ruled
  if (said === false) return { ...ruled, status: 400, text: 'Not authorized' }
  return { ...ruled, ...said }
}

async function indexOf(rules: Exclude<CurveRules, 'any'>): Promise<SecretIndex<Readonly<Record<string, string>>>> {
  const index = new SecretIndex<Readonly<Record<string, string>>>()
  if ('folder' in rules) {
    for (const { publicKey, metadata } of await readCertificates(rules.folder)) index.set(decodeZ85(publicKey), metadata)
    return index
  }
  for (const key of rules.keys) {
    const octets = typeof key === 'string' ? decodeZ85(key) : key
    if (octets.length !== 32) throw new ZmqError('EINVAL', 'A CURVE key is 32 octets, or 40 characters of Z85')
    index.set(octets, {})
  }
  return index
}
