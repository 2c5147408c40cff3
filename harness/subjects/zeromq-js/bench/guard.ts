// The frame around every bench: the deadline, and what becomes of sockets when it passes or a message was wrong.
// Rule: a receive of zeromq.js cannot be taken back, and a time-out on each would cost; so what waits is ended by closing its socket.

import type { BenchReply } from '../../../control/protocol.ts'
import { ShimError } from '../error-words.ts'
import type { OpenSocket } from '../open-socket.ts'
import { BenchFault } from './meter.ts'

export interface Guarded {
  readonly t: number
  /** Sockets that take part, and what the work does with them. */
  readonly sends?: readonly OpenSocket[]
  readonly receives?: readonly OpenSocket[]
  /** How far it came, for the message of EAGAIN. */
  readonly progress: () => string
}

/** In turn with the other ops on these sockets. */
function taking<T>(opens: readonly OpenSocket[], way: 'send' | 'receive', work: () => Promise<T>): Promise<T> {
  return opens.reduceRight<() => Promise<T>>((inner, open) => () => open.inTurn(way, inner), work)()
}

/** @throws ShimError EAGAIN when `t` is over */
export async function guard({ t, sends = [], receives = [], progress }: Guarded, work: () => Promise<BenchReply>): Promise<BenchReply> {
  let late = false
  const abandon = () => {
    for (const { socket } of [...sends, ...receives]) {
      if (socket.closed) continue
      socket.linger = 0
      socket.close()
    }
  }
  const timer = setTimeout(() => {
    late = true
    abandon()
  }, t)
  try {
    const reply = await taking(sends, 'send', () => taking(receives, 'receive', work))
    if (late) throw new ShimError('EAGAIN', progress())
    return reply
  } catch (error) {
    if (late) throw new ShimError('EAGAIN', progress())
    abandon()
    if (error instanceof BenchFault) return { count: 0, ns: 0, fault: error.message }
    throw error instanceof RangeError ? new ShimError('EINVAL', error.message) : error
  } finally {
    clearTimeout(timer)
  }
}
