// Where in a stream an octet stands: in the greeting, or in which part of which frame (37/greeting, 37/framing; 15 and below fall back).
//
//   greeting ─► flags 0 │ length 0 │ body 0 │ flags 1 │ …          not ZMTP ─► opaque, for good
//
// Rule: pure, holds nothing back and keeps no octets: it only says what the pieces of a chunk are.

export type Part = 'greeting' | 'flags' | 'length' | 'body' | 'opaque'

export interface Piece {
  readonly part: Part
  /** Which frame of this direction, the first command being 0; -1 in the greeting. */
  readonly frame: number
  /** Octets of the chunk. */
  readonly octets: Buffer
  /** Octets of this part that were there before. */
  readonly before: number
  /** All octets of this part; null where its end is not known. */
  readonly size: number | null
  /** The last octet of the greeting or of a frame is in this piece. */
  readonly last: boolean
}

export interface FrameMap {
  feed(chunk: Buffer): Piece[]
  /** Version octet of the greeting once it came. */
  readonly major: number | null
}

/** @param other version octet that the other direction announced: below 3 both sides speak ZMTP 2.0 */
export function createFrameMap(other: () => number | null = () => null): FrameMap {
  let part: Part = 'greeting'
  let frame = -1
  let before = 0
  let size: number | null = null
  let long = false
  let length = 0n
  let major: number | null = null

  function next(to: Part, octets: number): void {
    part = to
    before = 0
    size = octets
    if (to === 'flags') frame += 1
  }

  /** How many octets of `chunk` from `at` on belong to the part; reads what decides how it goes on. */
  function measure(chunk: Buffer, at: number): number {
    if (part === 'opaque') return chunk.length - at
    if (part !== 'greeting') return Math.min(chunk.length - at, size! - before)
    let count = 0
    while (at + count < chunk.length && (size === null || before + count < size)) {
      const place = before + count
      const octet = chunk[at + count]!
      if ((place === 0 && octet !== 0xff) || (place === 9 && (octet & 1) === 0)) {
        part = 'opaque'
        size = null
        return chunk.length - at
      }
      if (place === 10) {
        major = octet
        size = Math.min(octet, other() ?? octet) < 3 ? 12 : 64
      }
      count += 1
    }
    return count
  }

  function turn(): void {
    if (part === 'greeting') next('flags', 1)
    else if (part === 'flags') next('length', long ? 8 : 1)
    else if (part === 'length' && length > 0n) next('body', Number(length))
    else next('flags', 1)
  }

  return {
    feed(chunk) {
      const pieces: Piece[] = []
      for (let at = 0; at < chunk.length; ) {
        const count = measure(chunk, at)
        const octets = chunk.subarray(at, at + count)
        if (part === 'flags') {
          long = (octets[0]! & 2) !== 0
          length = 0n
        }
        if (part === 'length') for (const octet of octets) length = (length << 8n) | BigInt(octet)
        const whole = size !== null && before + count === size
        const last = whole && (part === 'greeting' || part === 'body' || (part === 'length' && length === 0n))
        pieces.push({ part, frame, octets, before, size, last })
        before += count
        at += count
        if (whole) turn()
      }
      return pieces
    },
    get major() {
      return major
    },
  }
}
