// Two clients (or one, twice) and the sockets of one measurement.
// Rule: everything that was opened here is closed by `reset` on both sides before the next measurement.

import { join } from 'node:path'
import type { Client } from '../control/client.ts'
import { fromFrame } from '../control/frames.ts'
import type { BenchReply, BenchRequest, OptionValue } from '../control/protocol.ts'
import { SubjectError } from '../subjects/subject.ts'
import { type Mechanism, securityOptions } from './security.ts'

/** The messages were not what was sent, or not all of them: there is no number. */
export class Unverified extends Error {}
/** So few messages that the call which ended the warm-up held the rest. */
export class TooFew extends Unverified {}

export type Transport = 'tcp' | 'ipc' | 'inproc'

export interface Seat {
  readonly client: Client
  readonly raw: boolean
}

export interface Arena {
  readonly left: Seat
  readonly right: Seat
  /** What every socket of a seat is told: a heartbeat every second where the subject can, and the mechanism's keys. */
  options(seat: Seat): Readonly<Record<string, OptionValue>>
  /** Opens a socket with these options and more. */
  open(seat: Seat, type: string, options?: Readonly<Record<string, OptionValue>>): Promise<string>
  /** Binds one socket and returns its endpoint. */
  bind(seat: Seat, socket: string): Promise<string>
  connect(seat: Seat, socket: string, endpoint: string): Promise<void>
  reset(): Promise<void>
}

/** Milliseconds between heartbeats, on both sides. */
const heartbeat = 1000

const heartbeats = ({ client }: Seat): Readonly<Record<string, OptionValue>> =>
  client.hello.caps.options.includes('heartbeat_ivl') ? { heartbeat_ivl: heartbeat } : {}

let arenas = 0

/** How the sockets of an arena meet. */
export interface Ground {
  readonly transport: Transport
  readonly mechanism: Mechanism
  /** The side whose sockets are servers of the mechanism. */
  readonly server: 'left' | 'right'
  /** For sockets in the file system. */
  readonly folder: string
}

export function arena(left: Seat, right: Seat, { transport, mechanism, server, folder }: Ground): Arena {
  let opened = 0
  const mark = ++arenas
  const seats = left.client === right.client ? [left] : [left, right]
  const endpoint = () => {
    switch (transport) {
      case 'tcp':
        return 'tcp://127.0.0.1:*'
      case 'ipc':
        return `ipc://${join(folder, `${mark}-${opened}`)}`
      case 'inproc':
        return `inproc://perf-${mark}-${opened}`
      default:
        return transport satisfies never
    }
  }
  const options = (seat: Seat) => ({
    ...heartbeats(seat),
    ...securityOptions[mechanism][(seat === left) === (server === 'left') ? 'server' : 'client'],
  })
  return {
    left,
    right,
    options,
    open: async (seat, type, more = {}) => {
      const s = `S${opened++}`
      await seat.client.call('open', {
        s,
        type: seat.raw ? 'RAW' : type,
        ...(seat.raw ? {} : { options: { ...options(seat), ...more } }),
      })
      return s
    },
    bind: async (seat, s) => (await seat.client.call('bind', { s, ep: endpoint() })).ep,
    connect: async (seat, s, ep) => void (await seat.client.call('connect', { s, ep })),
    reset: async () => void (await Promise.all(seats.map(({ client }) => client.call('reset', {})))),
  }
}

/** Runs one bench on each side at the same time. @throws Unverified, SubjectError, SubjectBroken */
export async function together(one: [Seat, BenchRequest], other: [Seat, BenchRequest]): Promise<[BenchReply, BenchReply]> {
  const replies = await Promise.all([solo(...one), solo(...other)])
  return replies as [BenchReply, BenchReply]
}

/** @throws Unverified, SubjectError, SubjectBroken */
export async function solo({ client }: Seat, request: BenchRequest): Promise<BenchReply> {
  const reply = await client.call('bench', request)
  if (reply.fault !== undefined) throw new Unverified(`${request.role}: ${reply.fault}`)
  if (reply.count <= 0 || reply.ns <= 0) throw new TooFew(`${request.role}: ${reply.count} in ${reply.ns} ns is no measurement`)
  return reply
}

/** Milliseconds of one try to receive a probe. */
const probeTime = 20
const probe = (number: number) => `zmqspec.ready ${number}`

/**
 * Publishes until every subscriber has got something, and takes away whatever was published. Each must have subscribed to `zmqspec.ready`.
 * @throws Unverified when `t` ms are over
 */
export async function whenSubscribed(publisher: [Seat, string], subscribers: readonly [Seat, string][], t: number): Promise<void> {
  const until = performance.now() + t
  const waiting = new Set(subscribers)
  const last = new Map<readonly [Seat, string], string>()
  let sent = 0
  const take = async (subscriber: readonly [Seat, string], ms: number): Promise<boolean> => {
    const [{ client }, s] = subscriber
    try {
      const { frames } = await client.call('recv', { s, t: ms, full: true })
      last.set(subscriber, fromFrame(frames[0]!).toString())
      return true
    } catch (error) {
      if (error instanceof SubjectError && error.err === 'EAGAIN') return false
      throw error
    }
  }
  while (waiting.size > 0) {
    if (performance.now() > until)
      throw new Unverified(`${waiting.size} of ${subscribers.length} subscriptions did not arrive within ${t} ms`)
    await publisher[0].client.call('send', { s: publisher[1], frames: [{ utf8: probe(sent++) }], t: 1000 })
    for (const subscriber of [...waiting]) if (await take(subscriber, probeTime)) waiting.delete(subscriber)
  }
  for (const subscriber of subscribers) {
    while (last.get(subscriber) !== probe(sent - 1)) {
      if (!(await take(subscriber, 2000))) throw new Unverified(`${last.get(subscriber)} is the last that came of ${sent}`)
    }
  }
}
