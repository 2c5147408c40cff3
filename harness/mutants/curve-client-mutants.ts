// 26/CurveZMQ: bugs of a client.
//
//   HELLO ──►  ◄── WELCOME  INITIATE ──►  ◄── READY

import { edit, type MutantTable } from './mutant.ts'

const client = 'mechanism/curve-client.ts'
const server = 'mechanism/curve-server.ts'
const handshake = 'session/handshake.ts'
const padding = 'data[0] = 1\n'
const zerosOfHello = 'new Uint8Array(64)), 114)'
const newTransient = 'transient = newKeyPair(tools)'
const passOver = 'return { done: false, send: [] }'
const error = `{ done: false, send: [encodeCommand('ERROR', Uint8Array.of(3, 0x34, 0x30, 0x30))] }`
const bySize = 'if (data.length !== WELCOME_SIZE) throw'
const bySizeOfReady = 'if (data.length < COUNTER_SIZE + TAG_SIZE) throw'
const dispatch = `return due === 'WELCOME' ? welcomed(data) : ready(data)`
const metadataOfInitiate = 'keys.publicKey, vouchNonce, vouch, encodeMetadata(own)'

/** The same misspelt prefix of a nonce on both sides, which then understand each other. */
const prefix = (from: string, to: string) => [edit(client, `'${from}'`, `'${to}'`), edit(server, `'${from}'`, `'${to}'`)]

export const curveClientMutants = {
  'mut/curve-hello-of-70-zeros': {
    about: 'pads HELLO with 70 zeros, as the prose of RFC 26 has it, instead of 72',
    edits: [
      edit(client, 'new Uint8Array(194)', 'new Uint8Array(192)'),
      edit(client, 'data.set(transient.publicKey, 74)', 'data.set(transient.publicKey, 72)'),
      edit(client, 'data.set(count, 106)', 'data.set(count, 104)'),
      edit(client, zerosOfHello, 'new Uint8Array(64)), 112)'),
    ],
  },
  'mut/curve-hello-version-2': {
    about: 'says version 2.0 in HELLO',
    edits: [edit(client, padding, 'data[0] = 2\n')],
  },
  'mut/curve-hello-padding-of-ones': {
    about: 'pads HELLO with ones',
    edits: [edit(client, padding, `${padding}    data.fill(1, 2, 74)\n`)],
  },
  'mut/curve-hello-prefix': {
    about: 'has a nonce prefix of its own for HELLO, in both roles',
    edits: prefix('CurveZMQHELLO---', 'CurveZMQHELLO-- '),
  },
  'mut/curve-hello-boxes-its-key': {
    about: 'puts its transient key into the box of HELLO, where zeros belong',
    edits: [edit(client, zerosOfHello, 'new Uint8Array([...transient.publicKey, ...transient.publicKey])), 114)')],
  },
  'mut/curve-hello-for-itself': {
    about: 'seals HELLO for its own permanent key',
    edits: [edit(client, 'key = agree(tools, server, transient.secretKey)', 'key = agree(tools, keys.publicKey, transient.secretKey)')],
  },
  'mut/curve-client-waits-to-be-greeted': {
    about: 'waits for the server to speak first',
    edits: [edit(client, `return { done: false, send: [encodeCommand('HELLO', data)] }`, passOver)],
  },
  'mut/curve-client-keeps-transient-key': {
    about: 'uses one transient key pair for all its connections',
    edits: [
      edit(
        client,
        newTransient,
        'const kept = ((globalThis as any).keptByClient ??= newKeyPair(tools))\n    transient = { publicKey: kept.publicKey, secretKey: new Uint8Array(kept.secretKey) }',
      ),
    ],
  },
  'mut/curve-transient-is-permanent': {
    about: 'uses its permanent key pair as the transient one',
    edits: [edit(client, newTransient, 'transient = { publicKey: keys.publicKey, secretKey: new Uint8Array(keys.secretKey) }')],
  },
  'mut/curve-client-without-server-key': {
    about: 'connects without the key of the server, and takes its own for it',
    edits: [edit('socket/security.ts', 'const server = options.curveServerKey', 'const server = options.curveServerKey ?? keys.publicKey')],
  },
  'mut/curve-key-of-any-size': {
    about: 'takes keys of any size, filled up with zeros or cut',
    edits: [
      edit(
        'socket/option-value.ts',
        'if (characters.length === 40) return decodeZ85(characters)',
        `return decodeZ85(characters.padEnd(40, '0').slice(0, 40))`,
      ),
    ],
  },
  'mut/curve-welcome-any-size': {
    about: 'does not look at the size of WELCOME',
    edits: [edit(client, bySize, 'if (false) throw')],
  },
  'mut/curve-welcome-may-be-longer': {
    about: 'takes a WELCOME of more than 168 octets',
    edits: [edit(client, bySize, 'if (data.length < WELCOME_SIZE) throw')],
  },
  'mut/curve-welcome-box-unopened': {
    about: 'waits for another WELCOME when the box of one does not open',
    edits: [edit(client, `if (content === null) throw wrongBox('the box of WELCOME')`, `if (content === null) ${passOver}`)],
  },
  'mut/curve-agreement-of-zeros': {
    about: 'goes on with a key of zeros when the other public key has no secret',
    edits: [
      edit('mechanism/curve-keys.ts', 'if (key === null) throw', 'if (key === null) return new Uint8Array(32)\n  if (key === null) throw'),
    ],
  },
  'mut/curve-client-sends-error': {
    about: 'tells the server ERROR when it does not like what that says',
    edits: [
      edit(client, 'if (name !== due) throw', `if (name !== due) return ${error}\n      if (name !== due) throw`),
      edit(client, dispatch, `try {\n        ${dispatch}\n      } catch {\n        return ${error}\n      }`),
    ],
  },
  'mut/curve-client-answers-error': {
    about: 'answers ERROR by ERROR',
    edits: [
      edit(
        handshake,
        `if (name === 'ERROR') return { kind: 'rejected', reason: decodeError(data) }`,
        `if (name === 'ERROR') return { kind: 'refused', send: [encodeError('400')], error: new ZmtpError('ERR_ZMTP_UNSPECIFIED', '26', 'no') }`,
      ),
    ],
  },
  'mut/curve-no-initiate': {
    about: 'reads WELCOME and says nothing more',
    edits: [edit(client, `return { done: false, send: [encodeCommand('INITIATE', command)] }`, passOver)],
  },
  'mut/curve-initiate-prefix': {
    about: 'has a nonce prefix of its own for INITIATE, in both roles',
    edits: prefix('CurveZMQINITIATE', 'CurveZMQInitiate'),
  },
  'mut/curve-cookie-changed': {
    about: 'returns the cookie with its octets in another order',
    edits: [edit(client, 'command.set(cookie)', 'command.set(cookie.slice().reverse())')],
  },
  'mut/curve-initiate-without-vouch-nonce': {
    about: 'leaves the nonce of the vouch out',
    edits: [edit(client, metadataOfInitiate, metadataOfInitiate.replace('vouchNonce, ', ''))],
  },
  'mut/curve-initiate-repeats-counter': {
    about: 'uses the counter of HELLO for INITIATE again',
    edits: [
      edit(client, 'const count = counter()\n    const nonce', 'const count = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1)\n    const nonce'),
    ],
  },
  'mut/curve-vouch-prefix': {
    about: 'has a nonce prefix of its own for vouches, in both roles',
    edits: prefix('VOUCH---', 'VOUCH-- '),
  },
  'mut/curve-vouch-for-transient-server': {
    about: "vouches for the server's transient key instead of its permanent one",
    edits: [edit(client, 'vouchKey, publicKey, server)', 'vouchKey, publicKey, serverTransient)')],
  },
  'mut/curve-vouch-to-server': {
    about: "seals the vouch for the server's permanent key, as the grammar of RFC 26 has it",
    edits: [edit(client, 'agree(tools, serverTransient, keys.secretKey)', 'agree(tools, server, keys.secretKey)')],
  },
  'mut/curve-vouch-nonce-fixed': {
    about: 'uses one nonce for all vouches',
    edits: [edit(client, 'const vouchNonce = random(LONG_NONCE)', 'const vouchNonce = new Uint8Array(LONG_NONCE)')],
  },
  'mut/curve-ready-any-size': {
    about: 'passes over a READY that is too short, and waits for another',
    edits: [edit(client, bySizeOfReady, `if (data.length < COUNTER_SIZE + TAG_SIZE) ${passOver}\n    ${bySizeOfReady}`)],
  },
  'mut/curve-ready-box-unopened': {
    about: 'waits for another READY when the box of one does not open',
    edits: [edit(client, `if (content === null) throw wrongBox('the box of READY')`, `if (content === null) ${passOver}`)],
  },
  'mut/curve-ready-prefix': {
    about: 'has a nonce prefix of its own for READY, in both roles',
    edits: prefix('CurveZMQREADY---', 'CurveZMQREADY-- '),
  },
  'mut/curve-client-as-server': {
    about: 'says as-server in its greeting although it is the client',
    edits: [edit(handshake, "role === 'server')", "role !== 'peer')")],
  },
  'mut/curve-as-server-required': {
    about: 'closes on a server that does not say as-server in its greeting',
    edits: [
      edit(
        handshake,
        'checkMechanism(greeting, this.#mechanism.name)',
        `checkMechanism(greeting, this.#mechanism.name)\n    if (this.#mechanism.role === 'client' && !greeting.asServer) throw new ZmtpError('ERR_ZMTP_MECHANISM_MISMATCH', '25', 'no server')`,
      ),
    ],
    seen: 'zeromq/libzmq#3863',
  },
} as const satisfies MutantTable
