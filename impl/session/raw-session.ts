// A connection of STREAM (zmq_socket(3), "Native pattern"): octets as they are. No greeting, no frames, no heartbeat.
//
//   octets ─► [chunk] ─► SessionSink          with `notify` an empty message first, and last when the peer leaves
//   octets ◄─ send([…, chunk])                an empty chunk: what was sent goes out, then the connection is closed
//
// Rule: what was read is one message, at most `inBatchSize` octets of it; nothing is waited for and nothing is put together.

import { FrameEncoder } from '../wire/frame-encoder.ts'
import { type Allocate, allocateZeroed, lobby } from '../wire/memory.ts'
import type { Message, ViewConstructor } from '../wire/message.ts'
import type { PeerFacts, SessionContract, SessionSink } from './session-sink.ts'

export interface RawSessionOptions {
  readonly View: ViewConstructor
  readonly allocate?: Allocate
  /** Empty messages tell that the peer is there, and that it left (ZMQ_STREAM_NOTIFY). */
  readonly notify: boolean
  /** The most octets of one received message; what is beyond 64 KiB counts as that (ZMQ_IN_BATCH_SIZE). */
  readonly inBatchSize: number
}

const stranger: PeerFacts = { socketType: null, routingId: new Uint8Array(0), major: 0, minor: 0, properties: new Map() }

export class RawSession implements SessionContract {
  readonly deadline = Infinity
  readonly #options: RawSessionOptions
  readonly #sink: SessionSink
  readonly #allocate: Allocate
  readonly #encoder: FrameEncoder
  readonly #room: Uint8Array<ArrayBuffer>
  #state: 'idle' | 'open' | 'leaving' | 'over' = 'idle'

  constructor(options: RawSessionOptions, sink: SessionSink) {
    this.#options = options
    this.#sink = sink
    this.#allocate = options.allocate ?? allocateZeroed
    this.#encoder = new FrameEncoder(this.#allocate)
    this.#room = lobby.subarray(0, options.inBatchSize)
  }

  start(_now: number): void {
    if (this.#state !== 'idle') return
    this.#state = 'open'
    this.#sink.ready(stranger)
    if (this.#options.notify) this.#sink.message([this.#frame(0)])
  }

  buffer(): Uint8Array<ArrayBuffer> {
    return this.#room
  }

  received(length: number, _now: number): boolean {
    if (this.#state === 'leaving') return true
    if (this.#state !== 'open') return false
    const chunk = this.#frame(length)
    chunk.set(this.#room.subarray(0, length))
    return this.#sink.message([chunk])
  }

  resume(_now: number): boolean {
    return this.#state === 'open' || this.#state === 'leaving'
  }

  closed(_now: number): void {
    if (this.#state === 'over' || this.#state === 'idle') return
    if (this.#state === 'open' && this.#options.notify) this.#sink.message([this.#frame(0)])
    const retry = this.#state === 'open'
    this.#state = 'over'
    this.#sink.ended({ reason: 'closed', error: null, duringHandshake: false, retry })
  }

  verdict(): void {
    // Nobody is asked about a peer that has no mechanism.
  }

  get ready(): boolean {
    return this.#state === 'open' || this.#state === 'leaving'
  }

  send(message: Message): void {
    const chunk = message[message.length - 1]
    if (this.#state !== 'open' || chunk === undefined) return
    if (chunk.length > 0) this.#encoder.octets(chunk)
    else {
      this.#state = 'leaving'
      this.#sink.leave()
    }
  }

  subscription(): void {
    // Subscriptions have no form outside ZMTP.
  }

  get pending(): number {
    return this.#encoder.pending
  }

  take(): Uint8Array[] {
    return this.#encoder.take()
  }

  tick(): void {
    // There are no timers.
  }

  #frame(length: number): Uint8Array {
    const memory = this.#allocate(length)
    return new this.#options.View(memory.buffer, memory.byteOffset, length)
  }
}
