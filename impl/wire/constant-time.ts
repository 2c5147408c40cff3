// Comparing secrets and what proves knowledge of them (RFC 26, "Security"; 27).
// Rule: the time taken depends on the lengths only, never on where two values begin to differ.

/** Whether both hold the same octets. */
export function sameOctets(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  let difference = 0
  for (let at = 0; at < one.length; at++) difference |= one[at]! ^ other[at]!
  return difference === 0
}

/** Whether every octet is zero. */
export function allZero(octets: Uint8Array): boolean {
  let difference = 0
  for (const octet of octets) difference |= octet
  return difference === 0
}
