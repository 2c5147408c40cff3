// The scenarios. Adding one is a row here, and a file in measure/ when its sockets dance differently.

import type { Transport } from './arena.ts'
import { connections } from './measure/connections.ts'
import { fanOut } from './measure/fan-out.ts'
import { oneThread } from './measure/one-thread.ts'
import { retained } from './measure/retained.ts'
import { roundTrip } from './measure/round-trip.ts'
import { subscriptions } from './measure/subscriptions.ts'
import { throughput } from './measure/throughput.ts'
import type { Metric, Profile, Scenario } from './scenario.ts'

const messages = { throughput: { unit: 'messages/s', better: 'more' } } as const satisfies Record<string, Metric>
const deliveries = { throughput: { unit: 'deliveries/s', better: 'more' } } as const satisfies Record<string, Metric>
const micros = { unit: 'µs', better: 'less' } as const satisfies Metric
const latencies = { median: micros, p99: micros, 'p99.9': micros }
/** Two samples beyond p99.9, and twenty beyond p99. */
const tripsAtLeast = 2000

const everySize = [16, 256, 1024, 65_536, 1_048_576] as const
const both = { short: ['tcp'], full: ['tcp', 'ipc'] } as const satisfies Record<Profile, readonly Transport[]>
const tcp = { short: ['tcp'], full: ['tcp'] } as const satisfies Record<Profile, readonly Transport[]>
const only = (...sizes: readonly number[]) => ({ short: sizes, full: sizes })

const none = { left: [], right: [] } as const
const plainly = { short: ['NULL'], full: ['NULL'] } as const
const alsoSecured = { short: ['NULL'], full: ['NULL', 'CURVE'] } as const
const usual = {
  mechanisms: plainly,
  server: 'right',
  ops: none,
  alone: false,
  batch: false,
  raw: false,
  mixed: true,
  fresh: false,
  count: 'timed',
} as const

export const scenarioTable = {
  'push-pull': {
    ...usual,
    title: 'PUSH to PULL',
    mechanisms: alsoSecured,
    transports: both,
    sizes: { short: [16, 1024, 65_536], full: everySize },
    metrics: messages,
    sockets: { left: ['PUSH', 'PULL'], right: ['PULL', 'PUSH'] },
    batch: true,
    raw: true,
    measure: throughput('PUSH', 'PULL'),
  },
  'dealer-router': {
    ...usual,
    title: 'DEALER to ROUTER',
    transports: both,
    sizes: { short: [16], full: everySize },
    metrics: messages,
    sockets: { left: ['DEALER', 'PULL'], right: ['ROUTER', 'PUSH'] },
    batch: true,
    raw: true,
    measure: throughput('DEALER', 'ROUTER'),
  },
  'pub-sub': {
    ...usual,
    title: 'PUB to SUB, nothing lost',
    transports: both,
    sizes: { short: [16], full: everySize },
    metrics: messages,
    sockets: { left: ['PUB', 'PULL'], right: ['SUB', 'PUSH'] },
    batch: true,
    measure: fanOut(1),
  },
  'fan-out-8': {
    ...usual,
    title: 'PUB to 8 subscribers',
    transports: tcp,
    sizes: { short: [16], full: [16, 1024] },
    metrics: deliveries,
    sockets: { left: ['PUB', 'PULL'], right: ['SUB', 'PUSH'] },
    batch: true,
    measure: fanOut(8),
  },
  'fan-out-64': {
    ...usual,
    title: 'PUB to 64 subscribers',
    transports: tcp,
    sizes: { short: [16], full: [16, 1024] },
    metrics: deliveries,
    sockets: { left: ['PUB', 'PULL'], right: ['SUB', 'PUSH'] },
    batch: true,
    measure: fanOut(64),
  },
  'req-rep': {
    ...usual,
    title: 'REQ and REP, there and back',
    transports: { short: ['tcp', 'ipc'], full: ['tcp', 'ipc'] },
    sizes: { short: [16], full: [16, 1024, 65_536] },
    metrics: latencies,
    sockets: { left: ['REQ'], right: ['REP'] },
    raw: true,
    fewest: tripsAtLeast,
    measure: roundTrip('REQ', 'REP', false),
  },
  'dealer-router-trip': {
    ...usual,
    title: 'DEALER and ROUTER, there and back',
    transports: both,
    sizes: { short: [16], full: [16, 1024, 65_536] },
    metrics: latencies,
    sockets: { left: ['DEALER'], right: ['ROUTER'] },
    raw: true,
    fewest: tripsAtLeast,
    measure: roundTrip('DEALER', 'ROUTER', false),
  },
  'open-loop': {
    ...usual,
    title: 'DEALER and ROUTER at a fixed rate, late sends corrected',
    transports: tcp,
    sizes: { short: [16], full: [16, 1024] },
    metrics: latencies,
    sockets: { left: ['DEALER'], right: ['ROUTER'] },
    raw: true,
    count: 'rate',
    measure: roundTrip('DEALER', 'ROUTER', true),
  },
  inproc: {
    ...usual,
    title: 'PUSH to PULL over inproc, in one thread',
    transports: { short: ['inproc'], full: ['inproc'] },
    sizes: { short: [16, 65_536], full: everySize },
    metrics: messages,
    sockets: { left: ['PUSH', 'PULL'], right: [] },
    alone: true,
    batch: true,
    mixed: false,
    measure: oneThread,
  },
  subscriptions: {
    ...usual,
    title: 'Many subscriptions, by octets of a topic',
    transports: tcp,
    sizes: { short: [16], full: [8, 16, 64, 256] },
    metrics: {
      subscribed: { unit: 's', better: 'less' },
      throughput: { unit: 'messages/s', better: 'more' },
      kept: { unit: '× of 10 topics', better: 'more' },
    },
    sockets: { left: ['PUB', 'PULL'], right: ['SUB', 'PUSH'] },
    ops: { left: [], right: ['peers'] },
    mixed: false,
    fresh: true,
    count: { short: { count: 100_000, warmup: 0 }, full: { count: 1_000_000, warmup: 0 } },
    measure: subscriptions,
  },
  connections: {
    ...usual,
    title: 'A thousand connections at once, then idle',
    mechanisms: alsoSecured,
    server: 'left',
    transports: tcp,
    sizes: only(0),
    metrics: {
      seconds: { unit: 's', better: 'less' },
      memory: { unit: 'octets/peer', better: 'less' },
      cpu: { unit: '% of a core, idle', better: 'less' },
    },
    sockets: { left: ['ROUTER'], right: ['DEALER'] },
    ops: { left: ['peers', 'stats'], right: [] },
    raw: true,
    mixed: false,
    fresh: true,
    count: { short: { count: 1000, warmup: 0 }, full: { count: 1000, warmup: 0 } },
    measure: connections,
  },
  retained: {
    ...usual,
    title: 'Memory of received messages that are kept',
    transports: tcp,
    sizes: { short: [16], full: [16, 256] },
    metrics: { memory: { unit: 'octets/message', better: 'less' } },
    sockets: { left: ['PULL'], right: ['PUSH'] },
    mixed: false,
    fresh: true,
    count: { short: { count: 100_000, warmup: 1000 }, full: { count: 100_000, warmup: 1000 } },
    measure: retained(1),
  },
  'retained-sparse': {
    ...usual,
    title: 'Memory of received messages when every 100th is kept',
    transports: tcp,
    sizes: only(16),
    metrics: { memory: { unit: 'octets/message', better: 'less' } },
    sockets: { left: ['PULL'], right: ['PUSH'] },
    mixed: false,
    fresh: true,
    count: { short: { count: 100_000, warmup: 1000 }, full: { count: 1_000_000, warmup: 1000 } },
    measure: retained(100),
  },
} as const satisfies Record<string, Scenario>

export type ScenarioName = keyof typeof scenarioTable
export const scenarioNames = Object.keys(scenarioTable) as ScenarioName[]
