// The commands of CurveZMQ as bodies of frames, built field by field (26, the ABNF).
//
//   HELLO     05HELLO    version2 zero72 C' counter8 box(zero64)              INITIATE  08INITIATE cookie96 counter8 box(C vouch96 metadata)
//   WELCOME   07WELCOME  nonce16 box(S' cookie96)                             READY     05READY    counter8 box(metadata)
//   MESSAGE   07MESSAGE  counter8 box(flags data)                             vouch     nonce16 box(C' S)     cookie  nonce16 secretbox(C' s')
//
// Rule: the defaults are legal, and every field can be another: a builder never checks what it is told. octets.ts makes frames of bodies.

import { frame, type Octets, octets } from '../octets.ts'
import { boxed, nonceOf } from './box.ts'

/** A short nonce: the number in 8 octets, most significant first, or octets as they are. */
export type Counter = number | bigint | Uint8Array

export function counterOctets(counter: Counter): Buffer {
  if (counter instanceof Uint8Array) return Buffer.from(counter)
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt(counter)))
  return bytes
}

interface Boxed {
  /** The agreement that keys the box. */
  readonly key: Uint8Array
  /** What the nonce begins with; default the command's own. */
  readonly prefix?: Octets
  /** What the box holds, instead of what the other fields give. */
  readonly content?: Uint8Array
  /** The whole box, instead of one sealed here. */
  readonly box?: Uint8Array
}

interface Named {
  /** Default: the command's own, with its true length in front. */
  readonly name?: Octets
}

const body = (name: Octets, ...fields: readonly Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.of(octets(name).length), octets(name), ...fields])

const boxOf = ({ key, prefix, content, box }: Boxed, usual: string, rest: Uint8Array, held: Uint8Array): Buffer =>
  Buffer.from(box ?? boxed(content ?? held, nonceOf(prefix ?? usual, rest), key))

export interface HelloOctets extends Named, Boxed {
  readonly counter: Counter
  /** C', as it stands in clear. */
  readonly transient: Uint8Array
  /** Default 01 00. */
  readonly version?: Uint8Array
  /** Default 72 zeros. */
  readonly padding?: Uint8Array
}

/** 200 octets. `key`: C' to S. */
export function helloBody(fields: HelloOctets): Buffer {
  const { name = 'HELLO', version = Buffer.of(1, 0), padding = Buffer.alloc(72), transient } = fields
  const counter = counterOctets(fields.counter)
  return body(name, version, padding, transient, counter, boxOf(fields, 'CurveZMQHELLO---', counter, Buffer.alloc(64)))
}

export interface WelcomeOctets extends Named, Boxed {
  readonly nonce: Uint8Array
  /** S'. */
  readonly transient: Uint8Array
  readonly cookie: Uint8Array
}

/** 168 octets. `key`: S to C'. */
export function welcomeBody(fields: WelcomeOctets): Buffer {
  const { name = 'WELCOME', nonce, transient, cookie } = fields
  return body(name, nonce, boxOf(fields, 'WELCOME-', nonce, Buffer.concat([transient, cookie])))
}

/** A cookie of 96 octets that only its maker reads. `key`: the cookie key; `client`: C'; `secret`: s'. */
export function cookieOctets(
  fields: Boxed & { readonly nonce: Uint8Array; readonly client: Uint8Array; readonly secret: Uint8Array },
): Buffer {
  const { nonce, client, secret } = fields
  return Buffer.concat([nonce, boxOf(fields, 'COOKIE--', nonce, Buffer.concat([client, secret]))])
}

/** A vouch of 96 octets: this C' is meant for this S. `key`: C to S'. */
export function vouchOctets(
  fields: Boxed & { readonly nonce: Uint8Array; readonly client: Uint8Array; readonly server: Uint8Array },
): Buffer {
  const { nonce, client, server } = fields
  return Buffer.concat([nonce, boxOf(fields, 'VOUCH---', nonce, Buffer.concat([client, server]))])
}

export interface InitiateOctets extends Named, Boxed {
  readonly cookie: Uint8Array
  readonly counter: Counter
  /** C. */
  readonly client: Uint8Array
  readonly vouch: Uint8Array
  readonly metadata: Uint8Array
}

/** 257 octets and the metadata. `key`: C' to S'. */
export function initiateBody(fields: InitiateOctets): Buffer {
  const { name = 'INITIATE', cookie, client, vouch, metadata } = fields
  const counter = counterOctets(fields.counter)
  return body(name, cookie, counter, boxOf(fields, 'CurveZMQINITIATE', counter, Buffer.concat([client, vouch, metadata])))
}

export interface ReadyOctets extends Named, Boxed {
  readonly counter: Counter
  readonly metadata: Uint8Array
}

/** 30 octets and the metadata. `key`: S' to C'. */
export function readyBody(fields: ReadyOctets): Buffer {
  const { name = 'READY', metadata } = fields
  const counter = counterOctets(fields.counter)
  return body(name, counter, boxOf(fields, 'CurveZMQREADY---', counter, metadata))
}

/** Who says something. */
export type Side = 'client' | 'server'

/** Prefixes of the nonce of MESSAGE, by who sends it. */
export const messagePrefixes = { client: 'CurveZMQMESSAGEC', server: 'CurveZMQMESSAGES' } as const satisfies Record<Side, string>

/** Bits of the flags inside a MESSAGE: 26 has MORE; COMMAND is libzmq's. */
export const MORE = 1
export const COMMAND = 2

export interface MessageOctets extends Named, Boxed {
  readonly from: Side
  readonly counter: Counter
  /** Default 0. */
  readonly flags?: number
  readonly data: Octets
}

/** 33 octets and the data. `key`: C' to S'. */
export function messageBody(fields: MessageOctets): Buffer {
  const { name = 'MESSAGE', from, flags = 0, data } = fields
  const counter = counterOctets(fields.counter)
  return body(name, counter, boxOf(fields, messagePrefixes[from], counter, Buffer.concat([Buffer.of(flags), octets(data)])))
}

/** The frames that carry a MESSAGE: a message frame as libzmq has it, a command frame as 26 has it. */
export const outerForms = ['libzmq', 'rfc'] as const
export type OuterForm = (typeof outerForms)[number]

/** A body as a command frame. */
export const asCommand = (bytes: Uint8Array): Buffer => frame({ body: bytes, command: true })

/** A MESSAGE as a frame of this form. */
export const asMessage = (bytes: Uint8Array, form: OuterForm = 'libzmq'): Buffer => frame({ body: bytes, command: form === 'rfc' })
