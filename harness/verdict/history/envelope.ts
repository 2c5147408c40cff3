// The envelope of a request on its way through devices (RFC 28, "ROUTER": identity frame; "REP": envelope put back).
//
//   hop 0 [ id │ │ body ]   hop 1 [ id │ id │ │ body ]   …   and back: what came with the request goes with the reply
//
// Rule: a request is known by the stamp in its body; its reply repeats the stamp.

import { type Checker, showStamp } from './event.ts'

interface Parts {
  readonly envelope: readonly Uint8Array[]
  readonly body: readonly Uint8Array[]
}

function partsOf(frames: readonly Uint8Array[]): Parts | null {
  const end = frames.findIndex(frame => frame.length === 0)
  return end < 0 ? null : { envelope: frames.slice(0, end), body: frames.slice(end + 1) }
}

const hex = (frames: readonly Uint8Array[]) => `[${frames.map(frame => Buffer.from(frame).toString('hex')).join(' ')}]`

/** At every hop: one routing id more than before, none of them empty, and the reply carries exactly the envelope of its request. */
export const envelopeIntegrity: Checker = history => {
  const requests = new Map<string, Parts>()
  for (const event of history) {
    if (event.kind !== 'relayed') continue
    const stamp = showStamp(event.message.stamp)
    const parts = partsOf(event.message.frames)
    const fault = (text: string) => ({ rule: 'envelope-integrity', text: `${event.way} ${stamp} at hop ${event.at} ${text}` })
    if (parts === null) return fault('has no delimiter')
    const key = `${stamp} at ${event.at}`
    if (event.way === 'request') {
      if (parts.envelope.length !== event.at + 1) return fault(`has ${parts.envelope.length} routing ids`)
      const before = requests.get(`${stamp} at ${event.at - 1}`)
      const inner = hex(parts.envelope.slice(1))
      if (before !== undefined && inner !== hex(before.envelope))
        return fault(`has the inner envelope ${inner}, not ${hex(before.envelope)}`)
      if (before !== undefined && hex(before.body) !== hex(parts.body)) return fault('has another body than one hop before')
      requests.set(key, parts)
      continue
    }
    const request = requests.get(key)
    if (request === undefined) return fault('answers no request of that hop')
    if (hex(request.envelope) !== hex(parts.envelope)) return fault(`has the envelope ${hex(parts.envelope)}, not ${hex(request.envelope)}`)
  }
  return null
}
