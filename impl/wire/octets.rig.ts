// For tests only: octets written by hand, and ways to cut them up.

/** Octets from hex digits; blanks are for the reader. */
export function hex(text: string): Uint8Array<ArrayBuffer> {
  const digits = text.replaceAll(' ', '')
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16))
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** `bytes` in pieces that end at the offsets of `cuts`; cuts outside are ignored. */
export function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const inside = [...new Set(cuts)].filter(cut => cut > 0 && cut < bytes.length).sort((one, other) => one - other)
  return [0, ...inside].map((start, index) => bytes.subarray(start, inside[index] ?? bytes.length))
}

/** Every octet on its own. */
export function singly(bytes: Uint8Array): Uint8Array[] {
  return cutAt(
    bytes,
    Array.from(bytes, (_, at) => at),
  )
}

/** Writes octets the way a transport does: into the buffer asked for, as often as it takes, until the reader stops. */
export function feed(
  reader: { buffer(): Uint8Array<ArrayBuffer>; received(length: number): boolean },
  pieces: readonly Uint8Array[],
): boolean {
  let going = true
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const destination = reader.buffer()
      if (destination.length === 0) throw new Error('an empty buffer')
      const length = Math.min(destination.length, piece.length - at)
      destination.set(piece.subarray(at, at + length))
      at += length
      going = reader.received(length)
    }
  }
  return going
}
