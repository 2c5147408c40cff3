// Who we are. `version` is this package's own version, not that of a libzmq: there is none inside.

/** Version of this package, `major.minor.patch`. */
export const version = '0.1.0'

/** What this build can do, under zeromq.js's names: transports beyond tcp and inproc, mechanisms beyond NULL, and draft socket types. */
export const capability: Readonly<Record<'ipc' | 'pgm' | 'tipc' | 'norm' | 'curve' | 'gssapi' | 'draft', boolean>> = Object.freeze({
  ipc: process.platform !== 'win32',
  pgm: false,
  tipc: false,
  norm: false,
  curve: true,
  gssapi: false,
  draft: true,
})

/** Whether this build can do something, by the words of zmq_has(3): `curve`, `ipc`, `draft` …; false for words it does not know. */
export function has(name: string): boolean {
  return Object.hasOwn(capability, name) && capability[name as keyof typeof capability]
}
