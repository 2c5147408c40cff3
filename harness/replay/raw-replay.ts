// One side of recorded traffic, octet for octet, against a live endpoint: a stand-in for the peer that caused a failure.
//
//   connecter said 64 ─ binder said 64 ─ connecter said 28 …     ──►  send 64, wait until 64 came, send 28, …
//
// Rule: what is waited for is the other side's number of octets, not their content and not the clock.

import { type Windows, WireMismatch } from '../wire/contract.ts'
import { createWire } from '../wire/wire.ts'
import type { Traffic } from './replay-file.ts'

/** Plays what the connecter sent. Returns the lines of the listing. @throws WireMismatch when nothing listens there */
export async function playRaw({ events }: Traffic, endpoint: string, windows: Windows): Promise<readonly string[]> {
  const wire = createWire(windows)
  try {
    const peer = await wire.dial(endpoint)
    for (const event of events) {
      if ('end' in event) {
        if (event.from === 'connecter') event.end === 'rst' ? peer.reset() : peer.halfClose()
        else await peer.closed()
      } else if (event.from === 'connecter') await peer.send(Buffer.from(event.hex, 'hex'))
      else await peer.raw(event.hex.length / 2)
    }
    return wire.logs
  } catch (error) {
    if (!(error instanceof WireMismatch) || wire.logs.length === 0) throw error
    return [...wire.logs, `other than recorded: ${error.message}`]
  } finally {
    await wire.close()
  }
}
