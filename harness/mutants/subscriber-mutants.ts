// 29/PUBSUB, SUB and XSUB: bugs in what reaches the application, and in what an XSUB sends.

import { edit, type MutantTable } from './mutant.ts'

const queue = 'pattern/fair-queue.ts'
const sub = 'pattern/sub.ts'
const xsub = 'pattern/xsub.ts'
const pipe = 'socket/pipe.ts'
const attach = 'place(pipe, pipes.length)'
const full = 'limit > 0 && this.#discards) return true'

export const subscriberMutants = {
  'mut/hears-the-first-only': {
    about: 'reads from its first peer only',
    edits: [edit(queue, attach, `if (pipes.length > 0) return\n      ${attach}`)],
  },
  'mut/hears-the-last-only': {
    about: 'reads from its newest peer only',
    edits: [edit(queue, attach, `for (const other of pipes.splice(0)) other.inIndex = -1\n      active = cursor = 0\n      ${attach}`)],
  },
  'mut/drains-one-peer-first': {
    about: 'reads from one peer as long as that one has anything',
    edits: [edit(queue, 'cursor = cursor + 1 < active ? cursor + 1 : 0\n    return pipe', 'return pipe')],
  },
  'mut/loss-empties-the-queue': {
    about: 'drops what was received when the connection is lost',
    edits: [edit(pipe, 'this.connected = false', 'this.connected = false\n    this.#incoming.clear()')],
  },
  'mut/strict-keeps-received': {
    about: 'keeps what a peer that has gone had sent also when it was asked to discard it',
    edits: [edit(queue, 'pipe.readable === 0 || options.strict', 'pipe.readable === 0')],
  },
  'mut/strict-stops-reading': {
    about: 'holds a publisher back also when it was asked to discard what does not fit',
    edits: [edit(pipe, 'return this.#owner.options.strict && ', 'return false && ')],
  },
  'mut/full-queue-closes': {
    about: 'closes the connection of a publisher whose messages do not fit any more',
    edits: [edit(pipe, full, full.replace('return true', 'return (this.terminate(), true)'))],
  },
  'mut/full-queue-takes-more': {
    about: 'reads on and keeps everything',
    edits: [edit(pipe, full, 'false) return true')],
  },
  'mut/rcvhwm-ignored': {
    about: 'queues what comes without a limit',
    edits: [edit(pipe, 'incoming.length < limit || this.#discards', 'true')],
  },
  'mut/sub-sends': {
    about: 'lets the application of a SUB send',
    edits: [
      edit(
        'socket/socket-classes.ts',
        'super(socketTypes.SUB.id, options)\n    }\n  },',
        'super(socketTypes.SUB.id, options)\n    }\n  },\n  writableMethods,',
      ),
      edit(
        sub,
        'readable: queue.activate,',
        'readable: queue.activate,\n    canSend: () => true,\n    send(message) {\n      publishers.begin()\n      publishers.invert()\n      publishers.deliver(message)\n      return true\n    },',
      ),
    ],
  },
  'mut/sub-filters-each-frame': {
    about: 'wants every frame of a message to match',
    edits: [edit(sub, 'subscriptions.matches(message[0]!)', 'message.every(part => subscriptions.matches(part))')],
  },
  'mut/sub-drops-first-frame-only': {
    about: 'drops the frame that does not match and delivers the others',
    edits: [
      edit(
        sub,
        'if (message !== undefined && subscriptions.matches',
        'if (message !== undefined && message.length > 1 && !subscriptions.matches(message[0]!)) return message.slice(1)\n      if (message !== undefined && subscriptions.matches',
      ),
    ],
  },
  'mut/sub-invert-ignored': {
    about: 'delivers what matches under ZMQ_INVERT_MATCHING',
    edits: [edit(sub, '!== options.invertMatching', '!== false')],
  },
  'mut/xsub-blocks-at-hwm': {
    about: 'waits for a full publisher',
    edits: [edit(xsub, 'publishers.deliver(message)', 'if (publishers.blocked()) return false\n        publishers.deliver(message)')],
  },
  'mut/xsub-later-frames-subscribe': {
    about: 'XSUB takes frames behind the first that open with 00 or 01 for subscriptions, and out of the message',
    edits: [edit(xsub, 'publishers.deliver(message)', 'publishers.deliver(message.filter((part, at) => at === 0 || !(part[0]! < 2)))')],
  },
  'mut/xsub-first-octet-eaten': {
    about: 'takes the first octet off every message, not only off subscriptions',
    edits: [edit(xsub, 'publishers.deliver(message)', 'publishers.deliver([frame.subarray(1), ...message.slice(1)])')],
  },
} as const satisfies MutantTable
