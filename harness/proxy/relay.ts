// One relayed connection: what one side sends, the other gets, and so for half-close, reset and a side that stops reading.
//   connecter ⇄ socket ── pump ──► socket ⇄ binder
// Rule: octets leave in the order and the number they came; this is the only place where they could be changed.

import { connect, type Socket } from 'node:net'
import { endingOf, isTcp, resetSocket } from '../wire/ending.ts'
import type { Place } from '../wire/endpoint.ts'

export type Side = 'connecter' | 'binder'

/** What a relay tells, each at the time it happens. */
export interface RelayWatcher {
  /** Octets of that side that were just handed on. */
  octets(from: Side, chunk: Buffer): void
  /** FIN or RST of a side; a side tells FIN and then RST when it does both. */
  ended(by: Side, how: 'fin' | 'rst'): void
  /** The target could not be reached; the connecter was closed. */
  refused(code: string): void
  /** Both sockets are closed. */
  gone(): void
}

export interface Relay {
  /** Resets both sides. */
  cut(): void
  /** Closes both sides. */
  close(): void
}

/** `connecter` comes paused, and is read once the target is reached. */
export function relay(connecter: Socket, target: Place, watcher: RelayWatcher): Relay {
  const binder = connect({ ...target, allowHalfOpen: true, noDelay: true })
  let reached = false
  let open = 2
  // Asked now, because a socket that was reset no longer knows its address.
  isTcp(connecter)

  function pump(side: Side, from: Socket, to: Socket): void {
    from.on('data', (chunk: Buffer) => {
      const room = to.write(chunk)
      // Told afterwards, so that who waits for a frame acts when its octets are on their way to the other side.
      watcher.octets(side, chunk)
      if (!room) from.pause()
    })
    to.on('drain', () => from.resume())
    from.on('end', () => {
      watcher.ended(side, 'fin')
      to.end()
    })
    from.on('error', (error: NodeJS.ErrnoException) => {
      if (side === 'binder' && !reached) return
      watcher.ended(side, endingOf(error))
      // A side that is gone while octets are under way to it would have answered them with RST.
      resetSocket(to)
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
    cut() {
      resetSocket(connecter)
      resetSocket(binder)
    },
    close() {
      connecter.destroy()
      binder.destroy()
    },
  }
}
