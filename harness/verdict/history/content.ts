// Messages arrive whole and unchanged (RFC 37, "Traffic": frames of a message are queued until the last one is supplied).
//
//   sent [ A#3 │ 01 02 │ ]  ──►  received [ A#3 │ 01 02 │ ]      same frames, same octets, nothing of another message between
//
// Rule: what a receiving pattern puts before a message (a routing id) is taken off before it enters the record.

import { type Checker, type StampedMessage, showStamp } from './event.ts'

const size = (frames: readonly Uint8Array[]) => `[${frames.map(frame => frame.length).join(', ')}]`

const same = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0

function difference(sent: StampedMessage, received: StampedMessage): string | null {
  if (sent.frames.length !== received.frames.length || sent.frames.some((frame, at) => frame.length !== received.frames[at]!.length))
    return `frames of ${size(sent.frames)} octets arrived as ${size(received.frames)}`
  const at = sent.frames.findIndex((frame, index) => !same(frame, received.frames[index]!))
  return at < 0 ? null : `frame ${at} has other octets`
}

/** Every received message was sent before, with the same frames. */
export const atomicMultipart: Checker = history => {
  const sent = new Map<string, StampedMessage>()
  for (const event of history) {
    if (event.kind !== 'sent' && event.kind !== 'received') continue
    const { message } = event
    const stamp = showStamp(message.stamp)
    if (event.kind === 'sent') {
      sent.set(stamp, message)
      continue
    }
    const original = message.stamp === null ? undefined : sent.get(stamp)
    if (original === undefined)
      return {
        rule: 'atomic-multipart',
        text: `${event.at} received ${stamp} with frames of ${size(message.frames)} octets, which nobody sent`,
      }
    const what = difference(original, message)
    if (what !== null) return { rule: 'atomic-multipart', text: `${event.at} received ${stamp} changed: ${what}` }
  }
  return null
}
