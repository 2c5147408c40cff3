// The reference implementation as a program that speaks zshim/1.

import * as draft from '../../../impl/draft.ts'
import * as zmq from '../../../impl/index.ts'
import { serve } from '../zeromq-js/serve.ts'
import { createShim } from '../zeromq-js/shim.ts'
import { about } from './about.ts'

await serve(emit => createShim({ ...zmq, ...draft }, { ...about, ownProcess: true }, emit))
