// PLAIN: a user name and a password in clear (RFC 24).
//
//   client  HELLO user password ──►           server: asks who that is
//           ◄── WELCOME
//           INITIATE metadata ──►
//           ◄── READY metadata
//
// Rule: the server says nothing until it has been told that the user may come in.

import { ZmtpError, type ZmtpErrorCode } from '../error.ts'
import { toOctets } from '../wire/ascii.ts'
import { decodeCommand, decodeError, encodeCommand } from '../wire/command.ts'
import { decodeMetadata, encodeMetadata, type Metadata } from '../wire/metadata.ts'
import type { HandshakeStep, Mechanism } from './mechanism.ts'

const nothing = new Uint8Array(0)
const misspelt = toOctets('\x5eRROR')

/** The connecting side. `user` and `password`: up to 255 octets each. */
export function plainClient(own: Metadata, user: Uint8Array, password: Uint8Array, strict = false): Mechanism {
  let due: 'WELCOME' | 'READY' | null = 'WELCOME'
  return {
    name: 'PLAIN',
    role: 'client',
    start: () => ({ done: false, send: [encodeCommand('HELLO', encodeHello(user, password))] }),
    receive(body): HandshakeStep {
      const { name, data } = decodeCommand(body)
      if (name !== due) throw unexpected(name, due)
      if (due === 'READY') {
        const metadata = decodeMetadata(data, strict)
        due = null
        return { done: true, send: [], metadata }
      }
      if (data.length > 0) throw malformed('WELCOME', 'it has octets after its name')
      due = 'READY'
      return { done: false, send: [encodeCommand('INITIATE', encodeMetadata(own))] }
    },
    accepted: () => neverAsked(),
  }
}

/** The side that decides. */
export function plainServer(own: Metadata, strict = false): Mechanism {
  let due: 'HELLO' | 'INITIATE' | null = 'HELLO'
  let announced = own
  return {
    name: 'PLAIN',
    role: 'server',
    start: () => ({ done: false, send: [] }),
    receive(body): HandshakeStep {
      const { name, data } = decodeCommand(body)
      if (name !== due) throw unexpected(name, due)
      const was = due
      due = null
      if (was === 'HELLO') return { done: false, send: [], ask: { mechanism: 'PLAIN', identity: nothing, values: decodeHello(data) } }
      const metadata = decodeMetadata(data, strict)
      return { done: true, send: [encodeCommand('READY', encodeMetadata(announced))], metadata }
    },
    accepted(further = new Map()): HandshakeStep {
      announced = new Map([...own, ...further])
      due = 'INITIATE'
      return { done: false, send: [encodeCommand('WELCOME', nothing)] }
    },
  }
}

/**
 * The reason in an ERROR as libzmq's PLAIN server spells it, null for any other command. In its source the name is written "\x05ERROR", of
 * which C++ takes `\x05E` for one octet: what is sent is 5E "RROR" (seen with 4.3.5).
 */
export function readMisspeltError(body: Uint8Array): string | null {
  if (body.length < misspelt.length || misspelt.some((octet, at) => octet !== body[at])) return null
  return decodeError(body.subarray(misspelt.length))
}

function encodeHello(user: Uint8Array, password: Uint8Array): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(2 + user.length + password.length)
  data[0] = user.length
  data.set(user, 1)
  data[1 + user.length] = password.length
  data.set(password, 2 + user.length)
  return data
}

/** Copies of user name and password. @throws ZmtpError ERR_ZMTP_MALFORMED_COMMAND_HELLO unless the two lengths and the end agree */
function decodeHello(data: Uint8Array): readonly [user: Uint8Array, password: Uint8Array] {
  const user = data[0]
  if (user === undefined || user + 2 > data.length) throw malformed('HELLO', 'the user name runs over its end')
  const password = data[user + 1]!
  if (user + 2 + password !== data.length) throw malformed('HELLO', 'the password does not end where the command ends')
  return [new Uint8Array(data.subarray(1, 1 + user)), new Uint8Array(data.subarray(2 + user))]
}

function neverAsked(): never {
  throw new Error('a client asks about nobody')
}

function unexpected(name: string, due: string | null): ZmtpError {
  const text = due === null ? `${name} where nothing is due` : `${name} where ${due} is due`
  return new ZmtpError('ERR_ZMTP_UNEXPECTED_COMMAND', '24 implementation', text)
}

function malformed(command: 'HELLO' | 'WELCOME', text: string): ZmtpError {
  const code: ZmtpErrorCode = `ERR_ZMTP_MALFORMED_COMMAND_${command}`
  return new ZmtpError(code, '24 implementation', `a malformed ${command}: ${text}`)
}
