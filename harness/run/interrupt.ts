// Ctrl-C and SIGTERM. Once: wind up. Twice: go.

/** Milliseconds in which a second signal is the first again: who signals a whole process group reaches us twice, through our parent. */
const echo = 500

/** `signal` is aborted by the first interruption; `release` gives the signals back. */
export function onInterrupt(tell: (text: string) => void): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController()
  let first = 0
  const interrupt = () => {
    if (controller.signal.aborted) {
      if (performance.now() - first > echo) process.exit(130)
      return
    }
    first = performance.now()
    tell('interrupted: winding up (once more to leave at once)')
    controller.abort()
  }
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  return { signal: controller.signal, release: () => void process.off('SIGINT', interrupt).off('SIGTERM', interrupt) }
}
