// The reference implementation, a function call away.

import * as draft from '../../../impl/draft.ts'
import * as zmq from '../../../impl/index.ts'
import type { MakeShim } from '../../control/call-channel.ts'
import { createShim } from '../zeromq-js/shim.ts'
import { about } from './about.ts'

export const makeShim: MakeShim = emit => createShim({ ...zmq, ...draft }, { ...about, ownProcess: false }, emit)
