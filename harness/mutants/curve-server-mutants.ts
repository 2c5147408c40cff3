// 26/CurveZMQ: bugs of a server.
//
//   HELLO ──►  ◄── WELCOME  INITIATE ──►  (ZAP)  ◄── READY, or ERROR

import { edit, type MutantTable } from './mutant.ts'

const client = 'mechanism/curve-client.ts'
const server = 'mechanism/curve-server.ts'
const handshake = 'session/handshake.ts'
const authentication = 'socket/authentication.ts'
const passOver = 'return { done: false, send: [] }'
const bySize = 'if (data.length !== HELLO_SIZE) throw'
const bySizeOfInitiate = 'if (data.length < INITIATE_SIZE) throw'
const newTransient = 'const transient = newKeyPair(tools)'
const cookieKey = 'cookieKey = random(32)'
const fixedCookieKey = 'new Uint8Array(32).fill(7)'
const byName = 'if (name !== due) throw'
const question = 'return { done: false, send: [], ask:'

export const curveServerMutants = {
  'mut/curve-as-server-never': {
    about: 'does not say as-server in its greeting although it is the server',
    edits: [edit(handshake, "role === 'server')", 'false && role)')],
    seen: 'zeromq/libzmq#3863',
  },
  'mut/curve-server-speaks-first': {
    about: 'sends a WELCOME before it has a HELLO',
    edits: [
      edit(
        server,
        'start: () => ({ done: false, send: [] })',
        `start: () => ({ done: false, send: [encodeCommand('WELCOME', new Uint8Array(160))] })`,
      ),
    ],
  },
  'mut/curve-hello-may-be-longer': {
    about: 'takes a HELLO of more than 200 octets, and forgets the rest',
    edits: [edit(server, bySize, `if (data.length > HELLO_SIZE) data = data.subarray(0, HELLO_SIZE)\n    ${bySize}`)],
  },
  'mut/curve-hello-any-version': {
    about: 'does not look at the version of HELLO',
    edits: [edit(server, 'if (data[0] !== 1 || data[1] !== 0) throw', 'if (false) throw')],
  },
  'mut/curve-hello-minor-unchecked': {
    about: 'looks at the major version of HELLO only',
    edits: [edit(server, 'data[0] !== 1 || data[1] !== 0', 'data[0] !== 1')],
  },
  'mut/curve-hello-padding-unchecked': {
    about: 'does not look at the padding of HELLO',
    edits: [edit(server, 'if (!allZero(data.subarray(2, 74))) throw', 'if (false) throw')],
  },
  'mut/curve-hello-padding-checked-to-70': {
    about: 'looks at the first 70 octets of padding, as the prose of RFC 26 has it',
    edits: [edit(server, 'data.subarray(2, 74)', 'data.subarray(2, 72)')],
  },
  'mut/curve-hello-box-unopened': {
    about: 'answers a HELLO whose box does not open',
    edits: [
      edit(server, `if (zeros === null) throw wrongBox('the box of HELLO')`, 'if (zeros === null) return welcome(publicKey, key, now)'),
    ],
  },
  'mut/curve-hello-content-unchecked': {
    about: 'does not look at what the box of HELLO holds',
    edits: [edit(server, 'if (!allZero(zeros)) throw', 'if (false) throw')],
  },
  'mut/curve-hello-again': {
    about: 'answers every HELLO, also a second one',
    edits: [edit(server, byName, `if (name === 'HELLO' && due !== null) return hello(data, now)\n      ${byName}`)],
  },
  'mut/curve-server-keeps-transient-key': {
    about: 'uses one transient key pair for all its connections',
    edits: [
      edit(
        server,
        newTransient,
        'const kept = ((globalThis as any).keptByServer ??= newKeyPair(tools))\n    const transient = { publicKey: kept.publicKey, secretKey: new Uint8Array(kept.secretKey) }',
      ),
    ],
  },
  'mut/curve-server-transient-from-clients': {
    about: "makes its transient key pair out of the client's transient key",
    edits: [edit(server, newTransient, 'const transient = newKeyPair({ ...tools, random: () => new Uint8Array(clientTransient) })')],
  },
  'mut/curve-no-welcome': {
    about: 'reads HELLO and says nothing',
    edits: [edit(server, `return { done: false, send: [encodeCommand('WELCOME', data)] }`, passOver)],
  },
  'mut/curve-welcome-prefix': {
    about: 'has a nonce prefix of its own for WELCOME, in both roles',
    edits: [edit(client, `'WELCOME-'`, `'welcome-'`), edit(server, `'WELCOME-'`, `'welcome-'`)],
  },
  'mut/curve-welcome-with-a-tail': {
    about: 'sends a WELCOME with an octet too many',
    edits: [edit(server, 'new Uint8Array(LONG_NONCE + content.length)', 'new Uint8Array(LONG_NONCE + content.length + 1)')],
  },
  'mut/curve-welcome-without-nonce': {
    about: 'sends zeros where the nonce of WELCOME belongs',
    edits: [edit(server, 'data.set(nonce)\n', '')],
  },
  'mut/curve-welcome-nonce-fixed': {
    about: 'uses one nonce for every WELCOME',
    edits: [edit(server, 'const nonce = random(LONG_NONCE)', 'const nonce = new Uint8Array(LONG_NONCE)')],
  },
  'mut/curve-cookie-nonce-fixed': {
    about: 'uses one nonce for every cookie',
    edits: [edit(server, 'const cookieNonce = random(LONG_NONCE)', 'const cookieNonce = new Uint8Array(LONG_NONCE)')],
  },
  'mut/curve-one-nonce-for-both': {
    about: 'uses the nonce of the cookie for its WELCOME too',
    edits: [edit(server, 'const nonce = random(LONG_NONCE)', 'const nonce = cookieNonce')],
  },
  'mut/curve-cookie-key-for-ever': {
    about: 'has one cookie key for all connections, and never forgets it',
    edits: [edit(server, cookieKey, `cookieKey = ${fixedCookieKey}`)],
  },
  'mut/curve-initiate-without-hello': {
    about: 'has one cookie key for all connections, and takes INITIATE on one that has said no HELLO',
    edits: [
      edit(server, 'let cookieKey: Uint8Array = new Uint8Array(0)', `let cookieKey: Uint8Array = ${fixedCookieKey}`),
      edit(server, 'let cookieEnd = 0', 'let cookieEnd = Infinity'),
      edit(server, cookieKey, `cookieKey = ${fixedCookieKey}`),
      edit(server, byName, `if (name !== due && name !== 'INITIATE') throw`),
      edit(server, `return due === 'HELLO' ?`, `return name === 'HELLO' ?`),
    ],
  },
  'mut/curve-cookie-unopened': {
    about: 'keeps what belongs into the cookie, and does not look at the one that comes back',
    edits: [
      edit(
        server,
        'let client: Client | null = null',
        'let client: Client | null = null\n  let kept: Uint8Array<ArrayBuffer> | null = null',
      ),
      edit(server, newTransient, `${newTransient}\n    kept = new Uint8Array([...clientTransient, ...transient.secretKey])`),
      edit(server, 'const cookie = opened(', 'const cookie = kept ?? opened('),
    ],
  },
  'mut/curve-initiate-any-size': {
    about: 'passes over an INITIATE that is too short, and waits for another',
    edits: [edit(server, bySizeOfInitiate, `if (data.length < INITIATE_SIZE) ${passOver}\n    ${bySizeOfInitiate}`)],
  },
  'mut/curve-initiate-of-512': {
    about: 'has room for 512 octets of INITIATE',
    edits: [edit(server, bySizeOfInitiate, 'if (data.length < INITIATE_SIZE || data.length > 512) throw')],
  },
  'mut/curve-initiate-box-unopened': {
    about: 'waits for another INITIATE when the box of one does not open',
    edits: [edit(server, `if (content === null) throw wrongBox('the box of INITIATE')`, `if (content === null) ${passOver}`)],
  },
  'mut/curve-initiate-counter-unchecked': {
    about: 'does not look at the counter of INITIATE',
    edits: [edit(server, 'received.accept(data, 96)', 'void received')],
  },
  'mut/curve-vouch-unopened': {
    about: 'takes a client whose vouch does not open',
    edits: [edit(server, `if (content === null) throw wrongBox('the vouch')`, 'if (content === null) return')],
  },
  'mut/curve-vouch-key-unchecked': {
    about: 'does not look for which transient key a vouch is',
    edits: [edit(server, 'const forKey = sameOctets(', 'const forKey = true || sameOctets(')],
  },
  'mut/curve-vouch-server-unchecked': {
    about: 'does not look for which server a vouch is',
    edits: [edit(server, 'const forServer = sameOctets(', 'const forServer = true || sameOctets(')],
  },
  'mut/curve-never-asks': {
    about: 'lets everybody in who can do the handshake, and asks no handler',
    edits: [edit(server, 'if (!asks) return', 'if (true) return')],
  },
  'mut/curve-asks-about-transient-key': {
    about: 'shows the handler the transient key instead of the permanent one',
    edits: [edit(server, 'values: [new Uint8Array(publicKey)]', 'values: [new Uint8Array(clientTransient)]')],
  },
  'mut/curve-ready-before-the-answer': {
    about: 'says READY while the handler is still asked',
    edits: [edit(server, question, question.replace('send: []', 'send: accepted().send'))],
  },
  'mut/curve-user-id-of-the-first': {
    about: 'shows the first user id that a handler gave with the messages of all clients',
    edits: [edit(authentication, `['User-Id', userId]`, `['User-Id', ((globalThis as any).firstUserId ??= userId)]`)],
  },
  'mut/curve-refused-gets-ready': {
    about: 'lets in whom the handler refuses',
    edits: [edit(authentication, 'if (status !== 200) return', 'if (false) return')],
  },
  'mut/curve-refused-in-silence': {
    about: 'closes on whom the handler refuses without ERROR',
    edits: [edit('session/session-end.ts', 'send: later ? [] :', 'send: later || true ? [] :')],
  },
  'mut/curve-error-without-name-length': {
    about: 'sends ERROR without the length of its name',
    edits: [
      edit(
        'wire/command.ts',
        `encodeCommand('ERROR', toOctets(String.fromCharCode(reason.length) + reason))`,
        `toOctets('ERROR' + String.fromCharCode(reason.length) + reason)`,
      ),
    ],
  },
  'mut/curve-no-ready': {
    about: 'reads INITIATE and says nothing',
    edits: [edit(server, `send: [encodeCommand('READY', ready)]`, 'send: []')],
  },
  'mut/curve-ready-in-clear': {
    about: 'sends the metadata of READY in clear',
    edits: [edit(server, 'ready.set(content, COUNTER_SIZE)', 'ready.set(encodeMetadata(own), COUNTER_SIZE)')],
  },
  'mut/curve-ready-without-counter': {
    about: 'sends zeros where the counter of READY belongs',
    edits: [edit(server, 'ready.set(data)\n', '')],
  },
} as const satisfies MutantTable
