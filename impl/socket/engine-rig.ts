// For tests of the engine: sockets without promises get just enough waiting to be tested by events, never by sleeps.
// Rule: every wait has a deadline that names what did not happen.

import type { Message } from '../wire/message.ts'
import type { SocketType } from '../wire/socket-type.ts'
import { SocketEngine } from './engine.ts'
import { EngineContext } from './engine-context.ts'
import type { MonitorEvent } from './monitor.ts'
import type { Options } from './options.ts'

/** Milliseconds until a wait has failed. */
const deadline = 5000

export type EventType = MonitorEvent['type']

/** An engine, its events and its waits. */
export class Rig {
  readonly engine: SocketEngine
  readonly events: MonitorEvent[] = []
  readonly #wakes = new Set<() => void>()

  constructor(context: EngineContext, type: SocketType, options: Partial<Options>) {
    this.engine = new SocketEngine(context, type)
    Object.assign(this.engine.options, options)
    const wake = (): void => {
      for (const one of [...this.#wakes]) one()
    }
    this.engine.onReadable = wake
    this.engine.onWritable = wake
    this.engine.onEvent = event => {
      this.events.push(event)
      wake()
    }
  }

  get eventTypes(): EventType[] {
    return this.events.map(({ type }) => type)
  }

  /** Resolves with what `look` returns as soon as that is not undefined. */
  until<T>(what: string, look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const attempt = (): void => {
        const found = look()
        if (found === undefined) return
        clearTimeout(timer)
        this.#wakes.delete(attempt)
        resolve(found)
      }
      const timer = setTimeout(() => {
        this.#wakes.delete(attempt)
        reject(new Error(`${this.engine.type} waited in vain for ${what}; events: ${this.eventTypes.join(' ')}`))
      }, deadline)
      this.#wakes.add(attempt)
      attempt()
    })
  }

  /** The nth event of a type (from 1). */
  event<Type extends EventType>(type: Type, nth = 1): Promise<Extract<MonitorEvent, { type: Type }>> {
    return this.until(`event ${type} no. ${nth}`, () => {
      const found = this.events.filter(event => event.type === type)[nth - 1]
      return found as Extract<MonitorEvent, { type: Type }> | undefined
    })
  }

  /** Sends, waiting for room. */
  async send(...frames: (string | Uint8Array)[]): Promise<void> {
    const message = frames.map(frame => Buffer.from(frame))
    await this.until('room to send', () => this.engine.send(message) || undefined)
  }

  /** Sends as many copies as fit now; returns their number. */
  fill(limit: number, body: string | Uint8Array = 'x'): number {
    let sent = 0
    while (sent < limit && this.engine.send([Buffer.from(body)])) sent++
    return sent
  }

  receive(): Promise<Message> {
    return this.until('a message', () => this.engine.receive())
  }

  async receiveText(): Promise<string> {
    return (await this.receive()).map(String).join('|')
  }

  /** Takes whatever can be taken now. */
  drain(): string[] {
    const taken: string[] = []
    for (let message: Message | undefined; (message = this.engine.receive()) !== undefined; ) taken.push(message.map(String).join('|'))
    return taken
  }
}

/** Engines of one context, closed by `dispose`. */
export class RigSet {
  readonly context = new EngineContext()
  readonly #rigs: Rig[] = []

  open(type: SocketType, options: Partial<Options> = {}): Rig {
    const rig = new Rig(this.context, type, { reconnectInterval: 5, ...options })
    this.#rigs.push(rig)
    return rig
  }

  /** A bound and a connected engine, handshake done. */
  async pair(bound: SocketType, connecting: SocketType, endpoint: string, options: Partial<Options> = {}): Promise<[Rig, Rig]> {
    const rigs: [Rig, Rig] = [this.open(bound, options), this.open(connecting, options)]
    await this.join(rigs[0], rigs[1], endpoint)
    return rigs
  }

  async join(bound: Rig, connecting: Rig, endpoint: string): Promise<void> {
    await bound.engine.bind(endpoint)
    connecting.engine.connect(bound.engine.lastEndpoint!)
    if (!endpoint.startsWith('inproc')) await Promise.all([bound.event('handshake'), connecting.event('handshake')])
  }

  dispose(): void {
    for (const { engine } of this.#rigs.splice(0)) {
      engine.options.linger = 0
      engine.close()
    }
  }
}
