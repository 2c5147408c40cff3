// Ctrl-C and SIGTERM. Once: wind up. Twice: go.

/** `signal` is aborted by the first interruption; `release` gives the signals back. */
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
