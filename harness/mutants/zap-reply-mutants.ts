// 27/ZAP, the reply, and what follows from it: bugs of servers, and of those who have no handler.
//
//   handler ── "" "1.0" id status text user-id metadata ──► server ── ERROR, a closed connection, or on with the handshake ──► peer

import { edit, type MutantTable } from './mutant.ts'

const zap = 'wire/zap.ts'
const authentication = 'socket/authentication.ts'
const end = 'session/session-end.ts'
const session = 'session/session.ts'
const status = 'statuses.get(fromOctets(code!))'
const refuse = `if (status !== 200) return { kind: 'refused', status }`
const absent = `mechanism === 'PLAIN' || this.#options.zapEnforceDomain ?`
const said = `this.#said = new Map([...metadata, ['User-Id', userId]])`
const tell = 'send: later ? [] : [encodeError('
const outOfTime = `if (this.#patience.expired(now)) this.#end(`

export const zapReplyMutants = {
  'mut/zap-reply-delimiter-unread': {
    about: 'takes a reply whatever its first frame is',
    edits: [edit(zap, 'if (frames[0]!.length > 0) throw', 'if (frames.length === 0) throw')],
  },
  'mut/zap-reply-version-unread': {
    about: 'takes a reply of any version',
    edits: [edit(zap, 'if (fromOctets(frames[1]!) !== VERSION) throw', 'if (frames.length === 0) throw')],
  },
  'mut/zap-reply-version-prefix': {
    about: 'compares as much of the version as the reply has',
    edits: [edit(zap, 'if (fromOctets(frames[1]!) !== VERSION) throw', 'if (!VERSION.startsWith(fromOctets(frames[1]!))) throw')],
  },
  'mut/zap-reply-id-unread': {
    about: 'takes the reply to any request for the one it waits for',
    edits: [edit(zap, 'if (fromOctets(echo!) !== fromOctets(id)) throw', 'if (frames.length === 0) throw')],
  },
  'mut/zap-reply-id-may-be-empty': {
    about: 'takes a reply with an empty id for the one it waits for',
    edits: [
      edit(zap, 'if (fromOctets(echo!) !== fromOctets(id)) throw', 'if (echo!.length > 0 && fromOctets(echo!) !== fromOctets(id)) throw'),
    ],
  },
  'mut/zap-reply-frames-not-counted': {
    about: 'takes a reply with more than seven frames',
    edits: [edit(zap, 'if (frames.length !== REPLY_FRAMES) throw', 'if (frames.length < REPLY_FRAMES) throw')],
  },
  'mut/zap-status-as-number': {
    about: 'reads the status as a number: 0200, 2e2 and 0xC8 are 200',
    edits: [edit(zap, status, 'statuses.get(String(Number(fromOctets(code!))))')],
  },
  'mut/zap-status-first-digit': {
    about: 'reads only the first digit of the status',
    edits: [edit(zap, status, `statuses.get(fromOctets(code!).slice(0, 1) + '00')`)],
  },
  'mut/zap-unknown-status-lets-in': {
    about: 'lets in by a status it does not know',
    edits: [edit(zap, status, `(${status} ?? 200)`)],
  },
  'mut/zap-metadata-unread': {
    about: 'does not read the metadata of a reply',
    edits: [edit(zap, 'metadata: properties(metadata!)', 'metadata: new Map()')],
  },
  'mut/zap-cut-metadata-lets-in': {
    about: 'lets in by a reply whose metadata cannot be read',
    edits: [
      edit(
        zap,
        `throw malformed('ERR_ZAP_INVALID_METADATA', fault instanceof Error ? fault.message : 'the metadata is malformed')`,
        'return new Map()',
      ),
    ],
  },
  'mut/zap-metadata-refused': {
    about: 'lets nobody in by a reply with metadata',
    edits: [
      edit(zap, 'metadata: properties(metadata!)', `metadata: metadata!.length > 0 ? decodeMetadata(new Uint8Array(1), false) : new Map()`),
    ],
  },
  'mut/zap-user-id-not-shown': {
    about: 'shows no User-Id with messages',
    edits: [edit(authentication, said, 'this.#said = metadata')],
  },
  'mut/zap-user-id-of-the-last': {
    about: 'shows with every message the user that was let in last',
    edits: [
      edit(
        authentication,
        'export class Authentication {',
        'let last: ReadonlyMap<string, Uint8Array> = new Map()\nexport class Authentication {',
      ),
      edit(authentication, said, `this.#said = last = new Map([...last, ...metadata, ['User-Id', last.get('User-Id') ?? userId]])`),
    ],
  },
  'mut/zap-metadata-not-shown': {
    about: 'shows nothing of the metadata of a reply with messages',
    edits: [edit(authentication, said, `this.#said = new Map([['User-Id', userId]])`)],
  },
  'mut/zap-peer-names-itself': {
    about: 'believes a peer that announces a User-Id of its own',
    edits: [edit(authentication, 'if (!ours.has(name.toLowerCase()) && !found.has(name)) found.set', 'found.set')],
  },
  'mut/zap-user-id-lets-in': {
    about: 'lets in whoever has a user id, whatever the status',
    edits: [edit(authentication, refuse, `if (status !== 200 && userId.length === 0) return { kind: 'refused', status }`)],
  },
  'mut/zap-status-unread': {
    about: 'lets in by any proper reply',
    edits: [edit(authentication, refuse, '')],
  },
  'mut/zap-300-is-told': {
    about: 'sends ERROR for status 300',
    edits: [edit(end, tell, 'send: [encodeError(')],
  },
  'mut/zap-refuses-without-word': {
    about: 'closes on whom it refuses without ERROR',
    edits: [edit(end, tell, 'send: true ? [] : [encodeError(')],
  },
  'mut/zap-error-always-400': {
    about: 'sends ERROR 400 also for status 500',
    edits: [edit(end, tell, `send: later ? [] : [encodeError('400' || `)],
  },
  'mut/zap-500-is-temporary': {
    about: 'takes status 500 for temporary, as 300',
    edits: [edit(end, 'const later = verdict.status === 300', 'const later = verdict.status !== 400')],
  },
  'mut/zap-status-of-event-dropped': {
    about: 'tells who watches that a peer was refused, but by status 400 always',
    edits: [
      edit(
        'socket/engine-host.ts',
        `case 'authentication':\n      reportRefusal(host, address, error, `,
        `case 'authentication':\n      reportRefusal(host, address, error, true ? '400' : `,
      ),
    ],
  },
  'mut/zap-refused-client-comes-back': {
    about: 'comes back, as a client, after ERROR with a status',
    edits: [edit(end, `'error-command': false`, `'error-command': true`)],
  },
  'mut/zap-closed-client-stays-away': {
    about: 'takes a connection that is closed in its handshake for refused, as a client, and stays away',
    edits: [
      edit(end, 'retry: retries[ending.reason]', `retry: retries[ending.reason] && !(duringHandshake && ending.reason === 'closed')`),
    ],
  },
  'mut/zap-no-handler-lets-in': {
    about: 'lets in everybody under PLAIN when there is no handler',
    edits: [edit(authentication, absent, 'this.#options.zapEnforceDomain ?')],
  },
  'mut/zap-no-handler-refuses': {
    about: 'lets nobody in when there is no handler, whatever the mechanism',
    edits: [edit(authentication, absent, 'mechanism.length > 0 ?')],
  },
  'mut/zap-enforced-domain-ignored': {
    about: 'does nothing for ZMQ_ZAP_ENFORCE_DOMAIN',
    edits: [edit(authentication, absent, `mechanism === 'PLAIN' ?`)],
  },
  'mut/zap-silence-is-yes': {
    about: 'lets a peer in when the handler has not replied in time',
    edits: [
      edit(
        session,
        outOfTime,
        `if (this.#asking && this.#patience.expired(now)) this.verdict({ kind: 'accepted' }, now)\n      else ${outOfTime}`,
      ),
    ],
  },
  'mut/zap-waits-for-ever': {
    about: 'waits for the reply of its handler without a limit',
    edits: [edit(session, outOfTime, `if (!this.#asking && this.#patience.expired(now)) this.#end(`)],
  },
  'mut/zap-gone-handler-lets-in': {
    about: 'lets a peer in when the handler goes away with the question',
    edits: [
      edit(authentication, `case 'gone':\n        return { kind: 'unanswered' }`, `case 'gone':\n        return { kind: 'accepted' }`),
    ],
  },
  'mut/zap-slow-handler-holds-all': {
    about: 'asks about one peer at a time: who comes later waits behind whom the handler is slow about',
    edits: [
      edit(
        authentication,
        'this.#cancel = askZap(host.context, request, answer => {',
        `if (busy.has(host)) {\n      setTimeout(() => this.ask(host, { mechanism, identity, values }, decide), 20)\n      return\n    }\n    busy.add(host)\n    this.#cancel = askZap(host.context, request, answer => {\n      busy.delete(host)`,
      ),
      edit(
        authentication,
        `/** Properties that are never taken from the peer. */`,
        `const busy = new WeakSet<object>()\n/** Properties that are never taken from the peer. */`,
      ),
    ],
  },
} as const satisfies MutantTable
