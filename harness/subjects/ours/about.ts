// What the reference implementation offers. The only place, with its two neighbours, where the harness touches impl/.

import { createRequire } from 'node:module'
import { socketOptionFacts } from '../../../impl/index.ts'
import manifest from '../../../package.json' with { type: 'json' }
import type { About } from '../zeromq-js/shim.ts'

function koffiLoads(): boolean {
  try {
    createRequire(import.meta.url)('koffi')
    return true
  } catch {
    return false
  }
}

/** Options that go through koffi, which is optional, and for Linux: where they cannot be set they are not declared. */
const nativeOptions = socketOptionFacts().flatMap(({ name, native }) => (native ? [name] : []))
const without: ReadonlySet<string> = new Set(process.platform === 'linux' && koffiLoads() ? [] : nativeOptions)

export const about: Omit<About, 'ownProcess'> = {
  impl: { name: 'ours', version: manifest.version, language: 'TypeScript' },
  transports: ['tcp', 'ipc', 'inproc', 'udp'],
  mechanisms: ['NULL', 'PLAIN', 'CURVE'],
  zmtp: ['3.1', '3.0', '2.0', '1.0'],
  oneWayHangs: false,
  without,
  features: ['heartbeat', 'ipv6', 'abstract-ipc', 'metadata', 'overlapping-sends'],
}
