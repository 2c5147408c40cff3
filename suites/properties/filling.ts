// Filling queues and emptying them, for the properties at the high-water mark.
// Rule: over inproc all that was sent is there at once.

import fc from 'fast-check'
import { SubjectError } from '../../harness/subjects/subject.ts'
import type { Arena } from './arena.ts'
import type { Actor } from './journal.ts'

export interface Marks {
  readonly snd: number
  readonly rcv: number
}
const mark = fc.integer({ min: 1, max: 9 })
export const marks: fc.Arbitrary<Marks> = fc.record({ snd: mark, rcv: mark })
export const needs = { options: ['sndhwm', 'rcvhwm'] } as const

/** Sends without waiting until it is refused; the word, and how many were accepted. */
export async function fill({ journal }: Arena, sender: Actor, to?: Uint8Array): Promise<{ accepted: number; word: string }> {
  for (let accepted = 0; ; accepted++) {
    const word = accepted > 200 ? 'no limit' : await journal.send(sender, { t: 0, ...(to && { to }) })
    if (word !== 'sent') return { accepted, word }
  }
}

/** Receives until nothing is left; how many there were. */
export async function drain({ journal }: Arena, receiver: Actor, strip = 0): Promise<number> {
  for (let taken = 0; ; taken++) if (typeof (await journal.recv(receiver, 0, strip)) === 'string') return taken
}

/** Receives until nothing is left, past the record. */
export async function empty({ socket }: Actor): Promise<void> {
  try {
    for (;;) await socket.recv(0)
  } catch (error) {
    if (!(error instanceof SubjectError && error.err === 'EAGAIN')) throw error
  }
}
