// 30/PIPELINE: PUSH and PULL.

import { edit, type MutantTable } from './mutant.ts'

export const pipelineMutants = {
  'mut/push-always-first': {
    about: 'gives every message to the same peer as long as that one has room',
    edits: [edit('pattern/load-balance.ts', 'cursor = cursor + 1 < active ? cursor + 1 : 0\n      return pipe', 'return pipe')],
  },
  'mut/last-in-first-out': {
    about: 'delivers the newest waiting message first',
    edits: [
      edit(
        'socket/ring.ts',
        'if (this.length === 0) return undefined\n',
        'if (this.length === 0) return undefined\n    if (this.length > 1) { const at = (this.#head + this.length - 1) & (this.#slots.length - 1); const item = this.#slots[at]; this.#slots[at] = undefined; this.length--; return item }\n',
      ),
    ],
  },
} as const satisfies MutantTable
