// The words of the Authenticator: what it is asked, what it answers, what its rules are made of.

import type { SecretIndex } from './secret-index.ts'

/** What a ZAP request says (RFC 27). */
export interface Request {
  /** The server socket's `zapDomain`; empty when it has none. */
  readonly domain: string
  /** IP address of the peer; empty over ipc. */
  readonly address: string
  /** The routing id that the peer announced, as far as it has by now. */
  readonly identity: Buffer
  readonly mechanism: string
  /** PLAIN: user and password. CURVE: the public key in its 32 octets. NULL: none. */
  readonly credentials: readonly Buffer[]
  /** CURVE: the public key in Z85; else null. */
  readonly publicKey: string | null
}

/** What the server is told. `text` is for people, `userId` and `metadata` for the application: see `metadata(message)`. */
export interface Decision {
  readonly status: 200 | 300 | 400 | 500
  readonly text: string
  readonly userId: string
  readonly metadata: Readonly<Record<string, string>>
}

/** The application's own say: true and false for 200 and 400, or parts of the decision. */
export type Authorize = (request: Request, ruled: Decision) => boolean | Partial<Decision> | Promise<boolean | Partial<Decision>>

/** All rules, by domain where there are domains; `*` is every domain that has none of its own. */
export interface Policy {
  readonly allowed: Set<string>
  readonly denied: Set<string>
  readonly passwords: Map<string, ReadonlyMap<string, string>>
  /** The owners' metadata by key. */
  readonly keys: Map<string, SecretIndex<Readonly<Record<string, string>>> | 'any'>
}
