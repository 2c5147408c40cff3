// How unsent messages leave after `close` or `unbind`, and before the process ends (zmq_setsockopt(3), ZMQ_LINGER).
// Rule: linger -1 waits for ever, 0 drops, n drops after n milliseconds; as long as it waits the process stays.

import type { Lingering } from './engine-host.ts'
import { type Deliverer, hold, release } from './keep-alive.ts'
import type { Options } from './options.ts'

export class Departure implements Deliverer {
  readonly #options: Options
  readonly #unsent: () => number
  readonly #lingering = new Set<Lingering>()
  #timer: NodeJS.Timeout | undefined

  /** `unsent` counts the messages of the open socket that only the network can take. */
  constructor(options: Options, unsent: () => number) {
    this.#options = options
    this.#unsent = unsent
  }

  get delivering(): boolean {
    return this.#options.linger !== 0 && this.#unsent() > 0
  }

  get patience(): number {
    return this.#options.linger
  }

  /** Closes connections, each with the linger given. */
  send(connections: readonly Lingering[], linger: number): void {
    const before = this.#lingering.size
    for (const connection of connections) if (connection.close(linger !== 0)) this.#lingering.add(connection)
    if (this.#lingering.size === 0) return
    if (before === 0) hold()
    if (linger > 0) this.#timer = setTimeout(() => this.#abandon(), linger).unref()
  }

  /** A connection that lingered is through. */
  done(connection: Lingering): void {
    if (!this.#lingering.delete(connection) || this.#lingering.size > 0) return
    clearTimeout(this.#timer)
    release()
  }

  #abandon(): void {
    for (const connection of [...this.#lingering]) {
      connection.abandon()
      this.done(connection)
    }
  }
}
