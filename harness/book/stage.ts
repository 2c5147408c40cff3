// Where one case plays: its context, what it recorded, and the raw peers and proxies it opened.
// Rule: a stage is used once; `close` leaves nothing open.

import type { Check } from '../../reports/schema/results.ts'
import type { Leg } from '../capture/leg.ts'
import { wireMutants } from '../mutants/wire-mutants.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Wire } from '../wire/contract.ts'
import type { Bench, Seat } from './bench.ts'
import type { CaseContext } from './case-context.ts'
import type { CaseRecord } from './case-record.ts'
import { CaseStop } from './ending.ts'
import { erringWire } from './erring-wire.ts'
import { equal, showExpected } from './expectation.ts'
import { show } from './show.ts'

export interface Stage {
  readonly context: CaseContext
  readonly checks: Check[]
  readonly observed: readonly string[]
  readonly warned: readonly string[]
  readonly notes: Readonly<Record<string, string>>
  /** Everything seen on wires and proxies so far. */
  frames(): readonly string[]
  /** What passed there, for captures. */
  legs(): readonly Leg[]
  close(): Promise<void>
}

export interface Cast {
  readonly bench: Bench
  readonly record: CaseRecord
  readonly seat: Seat
  readonly peer: Subject | null
}

/** @param recorded whether what passes between sockets is to be recorded where the case leaves the choice (`relayed`) */
export function createStage({ bench, record, seat, peer }: Cast, signal: AbortSignal, recorded = false): Stage {
  const checks: Check[] = []
  const observed: string[] = []
  const warned: string[] = []
  const notes: Record<string, string> = {}
  const proxy = bench.rig.createProxyFactory(seat.windows)
  const relays = new Map<string, Promise<string>>()
  let wire: Wire | null = null
  let erring: Wire | null = null

  const check = (name: string, actual: unknown, expected: unknown): boolean => {
    const ok = equal(actual, expected)
    checks.push({ name, ok, expected: showExpected(expected), actual: show(actual) })
    return ok
  }
  const context: CaseContext = {
    subject: seat.subject,
    get peer() {
      if (peer === null) throw new Error(`${record.id} has mode ${record.mode}: only pair cases have a peer`)
      return peer
    },
    get wire() {
      if (erring !== null) return erring
      wire = bench.rig.createWire(seat.windows)
      const { errs } = bench.settings
      return (erring = errs === null ? wire : erringWire(wire, proxy, errs === 'none' ? null : wireMutants[errs].mutation))
    },
    proxy,
    relayed(endpoint) {
      if (!recorded || !/^(tcp|ipc):/.test(endpoint)) return Promise.resolve(endpoint)
      const relay = relays.get(endpoint) ?? proxy(endpoint).then(opened => opened.endpoint)
      relays.set(endpoint, relay)
      return relay
    },
    axes: record.axes,
    windows: seat.windows,
    seed: bench.settings.seed,
    signal,
    check,
    require: (name, actual, expected) => {
      if (!check(name, actual, expected)) throw new CaseStop('failed', `${name}: expected ${showExpected(expected)}, got ${show(actual)}`)
    },
    fail: reason => {
      throw new CaseStop('failed', reason)
    },
    observed: reason => void observed.push(reason),
    warn: reason => void warned.push(reason),
    unsupported: reason => {
      throw new CaseStop('unsupported', reason)
    },
    note: (key, value) => {
      notes[key] = show(value)
    },
  }
  return {
    context,
    checks,
    observed,
    warned,
    notes,
    frames: () => [...(wire?.logs ?? []), ...proxy.logs()],
    legs: () => [...(wire?.legs() ?? []), ...proxy.legs()],
    close: async () => {
      await Promise.allSettled([wire?.close(), proxy.close()])
    },
  }
}
