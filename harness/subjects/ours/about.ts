// What the reference implementation offers. The only place, with its two neighbours, where the harness touches impl/.

import manifest from '../../../package.json' with { type: 'json' }
import type { About } from '../zeromq-js/shim.ts'

export const about: Omit<About, 'ownProcess'> = {
  impl: { name: 'ours', version: manifest.version, language: 'TypeScript' },
  transports: ['tcp', 'ipc', 'inproc'],
  mechanisms: ['NULL'],
  zmtp: ['3.1', '3.0'],
  oneWayHangs: false,
  features: ['heartbeat', 'ipv6', 'abstract-ipc'],
}
