// What a worker of the book does for itself. Vitest loads this before each spec file; it takes effect once.
// Rule: a terminal sends Ctrl-C to the whole group: the worker leaves the decision to the main process.

import { startWatchdog } from './watchdog.ts'

const mark = Symbol.for('zmqspec.worker')
const host = process as unknown as Record<symbol, boolean>

if (!host[mark]) {
  host[mark] = true
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => process.exit(143))
  startWatchdog()
}
