// Back-off between connection attempts (zmq_setsockopt(3), ZMQ_RECONNECT_IVL and ZMQ_RECONNECT_IVL_MAX).
// Rule: without a maximum each delay is the interval plus a random part of it; with one, delays double up to it, without chance. `strict`
// has a maximum of its own: RFC 37 wants the delay to grow.

export interface ReconnectOptions {
  readonly reconnectInterval: number
  readonly reconnectMaxInterval: number
  readonly strict?: boolean
}

/** How many times the interval a delay may become when nobody set a maximum. */
const GROWTH = 32

export interface Backoff {
  /** Milliseconds until the next attempt; null when there must be none. */
  next(): number | null
  /** A connection was established: start from the beginning. */
  reset(): void
}

/** `random` gives numbers in [0, 1). */
export function createBackoff(options: ReconnectOptions, random: () => number): Backoff {
  let last = 0
  return {
    next() {
      const { reconnectInterval, strict = false } = options
      if (reconnectInterval <= 0) return null
      const reconnectMaxInterval = options.reconnectMaxInterval <= 0 && strict ? GROWTH * reconnectInterval : options.reconnectMaxInterval
      if (reconnectMaxInterval <= 0) return reconnectInterval + Math.floor(random() * reconnectInterval)
      last = Math.min(last === 0 ? reconnectInterval : last * 2, reconnectMaxInterval)
      return last
    },
    reset() {
      last = 0
    },
  }
}
