// What moves the messages of a proxy.
//
//   from ──receive──► [held] ──► to.send        and a copy to the capture socket
//
// Rule: nothing is read while the other side cannot send, so the peers feel the high-water mark; and a direction moves
// at most `burst` messages before the event loop has its turn.

import { ZmqError } from '../error.ts'
import type { EngineContract } from '../socket/engine-contract.ts'
import type { Message } from '../wire/message.ts'

const burst = 512

interface Direction {
  readonly from: EngineContract
  readonly to: EngineContract
  /** Taken from one side and refused by the other, although it said that it can send (XPUB with `noDrop`). */
  held: Message | null
}

export class Relay {
  readonly #engines: readonly EngineContract[]
  readonly #directions: readonly Direction[]
  readonly #capture: EngineContract | null
  readonly #captureWritable: (() => void) | null
  readonly #fail: (error: unknown) => void
  #state: 'running' | 'paused' | 'stopped' = 'running'
  #scheduled = false

  /** Takes over the notifications of both engines and starts; `fail` is called, once stopped, when sending or receiving throws. */
  constructor(front: EngineContract, back: EngineContract, capture: EngineContract | null, fail: (error: unknown) => void) {
    this.#engines = [front, back]
    const there = { from: front, to: back, held: null }
    this.#directions = front === back ? [there] : [there, { from: back, to: front, held: null }]
    this.#capture = capture
    this.#captureWritable = capture?.onWritable ?? null
    this.#fail = fail
    const wake = () => this.#pump()
    for (const engine of this.#engines) engine.onReadable = engine.onWritable = wake
    if (capture !== null) {
      capture.onWritable = () => {
        this.#captureWritable?.()
        wake()
      }
    }
    this.#schedule()
  }

  pause(): void {
    if (this.#state === 'running') this.#state = 'paused'
  }

  resume(): void {
    if (this.#state === 'paused') this.#state = 'running'
    this.#schedule()
  }

  stop(): void {
    this.#state = 'stopped'
    for (const engine of this.#engines) engine.onReadable = engine.onWritable = null
    if (this.#capture !== null) this.#capture.onWritable = this.#captureWritable
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#pump()
    })
  }

  #pump(): void {
    if (this.#state !== 'running') return
    try {
      let more = false
      for (const direction of this.#directions) more = this.#move(direction) || more
      if (more) this.#schedule()
    } catch (error) {
      this.stop()
      this.#fail(error)
    }
  }

  /** True when the burst was used up and there may be more. */
  #move(direction: Direction): boolean {
    const { from, to } = direction
    for (let left = burst; left > 0; left--) {
      const message = direction.held ?? this.#next(from, to)
      if (message === undefined) return false
      direction.held = deliver(to, message) ? null : message
      if (direction.held !== null) return false
    }
    return true
  }

  #next(from: EngineContract, to: EngineContract): Message | undefined {
    if (!to.canSend() || !this.#capturing() || !from.canReceive()) return undefined
    const message = from.receive()
    // The array is the receiver's from here, the frames are only read: sharing them copies nothing.
    if (message !== undefined && this.#capture !== null && !this.#capture.closed) this.#capture.send([...message])
    return message
  }

  #capturing(): boolean {
    return this.#capture === null || this.#capture.closed || this.#capture.canSend()
  }
}

/** False: it would block. A message for a peer that has left (ROUTER with `mandatory`) ends with the peer, not with the proxy. */
function deliver(to: EngineContract, message: Message): boolean {
  try {
    return to.send(message)
  } catch (error) {
    if (error instanceof ZmqError && error.code === 'EHOSTUNREACH') return true
    throw error
  }
}
