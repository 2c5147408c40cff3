// libzmq as shipped in the npm package zeromq, in a process of its own.

import { createRequire } from 'node:module'
import * as zmq from 'zeromq'
import { serve } from '../zeromq-js/serve.ts'
import { createShim } from '../zeromq-js/shim.ts'
import type { RawOptions } from '../zeromq-js/zeromq-api.ts'

const require = createRequire(import.meta.url)
const { version } = require('zeromq/package.json') as { version: string }
type DraftClass = new (options?: object) => zmq.Socket
/** The package has no types for this entry. PEER is out of reach: its binding can neither send to a routing id nor learn one. */
const draft = require('zeromq/draft') as Readonly<
  Record<'Server' | 'Client' | 'Radio' | 'Dish' | 'Scatter' | 'Gather' | 'Datagram', DraftClass>
>

/** The package has no class for it, but takes the number of any socket type. It seals its sockets, so options are set once it is made. */
class Channel extends zmq.Socket {
  constructor({ context, ...options }: { context?: zmq.Context } = {}) {
    super(20 as never, context && { context })
    Object.assign(this, options)
  }
}
for (const [name, id] of Object.entries({ sendHighWaterMark: 23, receiveHighWaterMark: 24, receiveTimeout: 27, sendTimeout: 28 })) {
  Object.defineProperty(Channel.prototype, name, {
    get(this: zmq.Socket): number {
      return (this as unknown as RawOptions).getInt32Option(id)
    },
    set(this: zmq.Socket, value: number) {
      ;(this as unknown as RawOptions).setInt32Option(id, value)
    },
  })
}

await serve(emit =>
  createShim(
    { ...zmq, ...draft, Channel },
    {
      impl: {
        name: 'libzmq',
        version: zmq.version,
        language: 'C++',
        binding: `zeromq.js ${version}`,
        homepage: 'https://github.com/zeromq/libzmq',
        issues: 'https://github.com/zeromq/libzmq/issues',
      },
      transports: ['tcp', 'ipc', 'inproc', 'udp'],
      mechanisms: ['NULL', 'PLAIN', 'CURVE'],
      zmtp: ['3.1', '3.0', '2.0', '1.0'],
      features: ['heartbeat', 'ipv6', 'abstract-ipc'],
      ownProcess: true,
      drafts: zmq.capability.draft === true,
      oneWayHangs: true,
    },
    emit,
  ),
)
