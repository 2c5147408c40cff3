// The first frame of a DGRAM message (libzmq; no RFC describes it): whom a datagram came from, or goes to, as text.
//
//   127.0.0.1:5555\0        [::1]:5555\0
//
// Rule: the text is numbers only, so that nothing is looked up; what is received ends in a zero octet, what is sent may.

/** A place on the network. `host` has no brackets; `port` is 1 to 65535. */
export interface DatagramAddress {
  readonly host: string
  readonly port: number
}

/** Longer than any address: 45 characters of IPv6, a zone, brackets, a port. */
const longest = 128

/** The address that a frame names, or null when it names none. An IPv6 address is not checked beyond its characters. */
export function parseDatagramAddress(frame: Uint8Array): DatagramAddress | null {
  if (frame.length > longest) return null
  const end = frame.at(-1) === 0 ? frame.length - 1 : frame.length
  let text = ''
  for (let at = 0; at < end; at++) text += String.fromCharCode(frame[at]!)
  const match = /^(?:(\d{1,3}(?:\.\d{1,3}){3})|\[([\da-fA-F:.]+(?:%[\w.-]+)?)\]):(\d{1,5})$/.exec(text)
  if (match === null) return null
  const [, four, six] = match
  const port = Number(match[3])
  if (port === 0 || port > 65535 || four?.split('.').some(part => Number(part) > 255)) return null
  return { host: four === undefined ? six! : four.split('.').map(Number).join('.'), port }
}

/** The address as text: IPv6 in brackets. */
export const datagramAddressText = ({ host, port }: DatagramAddress): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
