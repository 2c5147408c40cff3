// Signals inside a worker of the book. Vitest loads this before each spec file; its listeners are put in once.
// Rule: a terminal sends Ctrl-C to the whole group: the worker leaves the decision to the main process.

const mark = Symbol.for('zmqspec.signals')
const host = process as unknown as Record<symbol, boolean>

if (!host[mark]) {
  host[mark] = true
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => process.exit(143))
}
