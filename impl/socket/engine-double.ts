// An engine for tests: a queue in, a queue out, and room for so many messages. No pipes, no pattern, no loop.

import type { ZmqError } from '../error.ts'
import type { Message } from '../wire/message.ts'
import type { EngineContract } from './engine-contract.ts'
import { defaultOptions, type Options } from './options.ts'

export class EngineDouble implements EngineContract {
  readonly type = 'PAIR'
  readonly options: Options = { ...defaultOptions }
  closed = false
  lastEndpoint: string | null = null
  onReadable: (() => void) | null = null
  onWritable: (() => void) | null = null
  onEvent: EngineContract['onEvent'] = null
  /** Messages that `send` still takes. */
  room = 0
  /** Messages to these, a letter and more, are not taken. */
  readonly full = new Set<string>()
  /** Whether the first letter of a message is whom it is for. */
  addresses = false
  readonly sent: string[] = []
  readonly incoming: Message[] = []
  /** Thrown by the next send or receive. */
  failure: ZmqError | null = null

  async bind(): Promise<void> {}
  async unbind(): Promise<void> {}
  connect(): void {}
  connectPeer(): Uint8Array {
    return Buffer.of(0, 0, 0, 1)
  }
  disconnect(): void {}
  subscribe(): void {}
  unsubscribe(): void {}
  close(): void {
    this.closed = true
  }

  send(message: Message): boolean {
    this.#fail()
    if (this.room === 0 || this.full.has(String(message[0])[0]!)) return false
    this.room--
    this.sent.push(message.map(String).join())
    return true
  }

  addressee(message: Message): number | null {
    return this.addresses ? String(message[0]).charCodeAt(0) : null
  }

  receive(): Message | undefined {
    this.#fail()
    return this.incoming.shift()
  }

  canSend(): boolean {
    return this.room > 0
  }
  pipesStats(): void {}
  topics(): null {
    return null
  }
  canReceive(): boolean {
    return this.incoming.length > 0
  }

  /** Room for more, and word of it. */
  makeRoom(room: number): void {
    this.room = room
    this.onWritable?.()
  }

  arrive(...texts: string[]): void {
    for (const text of texts) this.incoming.push([Buffer.from(text)])
    this.onReadable?.()
  }

  #fail(): void {
    const { failure } = this
    this.failure = null
    if (failure !== null) throw failure
  }
}
