// Ctrl-C and SIGTERM while something long is under way: once to wind up, twice to leave.

/** Ctrl-C and SIGTERM once: wind up. Twice: go. */
export function onInterrupt(tell: (text: string) => void): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController()
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130)
    tell('interrupted: winding up (once more to leave at once)')
    controller.abort()
  }
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  return { signal: controller.signal, release: () => void process.off('SIGINT', interrupt).off('SIGTERM', interrupt) }
}
