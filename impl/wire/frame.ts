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
