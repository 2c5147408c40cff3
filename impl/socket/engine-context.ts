// What sockets of one context share (zmq_ctx_new(3), zmq_ctx_set(3)): inproc names, the count of sockets, defaults.

import { ZmqError } from '../error.ts'
import { createInprocNames, type InprocNames } from '../transport/inproc.ts'
import type { SocketType } from '../wire/socket-type.ts'
import type { EngineHost } from './engine-host.ts'
import type { InprocConnection } from './inproc-pair.ts'
import { defaultOptions, type Options } from './options.ts'

export class EngineContext {
  /** Sockets that may be open at once (ZMQ_MAX_SOCKETS). */
  maxSockets = 1023
  /** Default of the sockets' `ipv6` (ZMQ_IPV6). */
  ipv6 = false
  /** False: sockets start with linger 0 (ZMQ_BLOCKY). */
  blocky = true
  readonly inproc: InprocNames<EngineHost, InprocConnection> = createInprocNames()
  #sockets = 0

  /** Sockets open now. */
  get sockets(): number {
    return this.#sockets
  }

  /** Fresh options for a socket of this context. Subscribers do not linger (zmq_setsockopt(3) of libzmq sets 0 for SUB and XSUB). */
  createOptions(type: SocketType): Options {
    const linger = this.blocky && type !== 'SUB' && type !== 'XSUB' && type !== 'DISH' ? defaultOptions.linger : 0
    return { ...defaultOptions, ipv6: this.ipv6, linger }
  }

  /** @throws ZmqError EMFILE */
  enter(): void {
    if (this.#sockets >= this.maxSockets) throw new ZmqError('EMFILE')
    this.#sockets++
  }

  leave(): void {
    this.#sockets--
  }
}
