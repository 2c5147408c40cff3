// Octets of ZMTP 1.0 and 2.0, one construct at a time (13/framing, 13/connection; 15, the ABNF).
//   1.0   [identityOf1('me'), messageOf1('a', 'b')]         2.0   [greetingOf2('DEALER'), identityOf2('me'), message('a', 'b')]
// Rule: as in octets.ts: the defaults are legal, and every field can be made illegal. Messages of 2.0 are those of 3.x.

import { frame, type Octets, octets } from './octets.ts'

export interface OldFrameOctets {
  readonly body?: Octets
  readonly more?: boolean
  /** The length in eight octets behind FF; default: when it does not fit in one. */
  readonly long?: boolean
  /** The whole flags octet, instead of what `more` gives. */
  readonly flags?: number
  /** What the length field says, instead of the truth: body and flags octet. */
  readonly length?: number | bigint
}

/** One frame of 1.0: length, flags, body. */
export function frameOf1(fields: OldFrameOctets = {}): Buffer {
  const body = octets(fields.body ?? '')
  const said = BigInt(fields.length ?? body.length + 1)
  const length = Buffer.alloc((fields.long ?? said > 254n) ? 9 : 1, 0xff)
  if (length.length === 9) length.writeBigUInt64BE(BigInt.asUintN(64, said), 1)
  else length[0] = Number(said)
  return Buffer.concat([length, Buffer.of(fields.flags ?? Number(fields.more ?? false)), body])
}

/** The frames of one message of 1.0. */
export const messageOf1 = (...parts: readonly Octets[]): Buffer =>
  Buffer.concat(parts.map((body, at) => frameOf1({ body, more: at < parts.length - 1 })))

/** What opens a connection of 1.0: anonymous (01 00) or named. */
export const identityOf1 = (identity: Octets = '', fields: Omit<OldFrameOctets, 'body'> = {}): Buffer =>
  frameOf1({ ...fields, body: identity })

/** Octet 11 of a 2.0 greeting. */
export const typeOctets = { PAIR: 0, PUB: 1, SUB: 2, REQ: 3, REP: 4, DEALER: 5, ROUTER: 6, PULL: 7, PUSH: 8 } as const
export type OldType = keyof typeof typeOctets

export interface OldGreetingOctets {
  /** Octets 1-8; default zero, a probe when one wants to look for 1.0 peers. */
  readonly padding?: Uint8Array
  /** Octet 9, default 7F. */
  readonly last?: number
  /** Octet 10, default 1. */
  readonly revision?: number
}

/** The 12 octets of a 2.0 greeting: signature, revision, socket type. XPUB and XSUB are PUB and SUB on the wire (15/pubsub). */
export function greetingOf2(type: string | number, fields: OldGreetingOctets = {}): Buffer {
  const { padding = Buffer.alloc(8), last = 0x7f, revision = 1 } = fields
  const octet = typeof type === 'number' ? type : typeOctets[type.replace(/^X/, '') as OldType]
  if (octet === undefined) throw new TypeError(`ZMTP 2.0 has no socket type ${type}`)
  return Buffer.concat([Buffer.of(0xff), padding, Buffer.of(last, revision, octet)])
}

/** The identity frame behind it: short and final. */
export const identityOf2 = (identity: Octets = ''): Buffer => frame({ body: identity })
