// Listening with node:net; tcp and ipc share it.
// Rule: an accepted socket starts to read only when its reader exists, and a failing accept never ends the listener.

import { createServer, type ListenOptions, type Server, type Socket } from 'node:net'
import { ZmqError } from '../error.ts'
import type { Admit } from './accept-filter.ts'
import { toZmqError } from './failure.ts'
import { openStream, type StreamAddresses } from './net-stream.ts'
import type { Accept } from './transport.ts'

export interface ListenPlan {
  readonly endpoint: string
  readonly at: ListenOptions | { readonly fd: number }
  readonly backlog: number
  readonly tune: (socket: Socket) => void
  readonly admit: Admit
  /** Listens in another way. */
  readonly listen?: (server: Server, backlog: number) => void
  readonly addresses: (socket: Socket) => StreamAddresses
}

/** Resolves with the listening server. @throws (rejects) ZmqError with the endpoint as `address` */
export function listen(plan: ListenPlan, accept: Accept, failed: (error: Error) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, socket => {
      socket.on('error', () => {})
      try {
        if (!plan.admit(socket)) throw new ZmqError('EACCES', 'Refused by a filter of those who may connect', plan.endpoint)
        plan.tune(socket)
      } catch (error) {
        socket.destroy()
        failed(error as Error)
        return
      }
      openStream(socket, plan.addresses(socket), accept)
    })
    let listening = false
    server.on('error', error => {
      const failure = toZmqError(error, plan.endpoint)
      if (listening) failed(failure)
      else reject(failure)
    })
    // 100 is libzmq's default. With a queue that short a storm of connections costs SYN retries of a second.
    const backlog = plan.backlog === 100 ? 1024 : plan.backlog
    server.once('listening', () => {
      listening = true
      server.unref()
      resolve(server)
    })
    if (plan.listen === undefined) server.listen({ ...plan.at, backlog, exclusive: true })
    else plan.listen(server, backlog)
  })
}

/** Stops listening; resolves when the address is free. */
export function closeServer(server: Server): Promise<void> {
  return new Promise(resolve => {
    // The callback waits for accepted sockets too, but the address is free as soon as the handle is closed, one turn later.
    server.close()
    setImmediate(resolve)
  })
}
