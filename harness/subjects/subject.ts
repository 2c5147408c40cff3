// A subject: any implementation, driven by the same verbs wherever it runs.
// Rule: nothing outside this folder can tell a function call from a process or a container.

import type { Capabilities, ErrorWord, Implementation, MonitorLine, OptionValue, ZapRule } from '../control/protocol.ts'

/** An op the subject refused, in canonical words. */
export class SubjectError extends Error {
  readonly err: ErrorWord
  readonly native: string | undefined
  constructor(err: ErrorWord, op: string, message: string, native?: string) {
    super(`${op}: ${err}${message ? ` (${message})` : ''}`)
    this.err = err
    this.native = native
  }
}

/** The subject itself broke: it is no verdict on ZeroMQ. `kind` names how. */
export class SubjectBroken extends Error {
  /** start: did not start or say hello · protocol: garbage or an invalid reply · crash: exited · hang: no answer within its deadline · capability: declared, then ENOTSUP or ENOSYS */
  readonly kind: 'start' | 'protocol' | 'crash' | 'hang' | 'capability'
  constructor(kind: SubjectBroken['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

/** One line of what was asked and answered, for reports and minimal histories: `A open PUSH`, `A send ["x"] -> ok`. */
export interface HistoryEntry {
  readonly ms: number
  readonly subject: string
  readonly text: string
}

export interface Subject {
  /** The name to print: `ours`, `libzmq`, or what hello said. */
  readonly name: string
  /** As given by the user: `ours`, `exec:./shim --flag`, `tcp:host:port`. */
  readonly address: string
  /** Known after the first `ready()`. */
  readonly implementation: Implementation
  readonly capabilities: Capabilities
  /** Starts the subject if it is not running (any more) and shakes hands. @throws SubjectBroken */
  ready(): Promise<void>
  /** Opens a socket under a fresh name. @throws SubjectError, SubjectBroken */
  open(type: string, options?: Record<string, OptionValue | Uint8Array>): Promise<SubjectSocket>
  /** Closes all sockets, forgets monitor lines and history; about a millisecond. Restarts a subject that broke. */
  reset(): Promise<void>
  readonly history: readonly HistoryEntry[]
  /** The last 64 KiB of its standard error. */
  readonly stderr: string
  /** Resource figures of the process, when it offers `stats`. */
  stats(): Promise<{ fds?: number; rss?: number } | null>
  /** Octets as Z85 text, or text as octets (RFC 32); needs the op `z85`. @throws SubjectError EINVAL for what has no other form */
  z85(bytes: Uint8Array): Promise<string>
  z85(text: string): Promise<Buffer>
  /** Rules for the ZAP handler of this subject's sockets, which is bound when it is not yet; null closes it. Needs the op `zap`. */
  zap(rules: readonly ZapRule[] | null, as?: 'REP' | 'ROUTER'): Promise<void>
  /** Waits until the handler was asked `n` times since the last reset; each question's frames as its application sees them. @throws SubjectError EAGAIN */
  asked(n: number, t?: number): Promise<readonly (readonly Buffer[])[]>
  /** `bye`, then the process is ended; no orphan is left. Idempotent. */
  stop(): Promise<void>
}

/** A socket of a subject. Frames go in as bytes or strings (UTF-8) and come out as bytes. `t` is milliseconds, default 2000. */
export interface SubjectSocket {
  readonly name: string
  readonly type: string
  readonly subject: Subject
  /** Binds and returns the resolved endpoint. */
  bind(endpoint: string): Promise<string>
  connect(endpoint: string, routingId?: Uint8Array): Promise<void>
  unbind(endpoint: string): Promise<void>
  disconnect(endpoint: string): Promise<void>
  subscribe(prefix: Uint8Array | string): Promise<void>
  unsubscribe(prefix: Uint8Array | string): Promise<void>
  send(frames: Uint8Array | string | readonly (Uint8Array | string)[], t?: number): Promise<void>
  recv(t?: number): Promise<Buffer[]>
  /** SERVER, PEER: sends to the peer with this routing id. @throws SubjectError EHOSTUNREACH */
  sendTo(routing: number, frames: Uint8Array | string | readonly (Uint8Array | string)[], t?: number): Promise<void>
  /** RADIO: sends to a group. */
  sendGroup(group: Uint8Array | string, frames: Uint8Array | string | readonly (Uint8Array | string)[], t?: number): Promise<void>
  /** The next message with what is attached to it: the routing id at SERVER and PEER, the group at DISH. */
  recvAttached(t?: number): Promise<{ readonly frames: Buffer[]; readonly routing: number | null; readonly group: Buffer | null }>
  /** DISH; need the ops of their names. */
  join(group: Uint8Array | string): Promise<void>
  leave(group: Uint8Array | string): Promise<void>
  /** PEER: connects, and resolves with the routing id of the peer. Needs the op `connect_peer`. */
  connectPeer(endpoint: string): Promise<number>
  /**
   * The next message with what is known of its sender; null when nothing is. Needs the feature `metadata`. `names`: properties beyond libzmq's own that
   * are wanted, for a library that only answers to names.
   */
  recvMeta(
    t?: number,
    names?: readonly string[],
  ): Promise<{ readonly frames: Buffer[]; readonly meta: Readonly<Record<string, string>> | null }>
  set(option: string, value: OptionValue | Uint8Array): Promise<void>
  get(option: string): Promise<OptionValue | Uint8Array>
  /** Waits for `n` completed handshakes since open. @throws SubjectError EAGAIN when the deadline passed */
  peers(n: number, t?: number): Promise<void>
  /** Starts monitoring; returns a live list and a way to wait for an event. `frames`: with the messages of zmq_socket_monitor(3) in this version. */
  monitor(frames?: 1 | 2): Promise<Monitor>
  /** The event `pipes_stats` for each peer; needs the op `pipes_stats`. */
  pipesStats(): Promise<void>
  /** `to`: what is attached to each message. */
  sendMany(
    count: number,
    len: number,
    seed: number,
    t?: number,
    to?: { readonly routing?: number; readonly group?: string },
  ): Promise<{ count: number; ms: number }>
  recvMany(count: number, len: number, seed: number, t?: number): Promise<{ count: number; ms: number; mismatch: number | null }>
  close(linger?: number): Promise<void>
}

export interface Monitor {
  readonly events: readonly MonitorLine[]
  /** Resolves with the first line (or the `nth`), past or future, whose event is one of `names`. Rejects after `t` ms, default 2000. */
  wait(names: string | readonly string[], t?: number, nth?: number): Promise<MonitorLine>
}
