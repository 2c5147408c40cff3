// How a stream ends: FIN (`end`), RST (`ECONNRESET`), and how to make one.
// Rule: EPIPE on a write means that a FIN was there first. Over ipc there is no RST: closing with unread octets shows as
// ECONNRESET when reading, and EPIPE hides it when writing.

import type { Socket } from 'node:net'
import type { Ending } from './contract.ts'

export const endingOf = (error: NodeJS.ErrnoException): Exclude<Ending, 'silence'> => (error.code === 'EPIPE' ? 'fin' : 'rst')

/** Ends a connection with RST over tcp; over ipc closes it. */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return
  if (!isTcp(socket)) socket.destroy()
  else if (socket.writableEnded && !socket.writableFinished) {
    // libuv refuses a reset while its shutdown is under way, and would leave the descriptor open.
    socket.once('finish', () => resetSocket(socket))
  } else socket.resetAndDestroy()
}

export const isTcp = (socket: Socket): boolean => socket.remotePort !== undefined

/** FIN, then waits until both sides are done; after `within` milliseconds the socket is destroyed. */
export async function closeSocket(socket: Socket, within: number): Promise<void> {
  if (socket.closed) return
  const late = setTimeout(() => socket.destroy(), within)
  const closed = new Promise(resolve => socket.once('close', resolve))
  socket.end()
  socket.resume()
  await closed
  clearTimeout(late)
}
