// The TypeScript types and the JSON Schema say the same: every op has an example of each here, typed by one and checked by the other.

import { describe, expect, test } from 'vitest'
import {
  type BenchRequest,
  type BenchRole,
  errorWords,
  type Failure,
  type MonitorLine,
  type Op,
  type Replies,
  type Requests,
} from './protocol.ts'
import { eventFault, replyFault, requestFault } from './validator.ts'
import schema from './zshim-1.schema.json' with { type: 'json' }

type All<T> = Required<{ [Key in keyof T]: T[Key] }>

const traffic = { count: 1000, warmup: 100, len: 64, seed: 7, t: 5000 } as const
const topics = { n: 10, len: 8 } as const
const credit = { credit: 'C', window: 500 } as const
const roles = {
  send: { role: 'send', s: 'A', style: 'each', topics, ...traffic, ...credit },
  recv: { role: 'recv', ss: ['A', 'B'], style: 'batch', topics, ...traffic, ...credit },
  ping: { role: 'ping', s: 'A', rate: 1000.5, ...traffic },
  echo: { role: 'echo', s: 'A', ...traffic },
  both: { role: 'both', s: 'A', r: 'B', style: 'each', window: 256, ...traffic },
  retain: { role: 'retain', s: 'A', keep: 1, ...traffic },
  subscribe: { role: 'subscribe', s: 'A', topics, seed: 7, t: 5000 },
  connect: { role: 'connect', s: 'A', type: 'DEALER', ep: 'tcp://127.0.0.1:5555', n: 1000, options: { linger: 0 }, t: 5000 },
} as const satisfies { [Role in BenchRole]: All<Extract<BenchRequest, { role: Role }>> }

const requests = {
  hello: { protocol: 1, suite: '0.1.0', seed: 42 },
  open: { s: 'A', type: 'PUSH', options: { linger: 0, routing_id: { hex: '0001' }, immediate: true, interface: null } },
  bind: { s: 'A', ep: 'tcp://127.0.0.1:*' },
  connect: { s: 'A', ep: 'tcp://127.0.0.1:5555', routing_id: { utf8: 'peer' } },
  sub: { s: 'A', prefix: { utf8: '' } },
  unsub: { s: 'A', prefix: { b64: 'AA==' } },
  send: { s: 'A', frames: [{ utf8: 'a' }, { gen: { seed: 7, len: 10 } }], t: 100, routing: 7, group: { utf8: 'g' } },
  recv: { s: 'A', t: 0, full: true, meta: ['X-Role'] },
  close: { s: 'A', linger: -1 },
  reset: {},
  bye: {},
  set: { s: 'A', option: 'linger', value: 5 },
  get: { s: 'A', option: 'linger' },
  unbind: { s: 'A', ep: 'tcp://127.0.0.1:5555' },
  disconnect: { s: 'A', ep: 'tcp://127.0.0.1:5555' },
  join: { s: 'A', group: { utf8: 'g' } },
  leave: { s: 'A', group: { hex: '67' } },
  connect_peer: { s: 'A', ep: 'tcp://127.0.0.1:5555' },
  peers: { s: 'A', n: 1, t: 100 },
  monitor: { s: 'A', frames: 2 },
  pipes_stats: { s: 'A' },
  sendmany: { s: 'A', count: 10, len: 16, seed: 1, t: 100, routing: 7, group: { utf8: 'g' } },
  recvmany: { s: 'A', count: 10, len: 16, seed: 1, t: 100 },
  stats: {},
  z85: { encode: { hex: '864fd26fb559f75b' }, decode: 'HelloWorld' },
  bench: { ...roles.connect, ...roles.retain, ...roles.both, ...roles.ping, ...roles.recv },
  zap: {
    rules: [
      {
        domain: 'global',
        address: '127.0.0.1',
        identity: { utf8: 'me' },
        mechanism: 'PLAIN',
        credentials: [{ utf8: 'joe' }, { utf8: 'secret' }],
        status: '200',
        text: 'OK',
        user_id: 'joe',
        metadata: { hex: '' },
        frames: [{ hex: '' }, { echo: 'id' }],
        times: 2,
        hold: true,
      },
    ],
    as: 'REP',
  },
  asked: { n: 1, t: 100 },
} as const satisfies { [Name in Exclude<Op, 'bench'>]: All<Requests[Name]> } & {
  bench: object
}

const replies = {
  hello: {
    protocol: 1,
    impl: { name: 'x', version: '1.0', language: 'c', binding: 'y', homepage: 'h', issues: 'i' },
    caps: {
      sockets: ['PUSH'],
      transports: ['tcp'],
      mechanisms: ['NULL'],
      zmtp: ['3.1'],
      options: [],
      ops: [],
      features: [],
      concurrency: 1,
    },
  },
  open: {},
  bind: { ep: 'tcp://127.0.0.1:5555' },
  connect: {},
  sub: {},
  unsub: {},
  send: {},
  recv: { frames: [{ b64: '' }, { len: 5000, sha256: '0'.repeat(64) }], routing: 7, group: { b64: 'Zw==' }, meta: { 'User-Id': 'joe' } },
  close: {},
  reset: { leaked: 0 },
  bye: {},
  set: {},
  get: { value: { utf8: 'x' } },
  unbind: {},
  disconnect: {},
  join: {},
  leave: {},
  connect_peer: { routing: 7 },
  peers: { n: 1 },
  monitor: {},
  pipes_stats: {},
  sendmany: { count: 10, ms: 0.5 },
  recvmany: { count: 10, ms: 0.5, mismatch: 3 },
  stats: { fds: 20, rss: 1000, cpu_user_ms: 1, cpu_sys_ms: 1.5 },
  z85: { text: 'HelloWorld', data: { hex: '864fd26fb559f75b' } },
  bench: { count: 1000, ns: 12345678, fault: 'message 17 has sequence number 19', samples: 'AQAAAA==', rss: [1000, 2000] },
  zap: {},
  asked: { questions: [[{ utf8: '1.0' }, { utf8: '1' }]] },
} as const satisfies { [Name in Op]: All<Replies[Name]> }

const failure: Required<Failure> = { id: 1, ok: false, err: 'EAGAIN', native: 'EAGAIN/11', msg: 'timed out' }
const event: Required<MonitorLine> = {
  ev: 'monitor',
  s: 'A',
  event: 'handshake',
  ep: 'tcp://127.0.0.1:1',
  code: 'x',
  value: 1,
  frames: [{ hex: '0010' }],
}

const ops = Object.keys(requests) as Op[]
interface Definition {
  readonly required: readonly string[]
  readonly properties: Readonly<Record<string, object>>
}
const definitions = schema.$defs as unknown as Readonly<Record<string, Definition>>

describe.each(ops)('%s', op => {
  const request: Record<string, unknown> = { id: 1, op, ...requests[op] }
  const reply: Record<string, unknown> = { id: 1, ok: true, ...replies[op] }

  test('types and schema name the same fields', () => {
    expect(Object.keys(definitions[`request-${op}`]!.properties).toSorted()).toEqual(Object.keys(request).toSorted())
    expect(Object.keys(definitions[`reply-${op}`]!.properties).toSorted()).toEqual(Object.keys(reply).toSorted())
  })

  test('the examples are valid, and invalid without any one required field', () => {
    expect(requestFault(op, request)).toBeNull()
    expect(replyFault(op, reply)).toBeNull()
    for (const field of definitions[`request-${op}`]!.required)
      expect(requestFault(op, { ...request, [field]: undefined })).toContain(field)
    for (const field of definitions[`reply-${op}`]!.required) expect(replyFault(op, { ...reply, [field]: undefined })).toContain(field)
  })

  test('a failure is a valid reply; fields nobody knows are ignored', () => {
    expect(replyFault(op, failure)).toBeNull()
    expect(replyFault(op, { ...reply, novelty: 1 })).toBeNull()
  })
})

const optionalOf: Readonly<Record<string, readonly string[]>> = {
  send: ['topics', 'credit', 'window'],
  recv: ['topics', 'credit', 'window'],
  ping: ['rate'],
  connect: ['options'],
}

test.each(Object.values(roles))('bench $role needs just what the types say', example => {
  const line: Record<string, unknown> = { id: 1, op: 'bench', ...example }
  expect(requestFault('bench', line)).toBeNull()
  for (const field of Object.keys(example)) {
    const fault = requestFault('bench', { ...line, [field]: undefined })
    if (optionalOf[example.role]?.includes(field)) expect(fault ?? 'window credit').toMatch(/window|credit/)
    else expect(fault).toContain(field)
  }
})

test('the schema has nothing beyond the ops of the types', () => {
  const named = Object.keys(definitions).filter(name => name.startsWith('request-') || name.startsWith('reply-'))
  expect(named.toSorted()).toEqual(ops.flatMap(op => [`request-${op}`, `reply-${op}`]).toSorted())
  expect((definitions['errorWord'] as unknown as { enum: string[] }).enum).toEqual([...errorWords])
  expect(Object.keys(definitions['failure']!.properties).toSorted()).toEqual(Object.keys(failure).toSorted())
  expect(Object.keys(definitions['event']!.properties).toSorted()).toEqual(Object.keys(event).toSorted())
})

describe('faults read as sentences', () => {
  test.each([
    [replyFault('recv', { id: 1, ok: true, frames: [{ utf8: 'a', b64: 'b' }] }), /^frames\.0 has none of the forms/],
    [replyFault('bind', { id: 1, ok: true }), /the line must have required property 'ep'/],
    [replyFault('open', { id: 1, ok: false, err: 'EWHAT' }), /err must be one of EAGAIN/],
    [replyFault('recv', 7), /the line must be object/],
    [eventFault({ ...event, event: 'party' }), /event must be one of connected/],
    [requestFault('send', { id: 1, op: 'send', s: 'A', frames: [], t: 1 }), /frames must NOT have fewer than 1 items/],
  ])('%s', (fault, pattern) => expect(fault).toMatch(pattern))
})
