// When notifications run: at the end of the current operation, so that latency is low, but only so often per turn of the event loop.
// Rule: two sockets of one process that answer each other at once must not keep timers and other connections from running.

/** Notifications at the end of an operation, per turn; further ones wait for the next turn. */
const perTurn = 256

let left = perTurn
let counting = false

function startOver(): void {
  left = perTurn
  counting = false
}

/** Calls `notify` soon, never synchronously. */
export function soon(notify: () => void): void {
  if (!counting) {
    counting = true
    setImmediate(startOver).unref()
  }
  if (left-- > 0) process.nextTick(notify)
  else setImmediate(notify)
}
