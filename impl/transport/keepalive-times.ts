// The times of TCP's keep-alive that the system goes by (tcp(7)): what stands for an option that was left alone.
// Rule: Node sets all three times or none, and puts its own in place of those it is not told; so it is told all of them.

import { readFileSync } from 'node:fs'

export interface KeepaliveTimes {
  /** Seconds of silence before the first probe, and between probes. */
  readonly idle: number
  readonly interval: number
  /** Probes without an answer that end a connection. */
  readonly count: number
}

/** RFC 1122, section 4.2.3.6, has the two hours; the others are those of Linux and of Windows. */
const elsewhere: KeepaliveTimes = { idle: 7200, interval: 75, count: 9 }

function setting(name: string, otherwise: number): number {
  try {
    return Number.parseInt(readFileSync(`/proc/sys/net/ipv4/tcp_keepalive_${name}`, 'latin1'), 10) || otherwise
  } catch {
    return otherwise
  }
}

let known: KeepaliveTimes | null = null

/** Read once. */
export function systemKeepalive(): KeepaliveTimes {
  known ??= {
    idle: setting('time', elsewhere.idle),
    interval: setting('intvl', elsewhere.interval),
    count: setting('probes', elsewhere.count),
  }
  return known
}
