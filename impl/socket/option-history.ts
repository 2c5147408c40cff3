// When libzmq got each option, by its number in zmq.h: the first release tag whose header has it, under its first name.
// Rule: numbers only; what an option is stands in option-table.ts, or below when it is no property.

/** First release, numbers. */
export const introduced = {
  '3.1 or earlier': [4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 23, 24, 25, 27, 28, 31],
  '3.2.1': [32, 33, 34, 35, 36, 37, 38, 40],
  '4.0.0': [39, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55],
  '4.1.0': [56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 68, 69],
  '4.2.0': [70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 84, 85, 86, 87, 88, 89],
  '4.2.3': [90, 91, 92, 93],
  '4.2.4': [94, 95],
  '4.3.0': [96, 97],
  '4.3.2': [98, 99, 100, 101, 102],
  '4.3.3': [103, 104, 105, 106, 107, 108, 109, 110, 111],
  '4.3.4': [112],
  '4.3.5': [113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 123, 124],
} as const satisfies Record<string, readonly number[]>

/** Not in a stable release of libzmq: its build has them when drafts are on. */
export const drafts: readonly number[] = [
  93, 94, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121,
  122, 123, 124,
]

/** Superseded by others (zmq_setsockopt(3)). */
export const deprecated: readonly number[] = [31, 38, 58, 59, 60]

/** Numbers that are no property of a socket: what does the same here. */
export const otherwise = {
  6: { native: 'ZMQ_SUBSCRIBE', here: 'subscribe()', sockets: ['SUB', 'XPUB'], about: 'one more subscription; of an XPUB in manual mode' },
  7: { native: 'ZMQ_UNSUBSCRIBE', here: 'unsubscribe()', sockets: ['SUB', 'XPUB'], about: 'one subscription less' },
  13: { native: 'ZMQ_RCVMORE', here: 'getInt32Option(13)', sockets: null, about: '0: messages are always received whole' },
  15: { native: 'ZMQ_EVENTS', here: 'readable, writable', sockets: null, about: 'what would not wait: bit 0 receiving, bit 1 sending' },
  31: { native: 'ZMQ_IPV4ONLY', here: 'setBoolOption(31)', sockets: null, about: 'the opposite of ZMQ_IPV6' },
  61: {
    native: 'ZMQ_CONNECT_ROUTING_ID',
    here: 'connect(…, { routingId })',
    sockets: ['ROUTER', 'STREAM'],
    about: 'the routing id of the next peer connected to',
  },
  78: {
    native: 'ZMQ_XPUB_VERBOSER',
    here: "verbosity = 'allSubsUnsubs'",
    sockets: ['XPUB'],
    about: 'every subscription and unsubscription is passed on',
  },
} as const satisfies Record<number, { native: string; here: string; sockets: readonly string[] | null; about: string }>

/** The release an option came with; null when it is ours only, or unknown. */
export function sinceOf(id: number | null): string | null {
  if (id === null) return null
  for (const [release, ids] of Object.entries(introduced)) if ((ids as readonly number[]).includes(id)) return release
  return null
}
