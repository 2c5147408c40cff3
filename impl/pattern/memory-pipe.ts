// Test double: a pipe that ends in memory, and plays the engine's part towards its pattern. For tests only.
//
//   pattern ──write──► sent[] ──take()──► test        test ──deliver()──► received[] ──shift──► pattern
//
// Rule: it keeps the contract of pattern.ts to the letter and throws when a pattern breaks it.

import type { ZmtpError } from '../error.ts'
import type { Message } from '../wire/message.ts'
import type { SocketType } from '../wire/socket-type.ts'
import type { Pattern, PatternOptions, PatternSetup, Pipe } from './pattern.ts'

export interface MemoryPipeOptions {
  /** Messages it holds in `sent` before it is full. */
  readonly highWaterMark?: number
  readonly routingId?: Uint8Array
  readonly assignedRoutingId?: Uint8Array
  readonly peerType?: SocketType
  readonly datagram?: boolean
}

export interface MemoryPipe extends Pipe {
  peerRoutingId: Uint8Array
  readonly sent: Message[]
  /** What the peer was told: "+topic" for a subscription, "-topic" for a cancellation. */
  readonly told: string[]
  /** How it was terminated by the pattern, if it was. */
  readonly terminated: { readonly error: ZmtpError | undefined } | null
  /** Runs inside each write, after the message was taken. */
  onWrite: (() => void) | null
  /** Runs inside each shift, after the message was taken. */
  onShift: (() => void) | null
  /** A connecting endpoint: attached, no handshake yet. */
  attach(): MemoryPipe
  /** The handshake completes. */
  connect(): MemoryPipe
  /** An accepted peer: attached and connected. */
  accept(): MemoryPipe
  /** The connection is lost and will be made again. */
  disconnect(): void
  /** The pipe ends. */
  end(): void
  /** The peer sent a message. */
  deliver(message: Message): void
  /** The network took the oldest message sent; tells the pattern when the pipe was full. */
  take(): Message | undefined
}

export function createMemoryPipe(pattern: Pattern, options: MemoryPipeOptions = {}): MemoryPipe {
  const highWaterMark = options.highWaterMark ?? Number.POSITIVE_INFINITY
  const received: Message[] = []
  let connected = false
  let ended = false
  let terminated: MemoryPipe['terminated'] = null

  function tell(word: string): void {
    if (connected) pipe.told.push(word)
  }

  const pipe: MemoryPipe = {
    peerRoutingId: options.routingId ?? new Uint8Array(0),
    assignedRoutingId: options.assignedRoutingId ?? null,
    peerType: options.peerType ?? null,
    datagram: options.datagram ?? false,
    sent: [],
    told: [],
    onWrite: null,
    onShift: null,
    givenRoutingId: null,
    outIndex: -1,
    inIndex: -1,
    get connected() {
      return connected
    },
    get full() {
      return ended || pipe.sent.length >= highWaterMark
    },
    get readable() {
      return received.length
    },
    get ended() {
      return ended
    },
    get terminated() {
      return terminated
    },
    write(message) {
      if (pipe.full) throw new Error('write to a full pipe')
      if (message.length === 0) throw new Error('a message has at least one frame')
      pipe.sent.push(Object.freeze(message) as Message)
      pipe.onWrite?.()
    },
    shift() {
      const message = received.shift()
      if (message !== undefined) pipe.onShift?.()
      return message
    },
    subscribe: topic => tell(`+${latin1(topic)}`),
    cancel: topic => tell(`-${latin1(topic)}`),
    terminate(error) {
      terminated ??= { error }
      pipe.end()
    },
    attach() {
      pattern.attach(pipe)
      return pipe
    },
    connect() {
      if (ended) return pipe
      connected = true
      pattern.connected(pipe)
      return pipe
    },
    accept() {
      return pipe.attach().connect()
    },
    disconnect() {
      if (!connected) return
      connected = false
      pattern.disconnected(pipe)
    },
    end() {
      if (ended) return
      ended = true
      connected = false
      pattern.detach(pipe)
    },
    deliver(message) {
      received.push(message)
      if (received.length === 1) pattern.readable(pipe)
    },
    take() {
      const wasFull = pipe.full && !ended
      const message = pipe.sent.shift()
      if (wasFull && message !== undefined) pattern.writable(pipe)
      return message
    },
  }
  return pipe
}

/** Joins two patterns. The function returned carries everything under way across, both ways, and says whether there was any. */
export function joinPatterns(left: Pattern, right: Pattern, ids: { left?: Uint8Array; right?: Uint8Array } = {}): () => boolean {
  const toRight = createMemoryPipe(left, { ...(ids.right && { routingId: ids.right }), peerType: right.type }).accept()
  const toLeft = createMemoryPipe(right, { ...(ids.left && { routingId: ids.left }), peerType: left.type }).accept()
  return () => {
    let moved = false
    for (const [from, to, pattern] of [
      [toRight, toLeft, right],
      [toLeft, toRight, left],
    ] as const) {
      for (let word = from.told.shift(); word !== undefined; word = from.told.shift()) {
        pattern.subscription(to, word[0] === '+', octets(word.slice(1)))
        moved = true
      }
      for (let message = from.take(); message !== undefined; message = from.take()) {
        to.deliver([...message])
        moved = true
      }
    }
    return moved
  }
}

/** Options as libzmq has them by default, changed where the test says so. One live object. */
export function patternSetup(options: Partial<PatternOptions> = {}, seed = 1): PatternSetup & { options: PatternOptions } {
  return {
    seed,
    View: Uint8Array,
    options: {
      mandatory: false,
      handover: false,
      probeRouter: false,
      correlate: false,
      relaxed: false,
      verbosity: null,
      manual: false,
      manualLastValue: false,
      verboseUnsubscribe: false,
      onlyFirstSubscribe: false,
      noDrop: false,
      welcomeMessage: null,
      invertMatching: false,
      strict: false,
      ...options,
    },
  }
}

/** A frame whose octets are the character codes of `text`, each below 256. */
export function octets(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, character => character.charCodeAt(0))
}

export function message(...frames: string[]): Message {
  return frames.map(octets)
}

export function latin1(frame: Uint8Array): string {
  let text = ''
  for (const octet of frame) text += String.fromCharCode(octet)
  return text
}

/** The frames as text, or undefined for no message. */
export function texts(message: Message | undefined): string[] | undefined {
  return message?.map(latin1)
}
