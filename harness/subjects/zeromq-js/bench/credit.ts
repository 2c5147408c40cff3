// Credit: a frame of 8 octets for each half window that every receiver has, so that the sender is never more than a window ahead.

import type { Receiving, Sending } from '../zeromq-api.ts'
import { BenchFault } from './meter.ts'

/** The sender's end: how far it may go, and the wait for more. */
export interface Allowance {
  /** Messages below this number may be sent. */
  until: number
  /** Waits for one credit. @throws BenchFault when it is not the one that is due */
  more(): Promise<void>
}

export function allowance(socket: Receiving | null, window: number): Allowance {
  const half = window / 2
  const self: Allowance = {
    until: socket === null ? Number.POSITIVE_INFINITY : window,
    more: async () => {
      const [frame] = await socket!.receive()
      const [due, got] = [self.until - half, frame?.length === 8 ? Number(frame.readBigUInt64BE()) : Number.NaN]
      if (got !== due) throw new BenchFault(`credit for ${got} messages, where ${due} were due`)
      self.until += half
    },
  }
  return self
}

/** The receivers' end. */
export interface Lender {
  /** One of the sockets has `next` messages now. */
  reached(next: number): void
  /** Resolves when all credit is on its way. */
  settled(): Promise<void>
}

export function lender(socket: Sending | null, window: number, sockets: number, total: number): Lender {
  const half = window / 2
  const reached: number[] = []
  let sending: Promise<unknown> = Promise.resolve()
  if (socket === null) return { reached: () => {}, settled: async () => {} }
  return {
    reached: next => {
      if (next % half !== 0 || next >= total) return
      const step = next / half
      reached[step] = (reached[step] ?? 0) + 1
      if (reached[step] < sockets) return
      const frame = Buffer.alloc(8)
      frame.writeBigUInt64BE(BigInt(next))
      sending = sending.then(() => socket.send(frame))
      // Told by `settled`.
      sending.catch(() => {})
    },
    settled: async () => void (await sending),
  }
}
