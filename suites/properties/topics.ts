// Subscribers whose changes are known to be in force at the publisher.
//
//   subscribe "a" … subscribe "!7;"  ──►  XPUB reads 01"!7;"        PUB sends "!7;" until it arrives
//   publish … publish "!7;end1"      ──►  all before it has arrived when it arrives
//
// Rule: subscriptions of one connection take effect in order, so a marker behind a change vouches for it. Markers begin with "!"
// and are kept out of the record.

import fc from 'fast-check'
import type { CaseContext } from '../../harness/book/case-context.ts'
import { SubjectError, type SubjectSocket } from '../../harness/subjects/subject.ts'
import { stamped } from '../../harness/verdict/history/event.ts'
import type { Actor, Journal } from './journal.ts'

export type Change = readonly ['sub' | 'unsub', number, string]

const changeOf = (...prefixes: readonly string[]): fc.Arbitrary<Change> =>
  fc.tuple(fc.constantFrom('sub' as const, 'sub' as const, 'unsub' as const), fc.nat({ max: 1 }), fc.constantFrom(...prefixes))

/** Few prefixes and short ones, so that they repeat and contain each other. */
export const change = changeOf('', 'a', 'b', 'ab', 'aa')
/** Without the empty one, which lets a marker through that is not in force yet; only XPUB tells the difference. */
export const narrowChange = changeOf('a', 'b', 'ab', 'aa', 'aab')

const text = (frame: Uint8Array | undefined) => Buffer.from(frame ?? []).toString('latin1')
const isMarker = (topic: string) => topic.startsWith('!')

export interface Subscriber extends Actor {
  /** Its latest marker topic, which is in force once `confirm` has seen it. */
  marker: string
}

let markers = 0

/** Subscribes to a fresh marker. */
export async function mark(subscriber: Subscriber): Promise<string> {
  subscriber.marker = `!${markers++};`
  await subscriber.socket.subscribe(subscriber.marker)
  return subscriber.marker
}

/** A notification of XPUB as text: `+a` or `-a`. */
async function notification(socket: SubjectSocket): Promise<string> {
  const [frame] = await socket.recv()
  return `${frame?.[0] === 1 ? '+' : '-'}${text(frame?.subarray(1))}`
}

/** Notifications up to that of `marker`, the other markers left out; each frame is handed to `pass` as it is. */
export async function notifications({ socket }: Actor, marker: string): Promise<string[]> {
  const seen: string[] = []
  for (;;) {
    const told = await notification(socket)
    if (told === `+${marker}`) return seen
    if (!isMarker(told.slice(1))) seen.push(told)
  }
}

/** The next `count` notifications, markers too. */
export async function nextNotifications({ socket }: Actor, count: number): Promise<string[]> {
  const seen: string[] = []
  while (seen.length < count) seen.push(await notification(socket))
  return seen
}

/** Milliseconds: for one marker to arrive before it is sent again; for a subscription to take effect. */
const [patience, effect] = [4, 2000]

/** Until `publisher` is known to hold `marker`, to which `hearer` subscribed. Nothing else may be on its way to `hearer`. */
export async function confirm(t: CaseContext, publisher: Actor, hearer: Actor, marker: string): Promise<void> {
  if (publisher.socket.type === 'XPUB') return void (await notifications(publisher, marker))
  const start = performance.now()
  for (let wait = patience; performance.now() - start < effect; wait *= 2) {
    await publisher.socket.send(marker)
    try {
      while (text((await hearer.socket.recv(wait))[0]) !== marker);
      return
    } catch (error) {
      if (!(error instanceof SubjectError && error.err === 'EAGAIN')) throw error
    }
  }
  t.fail(`a subscription of ${hearer.name} is not in force after ${effect} ms`)
}

/** Receives up to the message of topic `end`; records what is no marker. `pass` gets every message first. */
export async function readUntil(
  journal: Journal,
  { name, socket }: Actor,
  end: string,
  pass?: (frames: Buffer[]) => Promise<void>,
): Promise<void> {
  for (;;) {
    const frames = await socket.recv()
    await pass?.(frames)
    const topic = text(frames[0])
    if (topic === end) return
    if (!isMarker(topic) && pass === undefined) journal.note({ kind: 'received', at: name, message: stamped(frames) })
  }
}
