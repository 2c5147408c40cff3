// Raw peers that behave, and the few questions that all cases of this chapter ask.
//
//   guest    a connection that the subject has taken in: handshake done, PING answered
//   serve    answers whatever comes, and keeps it       leave    is gone, and the subject knows
//
// Rule: nothing here decides; the cases do.

import { satisfying } from '../../harness/book/expectation.ts'
import type { ErrorWord } from '../../harness/control/protocol.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'
import { type HandshakeFields, WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { message, type Octets } from '../../harness/wire/octets.ts'
import type { Meeting } from '../37-zmtp-3.1/meeting.ts'

/** A fresh connection whose handshake both sides have finished. */
export async function guest({ next }: Pick<Meeting, 'next'>, type: string, identity?: HandshakeFields['identity']): Promise<WirePeer> {
  const peer = await next()
  await peer.handshake(identity === undefined ? { type } : { type, identity })
  await peer.barrier()
  return peer
}

/** A DEALER under this identity whose first message was received, so that a ROUTER surely knows it: an identity is looked up, not waited for. */
export async function introduced({ socket, next }: Meeting, identity: string): Promise<WirePeer> {
  const peer = await guest({ next }, 'DEALER', identity)
  await peer.send(message('hello'))
  await socket.recv()
  return peer
}

/** `count` guests, one after the other. */
export async function guests(meeting: Pick<Meeting, 'next'>, type: string, count: number): Promise<WirePeer[]> {
  const peers: WirePeer[] = []
  while (peers.length < count) peers.push(await guest(meeting, type))
  return peers
}

/** Ends the connection and waits until the subject has ended it too. */
export async function leave(peer: WirePeer): Promise<void> {
  peer.halfClose()
  await peer.closed()
}

/** Receives until the connection ends, and sends back what `answer` makes of each message. The list grows as they come. */
export function serve(
  peer: WirePeer,
  answer: (received: Buffer[]) => readonly Octets[] | null = received => received,
): readonly Buffer[][] {
  const received: Buffer[][] = []
  const loop = async () => {
    for (;;) {
      const parts = await peer.message(60_000)
      received.push(parts)
      const reply = answer(parts)
      if (reply !== null) await peer.send(message(...reply))
    }
  }
  loop().catch(error => {
    if (!(error instanceof WireMismatch)) throw error
  })
  return received
}

/** `accepted`, or the word of the refusal. */
export async function outcome(op: Promise<unknown>): Promise<'accepted' | ErrorWord> {
  try {
    await op
    return 'accepted'
  } catch (error) {
    if (error instanceof SubjectError) return error.err
    throw error
  }
}

/** As `outcome`; `waited` when the refusal took the time that was allowed, `t` milliseconds. */
export async function promptly(op: (t: number) => Promise<unknown>, t: number): Promise<'accepted' | 'waited' | ErrorWord> {
  const started = performance.now()
  const word = await outcome(op(t))
  return word === 'EAGAIN' && performance.now() - started >= t / 2 ? 'waited' : word
}

/** What `promptly` may say of a socket that must not block. */
export const didNotWait = satisfying('an answer at once', (word: string) => word !== 'waited')

/** `waits` when the outcome of an op is not there after `within` milliseconds, else what it is. */
export async function still(op: Promise<'accepted' | ErrorWord>, within: number): Promise<'waits' | 'accepted' | ErrorWord> {
  const { promise, resolve } = Promise.withResolvers<'waits'>()
  const timer = setTimeout(resolve, within, 'waits')
  return Promise.race([op, promise]).finally(() => clearTimeout(timer))
}

/** The frames received, or the word of the refusal. */
export async function delivered(op: Promise<Buffer[]>): Promise<Buffer[] | ErrorWord> {
  let frames: Buffer[] = []
  const word = await outcome(op.then(received => (frames = received)))
  return word === 'accepted' ? frames : word
}

/** An op out of turn: refused at once (EFSM) or never done (EAGAIN); both keep the order. */
export const refused = satisfying('a refusal', (word: string) => word !== 'accepted')

/** The difference between the busiest and the idlest. */
export const spread = (counts: readonly number[]): number => Math.max(...counts) - Math.min(...counts)

/** How often `send` was accepted before it was refused for want of room; at most `limit`. */
export async function fill(send: (at: number) => Promise<unknown>, limit = 600): Promise<number> {
  for (let at = 0; at < limit; at++) {
    const word = await outcome(send(at))
    if (word === 'EAGAIN') return at
    if (word !== 'accepted') throw new Error(`filling a queue: ${word}`)
  }
  return limit
}
