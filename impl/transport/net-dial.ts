// One connection attempt with node:net; tcp and ipc share it.
// Rule: exactly one of `accept` and `failed` is called, never synchronously, and neither after `abort`.

import { createConnection, type NetConnectOpts, type Socket } from 'node:net'
import { ZmqError } from '../error.ts'
import { openStream, type StreamAddresses } from './net-stream.ts'
import type { Accept, Dialing } from './transport.ts'

export interface DialPlan {
  /** Null when the attempt cannot even start; `failed` is called with `EINVAL`. */
  readonly to: NetConnectOpts | null
  /** More for `createConnection`, asked for at each attempt. @throws ZmqError */
  readonly prepare?: () => object
  /** Milliseconds; 0 leaves it to the system. */
  readonly timeout: number
  /** Run once on the established socket; an error refuses it. */
  readonly tune: (socket: Socket) => ZmqError | null
  readonly addresses: (socket: Socket) => StreamAddresses
}

export function dial(plan: DialPlan, accept: Accept, failed: (error: Error) => void): Dialing {
  let settled = false
  let raw: Socket | null = null
  const fail = (error: Error): void => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    raw?.destroy()
    failed(error)
  }
  const timer = plan.timeout > 0 ? setTimeout(() => fail(new ZmqError('ETIMEDOUT')), plan.timeout).unref() : undefined
  const { to } = plan
  try {
    if (to === null) throw new ZmqError('EINVAL')
    raw = open(to)
  } catch (error) {
    process.nextTick(fail, error as Error)
  }
  function open(options: NetConnectOpts): Socket {
    const socket = createConnection({ ...options, ...plan.prepare?.(), allowHalfOpen: true })
    socket.pause()
    socket.unref()
    socket.on('error', fail)
    socket.once('connect', () => {
      if (settled) return
      try {
        const refusal = plan.tune(socket)
        if (refusal !== null) return fail(refusal)
      } catch (error) {
        return fail(error as Error)
      }
      settled = true
      clearTimeout(timer)
      openStream(socket, plan.addresses(socket), accept)
    })
    return socket
  }
  return {
    abort(): void {
      settled = true
      clearTimeout(timer)
      raw?.destroy()
    },
  }
}
