// The connecting side of CURVE (RFC 26 and 25): it knows whom it wants to talk to.
//
//   HELLO     version, 72 zeros, C', counter, box of 64 zeros (C' to S) ──►
//   ◄── WELCOME    nonce16, box of S' and cookie (S to C')
//   INITIATE  cookie, counter, box of C, vouch and metadata (C' to S') ──►       vouch: nonce16, box of C' and S (C to S')
//   ◄── READY      counter, box of metadata (S' to C')
//
// Rule: a client never sends ERROR; what is wrong closes the connection.

import { ZmtpError, type ZmtpErrorCode } from '../error.ts'
import { decodeCommand, encodeCommand } from '../wire/command.ts'
import { decodeMetadata, encodeMetadata, type Metadata } from '../wire/metadata.ts'
import { opened, sealed, TAG_SIZE } from './curve-box.ts'
import { curveCipher } from './curve-cipher.ts'
import { agree, type CurveTools, type KeyPair, newKeyPair, wrongBox } from './curve-keys.ts'
import { NonceCounter, NonceGuard, nonceOf } from './curve-nonce.ts'
import type { HandshakeStep, Mechanism } from './mechanism.ts'

const COUNTER_SIZE = 8
const LONG_NONCE = 16
const COOKIE_SIZE = 96
/** Data of a WELCOME: nonce and box. */
const WELCOME_SIZE = LONG_NONCE + TAG_SIZE + 32 + COOKIE_SIZE

/** `server`: the permanent public key of the one server to talk to. `strict` as in NULL. */
export function curveClient(own: Metadata, keys: KeyPair, server: Uint8Array, tools: CurveTools, strict = false): Mechanism {
  const { box, random } = tools
  const sent = new NonceCounter()
  const received = new NonceGuard()
  let due: 'WELCOME' | 'READY' | null = 'WELCOME'
  let transient: KeyPair | null = null
  let key: Uint8Array = new Uint8Array(0)

  function counter(): Uint8Array<ArrayBuffer> {
    const octets = new Uint8Array(COUNTER_SIZE)
    sent.next(octets, 0)
    return octets
  }

  function start(): HandshakeStep {
    transient = newKeyPair(tools)
    key = agree(tools, server, transient.secretKey)
    const data = new Uint8Array(194)
    data[0] = 1
    data.set(transient.publicKey, 74)
    const count = counter()
    data.set(count, 106)
    data.set(sealed(box, nonceOf('CurveZMQHELLO---', count), key, new Uint8Array(64)), 114)
    return { done: false, send: [encodeCommand('HELLO', data)] }
  }

  function welcomed(data: Uint8Array): HandshakeStep {
    const { publicKey, secretKey } = transient!
    if (data.length !== WELCOME_SIZE) throw malformed('WELCOME', `it has ${data.length} octets after its name, not ${WELCOME_SIZE}`)
    const content = opened(box, nonceOf('WELCOME-', data.subarray(0, LONG_NONCE)), key, data.subarray(LONG_NONCE))
    if (content === null) throw wrongBox('the box of WELCOME')
    const serverTransient = content.subarray(0, 32)
    const cookie = content.subarray(32)
    const vouchNonce = random(LONG_NONCE)
    const vouchKey = agree(tools, serverTransient, keys.secretKey)
    const vouch = sealed(box, nonceOf('VOUCH---', vouchNonce), vouchKey, publicKey, server)
    key = agree(tools, serverTransient, secretKey)
    secretKey.fill(0)
    const count = counter()
    const nonce = nonceOf('CurveZMQINITIATE', count)
    const content2 = sealed(box, nonce, key, keys.publicKey, vouchNonce, vouch, encodeMetadata(own))
    due = 'READY'
    const command = new Uint8Array(COOKIE_SIZE + COUNTER_SIZE + content2.length)
    command.set(cookie)
    command.set(count, COOKIE_SIZE)
    command.set(content2, COOKIE_SIZE + COUNTER_SIZE)
    return { done: false, send: [encodeCommand('INITIATE', command)] }
  }

  function ready(data: Uint8Array): HandshakeStep {
    if (data.length < COUNTER_SIZE + TAG_SIZE) throw malformed('READY', `it has only ${data.length} octets after its name`)
    received.accept(data, 0)
    const nonce = nonceOf('CurveZMQREADY---', data.subarray(0, COUNTER_SIZE))
    const content = opened(box, nonce, key, data.subarray(COUNTER_SIZE))
    if (content === null) throw wrongBox('the box of READY')
    const metadata = decodeMetadata(content, strict)
    due = null
    const cipher = curveCipher('client', { box: tools.trafficBox?.() ?? box, key, sent, received })
    return { done: true, send: [], metadata, cipher }
  }

  return {
    name: 'CURVE',
    role: 'client',
    start,
    receive(body) {
      const { name, data } = decodeCommand(body)
      if (name !== due) throw new ZmtpError('ERR_ZMTP_UNEXPECTED_COMMAND', '26 general design', `${name} where ${due ?? 'nothing'} is due`)
      return due === 'WELCOME' ? welcomed(data) : ready(data)
    },
    accepted: () => {
      throw new Error('a client asks about nobody')
    },
  }
}

function malformed(command: 'WELCOME' | 'READY', text: string): ZmtpError {
  const code: ZmtpErrorCode = `ERR_ZMTP_MALFORMED_COMMAND_${command}`
  return new ZmtpError(code, `26 the ${command} command`, `a malformed ${command}: ${text}`)
}
