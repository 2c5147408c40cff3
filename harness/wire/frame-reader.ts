// One direction of a connection, octets in, greeting and frames out (37/greeting, 37/framing; downgrade: 15, 13).
//   signature(10) ─► version ─┬─ 3.x ─► greeting(64) ─┐
//                             └─ 2.0 ─► greeting(12) ─┴─► flags ─► size ─► body ─┐    anything else ─► malformed, for good
//                                                         ▲───────────────────────┘
//   told that it is 1.0 ──────────────────────────────────► length ─► flags ─► body
// Rule: reads anything, throws at nothing, and holds only octets that came: an announced size allocates nothing.

import type { WireFrame, WireGreeting } from './contract.ts'

/** What was read; `end` is its last octet's place in the stream, plus one. */
export type WireItem =
  | { readonly kind: 'greeting'; readonly greeting: WireGreeting; readonly at: number; readonly end: number }
  | { readonly kind: 'frame'; readonly frame: WireFrame; readonly end: number }
  | { readonly kind: 'malformed'; readonly reason: string; readonly octets: Buffer; readonly at: number; readonly end: number }

export interface FrameReader {
  /** Takes what came at `at` (milliseconds) and returns what it completed, in order. */
  feed(chunk: Uint8Array, at: number): WireItem[]
  /** Octets that complete nothing yet; all that follow once the stream is malformed are dropped. */
  unfinished(): Buffer
  /** What comes is ZMTP 1.0: frames from the first octet on. Changes nothing once a greeting was read. */
  unversioned(): void
  /** Version octet of this side once it was read. */
  readonly major: number | null
}

export interface FrameReaderOptions {
  /** Version octet that the other direction announced: below 3 both sides fall back to ZMTP 2.0. */
  readonly other?: () => number | null
  /** A frame that announces more is malformed. Default 1 GiB. */
  readonly limit?: number
}

const empty = Buffer.alloc(0)

export function createFrameReader({ other = () => null, limit = 2 ** 30 }: FrameReaderOptions = {}): FrameReader {
  let chunks: Buffer[] = []
  let held = 0
  let end = 0
  let major: number | null = null
  let state: 'greeting' | 'frames' | 'old-frames' | 'malformed' = 'greeting'
  let wanted = 1

  /** The first `count` octets held, in one piece. */
  function peek(count: number): Buffer {
    if (chunks[0]!.length < count) chunks = [Buffer.concat(chunks, held)]
    return chunks[0]!.subarray(0, count)
  }

  function take(count: number): Buffer {
    const piece = peek(count)
    const rest = chunks[0]!.subarray(count)
    if (rest.length > 0) chunks[0] = rest
    else chunks.shift()
    held -= count
    end += count
    return piece
  }

  function malformed(reason: string, at: number): WireItem {
    const octets = Buffer.from(peek(Math.min(held, 64)))
    state = 'malformed'
    chunks = []
    held = 0
    return { kind: 'malformed', reason, octets, at, end }
  }

  /** Null when more octets are needed; then `wanted` says how many in all. */
  function readGreeting(at: number): WireItem | null {
    const head = peek(Math.min(held, 11))
    if (head[0] !== 0xff) return malformed(`no ZMTP signature: octet 0 is ${head[0]!.toString(16).padStart(2, '0')}`, at)
    if (head.length >= 10 && (head[9]! & 1) === 0)
      return malformed(`no ZMTP signature: octet 9 is ${head[9]!.toString(16).padStart(2, '0')}`, at)
    if (head.length < 11) return wants(head.length < 10 ? 10 : 11)
    major = head[10]!
    const older = Math.min(major, other() ?? major) < 3
    const size = older ? 12 : 64
    if (held < size) return wants(size)
    const bytes = Buffer.from(take(size))
    state = 'frames'
    wanted = 2
    const nul = bytes.subarray(12, 32).indexOf(0)
    const mechanism = older ? '' : bytes.toString('latin1', 12, nul < 0 ? 32 : 12 + nul)
    const greeting = { bytes, version: [major, older ? 0 : bytes[11]!], mechanism, asServer: !older && bytes[32] !== 0 } as const
    return { kind: 'greeting', greeting, at, end }
  }

  function readFrame(at: number): WireItem | null {
    const flags = peek(1)[0]!
    const long = (flags & 2) !== 0
    const header = long ? 9 : 2
    if (held < header) return wants(header)
    const size = long ? peek(9).readBigUInt64BE(1) : BigInt(peek(2)[1]!)
    if (size > BigInt(limit)) return malformed(`frame announces ${size} octets`, at)
    if (held < header + Number(size)) return wants(header + Number(size))
    const body = take(header + Number(size)).subarray(header)
    wanted = 2
    return { kind: 'frame', frame: wireFrame(flags, body, at), end }
  }

  /** 13/framing: the length counts the flags octet, and FF stands for a length in eight octets behind it. */
  function readOldFrame(at: number): WireItem | null {
    const long = peek(1)[0] === 0xff
    const lengthEnd = long ? 9 : 1
    if (held < lengthEnd) return wants(lengthEnd)
    const length = long ? peek(9).readBigUInt64BE(1) : BigInt(peek(1)[0]!)
    if (length === 0n) return malformed('frame of length 0', at)
    if (length > BigInt(limit)) return malformed(`frame announces ${length} octets`, at)
    const size = lengthEnd + Number(length)
    if (held < size) return wants(size)
    const octets = take(size)
    const flags = octets[lengthEnd]!
    const frame = {
      flags,
      more: (flags & 1) !== 0,
      long,
      command: false,
      body: octets.subarray(lengthEnd + 1),
      name: null,
      data: empty,
      at,
    }
    wanted = 1
    return { kind: 'frame', frame, end }
  }

  function wants(count: number): null {
    wanted = count
    return null
  }

  return {
    feed(chunk, at) {
      if (state === 'malformed') return []
      const items: WireItem[] = []
      if (chunk.length > 0) {
        chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
        held += chunk.length
      }
      while (held > 0 && (held >= wanted || state === 'greeting')) {
        const item = state === 'greeting' ? readGreeting(at) : state === 'frames' ? readFrame(at) : readOldFrame(at)
        if (item === null) break
        items.push(item)
      }
      return items
    },
    unversioned() {
      if (state !== 'greeting') return
      state = 'old-frames'
      wanted = 1
    },
    unfinished: () => (held === 0 ? empty : peek(held)),
    get major() {
      return major
    },
  }
}

/** A frame of its flags and body. */
export function wireFrame(flags: number, body: Buffer, at: number): WireFrame {
  const command = (flags & 4) !== 0
  const length = body[0] ?? 0
  const named = command && length > 0 && length < body.length
  return {
    flags,
    more: (flags & 1) !== 0,
    long: (flags & 2) !== 0,
    command,
    body,
    name: named ? body.toString('latin1', 1, 1 + length) : null,
    data: named ? body.subarray(1 + length) : empty,
    at,
  }
}
