// zshim/1: what the harness and a shim say to each other, one JSON object a line (docs/zshim.md, zshim-1.schema.json).
// Rule: a shim holds no expectations, no sleeps, no retries. Everything that decides a verdict is computed by the harness.

/** Bytes in JSON. `gen` is `len` octets of the xorshift32 stream that starts from `seed`. A received frame over 4 KiB comes back as a digest unless `full` was asked. */
export type FrameJson =
  | { readonly b64: string }
  | { readonly hex: string }
  | { readonly utf8: string }
  | { readonly gen: { readonly seed: number; readonly len: number } }
  | { readonly len: number; readonly sha256: string }

export const errorWords = [
  'EAGAIN',
  'EFSM',
  'EHOSTUNREACH',
  'EINVAL',
  'ENOTSUP',
  'ENOSYS',
  'EADDRINUSE',
  'EMSGSIZE',
  'EPROTO',
  'ECLOSED',
  'ETERM',
  'EINTERNAL',
] as const
export type ErrorWord = (typeof errorWords)[number]

/** Socket options by their zshim word: the name of the libzmq constant in lower case, without ZMQ_. Bytes travel as FrameJson. */
export type OptionValue = number | boolean | string | null | FrameJson

export interface Capabilities {
  readonly sockets: readonly string[]
  readonly transports: readonly string[]
  readonly mechanisms: readonly string[]
  readonly zmtp: readonly string[]
  readonly options: readonly string[]
  /** Optional ops this shim offers, and named abilities beyond them. */
  readonly ops: readonly string[]
  readonly features: readonly string[]
  /** Requests it can work on at a time; 1 = one after the other. */
  readonly concurrency: number
}

export interface Implementation {
  readonly name: string
  readonly version: string
  readonly language: string
  readonly binding?: string
  readonly homepage?: string
  readonly issues?: string
}

/** A numbered topic: `n` of them, `len` octets each (4 or more); docs/zshim.md, "bench", says which. */
export interface TopicRange {
  readonly n: number
  readonly len: number
}

/** What the roles that pass messages have in common. Message numbers run from 0 to `warmup` + `count` - 1; `warmup` and `count` are 1 or more. */
interface BenchTraffic {
  readonly count: number
  readonly warmup: number
  /** Octets of a message. */
  readonly len: number
  readonly seed: number
  readonly t: number
}

/** Flow control by the application: the sender is never more than `window` (even) messages ahead of the slowest receiver. */
interface BenchCredit {
  /** The PULL socket (send) or PUSH socket (recv) that carries the credit. */
  readonly credit?: string
  readonly window?: number
}

/** `each`: the library's own loop over single messages. `batch`: its form for many at once, where the shim has the feature `bench-batch`. */
export type BenchStyle = 'each' | 'batch'

/** A loop inside the shim. One role a request; docs/zshim.md, "bench", defines every field and what is timed. */
export type BenchRequest =
  | ({ role: 'send'; s: string; style: BenchStyle; topics?: TopicRange } & BenchTraffic & BenchCredit)
  | ({ role: 'recv'; ss: readonly string[]; style: BenchStyle; topics?: TopicRange } & BenchTraffic & BenchCredit)
  /** Round trips; with `rate` (a second) sent at their time whether answered or not. */
  | ({ role: 'ping'; s: string; rate?: number } & BenchTraffic)
  | ({ role: 'echo'; s: string } & BenchTraffic)
  /** `s` sends to `r`, both sockets of this shim, on one thread; at most `window` messages are on their way. */
  | ({ role: 'both'; s: string; r: string; style: BenchStyle; window: number } & BenchTraffic)
  /** Receives and keeps every `keep`-th message. */
  | ({ role: 'retain'; s: string; keep: number } & BenchTraffic)
  /** Subscribes the SUB socket `s` to all `topics`. */
  | { role: 'subscribe'; s: string; topics: TopicRange; seed: number; t: number }
  /** Opens `n` sockets named `s`0, `s`1 …, and connects each to `ep`. */
  | { role: 'connect'; s: string; type: string; ep: string; n: number; options?: Record<string, OptionValue>; t: number }
export type BenchRole = BenchRequest['role']

/** A frame of a ZAP reply: octets, or the request id of the question. */
export type ZapReplyFrame = FrameJson | { readonly echo: 'id' }

/** What a shim's ZAP handler does about a question (RFC 27). The first rule whose conditions hold decides; an absent condition holds. */
export interface ZapRule {
  readonly domain?: string
  readonly address?: string
  readonly identity?: FrameJson
  readonly mechanism?: string
  /** All of them, in order. */
  readonly credentials?: readonly FrameJson[]
  /** Of a proper reply; default 200 and empty. */
  readonly status?: string
  readonly text?: string
  readonly user_id?: string
  readonly metadata?: FrameJson
  /** Instead of all four: the frames of the reply, from the empty delimiter on. */
  readonly frames?: readonly ZapReplyFrame[]
  /** Send the reply so often; default 1. */
  readonly times?: number
  /** Keep the question until other rules are given. */
  readonly hold?: boolean
}

/** Times `t` are milliseconds: the op must answer within `t`, EAGAIN when nothing happened. */
export interface Requests {
  hello: { protocol: 1; suite: string; seed: number }
  open: { s: string; type: string; options?: Record<string, OptionValue> }
  bind: { s: string; ep: string }
  connect: { s: string; ep: string; routing_id?: FrameJson }
  sub: { s: string; prefix: FrameJson }
  unsub: { s: string; prefix: FrameJson }
  /** `routing`: whom to, on SERVER and PEER. `group`: on RADIO. */
  send: { s: string; frames: readonly FrameJson[]; t: number; routing?: number; group?: FrameJson }
  /** `meta`: also what is known of the sender (needs the feature `metadata`). Names: look for these too, where a library only answers to names. */
  recv: { s: string; t: number; full?: boolean; meta?: boolean | readonly string[] }
  close: { s: string; linger?: number }
  reset: Record<never, never>
  bye: Record<never, never>
  set: { s: string; option: string; value: OptionValue }
  get: { s: string; option: string }
  unbind: { s: string; ep: string }
  disconnect: { s: string; ep: string }
  join: { s: string; group: FrameJson }
  leave: { s: string; group: FrameJson }
  /** PEER: connects, and learns the routing id of the peer at once. */
  connect_peer: { s: string; ep: string }
  /** Waits until `n` handshakes have completed on the socket since it was opened. */
  peers: { s: string; n: number; t: number }
  /**
   * Starts reporting monitor events of the socket as `{ev:"monitor", s, event, ep, …}` lines. `frames`: each line also carries the message that
   * zmq_socket_monitor(3) sends, in this version of its form (features `monitor-frames`, `monitor-frames-2`).
   */
  monitor: { s: string; frames?: 1 | 2 }
  /** The event `pipes_stats` for each peer (zmq_socket_monitor_pipes_stats(3)). */
  pipes_stats: { s: string }
  /** Sends up to `count` messages until `t` is over, and answers how many were accepted: each frame generated from seed + sequence number, `len` octets, the first 8 the sequence number (big-endian) when len >= 8. */
  sendmany: { s: string; count: number; len: number; seed: number; t: number; routing?: number; group?: FrameJson }
  /** Receives up to `count` such messages until `t` is over and verifies their last frames; `mismatch` is the number of the first that differs. */
  recvmany: { s: string; count: number; len: number; seed: number; t: number }
  stats: Record<never, never>
  /** Exactly one of the two; EINVAL when it has no Z85 form (RFC 32). */
  z85: { encode?: FrameJson; decode?: string }
  bench: BenchRequest
  /** Binds a ZAP handler in the context of the sockets, if there is none, and goes by these rules from now on, also about questions that are held; null: closes it. */
  zap: { rules: readonly ZapRule[] | null; as?: 'REP' | 'ROUTER' }
  /** Waits until the handler was asked `n` times since the last reset. */
  asked: { n: number; t: number }
}
export type Op = keyof Requests
export const coreOps = [
  'hello',
  'open',
  'bind',
  'connect',
  'sub',
  'unsub',
  'send',
  'recv',
  'close',
  'reset',
  'bye',
] as const satisfies readonly Op[]

export interface Replies {
  hello: { protocol: 1; impl: Implementation; caps: Capabilities }
  open: Record<never, never>
  /** `ep`: the endpoint really bound, wildcards resolved. */
  bind: { ep: string }
  connect: Record<never, never>
  sub: Record<never, never>
  unsub: Record<never, never>
  send: Record<never, never>
  /** `routing`: whom from, on SERVER and PEER. `group`: on DISH. `meta`: names and values as the implementation has them (zmq_msg_gets(3)); null when it knows nothing. */
  recv: { frames: readonly FrameJson[]; routing?: number; group?: FrameJson; meta?: Readonly<Record<string, string>> | null }
  close: Record<never, never>
  reset: { leaked?: number }
  bye: Record<never, never>
  set: Record<never, never>
  get: { value: OptionValue }
  unbind: Record<never, never>
  disconnect: Record<never, never>
  join: Record<never, never>
  leave: Record<never, never>
  connect_peer: { routing: number }
  peers: { n: number }
  monitor: Record<never, never>
  pipes_stats: Record<never, never>
  sendmany: { count: number; ms: number }
  recvmany: { count: number; ms: number; mismatch: number | null }
  stats: { fds?: number; rss?: number; cpu_user_ms?: number; cpu_sys_ms?: number }
  /** `text` of what was to be encoded, `data` of what was to be decoded (never a digest). */
  z85: { text?: string; data?: FrameJson }
  zap: Record<never, never>
  /** Each question's frames as the handler's application sees them, without the routing id that ROUTER puts in front. */
  asked: { questions: readonly (readonly FrameJson[])[] }
  bench: BenchReply
}

/** `count` and `ns`: what was timed. */
export interface BenchReply {
  readonly count: number
  readonly ns: number
  /** What was wrong with the messages, in words; the figures then mean nothing. */
  readonly fault?: string
  /** ping: base64 of one little-endian uint32 a round trip, nanoseconds. */
  readonly samples?: string
  /** retain: resident set size before and after, octets. */
  readonly rss?: readonly [number, number]
}

export interface MonitorLine {
  readonly ev: 'monitor'
  readonly s: string
  /** connected | accepted | listening | connect_delayed | connect_retried | bind_failed | accept_failed | closed | close_failed | disconnected | handshake | handshake_failed_protocol | handshake_failed_auth | handshake_failed | pipes_stats | monitor_stopped */
  readonly event: string
  readonly ep: string
  readonly code?: string
  readonly value?: number
  /** The message as the library sends it, when it was asked for. */
  readonly frames?: readonly FrameJson[]
}

export type Failure = { readonly id: number; readonly ok: false; readonly err: ErrorWord; readonly native?: string; readonly msg?: string }
