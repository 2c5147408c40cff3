// The loops themselves, in the two styles.
//   each    await socket.send(m)          for await (const [m] of socket)
//   batch   await socket.sendMany([…])    for await (const batch of socket.batches())
// Rule: between the first message and the last there is nothing but the library, the stamp and the comparison.

import type { BenchStyle } from '../../../control/protocol.ts'
import { factsOf } from '../../../control/socket-facts.ts'
import { ShimError } from '../error-words.ts'
import type { OpenSocket } from '../open-socket.ts'
import type { Receiving, Sending } from '../zeromq-api.ts'
import type { Allowance } from './credit.ts'
import { BenchFault, type Inlet, type Meter } from './meter.ts'

export type SocketOf = (name: string) => OpenSocket
/** Messages in one call of the batch form. */
const batchLength = 256

export function sender({ type, socket }: OpenSocket): Sending {
  if (!factsOf(type)?.sends) throw new ShimError('ENOTSUP', `${type} does not send`)
  return socket as Sending
}
export function receiver({ type, socket }: OpenSocket): Receiving {
  if (!factsOf(type)?.receives) throw new ShimError('ENOTSUP', `${type} does not receive`)
  return socket as Receiving
}
const batched = (style: BenchStyle, offered: unknown): boolean => {
  if (style === 'batch' && offered === undefined) throw new ShimError('ENOTSUP', 'this library has no batch form')
  return style === 'batch'
}

export interface Outgoing {
  readonly socket: Sending
  readonly style: BenchStyle
  readonly total: number
  readonly message: (number: number) => Buffer
  readonly allowed: Allowance
  /** Messages accepted so far. */
  sent: number
  /** Called when all below `sent` have been accepted. */
  readonly accepted: (sent: number) => void
}

export async function pour(out: Outgoing): Promise<void> {
  const { socket, style, total, message, allowed, accepted } = out
  if (!batched(style, socket.sendMany)) {
    for (let number = 0; number < total; number++) {
      if (number === allowed.until) await allowed.more()
      await socket.send(message(number))
      out.sent = number + 1
      accepted(out.sent)
    }
    return
  }
  while (out.sent < total) {
    if (out.sent === allowed.until) await allowed.more()
    const from = out.sent
    const length = Math.min(batchLength, total - from, allowed.until - from)
    const batch = Array.from({ length }, (_, index) => message(from + index))
    await socket.sendMany!(batch)
    out.sent += length
    accepted(out.sent)
  }
}

export interface Incoming {
  readonly socket: Receiving
  readonly style: BenchStyle
  readonly total: number
  readonly inlet: Inlet
  readonly meter: Meter
  /** After each message. */
  readonly taken: (next: number, parts: readonly Buffer[]) => void
  /** After each call that gave messages. */
  readonly called: () => void
}

export async function drain({ socket, style, total, inlet, meter, taken, called }: Incoming): Promise<void> {
  if (!batched(style, socket.batches)) {
    for await (const parts of socket) {
      inlet.take(parts)
      taken(inlet.next, parts)
      meter.settle()
      called()
      if (inlet.next === total) return
    }
    throw new BenchFault(`the socket was closed after ${inlet.next} of ${total} messages`)
  }
  for await (const batch of socket.batches!(batchLength)) {
    for (const parts of batch) {
      if (inlet.next === total) throw new BenchFault(`more than ${total} messages`)
      inlet.take(parts)
      taken(inlet.next, parts)
    }
    meter.settle()
    called()
    if (inlet.next === total) return
  }
  throw new BenchFault(`the socket was closed after ${inlet.next} of ${total} messages`)
}
