// The accepting side of CURVE (RFC 26 and 25). The commands are drawn in curve-client.ts.
//
//   HELLO ──► check ──► WELCOME, and forget: C' and s' leave in the cookie, only its key and its end of life stay
//   INITIATE ──► cookie back, C' and s' out of it ──► C and its vouch ──► asks who that is ──► READY
//
// Rule: every field is checked, and whatever does not hold ends the connection. A cookie is good once, on its connection, for its time.

import { ZmtpError, type ZmtpErrorCode } from '../error.ts'
import { decodeCommand, encodeCommand } from '../wire/command.ts'
import { allZero, sameOctets } from '../wire/constant-time.ts'
import { decodeMetadata, encodeMetadata, findProperty, type Metadata } from '../wire/metadata.ts'
import { opened, sealed } from './curve-box.ts'
import { curveCipher } from './curve-cipher.ts'
import { agree, type CurveTools, type KeyPair, newKeyPair, wrongBox } from './curve-keys.ts'
import { NonceCounter, NonceGuard, nonceOf } from './curve-nonce.ts'
import type { HandshakeStep, Mechanism } from './mechanism.ts'

/** Milliseconds that a cookie is good for; RFC 26 speaks of a minute. */
export const COOKIE_LIFE = 60_000

const HELLO_SIZE = 194
const INITIATE_SIZE = 248
const COUNTER_SIZE = 8
const LONG_NONCE = 16

/** What an INITIATE showed: the key of the connection, and who the client says it is. */
interface Client {
  readonly key: Uint8Array
  readonly publicKey: Uint8Array
  readonly metadata: Metadata
}

/** `asks`: nobody comes in unasked. `strict` as in NULL. */
export function curveServer(own: Metadata, keys: KeyPair, tools: CurveTools, asks: boolean, strict = false): Mechanism {
  const { box, random } = tools
  const sent = new NonceCounter()
  const received = new NonceGuard()
  let due: 'HELLO' | 'INITIATE' | null = 'HELLO'
  let cookieKey: Uint8Array = new Uint8Array(0)
  let cookieEnd = 0
  let client: Client | null = null

  function hello(data: Uint8Array, now: number): HandshakeStep {
    if (data.length !== HELLO_SIZE) throw malformed('HELLO', `it has ${data.length} octets after its name, not ${HELLO_SIZE}`)
    if (data[0] !== 1 || data[1] !== 0) throw malformed('HELLO', `it is of version ${data[0]}.${data[1]}, not 1.0`)
    if (!allZero(data.subarray(2, 74))) throw malformed('HELLO', 'its padding is not zero')
    const publicKey = new Uint8Array(data.subarray(74, 106))
    received.accept(data, 106)
    const key = agree(tools, publicKey, keys.secretKey)
    const zeros = opened(box, nonceOf('CurveZMQHELLO---', data.subarray(106, 114)), key, data.subarray(114))
    if (zeros === null) throw wrongBox('the box of HELLO')
    if (!allZero(zeros)) throw malformed('HELLO', 'its box does not hold zeros')
    return welcome(publicKey, key, now)
  }

  function welcome(clientTransient: Uint8Array, key: Uint8Array, now: number): HandshakeStep {
    const transient = newKeyPair(tools)
    cookieKey = random(32)
    cookieEnd = now + COOKIE_LIFE
    const cookieNonce = random(LONG_NONCE)
    const cookie = sealed(box, nonceOf('COOKIE--', cookieNonce), cookieKey, clientTransient, transient.secretKey)
    transient.secretKey.fill(0)
    const nonce = random(LONG_NONCE)
    const content = sealed(box, nonceOf('WELCOME-', nonce), key, transient.publicKey, cookieNonce, cookie)
    const data = new Uint8Array(LONG_NONCE + content.length)
    data.set(nonce)
    data.set(content, LONG_NONCE)
    due = 'INITIATE'
    return { done: false, send: [encodeCommand('WELCOME', data)] }
  }

  function initiate(data: Uint8Array, now: number): HandshakeStep {
    if (data.length < INITIATE_SIZE) throw malformed('INITIATE', `it has only ${data.length} octets after its name`)
    const cookie = opened(box, nonceOf('COOKIE--', data.subarray(0, LONG_NONCE)), cookieKey, data.subarray(LONG_NONCE, 96))
    cookieKey.fill(0)
    if (cookie === null) throw wrongBox('the cookie')
    if (now >= cookieEnd) throw new ZmtpError('ERR_ZMTP_CRYPTOGRAPHIC', '26 the WELCOME command', 'the cookie is too old')
    const clientTransient = cookie.subarray(0, 32)
    const secretKey = cookie.subarray(32)
    received.accept(data, 96)
    const key = agree(tools, clientTransient, secretKey)
    const content = opened(box, nonceOf('CurveZMQINITIATE', data.subarray(96, 104)), key, data.subarray(104))
    if (content === null) throw wrongBox('the box of INITIATE')
    const publicKey = content.subarray(0, 32)
    checkVouch(content.subarray(32, 128), agree(tools, publicKey, secretKey), clientTransient)
    cookie.fill(0)
    client = { key, publicKey, metadata: decodeMetadata(content.subarray(128), strict) }
    due = null
    if (!asks) return accepted()
    const identity = findProperty(client.metadata, 'Identity') ?? new Uint8Array(0)
    return { done: false, send: [], ask: { mechanism: 'CURVE', identity, values: [new Uint8Array(publicKey)] } }
  }

  // The client says, with its permanent key, that this transient key is its own and meant for this server.
  function checkVouch(vouch: Uint8Array, vouchKey: Uint8Array, clientTransient: Uint8Array): void {
    const content = opened(box, nonceOf('VOUCH---', vouch.subarray(0, LONG_NONCE)), vouchKey, vouch.subarray(LONG_NONCE))
    if (content === null) throw wrongBox('the vouch')
    const forKey = sameOctets(content.subarray(0, 32), clientTransient)
    const forServer = sameOctets(content.subarray(32), keys.publicKey)
    if (!forKey || !forServer) {
      const what = forKey ? 'server' : 'transient key'
      throw new ZmtpError('ERR_ZMTP_KEY_EXCHANGE', '26 the INITIATE command', `the vouch is for another ${what}`)
    }
  }

  function accepted(further: Metadata = new Map()): HandshakeStep {
    const { key, metadata } = client!
    const data = new Uint8Array(COUNTER_SIZE)
    sent.next(data, 0)
    const content = sealed(box, nonceOf('CurveZMQREADY---', data), key, encodeMetadata(new Map([...own, ...further])))
    const ready = new Uint8Array(COUNTER_SIZE + content.length)
    ready.set(data)
    ready.set(content, COUNTER_SIZE)
    const cipher = curveCipher('server', { box: tools.trafficBox?.() ?? box, key, sent, received })
    return { done: true, send: [encodeCommand('READY', ready)], metadata, cipher }
  }

  return {
    name: 'CURVE',
    role: 'server',
    start: () => ({ done: false, send: [] }),
    receive(body, now) {
      const { name, data } = decodeCommand(body)
      if (name !== due) throw new ZmtpError('ERR_ZMTP_UNEXPECTED_COMMAND', '26 general design', `${name} where ${due ?? 'nothing'} is due`)
      return due === 'HELLO' ? hello(data, now) : initiate(data, now)
    },
    accepted,
  }
}

function malformed(command: 'HELLO' | 'INITIATE', text: string): ZmtpError {
  const code: ZmtpErrorCode = `ERR_ZMTP_MALFORMED_COMMAND_${command}`
  return new ZmtpError(code, `26 the ${command} command`, `a malformed ${command}: ${text}`)
}
