// The reference implementation as a program that speaks zshim/1.

import * as zmq from '../../../impl/index.ts'
import { serve } from '../zeromq-js/serve.ts'
import { createShim } from '../zeromq-js/shim.ts'
import type { ZeromqApi } from '../zeromq-js/zeromq-api.ts'
import { about } from './about.ts'

await serve(emit => createShim(zmq as unknown as ZeromqApi, { ...about, ownProcess: true }, emit))
