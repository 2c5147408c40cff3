// Bodies of the subject's CURVE commands, opened with the raw peer's keys (26, the ABNF; commands.ts draws them).
// Rule: sizes and names are told, not judged, as long as the fields can be found; a box that does not open is a mismatch.

import { WireMismatch } from '../contract.ts'
import { showOctets } from '../listing.ts'
import { agreement, nonceOf, unboxed } from './box.ts'
import { messagePrefixes, type Side } from './commands.ts'

export interface ReadHello {
  readonly version: Buffer
  readonly padding: Buffer
  /** C'. */
  readonly transient: Buffer
  readonly counter: bigint
  /** What the box holds. */
  readonly content: Buffer
}

export interface ReadWelcome {
  readonly nonce: Buffer
  /** S'. */
  readonly transient: Buffer
  readonly cookie: Buffer
}

export interface ReadInitiate {
  readonly cookie: Buffer
  readonly counter: bigint
  /** C. */
  readonly client: Buffer
  readonly vouchNonce: Buffer
  /** The C' and the S that the vouch is for. */
  readonly vouchedClient: Buffer
  readonly vouchedServer: Buffer
  readonly metadata: Buffer
}

export interface ReadReady {
  readonly counter: bigint
  readonly metadata: Buffer
}

export interface ReadMessage {
  readonly counter: bigint
  readonly flags: number
  readonly data: Buffer
}

/** The fields behind the name. @throws WireMismatch for another command, or when fewer than `least` octets are there */
function fieldsOf(name: string, body: Buffer, least: number): Buffer {
  const prefix = Buffer.concat([Buffer.of(name.length), Buffer.from(name)])
  if (!body.subarray(0, prefix.length).equals(prefix)) throw new WireMismatch(name, showOctets(body))
  const fields = body.subarray(prefix.length)
  if (fields.length < least) throw new WireMismatch(`${name} of at least ${prefix.length + least} octets`, `${body.length} octets`)
  return fields
}

function openedBox(what: string, box: Buffer, nonce: Buffer, key: Uint8Array): Buffer {
  const content = unboxed(box, nonce, key)
  if (content === null) throw new WireMismatch(`the box of ${what} to open`, `it does not: ${showOctets(box)}`)
  return content
}

/** `secretKey`: s. @throws WireMismatch */
export function readHello(body: Buffer, secretKey: Uint8Array): ReadHello {
  const fields = fieldsOf('HELLO', body, 130)
  const transient = fields.subarray(74, 106)
  const nonce = nonceOf('CurveZMQHELLO---', fields.subarray(106, 114))
  const content = openedBox('HELLO', fields.subarray(114), nonce, agreement(transient, secretKey))
  return { version: fields.subarray(0, 2), padding: fields.subarray(2, 74), transient, counter: fields.readBigUInt64BE(106), content }
}

/** `key`: S to C'. @throws WireMismatch */
export function readWelcome(body: Buffer, key: Uint8Array): ReadWelcome {
  const fields = fieldsOf('WELCOME', body, 32)
  const nonce = fields.subarray(0, 16)
  const content = openedBox('WELCOME', fields.subarray(16), nonceOf('WELCOME-', nonce), key)
  return { nonce, transient: content.subarray(0, 32), cookie: content.subarray(32) }
}

/** `key`: C' to S'; `secretKey`: s'. @throws WireMismatch */
export function readInitiate(body: Buffer, key: Uint8Array, secretKey: Uint8Array): ReadInitiate {
  const fields = fieldsOf('INITIATE', body, 248)
  const content = openedBox('INITIATE', fields.subarray(104), nonceOf('CurveZMQINITIATE', fields.subarray(96, 104)), key)
  const client = content.subarray(0, 32)
  const vouchNonce = content.subarray(32, 48)
  const vouch = openedBox('the vouch', content.subarray(48, 128), nonceOf('VOUCH---', vouchNonce), agreement(client, secretKey))
  return {
    cookie: fields.subarray(0, 96),
    counter: fields.readBigUInt64BE(96),
    client,
    vouchNonce,
    vouchedClient: vouch.subarray(0, 32),
    vouchedServer: vouch.subarray(32),
    metadata: content.subarray(128),
  }
}

/** `key`: S' to C'. @throws WireMismatch */
export function readReady(body: Buffer, key: Uint8Array): ReadReady {
  const fields = fieldsOf('READY', body, 24)
  const metadata = openedBox('READY', fields.subarray(8), nonceOf('CurveZMQREADY---', fields.subarray(0, 8)), key)
  return { counter: fields.readBigUInt64BE(0), metadata }
}

/** `key`: C' to S'; `from`: who sent it. @throws WireMismatch */
export function readMessage(body: Buffer, key: Uint8Array, from: Side): ReadMessage {
  const fields = fieldsOf('MESSAGE', body, 25)
  const content = openedBox('MESSAGE', fields.subarray(8), nonceOf(messagePrefixes[from], fields.subarray(0, 8)), key)
  return { counter: fields.readBigUInt64BE(0), flags: content[0]!, data: content.subarray(1) }
}
