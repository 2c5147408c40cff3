// The subjects of a worker: started once, kept for all cases, started again after a break.
//
//   seat 'subject' ─┐
//   seat 'peer' ────┴─ ready() ──► running subject + calibrated windows
//
// Rule: who does not start twice in a row is not asked again; every case that needs it then says so.

import type { SubjectLine } from '../../reports/schema/results.ts'
import { type Subject, SubjectBroken } from '../subjects/subject.ts'
import { type KnownFile, readKnown } from '../verdict/known.ts'
import type { Windows } from '../wire/contract.ts'
import type { Rig } from './rig.ts'
import type { Settings } from './settings.ts'

export interface Seat {
  readonly subject: Subject
  readonly windows: Windows
}

export interface Bench {
  readonly settings: Settings
  readonly rig: Rig
  readonly known: KnownFile | null
  /** A running subject. @throws SubjectBroken */
  ready(role: 'subject' | 'peer'): Promise<Seat>
  /** Subjects started since the last call. */
  started(): readonly SubjectLine[]
  stop(): Promise<void>
}

const subjectLine = ({ subject, windows }: Seat, { name, version, language, binding } = subject.implementation): SubjectLine => ({
  type: 'subject',
  name: subject.name,
  address: subject.address,
  implementation: { name, version, language, ...(binding === undefined ? {} : { binding }) },
  capabilities: { ...subject.capabilities },
  windows: { ...windows },
})

const attempts = 2

export function createBench(settings: Settings, rig: Rig): Bench {
  const lines: SubjectLine[] = []
  const seats = new Map<string, { subject: Subject; windows: Windows | null; failures: number; broken: SubjectBroken | null }>()

  async function ready(role: 'subject' | 'peer'): Promise<Seat> {
    const address = role === 'subject' ? settings.subject : settings.peer
    if (address === null) throw new SubjectBroken('start', 'no peer was given (--peer)')
    let seat = seats.get(role)
    if (seat === undefined) {
      const twin = role === 'peer' && address === settings.subject ? { label: `${address} (peer)` } : {}
      const subject = rig.connect(address, { env: settings.env, seed: settings.seed, timeScale: settings.timeoutScale, ...twin })
      seats.set(role, (seat = { subject, windows: null, failures: 0, broken: null }))
    }
    if (seat.broken !== null && seat.failures >= attempts) throw seat.broken
    try {
      await seat.subject.ready()
      if (seat.windows === null) {
        seat.windows = await rig.calibrate(seat.subject, settings.timeoutScale)
        await seat.subject.reset()
        // A second instance of the subject is no subject of its own.
        if (address !== settings.subject || role === 'subject') lines.push(subjectLine({ subject: seat.subject, windows: seat.windows }))
      }
      seat.failures = 0
    } catch (error) {
      if (error instanceof SubjectBroken) {
        seat.failures += 1
        seat.broken = error
      }
      throw error
    }
    return { subject: seat.subject, windows: seat.windows }
  }

  return {
    settings,
    rig,
    known: settings.known === null ? null : readKnown(settings.known),
    ready,
    started: () => lines.splice(0),
    stop: async () => {
      await Promise.allSettled([...seats.values()].map(({ subject }) => subject.stop()))
    },
  }
}
