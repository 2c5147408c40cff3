// 24/PLAIN: bugs of clients and servers between the greeting and the first message.
//
//   HELLO ──►   ◄── WELCOME   INITIATE ──►   ◄── READY

import { edit, type MutantTable } from './mutant.ts'

const plain = 'mechanism/plain.ts'
const handshake = 'session/handshake.ts'
const hello = 'function encodeHello(user: Uint8Array, password: Uint8Array): Uint8Array<ArrayBuffer> {'
const readHello = 'function decodeHello(data: Uint8Array): readonly [user: Uint8Array, password: Uint8Array] {'
const serverOrder = `if (name !== due) throw unexpected(name, due)
      const was = due`

export const plainMutants = {
  'mut/plain-server-announces-client': {
    about: 'announces as-server 00 whatever its role, as libzmq does',
    edits: [edit(handshake, `role === 'server'))`, 'false))')],
    seen: 'zeromq/libzmq#3868',
  },
  'mut/plain-hello-padded': {
    about: 'pads the name of HELLO with spaces to eight octets, as the prose of the RFC once had it',
    edits: [edit(plain, `encodeCommand('HELLO', encodeHello`, `encodeCommand('HELLO   ', encodeHello`)],
  },
  'mut/plain-hello-without-lengths': {
    about: 'sends user name and password in HELLO with a zero octet between them, and no lengths',
    edits: [edit(plain, hello, `${hello}\n  if (user.length > 0) return Uint8Array.of(...user, 0, ...password)`)],
  },
  'mut/plain-password-first': {
    about: 'sends the password before the user name',
    edits: [edit(plain, `encodeHello(user, password))]`, `encodeHello(password, user))]`)],
  },
  'mut/plain-hello-cut-at-255': {
    about: 'has room for 255 octets of HELLO and cuts the password that does not fit',
    edits: [edit(plain, `encodeHello(user, password))]`, `encodeHello(user, password.subarray(0, Math.max(0, 247 - user.length))))]`)],
  },
  'mut/plain-waits-for-initiate-unasked': {
    about: 'sends WELCOME at once and asks its handler afterwards',
    edits: [
      edit(plain, `return { done: false, send: [], ask: {`, `return { done: false, send: [encodeCommand('WELCOME', nothing)], ask: {`),
      edit(plain, `return { done: false, send: [encodeCommand('WELCOME', nothing)] }`, 'return { done: false, send: [] }'),
    ],
  },
  'mut/plain-welcome-with-data': {
    about: 'sends the user name back in WELCOME',
    edits: [
      edit(plain, `send: [encodeCommand('WELCOME', nothing)] }`, `send: [encodeCommand('WELCOME', Uint8Array.of(3, 106, 111, 101))] }`),
    ],
  },
  'mut/plain-welcome-data-ignored': {
    about: 'takes a WELCOME with octets after its name',
    edits: [edit(plain, `if (data.length > 0) throw malformed('WELCOME'`, `if (data.length > 255) throw malformed('WELCOME'`)],
  },
  'mut/plain-asks-nobody': {
    about: 'lets in everybody who says HELLO',
    edits: [
      edit(
        plain,
        `if (was === 'HELLO') return {`,
        `if (was === 'HELLO') {\n        decodeHello(data)\n        due = 'INITIATE'\n        return { done: false, send: [encodeCommand('WELCOME', nothing)] }\n      }\n      if (was === null) return {`,
      ),
    ],
  },
  'mut/plain-hello-overrun': {
    about: 'takes a HELLO whose lengths run over its end for as much as there is of it',
    edits: [
      edit(plain, `if (user === undefined || user + 2 > data.length) throw`, 'if (user === undefined) throw'),
      edit(plain, `if (user + 2 + password !== data.length) throw`, 'if (user + 2 + password < data.length) throw'),
    ],
  },
  'mut/plain-hello-trailing-octets': {
    about: 'takes a HELLO with octets behind the password',
    edits: [edit(plain, `if (user + 2 + password !== data.length) throw`, 'if (user + 2 + password > data.length) throw')],
  },
  'mut/plain-hello-name-not-read': {
    about: 'takes a HELLO whose name is padded with spaces',
    edits: [edit(plain, readHello, `${readHello}\n  while (data[0] === 0x20 && data.length > 0) data = data.subarray(1)`)],
  },
  'mut/plain-server-takes-any-order': {
    about: 'takes INITIATE without HELLO',
    edits: [edit(plain, serverOrder, `if (name !== 'HELLO' && name !== 'INITIATE') throw unexpected(name, due)\n      const was = name`)],
  },
  'mut/plain-hello-twice': {
    about: 'takes a second HELLO while it waits for INITIATE, and asks again',
    edits: [edit(plain, serverOrder, `if (name !== due && name !== 'HELLO') throw unexpected(name, due)\n      const was = name`)],
  },
  'mut/plain-initiate-while-asking': {
    about: 'takes INITIATE while its handler is still being asked',
    edits: [
      edit(
        plain,
        serverOrder,
        `if (name !== due && !(due === null && name === 'INITIATE')) throw unexpected(name, due)\n      const was = name`,
      ),
    ],
  },
  'mut/plain-client-takes-any-order': {
    about: 'takes READY without WELCOME',
    edits: [
      edit(
        plain,
        `if (name !== due) throw unexpected(name, due)
      if (due === 'READY') {`,
        `if (name !== 'READY' && name !== 'WELCOME') throw unexpected(name, due)
      if (name === 'READY') {`,
      ),
    ],
  },
  'mut/plain-client-answers-hello': {
    about: 'answers a HELLO, as a client, with WELCOME: two clients meet',
    edits: [
      edit(
        plain,
        `if (name !== due) throw unexpected(name, due)
      if (due === 'READY') {`,
        `if (name === 'HELLO') return { done: false, send: [encodeCommand('WELCOME', nothing)] }
      if (name !== due) throw unexpected(name, due)
      if (due === 'READY') {`,
      ),
    ],
  },
  'mut/plain-server-says-hello': {
    about: 'begins with WELCOME, as a server, without waiting for HELLO',
    edits: [
      edit(
        plain,
        `role: 'server',
    start: () => ({ done: false, send: [] }),`,
        `role: 'server',
    start: () => ({ done: false, send: [encodeCommand('WELCOME', nothing)] }),`,
      ),
    ],
  },
  'mut/plain-initiate-without-metadata': {
    about: 'sends INITIATE without metadata',
    edits: [edit(plain, `encodeCommand('INITIATE', encodeMetadata(own))`, `encodeCommand('INITIATE', nothing)`)],
  },
  'mut/plain-ready-without-metadata': {
    about: 'sends READY without metadata',
    edits: [edit(plain, `encodeCommand('READY', encodeMetadata(announced))`, `encodeCommand('READY', nothing)`)],
  },
  'mut/plain-initiate-as-ready': {
    about: 'calls its INITIATE READY, as under NULL',
    edits: [edit(plain, `encodeCommand('INITIATE', encodeMetadata(own))`, `encodeCommand('READY', encodeMetadata(own))`)],
  },
  'mut/plain-sends-before-ready': {
    about: 'takes the handshake for done when it has sent INITIATE, and sends what waits',
    edits: [
      edit(
        plain,
        `return { done: false, send: [encodeCommand('INITIATE', encodeMetadata(own))] }`,
        `return { done: true, send: [encodeCommand('INITIATE', encodeMetadata(own))], metadata: new Map([['Socket-Type', toOctets('PULL')]]) }`,
      ),
    ],
  },
  'mut/plain-cut-metadata-accepted': {
    about: 'takes an INITIATE whose metadata is cut for one of a type that fits',
    edits: [
      edit(
        plain,
        'const nothing = new Uint8Array(0)',
        `const nothing = new Uint8Array(0)\nconst lenient = (data: Uint8Array, strict: boolean): Metadata => {\n  try {\n    return decodeMetadata(data, strict)\n  } catch {\n    return new Map([['Socket-Type', toOctets('PUSH')]])\n  }\n}`,
      ),
      edit(
        plain,
        `const metadata = decodeMetadata(data, strict)\n      return { done: true, send: [encodeCommand('READY'`,
        `const metadata = lenient(data, strict)\n      return { done: true, send: [encodeCommand('READY'`,
      ),
    ],
  },
  'mut/plain-error-misspelt': {
    about: 'spells ERROR as libzmq does: 5E "RROR"',
    edits: [
      edit(
        'session/session-end.ts',
        `import { encodeError } from '../wire/command.ts'`,
        `import { encodeError } from '../wire/command.ts'\nconst misspelt = (reason: string) => Uint8Array.of(0x5e, ...encodeError(reason).subarray(2))`,
      ),
      edit('session/session-end.ts', 'send: later ? [] : [encodeError(', 'send: later ? [] : [misspelt('),
    ],
  },
} as const satisfies MutantTable
