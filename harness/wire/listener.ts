// A listening address of the harness, on the scheme asked for; it can stop and come back at the same place.
//   ports   10000 ── its own, a share for each process ── 32399 ┊ 32768 ── what a system hands out ──►      (ADR 15)
// Rule: connections are handed over before anything was read from them, and half-open ones stay half-open.

import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endpointOf, type Place } from './endpoint.ts'

/** `ipc@` is the abstract namespace, `tcp6` is tcp on ::1. */
export type Scheme = 'tcp' | 'tcp6' | 'ipc' | 'ipc@'

export interface Listener {
  readonly endpoint: string
  /** Refuses connections from now on. */
  stop(): void
  /** Listens at the same endpoint again. */
  start(): Promise<void>
  /** Stops and leaves no file behind. */
  dispose(): Promise<void>
}

export const schemeOf = (place: Place): Scheme =>
  'path' in place ? (place.path.startsWith('\0') ? 'ipc@' : 'ipc') : place.host.includes(':') ? 'tcp6' : 'tcp'

/** Ports of one process. */
const share = 350
let opened = 0
/** A port that no system hands out by itself (that begins at 32768 or 49152): nobody is given it while the listener is stopped. */
const nextPort = (): number => 10_000 + (process.pid % 64) * share + (opened++ % share)

/** Sockets come paused: attach listeners, then `resume()`. @throws Error when there is no place to listen at */
export async function openListener(scheme: Scheme, onConnection: (socket: Socket) => void): Promise<Listener> {
  const folder = scheme === 'ipc' ? await mkdtemp(join(tmpdir(), 'zmqspec-')) : null
  let place: Place = folder === null ? { host: scheme === 'tcp6' ? '::1' : '127.0.0.1', port: nextPort() } : { path: join(folder, 'wire') }
  if (scheme === 'ipc@') place = { path: `\0zmqspec-${process.pid}-${randomBytes(6).toString('hex')}` }
  let server: Server | null = null

  async function start(): Promise<void> {
    if (server !== null) return
    const starting = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, onConnection)
    await new Promise<void>((resolve, reject) => {
      starting.once('error', reject)
      starting.listen(place, resolve)
    })
    server = starting
  }

  function stop(): void {
    server?.close()
    server = null
  }

  for (let tries = 1; server === null; tries++) {
    try {
      await start()
    } catch (error) {
      const taken = ['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')
      if (!('port' in place && taken) || tries === share) throw error
      place = { ...place, port: nextPort() }
    }
  }
  return {
    endpoint: endpointOf(place),
    stop,
    start,
    async dispose() {
      stop()
      if (folder !== null) await rm(folder, { recursive: true, force: true })
    },
  }
}
