// A proxy between two sockets (zmq_proxy_steerable(3)): what one receives the other sends, both ways.
// Rule: while it runs both sockets are its own; when it ends both are closed.

import { ZmqError } from '../error.ts'
import { hold, release } from '../socket/keep-alive.ts'
import { partsOf, Socket } from '../socket/socket.ts'
import { closeParts, type SocketParts } from '../socket/socket-parts.ts'
import { checkArguments, requireOpen } from '../socket/waiting.ts'
import { Relay } from './relay.ts'

interface Run {
  readonly relay: Relay
  readonly end: (outcome: { readonly error: unknown } | null) => void
}

/**
 * Connects two sockets of types that belong together: ROUTER and DEALER, XSUB and XPUB, PULL and PUSH, PAIR and PAIR.
 *
 *     const proxy = new Proxy(new Router(), new Dealer())
 *     await proxy.frontEnd.bind('tcp://*:3001')
 *     await proxy.backEnd.bind('tcp://*:3002')
 *     await proxy.run()
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: its name in zeromq.js
export class Proxy<F extends Socket = Socket, B extends Socket = Socket> {
  readonly #front: F
  readonly #back: B
  readonly #capture: Socket | null
  #run: Run | null = null

  /**
   * `capture` receives a copy of every message that passes. It stays the caller's: neither blocked nor closed. While it cannot
   * send, nothing passes.
   * @throws TypeError when an argument is no object, ZmqError EINVAL when it is no socket
   */
  constructor(frontEnd: F, backEnd: B, capture?: Socket) {
    // biome-ignore lint/complexity/noArguments: counting arguments without collecting them
    checkArguments(arguments.length, 3)
    requireSocket(frontEnd, 'Front-end')
    requireSocket(backEnd, 'Back-end')
    if (capture !== undefined) requireSocket(capture, 'Capture')
    this.#front = frontEnd
    this.#back = backEnd
    this.#capture = capture ?? null
  }

  get frontEnd(): F {
    return this.#front
  }

  get backEnd(): B {
    return this.#back
  }

  /**
   * Passes messages until `terminate`; meanwhile every other use of both sockets throws EBUSY. Keeps the process alive.
   * @throws ZmqError EINVAL (a side has no endpoint, or is closed), EBUSY (a call is waiting, or a proxy runs it already)
   */
  run(): Promise<void> {
    const sides = [partsOf(this.#front), partsOf(this.#back)] as const
    requireIdle(sides[0], 'Front-end')
    requireIdle(sides[1], 'Back-end')
    return new Promise((resolve, reject) => {
      for (const parts of sides) parts.status = 'blocked'
      hold()
      const end: Run['end'] = outcome => {
        this.#run = null
        release()
        for (const parts of sides) closeParts(parts)
        if (outcome === null) resolve()
        else reject(outcome.error)
      }
      const capture = this.#capture && partsOf(this.#capture).engine
      this.#run = { relay: new Relay(sides[0].engine, sides[1].engine, capture, error => end({ error })), end }
    })
  }

  /** Passes nothing until `resume`. @throws ZmqError EBADF when not running */
  pause(): void {
    this.#running().relay.pause()
  }

  /** @throws ZmqError EBADF when not running */
  resume(): void {
    this.#running().relay.resume()
  }

  /** Ends `run` and closes both sockets. @throws ZmqError EBADF when not running */
  terminate(): void {
    const { relay, end } = this.#running()
    relay.stop()
    end(null)
  }

  #running(): Run {
    if (this.#run === null) throw new ZmqError('EBADF')
    return this.#run
  }
}

function requireSocket(socket: unknown, name: string): void {
  if (typeof socket !== 'object' || socket === null) throw new TypeError(`${name} must be a socket object`)
  if (!(socket instanceof Socket)) throw new ZmqError('EINVAL')
}

function requireIdle(parts: SocketParts, side: string): void {
  if (parts.endpoints === 0) throw new ZmqError('EINVAL', `${side} socket must be bound or connected`)
  requireOpen(parts)
  if (parts.sender.busy || parts.receiver.busy) throw new ZmqError('EBUSY')
}
