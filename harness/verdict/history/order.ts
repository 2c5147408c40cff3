// Order and number of what arrives (RFC 28, 29, 30, 31: queues; nothing is filtered or changed).
//
//   fifo           A#0 A#1 A#2 …     from one sender to one receiver, never backwards
//   noDuplicates   no stamp twice at one receiver; with one copy only, at no two receivers
//
// Rule: order between different senders is nobody's promise.

import { type Checker, showStamp } from './event.ts'

/** Per sender and receiver the numbers rise. */
export const fifo: Checker = history => {
  const last = new Map<string, number>()
  for (const event of history) {
    if (event.kind !== 'received' || event.message.stamp === null) continue
    const { from, number } = event.message.stamp
    const pipe = `${from} to ${event.at}`
    const before = last.get(pipe) ?? -1
    if (number < before) return { rule: 'fifo', text: `${event.at} received ${from}#${number} after ${from}#${before}` }
    last.set(pipe, number)
  }
  return null
}

/** Whether each message goes to one receiver (PUSH, DEALER …) or to each (PUB). */
export type Copies = 'one' | 'each'

export const noDuplicates =
  (copies: Copies): Checker =>
  history => {
    const seen = new Map<string, string>()
    for (const event of history) {
      if (event.kind !== 'received' || event.message.stamp === null) continue
      const stamp = showStamp(event.message.stamp)
      const key = copies === 'one' ? stamp : `${stamp} at ${event.at}`
      const before = seen.get(key)
      if (before !== undefined)
        return { rule: 'no-duplicates', text: `${event.at} received ${stamp}, which ${before} had received already` }
      seen.set(key, event.at)
    }
    return null
  }
