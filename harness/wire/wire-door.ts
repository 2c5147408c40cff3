// Where the subject connects to: each of its connections becomes a raw peer, in order of arrival.
// Rule: what the subject sends before `accept` is kept for the peer.

import type { Tape } from '../capture/tape.ts'
import { createBell, waitFor } from './bell.ts'
import { type Windows, type WireDoor, WireMismatch, type WirePeer } from './contract.ts'
import { createLine } from './line.ts'
import { openListener, type Scheme } from './listener.ts'
import { createWirePeer } from './wire-peer.ts'

/** `arrived` hears of every connection, accepted or not. */
export async function openDoor(
  scheme: Scheme,
  windows: Windows,
  tape: Tape,
  arrived: (peer: WirePeer, endpoint: string) => void,
): Promise<WireDoor> {
  const waiting: WirePeer[] = []
  const bell = createBell()
  const listener = await openListener(scheme, socket => {
    const peer = createWirePeer(createLine(socket, windows, tape.begin(false), 'binder'), windows)
    socket.resume()
    waiting.push(peer)
    arrived(peer, listener.endpoint)
    bell.ring()
  })
  return {
    endpoint: listener.endpoint,
    async accept(within = windows.deadline) {
      const peer = await waitFor(bell, within, () => waiting.shift() ?? null)
      if (peer === null) throw new WireMismatch(`a connection to ${listener.endpoint}`, `none within ${Math.round(within)} ms`)
      return peer
    },
    close: () => listener.dispose(),
    [Symbol.asyncDispose]: () => listener.dispose(),
  }
}
