// What keeps the process alive. Sockets, servers and timers of the engine are all unref'd; only counted reasons hold:
// a pending receive, a blocked send, a pending bind, unsent messages whose linger is not over (zmq_ctx_term(3), zmq_setsockopt(3) ZMQ_LINGER).
// Rule: every `hold` has one `release`.

let reasons = 0
const timer = setInterval(() => {}, 0x7fffffff).unref()

/** One more reason to stay. */
export function hold(): void {
  if (reasons++ === 0) timer.ref()
}

/** One reason less. */
export function release(): void {
  if (--reasons === 0) timer.unref()
}

/** Someone with messages to deliver before the process may end. */
export interface Deliverer {
  /** Whether messages are unsent and linger is not 0. */
  readonly delivering: boolean
  /** Milliseconds to wait at most, -1 for ever. */
  readonly patience: number
}

const deliverers = new Set<Deliverer>()
/** Milliseconds between looks at what is still unsent, once there is nothing else to do. */
const lookInterval = 10
/** Milliseconds until a line on stderr says why the process does not end, as zeromq.js does. */
const warnAfter = 500

function beforeExit(): void {
  const since = performance.now()
  const waiting = (): boolean => {
    const waited = performance.now() - since
    return [...deliverers].some(({ delivering, patience }) => delivering && (patience < 0 || waited < patience))
  }
  if (!waiting()) return
  let warned = false
  const look = setInterval(() => {
    if (!warned && performance.now() - since > warnAfter) {
      warned = true
      process.stderr.write(`(node:${process.pid}) WARNING: Waiting for queued ZeroMQ messages to be delivered.\n`)
    }
    if (waiting()) return
    clearInterval(look)
    // Those whose linger is over must not start to wait anew.
    for (const deliverer of deliverers) if (deliverer.delivering) forgetDeliverer(deliverer)
  }, lookInterval)
}

/** From now on the process does not end by itself while `deliverer` has something to deliver. */
export function deliverBeforeExit(deliverer: Deliverer): void {
  if (deliverers.size === 0) process.on('beforeExit', beforeExit)
  deliverers.add(deliverer)
}

export function forgetDeliverer(deliverer: Deliverer): void {
  if (deliverers.delete(deliverer) && deliverers.size === 0) process.off('beforeExit', beforeExit)
}
