// The reference implementation, a function call away.

import * as zmq from '../../../impl/index.ts'
import type { MakeShim } from '../../control/call-channel.ts'
import { createShim } from '../zeromq-js/shim.ts'
import type { ZeromqApi } from '../zeromq-js/zeromq-api.ts'
import { about } from './about.ts'

export const makeShim: MakeShim = emit => createShim(zmq as unknown as ZeromqApi, { ...about, ownProcess: false }, emit)
