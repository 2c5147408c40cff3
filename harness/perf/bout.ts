// One bout: a scenario, a transport and a size; all pairings, calibrated, then round by round in turn.
// Rule: a pairing that fails once has no figures in this bout; its processes are ended, the others go on.

import type { SubjectLine } from '../../reports/schema/results.ts'
import { SubjectBroken, SubjectError } from '../subjects/subject.ts'
import { type Arena, arena, type Seat, TooFew, type Transport, Unverified } from './arena.ts'
import { type Amount, calibrate } from './calibration.ts'
import type { Entrant } from './entrant.ts'
import { orderOf, type Pairing, pairingsOf } from './pairing.ts'
import { type Player, type PlayerOptions, player, type Side } from './player.ts'
import type { Figures, Profile, Scenario } from './scenario.ts'
import type { Mechanism } from './security.ts'
import { unsupported } from './support.ts'

export interface Bout {
  readonly name: string
  readonly scenario: Scenario
  readonly transport: Transport
  readonly mechanism: Mechanism
  readonly size: number
  readonly rounds: number
}

export interface Terms extends PlayerOptions {
  readonly subject: Entrant
  readonly references: readonly Entrant[]
  readonly raw: Entrant | null
  readonly other: Entrant | null
  readonly profile: Profile
  /** One measurement should take so long. */
  readonly seconds: number
  /** Messages a second, in open loops. */
  readonly rate: number
  /** For sockets in the file system. */
  readonly folder: string
}

export interface Outcome {
  readonly pairing: Pairing
  readonly amount: Amount | null
  /** A round's values by metric; null where it has none. */
  readonly rounds: readonly (Readonly<Record<string, number>> | null)[]
  readonly verdict: 'measured' | 'unsupported' | 'failed'
  readonly reason: string | null
}

export interface BoutEvents {
  /** Before each measurement; `done` is the part of the bout that is behind. */
  readonly step: (what: string, done: number) => void
  /** Each entrant, when it was greeted; more than once. */
  readonly subject: (line: SubjectLine) => void
}

const openLoopSeconds = 0.5
const openLoopWarmup = 200
/** A measurement may take so many times what it should, and no less than `patience` milliseconds. */
const slack = 40
const patience = 20_000

/** One call may give many messages, and those of the call that ends the warm-up do not count: so many calls' worth at least. */
const calls = 16
const fewest = 20

/** Messages that one receiving call may give: a read of the raw baseline is up to 64 KiB, a batch up to 256 messages of a window of 16 MiB. */
function perCall({ left, style }: Pairing, size: number): number {
  const octets = Math.max(1, size)
  if (left.raw) return Math.max(1, Math.floor(65_536 / octets))
  return style === 'batch' ? Math.max(1, Math.min(256, Math.floor(4_194_304 / octets))) : 1
}

function leastOf({ fewest: own, batch }: Scenario, pairing: Pairing, size: number): number {
  const many = batch ? perCall(pairing, size) : 1
  return Math.max(own ?? fewest, many === 1 ? 0 : calls * many)
}

interface Line extends Omit<Outcome, 'rounds'> {
  rounds: (Readonly<Record<string, number>> | null)[]
}

const reasonOf = (error: unknown): string | null => {
  if (error instanceof Unverified) return `not verified: ${error.message}`
  return error instanceof SubjectError || error instanceof SubjectBroken ? error.message : null
}

export async function runBout(bout: Bout, terms: Terms, events: BoutEvents, interrupt: AbortSignal): Promise<Outcome[]> {
  const { scenario, transport, mechanism, size, rounds } = bout
  const players = new Map<string, Player>()
  const at = (entrant: Entrant, side: Side): Player => {
    const key = `${entrant.name} ${side}`
    const known = players.get(key) ?? player(entrant, side, terms)
    players.set(key, known)
    return known
  }
  const stopAll = async () => void (await Promise.all([...players.values()].map(({ stop }) => stop())))
  interrupt.addEventListener('abort', stopAll, { once: true })

  async function seatOf(entrant: Entrant, side: Side): Promise<Seat> {
    // Whoever starts after the interruption would not be ended by it.
    interrupt.throwIfAborted()
    const client = await at(entrant, side).client()
    interrupt.throwIfAborted()
    const { name, address, raw } = entrant
    const { name: implementation, version, language, binding } = client.hello.impl
    events.subject({
      type: 'subject',
      name,
      address,
      implementation: { name: implementation, version, language, ...(binding === undefined ? {} : { binding }) },
      capabilities: { ...client.hello.caps },
    })
    return { client, raw }
  }

  async function measure({ left, right, style }: Pairing, amount: Amount, seed: number): Promise<Figures> {
    const sides = [at(left, 'left'), ...(scenario.alone ? [] : [at(right, 'right')])]
    try {
      if (scenario.fresh) await Promise.all(sides.map(({ stop }) => stop()))
      const one = await seatOf(left, 'left')
      const ground: Arena = arena(one, scenario.alone ? one : await seatOf(right, 'right'), {
        transport,
        mechanism,
        server: scenario.server,
        folder: terms.folder,
      })
      const wish = (seat: Seat) => (seat.client.hello.caps.features.includes('bench-batch') ? style : 'each')
      const figures = await scenario.measure(ground, {
        size,
        ...amount,
        seed,
        style: { left: wish(ground.left), right: wish(ground.right) },
        t: Math.max(patience, terms.seconds * 1000 * slack) * terms.timeScale,
        rate: terms.rate,
      })
      await ground.reset()
      return figures
    } catch (error) {
      await Promise.all(sides.map(({ stop }) => stop()))
      throw error
    }
  }

  async function refusal({ left, right }: Pairing): Promise<string | null> {
    for (const [entrant, side] of [[left, 'left'], ...(scenario.alone ? [] : [[right, 'right']])] as [Entrant, Side][]) {
      const { client, raw } = await seatOf(entrant, side)
      const why = unsupported(scenario, side, bout, { caps: client.hello.caps, raw })
      if (why !== null) return `${entrant.name}: ${why}`
    }
    return null
  }

  async function amountFor(pairing: Pairing): Promise<Amount> {
    const { count } = scenario
    if (count === 'rate') return { count: Math.ceil(terms.rate * Math.max(openLoopSeconds, terms.seconds)), warmup: openLoopWarmup }
    if (count !== 'timed') return count[terms.profile]
    return calibrate({ size, seconds: terms.seconds, least: leastOf(scenario, pairing, size) }, async amount => {
      try {
        return (await measure(pairing, amount, terms.seed)).ns
      } catch (error) {
        if (error instanceof TooFew) return 0
        throw error
      }
    })
  }

  /** A subject that does not start is told of where it is measured. */
  async function batches(): Promise<boolean> {
    try {
      return (await seatOf(terms.subject, 'left')).client.hello.caps.features.includes('bench-batch')
    } catch (error) {
      if (interrupt.aborted || reasonOf(error) !== null) return false
      throw error
    }
  }

  const lines = new Map<string, Line>()
  /** Runs `work` for one pairing; whatever a subject does wrong ends up in its line. */
  async function attempt(line: Line, work: () => Promise<void>): Promise<void> {
    if (line.verdict !== 'measured' || interrupt.aborted) return
    try {
      await work()
    } catch (error) {
      if (interrupt.aborted) return
      const reason = reasonOf(error)
      if (reason === null) throw error
      lines.set(line.pairing.key, { ...line, rounds: [], verdict: 'failed', reason })
    }
  }

  try {
    const batch = scenario.batch && (await batches())
    const { subject, references, raw, other } = terms
    const pairings = pairingsOf({
      subject,
      references,
      raw: scenario.raw && mechanism === 'NULL' ? raw : null,
      other: scenario.mixed ? other : null,
      batch,
    })
    const steps = pairings.length * (rounds + 1)
    let done = 0
    for (const pairing of pairings) {
      lines.set(pairing.key, { pairing, amount: null, rounds: [], verdict: 'measured', reason: null })
      events.step(`${pairing.key}, calibrating`, done++ / steps)
      await attempt(lines.get(pairing.key)!, async () => {
        const why = await refusal(pairing)
        const first = pairing.again === null ? null : (lines.get(pairing.again) ?? null)
        const line = { pairing, amount: first?.amount ?? null, rounds: [], reason: why } as const
        if (why !== null || first?.verdict === 'failed') lines.set(pairing.key, { ...line, rounds: [], verdict: 'unsupported' })
        else lines.set(pairing.key, { ...line, rounds: [], amount: line.amount ?? (await amountFor(pairing)), verdict: 'measured' })
      })
    }
    for (let round = 0; round < rounds && !interrupt.aborted; round++) {
      for (const { key } of orderOf(pairings, round)) {
        const line = lines.get(key)!
        events.step(`${key}, round ${round + 1} of ${rounds}`, done++ / steps)
        await attempt(line, async () => {
          line.rounds[round] = (await measure(line.pairing, line.amount!, terms.seed + round)).values
        })
      }
    }
    return [...lines.values()].map(line => ({
      ...line,
      rounds: Array.from({ length: rounds }, (_, round) => line.rounds[round] ?? null),
    }))
  } finally {
    interrupt.removeEventListener('abort', stopAll)
    await stopAll()
  }
}
