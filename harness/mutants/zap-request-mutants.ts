// 27/ZAP, the request, and who is asked: bugs of servers.
//
//   server ── "" "1.0" id domain address identity mechanism credential … ──► inproc://zeromq.zap.01

import { edit, type MutantTable } from './mutant.ts'

const zap = 'wire/zap.ts'
const question = 'socket/zap-question.ts'
const authentication = 'socket/authentication.ts'
const head = 'return [new Uint8Array(0), toOctets(VERSION), id, toOctets(domain)'
const tail = 'toOctets(mechanism), ...credentials]'
const found = `else if (handler.type !== 'REP' && handler.type !== 'ROUTER') {`
const nullAsks = `{ mechanism: 'NULL', identity: new Uint8Array(0), values: [] }`
const plainAsks = `ask: { mechanism: 'PLAIN', identity: nothing, values: decodeHello(data) }`
const curveAsks = `ask: { mechanism: 'CURVE', identity, values: [new Uint8Array(publicKey)] }`
const host = `return host.replace(/^\\[|\\]$/g, '')`

export const zapRequestMutants = {
  'mut/zap-asks-elsewhere': {
    about: 'asks at inproc://zeromq.zap.1',
    edits: [edit(zap, `'inproc://zeromq.zap.01'`, `'inproc://zeromq.zap.1'`)],
  },
  'mut/zap-asks-rep-only': {
    about: 'takes a ROUTER for no handler',
    edits: [edit(question, found, `else if (handler.type !== 'REP') {`)],
  },
  'mut/zap-asks-router-only': {
    about: 'takes a REP for no handler',
    edits: [edit(question, found, `else if (handler.type !== 'ROUTER') {`)],
  },
  'mut/zap-asks-any-socket': {
    about: 'asks whatever socket is bound to the address of the handler',
    edits: [edit(question, found, 'else if (handler === null) {')],
  },
  'mut/zap-asks-as-pair': {
    about: 'asks with a PAIR socket',
    edits: [edit(question, `readonly type = 'DEALER'`, `readonly type = 'PAIR'`)],
  },
  'mut/zap-asks-twice': {
    about: 'sends its request twice, to be sure',
    edits: [
      edit(
        question,
        `this.#pipe?.write(encodeZapRequest({ ...request, id: requestId }))`,
        `for (let time = 0; time < 2; time++) this.#pipe?.write(encodeZapRequest({ ...request, id: requestId }))`,
      ),
    ],
  },
  'mut/zap-answer-kept-for-next': {
    about: 'remembers the last answer, and asks about nobody else of the same mechanism',
    edits: [
      edit(
        authentication,
        `this.#cancel = askZap(host.context, request, answer => {`,
        `const last = known.get(host)\n    if (last !== undefined) return void process.nextTick(() => decide(this.#verdict(last, mechanism)))\n    this.#cancel = askZap(host.context, request, answer => {\n      known.set(host, answer)`,
      ),
      edit(
        authentication,
        `/** Properties that are never taken from the peer. */`,
        `const known = new WeakMap<object, ZapAnswer>()\n/** Properties that are never taken from the peer. */`,
      ),
    ],
  },
  'mut/zap-name-taken-over': {
    about: 'lets a second socket bind to an inproc name in use, and forgets the first',
    edits: [edit('transport/inproc.ts', `if (names.has(name)) throw new ZmqError('EADDRINUSE', undefined, name)`, '')],
  },
  'mut/zap-request-without-delimiter': {
    about: 'sends its request without the empty frame',
    edits: [edit(zap, head, 'return [toOctets(VERSION), id, toOctets(domain)')],
  },
  'mut/zap-request-of-another-version': {
    about: 'sends the version 1.1',
    edits: [edit(zap, head, `return [new Uint8Array(0), toOctets('1.1'), id, toOctets(domain)`)],
  },
  'mut/zap-request-without-id': {
    about: 'sends no request id',
    edits: [edit(zap, head, 'return [new Uint8Array(0), toOctets(VERSION), toOctets(domain)')],
  },
  'mut/zap-domain-not-sent': {
    about: 'sends an empty domain whatever it was given',
    edits: [edit(zap, head, `return [new Uint8Array(0), toOctets(VERSION), id, toOctets('')`)],
  },
  'mut/zap-domain-shortened': {
    about: 'has room for 127 octets of its domain',
    edits: [edit(zap, head, 'return [new Uint8Array(0), toOctets(VERSION), id, toOctets(domain.slice(0, 127))')],
  },
  'mut/zap-domain-without-limit': {
    about: 'takes a domain of any length',
    edits: [
      edit(
        'socket/option-table.ts',
        `zapDomain: { id: 55, kind: 'string', unit: 'octets', default: null, min: 1, max: 255,`,
        `zapDomain: { id: 55, kind: 'string', unit: 'octets', default: null, min: 1, max: 65535,`,
      ),
    ],
  },
  'mut/zap-address-with-port': {
    about: 'sends the address of the peer with its port',
    edits: [edit(authentication, host, `return endpoint.replace('tcp://', '')`)],
  },
  'mut/zap-address-in-brackets': {
    about: 'sends an IPv6 address in brackets',
    edits: [edit(authentication, host, 'return host')],
  },
  'mut/zap-address-not-sent': {
    about: 'sends no address',
    edits: [edit(authentication, 'address: this.#address, identity', `address: '', identity`)],
  },
  'mut/zap-own-identity': {
    about: `shows the handler the routing id of the server's own socket, as libzmq does`,
    edits: [
      edit(
        authentication,
        'address: this.#address, identity, mechanism',
        'address: this.#address, identity: this.#options.routingId, mechanism',
      ),
    ],
  },
  'mut/zap-identity-with-length': {
    about: `puts the length of the identity before it, as a property has it, so that one of 255 octets becomes 256`,
    edits: [
      edit(
        'mechanism/curve-server.ts',
        curveAsks,
        curveAsks.replace('identity,', 'identity: Uint8Array.of(identity.length, ...identity),'),
      ),
    ],
  },
  'mut/zap-mechanism-not-sent': {
    about: 'leaves the mechanism empty',
    edits: [edit(zap, tail, `toOctets(''), ...credentials]`)],
  },
  'mut/zap-mechanism-in-lower-case': {
    about: 'writes the mechanism in lower case',
    edits: [edit(zap, tail, 'toOctets(mechanism.toLowerCase()), ...credentials]')],
  },
  'mut/zap-credentials-not-sent': {
    about: 'sends no credentials',
    edits: [edit(zap, tail, 'toOctets(mechanism)]')],
  },
  'mut/zap-null-with-credential': {
    about: 'sends an empty credential under NULL',
    edits: [edit('mechanism/null.ts', nullAsks, nullAsks.replace('[]', '[new Uint8Array(0)]'))],
  },
  'mut/zap-null-asks-nobody': {
    about: 'asks nobody under NULL, although there is a domain',
    edits: [edit('mechanism/null.ts', 'let open = !asks', 'let open = true')],
  },
  'mut/zap-null-asks-without-domain': {
    about: 'asks under NULL also when there is no domain',
    edits: [
      edit('socket/security.ts', `options.zapDomain === null ? undefined : (own, binds) => nullMechanism`, '(own, binds) => nullMechanism'),
    ],
  },
  'mut/zap-password-first': {
    about: 'shows the handler the password before the user name',
    edits: [edit('mechanism/plain.ts', plainAsks, plainAsks.replace('decodeHello(data)', 'decodeHello(data).toReversed()'))],
  },
  'mut/zap-user-and-password-in-one': {
    about: 'shows the handler user name and password in one frame, as HELLO has them',
    edits: [edit('mechanism/plain.ts', plainAsks, plainAsks.replace('decodeHello(data)', '[data]'))],
  },
  'mut/zap-empty-password-left-out': {
    about: 'leaves an empty user name or password out of the request',
    edits: [
      edit(
        'mechanism/plain.ts',
        plainAsks,
        plainAsks.replace('decodeHello(data)', 'decodeHello(data).filter(octets => octets.length > 0)'),
      ),
    ],
  },
  'mut/zap-curve-key-as-text': {
    about: 'shows the handler the public key as text',
    edits: [
      edit(
        'mechanism/curve-server.ts',
        curveAsks,
        curveAsks.replace(
          'new Uint8Array(publicKey)',
          'new TextEncoder().encode(Array.from(publicKey, octet => octet.toString(16)).join(""))',
        ),
      ),
    ],
  },
  'mut/zap-curve-without-key': {
    about: 'shows the handler no key under CURVE',
    edits: [edit('mechanism/curve-server.ts', curveAsks, curveAsks.replace('[new Uint8Array(publicKey)]', '[]'))],
  },
} as const satisfies MutantTable
