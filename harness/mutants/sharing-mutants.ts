// 28/REQREP and 30/PIPELINE: round robin over the peers that have room, fair queuing over those that have sent.

import { edit, type MutantTable } from './mutant.ts'

const balance = 'pattern/load-balance.ts'
const queue = 'pattern/fair-queue.ts'
const advance = 'cursor + 1 < active ?'
const attach = 'place(pipe, pipes.length)\n      activate(pipe)'

export const sharingMutants = {
  'mut/push-always-first': {
    about: 'gives every message to the same peer as long as that one has room',
    edits: [edit(balance, 'cursor = cursor + 1 < active ? cursor + 1 : 0\n      return pipe', 'return pipe')],
  },
  'mut/ignores-a-peer': {
    about: 'turns round one peer too early, so that the last one gets nothing',
    seen: 'zeromq/contiki-zmtp#8',
    edits: [edit(balance, advance, 'cursor + 2 < active ?')],
  },
  'mut/new-peer-never-joins': {
    about: 'gives a new peer its turn only when all others are full',
    edits: [edit(balance, attach, 'place(pipe, pipes.length)\n      if (active === 0) activate(pipe)')],
  },
  'mut/waits-for-the-full-peer': {
    about: 'waits for the peer whose turn it is when that one is full and others are not',
    edits: [edit(balance, 'if (!pipes[cursor]!.full) return true', 'return !pipes[cursor]!.full')],
  },
  'mut/turn-lost-on-detach': {
    about: 'takes a second peer out of the rotation when one leaves',
    edits: [
      edit(
        balance,
        'if (pipe.outIndex < active) deactivate(pipe.outIndex)',
        'if (pipe.outIndex < active) deactivate(pipe.outIndex)\n      if (active > 0) active -= 1',
      ),
    ],
  },
  'mut/last-peer-starves': {
    about: 'turns round one peer too early, so that the last one is not heard while the others send',
    edits: [edit(queue, advance, 'cursor + 2 < active ?')],
  },
  'mut/fair-queue-forgets-a-peer': {
    about: 'hears a peer no more once it found its queue empty',
    edits: [edit(queue, 'else deactivate(cursor)', 'else remove(pipe)')],
  },
} as const satisfies MutantTable
