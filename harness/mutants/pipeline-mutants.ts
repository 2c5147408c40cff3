// 30/PIPELINE: PUSH and PULL.

import { edit, type MutantTable } from './mutant.ts'

const push = 'pattern/push.ts'
const balance = 'const balance = createLoadBalance()'
const attach = 'attach: balance.attach,'
const methods = (type: 'PUSH' | 'PULL', more: string) => {
  const constructed = `super(socketTypes.${type}.id, options)\n    }\n  },`
  return edit('socket/socket-classes.ts', constructed, `${constructed}\n  ${more},`)
}

export const pipelineMutants = {
  'mut/push-receives': {
    about: 'delivers what its peers send',
    edits: [
      methods('PUSH', 'readableMethods'),
      edit(push, `import { createLoadBalance }`, `import { createFairQueue } from './fair-queue.ts'\nimport { createLoadBalance }`),
      edit(push, balance, `${balance}\n  const queue = createFairQueue({ strict: false })`),
      edit(
        push,
        attach,
        'attach(pipe) {\n      balance.attach(pipe)\n      queue.attach(pipe)\n    },\n    readable: queue.activate,\n    canReceive: queue.hasMessage,\n    receive: queue.shift,',
      ),
    ],
  },
  'mut/push-sends-to-all': {
    about: 'sends every message to every peer',
    seen: 'go-zeromq/zmq4#158',
    edits: [
      edit(push, balance, `${balance}\n  const all = new Set<Pipe>()`),
      edit(push, attach, 'attach(pipe) {\n      balance.attach(pipe)\n      all.add(pipe)\n    },'),
      edit(push, 'pipe.write(message)', 'for (const each of all) if (!each.full) each.write(message)'),
    ],
  },
  'mut/pull-sends': {
    about: 'accepts messages for its peers and sends them',
    edits: [
      methods('PULL', 'writableMethods'),
      edit(
        'pattern/pull.ts',
        'attach: queue.attach,',
        'attach(pipe) {\n      this.peer = pipe\n      queue.attach(pipe)\n    },\n    send(message) {\n      this.peer.write(message)\n      return true\n    },\n    canSend: () => true,',
      ),
    ],
  },
} as const satisfies MutantTable
