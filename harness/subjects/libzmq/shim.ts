// libzmq as shipped in the npm package zeromq, in a process of its own.

import { createRequire } from 'node:module'
import * as zmq from 'zeromq'
import { serve } from '../zeromq-js/serve.ts'
import { createShim } from '../zeromq-js/shim.ts'

const { version } = createRequire(import.meta.url)('zeromq/package.json') as { version: string }

await serve(emit =>
  createShim(
    zmq,
    {
      impl: {
        name: 'libzmq',
        version: zmq.version,
        language: 'C++',
        binding: `zeromq.js ${version}`,
        homepage: 'https://github.com/zeromq/libzmq',
        issues: 'https://github.com/zeromq/libzmq/issues',
      },
      transports: ['tcp', 'ipc', 'inproc'],
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
