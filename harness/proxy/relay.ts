// One relayed connection: what one side sends, the other gets, and so for half-close, reset and a side that stops reading.
//   connecter ⇄ socket ── way ──► socket ⇄ binder
// Rule: octets leave in the order and the number they came, unless a treatment says otherwise (treatment.ts).

import { connect, type Socket } from 'node:net'
import type { Side } from '../capture/leg.ts'
import { endingOf, isTcp, resetSocket } from '../wire/ending.ts'
import type { Place } from '../wire/endpoint.ts'
import type { Cut } from './fault.ts'
import type { Impairment } from './impairment.ts'
import { straightWay, treatedWay } from './way.ts'

/** What a relay tells, each at the time it happens. */
export interface RelayWatcher {
  /** Both sides are connected; their ports as the proxy sees them, 0 over ipc. */
  connected(ports: Readonly<Record<Side, number>>): void
  /** Octets that came from that side and are going to be treated; not told where nothing is. */
  heard(from: Side, chunk: Buffer): void
  /** Octets of that side that were just handed on. */
  octets(from: Side, chunk: Buffer): void
  /** FIN or RST of a side; a side tells FIN and then RST when it does both. */
  ended(by: Side, how: 'fin' | 'rst'): void
  /** A fault ended the connection or made a hole of it. */
  fired(cut: Cut, from: Side): void
  /** The target could not be reached; the connecter was closed. */
  refused(code: string): void
  /** Both sockets are closed. */
  gone(): void
}

export interface Relay {
  /** Resets both sides. */
  cut(): void
  /** From now on nothing passes, in either direction. */
  swallow(): void
  /** Closes both sides. */
  close(): void
}

export type Treating = Readonly<Record<Side, Impairment>> | null

/** `connecter` comes paused, and is read once the target is reached. */
export function relay(connecter: Socket, target: Place, watcher: RelayWatcher, treating: Treating): Relay {
  const binder = connect({ ...target, allowHalfOpen: true, noDelay: true })
  let reached = false
  let open = 2
  let hole = false
  let halfClosed = 0
  // Asked now, because a socket that was reset no longer knows its address.
  isTcp(connecter)

  function reset(): void {
    resetSocket(connecter)
    resetSocket(binder)
  }

  function close(): void {
    connecter.destroy()
    binder.destroy()
  }

  function fire(cut: Cut, side: Side, to: Socket): void {
    watcher.fired(cut, side)
    if (cut.kind === 'reset') reset()
    else if (cut.kind === 'half-close') to.end()
    else hole = true
  }

  function pump(side: Side, from: Socket, to: Socket): void {
    const told = (octets: Buffer) => watcher.octets(side, octets)
    const heard = (octets: Buffer) => watcher.heard(side, octets)
    const ends = { from, to, hole: () => hole, heard, told }
    const way = treating === null ? straightWay(ends) : treatedWay(ends, treating[side], cut => fire(cut, side, to))
    from.on('data', way.take)
    from.on('end', () => {
      watcher.ended(side, 'fin')
      way.fin()
      halfClosed += 1
      // Neither FIN of a hole is passed on: with both there, nobody is left to close the sockets.
      if (hole && halfClosed === 2) close()
    })
    from.on('error', (error: NodeJS.ErrnoException) => {
      if (side === 'binder' && !reached) return
      watcher.ended(side, endingOf(error))
      // A side that is gone while octets are under way to it would have answered them with RST.
      if (!hole) resetSocket(to)
    })
    from.on('close', () => {
      if (--open === 0) watcher.gone()
    })
  }

  pump('connecter', connecter, binder)
  pump('binder', binder, connecter)
  binder.once('connect', () => {
    reached = true
    isTcp(binder)
    watcher.connected({ connecter: connecter.remotePort ?? 0, binder: binder.remotePort ?? 0 })
    connecter.resume()
  })
  binder.once('error', (error: NodeJS.ErrnoException) => {
    if (reached) return
    watcher.refused(error.code ?? error.message)
    connecter.destroy()
  })
  // 'data' listeners make a socket flow: hold the connecter until there is someone to pass its octets to.
  connecter.pause()

  return {
    cut: reset,
    swallow() {
      hole = true
    },
    close,
  }
}
