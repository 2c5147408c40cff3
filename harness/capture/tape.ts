// The octets of all connections of a proxy or a raw peer, kept for captures: near and far leg apart where they may differ.
// Rule: keeps references, never copies; at the limit it stops, and says so in the names of the legs.

import { captureLimit, type Leg, type Passed, type Side } from './leg.ts'

/** The endpoints of the proxy and of its target. */
export interface Places {
  readonly near: string
  readonly far: string
}

export interface Reel {
  connected(ports: Readonly<Record<Side, number>>): void
  /** Octets came from that side: they are on its leg only. */
  heard(from: Side, octets: Uint8Array): void
  /** Octets of that side were handed on. */
  told(from: Side, octets: Uint8Array): void
  ended(by: Side, how: 'fin' | 'rst'): void
  /** Who stands between ended the connection, in the name of that side: RST goes to both, FIN to the other one. */
  cut(end: 'fin' | 'rst', from: Side): void
}

export interface Tape {
  begin(treated: boolean): Reel
  legs(): readonly Leg[]
}

const opposite = { connecter: 'binder', binder: 'connecter' } as const satisfies Record<Side, Side>
const portOf = (endpoint: string): number => Number(/^tcp:.*:(\d+)$/.exec(endpoint)?.[1] ?? 0)

/** Ports for what has none. */
const invented = { connecter: 49_152, binder: 5555 }

export function createTape({ near, far }: Places): Tape {
  const began: { treated: boolean; at: number; ports: Record<Side, number>; near: Passed[]; far: Passed[] }[] = []
  let octetsKept = 0
  let full = false
  const now = () => performance.timeOrigin + performance.now()

  function room(octets: Uint8Array): boolean {
    full ||= octetsKept + octets.length > captureLimit
    if (!full) octetsKept += octets.length
    return !full
  }

  return {
    begin(treated) {
      const number = began.length
      const reel = {
        treated,
        at: now(),
        ports: { connecter: invented.connecter + number, binder: 0 },
        near: [] as Passed[],
        far: [] as Passed[],
      }
      began.push(reel)
      const legOf: Readonly<Record<Side, Passed[]>> = { connecter: reel.near, binder: treated ? reel.far : reel.near }
      return {
        connected: ports => {
          reel.ports = { connecter: ports.connecter || invented.connecter + number, binder: ports.binder }
        },
        heard: (from, octets) => {
          if (room(octets)) legOf[from].push({ at: now(), from, octets })
        },
        told: (from, octets) => {
          if (room(octets)) legOf[opposite[from]].push({ at: now(), from, octets })
        },
        ended: (by, how) => void legOf[by].push({ at: now(), from: by, end: how }),
        cut: (end, from) => {
          legOf[opposite[from]].push({ at: now(), from, end })
          if (end === 'rst') legOf[from].push({ at: now(), from: opposite[from], end })
        },
      }
    },
    legs: () =>
      began.flatMap(({ treated, at, ports, ...sides }, number): Leg[] => {
        const cut = full ? `, cut at ${captureLimit} octets` : ''
        const leg = (where: string, port: number, events: readonly Passed[]): Leg => ({
          name: `#${number} ${where}${cut}`,
          ports: { connecter: ports.connecter, binder: port || ports.binder || invented.binder },
          began: at,
          events,
        })
        if (!treated) return [leg(`connecter ⇄ ${far}`, portOf(far), sides.near)]
        return [leg(`connecter ⇄ proxy ${near}`, portOf(near), sides.near), leg(`proxy ⇄ ${far}`, portOf(far), sides.far)]
      }),
  }
}
