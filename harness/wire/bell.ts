// Waiting for something to happen, with a deadline and without polling.
//   while (!(found = look())) if (!(await bell.rung(until))) throw late
// Rule: it rings on every change; who waits looks again.

export interface Bell {
  ring(): void
  /** True at the next ring, false when `until` (a `performance.now()`) passed. */
  rung(until: number): Promise<boolean>
}

export function createBell(): Bell {
  const waiting = new Set<(rang: boolean) => void>()
  return {
    ring() {
      for (const wake of [...waiting]) wake(true)
    },
    rung(until) {
      return new Promise(resolve => {
        const wake = (rang: boolean): void => {
          clearTimeout(timer)
          waiting.delete(wake)
          resolve(rang)
        }
        // When this process was held up, a timer fires ahead of octets that came in time: they are read before it counts.
        const timer = setTimeout(() => setImmediate(wake, false), Math.max(0, until - performance.now()))
        waiting.add(wake)
      })
    },
  }
}

/** Looks until something is found. @returns null when `within` milliseconds passed. */
export async function waitFor<T>(bell: Bell, within: number, look: () => T | null): Promise<T | null> {
  const until = performance.now() + within
  for (;;) {
    const found = look()
    if (found !== null) return found
    if (!(await bell.rung(until))) return look()
  }
}
