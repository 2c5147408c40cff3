// The recording proxy of pair mode: one side connects here, every connection is relayed to what the other side bound.
// Rule: it waits by events and tells what it saw instead; it changes nothing (relay.ts).

import { waitFor } from '../wire/bell.ts'
import { type Windows, WireMismatch } from '../wire/contract.ts'
import { placeOf } from '../wire/endpoint.ts'
import { openListener, schemeOf } from '../wire/listener.ts'
import type { Proxy as FrameProxy } from './contract.ts'
import { createRecording } from './recording.ts'
import { type Relay, relay } from './relay.ts'

/** Listens on a fresh endpoint of the target's scheme. @throws TypeError when the target is neither tcp:// nor ipc:// */
export async function openProxy(target: string, windows: Windows): Promise<FrameProxy> {
  const place = placeOf(target)
  const recording = createRecording()
  const relays = new Set<Relay>()
  const listener = await openListener(schemeOf(place), socket => {
    const watcher = recording.begin(() => relays.delete(passing))
    const passing: Relay = relay(socket, place, watcher)
    relays.add(passing)
  })
  const legend = `relay ${listener.endpoint} ⇄ ${target} (→ connecter to binder, ← binder to connecter)`

  function stop(how: 'cut' | 'close', why: string): void {
    recording.stopped(why)
    for (const passing of relays) passing[how]()
  }

  /** What `look` finds; a mismatch tells the last lines instead. */
  async function expect<T>(what: string, within: number, look: () => T | null): Promise<T> {
    const found = await waitFor(recording.bell, within, look)
    if (found !== null) return found
    throw new WireMismatch(what, `not within ${Math.round(within)} ms; last: ${recording.log.slice(-3).join(' | ') || 'no connection'}`)
  }

  const proxy: FrameProxy = {
    endpoint: listener.endpoint,
    frames: recording.frames,
    get log() {
      return [legend, ...recording.log]
    },
    seen(match, what, within = windows.deadline) {
      let looked = 0
      return expect(what, within, () => {
        while (looked < recording.frames.length) {
          const frame = recording.frames[looked++]!
          if (match(frame)) return frame
        }
        return null
      })
    },
    async handshake(n = 0, within = windows.deadline) {
      const what = `the handshake of connection ${n}`
      await expect(what, within, () => {
        const connection = recording.connections[n]
        if (connection === undefined) return null
        if (connection.ready.size === 2) return true
        if (connection.ending === null) return null
        const { by, how } = connection.ending
        throw new WireMismatch(what, `${by} ended it (${how}) after READY of ${[...connection.ready].join() || 'nobody'}`)
      })
    },
    ended(n = 0, within = windows.deadline) {
      const what = `the end of connection ${n} by one of its sides`
      return expect(what, within, () => {
        const ending = recording.connections[n]?.ending ?? null
        if (ending?.by === 'proxy') throw new WireMismatch(what, ending.how)
        return ending
      })
    },
    async gone(n = 0, within = windows.deadline) {
      await expect(`both sides of connection ${n} to close`, within, () => (recording.connections[n]?.gone ? true : null))
    },
    cut(refuse = false) {
      if (refuse) listener.stop()
      stop('cut', refuse ? 'cut, and new connections refused' : 'cut')
    },
    restore: () => listener.start(),
    async close() {
      stop('close', 'proxy closed')
      await listener.dispose()
    },
    [Symbol.asyncDispose]: () => proxy.close(),
  }
  return proxy
}
