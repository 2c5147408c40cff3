// Names on the wire (mechanisms, commands, properties) are one octet a character (RFC 37, "Formal Grammar").
// Rule: octets above 127 survive the way in and out unchanged, so a hostile name can be shown but never breaks anything.

/** One octet a character. Characters above 255 are cut to their low octet. */
export function toOctets(text: string): Uint8Array<ArrayBuffer> {
  const octets = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) octets[at] = text.charCodeAt(at)
  return octets
}

/** One character an octet, from `start` up to `end`. */
export function fromOctets(octets: Uint8Array, start = 0, end: number = octets.length): string {
  let text = ''
  for (let at = start; at < end; at++) text += String.fromCharCode(octets[at]!)
  return text
}
