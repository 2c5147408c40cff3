// 31/EXPAIR: PAIR.

import { edit, type MutantTable } from './mutant.ts'

const pair = 'pattern/pair.ts'
const refusal = 'pipe.terminate()\n        return'
const receive = 'receive: queue.shift,'
const peer = 'let peer: Pipe | null = null'

export const pairMutants = {
  'mut/pair-takes-turns': {
    about: 'sends once and then waits for a message of its peer',
    edits: [
      edit(pair, peer, `${peer}\n  let spoken = false`),
      edit(pair, 'if (!canSend()) return false', 'if (spoken || !canSend()) return false\n      spoken = true'),
      edit(pair, receive, 'receive() {\n      spoken = false\n      return queue.shift()\n    },'),
    ],
  },
  'mut/pair-sends-only': {
    about: 'delivers nothing',
    edits: [edit(pair, receive, 'receive: () => undefined,')],
  },
  'mut/pair-serves-two': {
    about: 'hears a second peer too',
    seen: 'zeromq/libzmq#19',
    edits: [edit(pair, refusal, 'queue.attach(pipe)\n        return')],
  },
  'mut/pair-leaves-first-for-second': {
    about: 'leaves its peer when a second one comes',
    edits: [edit(pair, refusal, 'peer.terminate()')],
  },
  'mut/pair-for-life': {
    about: 'serves nobody any more when its first peer has left',
    seen: 'zeromq/pyzmq#1131',
    edits: [edit(pair, 'if (pipe === peer) peer = null', '')],
  },
} as const satisfies MutantTable
