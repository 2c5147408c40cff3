// A socket's events on a socket: PAIR, PUB or PUSH over inproc, for whoever connects there (zmq_socket_monitor(3)).
//
//   engine ──event──► MonitorSocket ──frames──► PAIR bound to inproc://name ◄── the application's PAIR
//
// Rule: nothing waits for a reader: what it does not take is kept up to a bound, and dropped beyond. The last message tells of the end.

import { ZmqError } from '../error.ts'
import type { Message } from '../wire/message.ts'
import { SocketEngine } from './engine.ts'
import type { EngineContext } from './engine-context.ts'
import type { MonitorEvent } from './monitor.ts'
import { eventBits, monitorFrames } from './monitor-frames.ts'

export interface MonitorOptions {
  /** Bits of ZMQ_EVENT_*; default: all that the version has. */
  readonly events?: number
  /** Form of the messages; default 1. */
  readonly version?: 1 | 2
  /** Type of the sending socket; version 1 has PAIR only, the default. */
  readonly type?: 'PAIR' | 'PUB' | 'PUSH'
}

const everything = { 1: 0xffff, 2: 0x1ffff } as const
/** Messages that are kept for a reader. */
const most = 1000

export class MonitorSocket {
  readonly #engine: SocketEngine
  readonly #events: number
  readonly #version: 1 | 2
  readonly #waiting: Message[] = []
  #over = false

  /** @throws ZmqError EINVAL (bits or type that the version has not), EPROTONOSUPPORT (not inproc), EMFILE */
  constructor(context: EngineContext, address: string, { version = 1, events = everything[version], type = 'PAIR' }: MonitorOptions) {
    if (!address.startsWith('inproc://')) throw new ZmqError('EPROTONOSUPPORT', 'Events are sent over inproc only: inproc://name', address)
    const possible = everything[version]
    if (
      possible === undefined ||
      (events & ~possible) !== 0 ||
      !(type === 'PAIR' || (version === 2 && (type === 'PUB' || type === 'PUSH')))
    )
      throw new ZmqError(
        'EINVAL',
        'Version 1 has PAIR and events of 16 bits, version 2 also PUB and PUSH and ZMQ_EVENT_PIPES_STATS',
        address,
      )
    this.#events = events
    this.#version = version
    this.#engine = new SocketEngine(context, type)
    this.#engine.options.linger = 0
    this.#engine.onWritable = () => this.#flush()
  }

  /** @throws (rejects) ZmqError EADDRINUSE */
  async bind(address: string): Promise<void> {
    try {
      await this.#engine.bind(address)
    } catch (error) {
      this.#engine.close()
      throw error
    }
  }

  push(event: MonitorEvent): void {
    if (this.#over) return
    const wanted = (eventBits[event.type] & this.#events) !== 0
    const frames = wanted ? monitorFrames(event, this.#version) : null
    if (frames !== null && this.#waiting.length < most) this.#waiting.push(frames)
    this.#flush()
    if (event.type !== 'end') return
    this.#over = true
    this.#engine.close()
  }

  #flush(): void {
    while (this.#waiting.length > 0 && this.#engine.send(this.#waiting[0]!)) this.#waiting.shift()
  }
}
