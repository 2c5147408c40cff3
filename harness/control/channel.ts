// How requests reach a shim and its lines come back: over pipes, TCP or a function call.
//   client ──send──► channel ──► shim        shim ──► channel ──message | garbage | closed──► sink
// Rule: a channel judges nothing. It parses lines and reports its own end once.

export interface ChannelSink {
  /** One JSON value, in the order it came. */
  message(value: unknown): void
  /** A line that is no JSON, or longer than `maxLine`. */
  garbage(line: string): void
  /** Nothing more will come; `why` completes "the shim ...": `exited with code 3`. Called once. */
  closed(why: string): void
}

export interface Channel {
  /** Must not throw: a channel that is gone has said so through the sink. */
  send(request: object): void
  /** Tells the shim that no request follows: end of input. */
  end(): void
  /** Ends the shim at once, with every process it started. */
  destroy(): void
  /** Resolves when nothing of it is left. */
  readonly gone: Promise<void>
  /** The last 64 KiB of its standard error. */
  readonly stderr: string
}

/** Starts a subject, or reaches one. Must give up when `signal` aborts, leaving nothing behind. @throws Error saying what is wrong */
export type OpenChannel = (sink: ChannelSink, signal: AbortSignal) => Promise<Channel>

/** Octets. A megabyte frame is a line of 1.4 MB; a shim that sends endless bytes without a newline is broken. */
const maxLine = 64 * 1024 * 1024

/** Cuts a byte stream into lines and parses them. Blank lines are skipped. */
export function lineParser(sink: Pick<ChannelSink, 'message' | 'garbage'>, limit: number = maxLine): (chunk: Buffer) => void {
  let kept: Buffer[] = []
  let length = 0
  const line = (bytes: Buffer) => {
    const text = bytes.toString('utf8').trim()
    if (text === '') return
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      sink.garbage(text)
      return
    }
    sink.message(value)
  }
  return chunk => {
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      const piece = chunk.subarray(from, at)
      from = at + 1
      line(kept.length > 0 ? Buffer.concat([...kept, piece]) : piece)
      kept = []
      length = 0
    }
    if (from === chunk.length) return
    kept.push(chunk.subarray(from))
    length += chunk.length - from
    if (length > limit) {
      sink.garbage(Buffer.concat(kept).toString('utf8', 0, 200))
      kept = []
      length = 0
    }
  }
}
