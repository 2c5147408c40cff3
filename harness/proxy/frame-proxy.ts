// The recording proxy of pair mode: one side connects here, every connection is relayed to what the other side bound.
// Rule: it waits by events and tells what it saw instead; it changes nothing that it was not told to (treatment.ts).

import { waitFor } from '../wire/bell.ts'
import { type Windows, WireMismatch } from '../wire/contract.ts'
import { placeOf } from '../wire/endpoint.ts'
import { openListener, schemeOf } from '../wire/listener.ts'
import type { Proxy as FrameProxy, ProxyOptions } from './contract.ts'
import { showFault } from './fault.ts'
import { createRecording } from './recording.ts'
import { type Relay, relay } from './relay.ts'
import { treatmentsOf } from './treatment.ts'

/** Listens on a fresh endpoint of the target's scheme. @throws TypeError when the target is neither tcp:// nor ipc:// */
export async function openProxy(target: string, windows: Windows, options: ProxyOptions = {}): Promise<FrameProxy> {
  const { faults = [], mutation = null, seed = 1 } = options
  const place = placeOf(target)
  const relays = new Set<Relay>()
  let refusals = 0
  const listener = await openListener(schemeOf(place), socket => {
    if (refusals > 0) {
      refusals -= 1
      return recording.turnedAway(socket)
    }
    const treating = treatmentsOf({ faults, mutation, seed }, recording.connections.length)
    const watcher = recording.begin(() => relays.delete(passing), treating !== null)
    const passing: Relay = relay(socket, place, watcher, treating)
    relays.add(passing)
  })
  const recording = createRecording({ near: listener.endpoint, far: target })
  const treated = [...faults.map(showFault), ...(mutation === null ? [] : ['frames are rewritten'])]
  const told = treated.length === 0 ? [] : [`proxy told to: ${treated.join('; ')} (seed ${seed})`]
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
      return [legend, ...told, ...recording.log]
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
    async struck(count = 1, within = windows.deadline) {
      await expect(`${count} faults to happen`, within, () => (recording.fired.length >= count ? true : null))
    },
    refuse(connects) {
      refusals = connects
    },
    swallow() {
      const open = recording.connections.findLastIndex(({ ending, gone }) => ending === null && !gone)
      if (open < 0) throw new WireMismatch('an open connection', recording.log.at(-1) ?? 'no connection')
      recording.swallowed()
      for (const passing of relays) passing.swallow()
      return open
    },
    fired: recording.fired,
    legs: recording.legs,
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
