// A frame is flags, size and body (RFC 37, "Framing").
//
//   00-03  1 octet size   body      message frame: MORE 01, LONG 02
//   02 03  8 octets size  body
//   04 06  likewise                 command frame; never with MORE
//
// Rule: bits 3 to 7 are reserved and zero. The long form with a small size is legal input, never output.

export const MORE = 1
export const LONG = 2
export const COMMAND = 4

/** Octets of a header in the long form: flags and a 64-bit size, most significant octet first. */
export const LONG_HEADER = 9

/** Largest body that the short form can carry. */
export const SHORT_BODY = 255

/**
 * Bodies of this many octets and more are sent by reference instead of being copied. Measured: up to 4 KiB copying wins,
 * between 4 and 8 KiB there is no difference, from 16 KiB referring wins.
 */
export const BY_REFERENCE = 16384

/** Octets of the header before a body of `length` octets. */
export const headerSize = (length: number): number => (length <= SHORT_BODY ? 2 : LONG_HEADER)

/** Writes the header of a body of `length` octets and returns where the body begins. `flags` without LONG, which follows from the size. */
export function writeHeader(target: Uint8Array, at: number, flags: number, length: number): number {
  if (length <= SHORT_BODY) {
    target[at] = flags
    target[at + 1] = length
    return at + 2
  }
  const high = Math.floor(length / 2 ** 32)
  target[at] = flags | LONG
  target[at + 1] = high >>> 24
  target[at + 2] = high >>> 16
  target[at + 3] = high >>> 8
  target[at + 4] = high
  target[at + 5] = length >>> 24
  target[at + 6] = length >>> 16
  target[at + 7] = length >>> 8
  target[at + 8] = length
  return at + LONG_HEADER
}
