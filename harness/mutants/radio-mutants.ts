// 48/RADIO-DISH: RADIO.

import { edit, type MutantTable } from './mutant.ts'

const radio = 'pattern/radio.ts'
const select = 'for (const pipe of members.get(key) ?? []) fanOut.match(pipe)'
const deliver = 'if (!blocked) fanOut.deliver(message)'
const only = 'requireFrames(message, 2)'
const left = 'else if (own?.delete(key)) leave(pipe, key)'
const declared = 'let blocked = false'
const told = 'const key = groupKey(group)'
const constructed = 'super(socketTypes.RADIO.id, options)\n    }\n  },'
const readable = edit('socket/draft-classes.ts', constructed, `${constructed}\n  readableMethods,`)

export const radioMutants = {
  'mut/radio-prefix-match': {
    about: 'sends to the members of every group that is a prefix, as if groups were topics',
    edits: [
      edit(radio, select, 'for (const [name, group] of members) if (key.startsWith(name)) for (const pipe of group) fanOut.match(pipe)'),
    ],
  },
  'mut/radio-sends-to-all': {
    about: 'sends to every dish, whatever it joined',
    edits: [edit(radio, select, 'for (const pipe of fanOut.pipes) fanOut.match(pipe)')],
  },
  'mut/radio-one-member-only': {
    about: 'sends to one member of the group only',
    edits: [edit(radio, select, 'for (const pipe of [...(members.get(key) ?? [])].slice(0, 1)) fanOut.match(pipe)')],
  },
  'mut/radio-ignores-case': {
    about: 'takes groups that differ in capital letters for the same',
    edits: [edit('pattern/group.ts', 'return key', 'return key.toLowerCase()')],
  },
  'mut/radio-leave-ignored': {
    about: 'goes on sending to a dish that has left the group',
    edits: [edit(radio, left, 'else if (own === undefined) return')],
  },
  'mut/radio-leave-ends-all': {
    about: 'forgets all memberships of a dish that leaves one group',
    edits: [edit(radio, left, 'else {\n        for (const each of own ?? []) leave(pipe, each)\n        own?.clear()\n      }')],
  },
  'mut/radio-join-replaces': {
    about: 'forgets what a dish has joined before when it joins another group',
    edits: [
      edit(
        radio,
        'else own.add(key)',
        'else {\n          for (const each of own) leave(pipe, each)\n          own.clear()\n          own.add(key)\n        }',
      ),
    ],
  },
  'mut/radio-joins-group-and-body': {
    about: 'sends group and body in one frame',
    edits: [
      edit(
        radio,
        deliver,
        'const [name, body] = message\n      const joint = new Uint8Array(name!.length + body!.length)\n      joint.set(name!)\n      joint.set(body!, name!.length)\n      fanOut.deliver([joint])',
      ),
    ],
  },
  'mut/radio-leaves-empty-group-out': {
    about: 'sends no frame for an empty group',
    edits: [edit(radio, deliver, 'fanOut.deliver(message[0]!.length === 0 ? [message[1]!] : message)')],
  },
  'mut/radio-body-first': {
    about: 'sends the body before the group',
    edits: [edit(radio, deliver, 'fanOut.deliver([message[1]!, message[0]!])')],
  },
  'mut/radio-splits-long-bodies': {
    about: 'sends a long body in two frames',
    edits: [
      edit(
        radio,
        deliver,
        'const [name, body] = message\n      fanOut.deliver(body!.length > 8192 ? [name!, body!.subarray(0, 8192), body!.subarray(8192)] : message)',
      ),
    ],
  },
  'mut/radio-sends-multipart': {
    about: 'sends a message of two parts through RADIO',
    edits: [edit(radio, only, '')],
  },
  'mut/radio-sends-the-first-part': {
    about: 'sends the first part of a message of two through RADIO, and drops the other',
    edits: [edit(radio, only, 'message.length = 2')],
  },
  'mut/radio-receives': {
    about: 'delivers what dishes send',
    edits: [
      readable,
      edit(radio, 'import { createFanOut }', "import { createFairQueue } from './fair-queue.ts'\nimport { createFanOut }"),
      edit(radio, declared, `${declared}\n  const queue = createFairQueue({ strict: false })`),
      edit(radio, 'fanOut.attach(pipe)', 'fanOut.attach(pipe)\n      queue.attach(pipe)'),
      edit(radio, 'readable: drain,', 'readable: queue.activate,\n    canReceive: queue.hasMessage,\n    receive: queue.shift,'),
    ],
  },
  'mut/radio-closes-on-message': {
    about: 'lets go of a dish that sends a message',
    edits: [edit(radio, 'while (pipe.shift() !== undefined);', 'if (pipe.readable > 0) pipe.terminate()')],
  },
  'mut/radio-shows-join': {
    about: 'shows JOIN to the application, as an XPUB shows subscriptions',
    edits: [
      readable,
      edit(radio, declared, `${declared}\n  const shown: Uint8Array[][] = []`),
      edit(radio, told, `shown.push([new Uint8Array(group)])\n      ${told}`),
      edit(radio, 'readable: drain,', 'readable: drain,\n    canReceive: () => shown.length > 0,\n    receive: () => shown.shift(),'),
    ],
  },
  'mut/radio-drops-for-all': {
    about: 'drops a message for all when one member is full',
    edits: [edit(radio, deliver, 'if (!blocked && !fanOut.blocked()) fanOut.deliver(message)')],
  },
  'mut/radio-waits-for-the-slow': {
    about: 'waits when a member is full',
    edits: [edit(radio, 'options.noDrop && fanOut.blocked()', 'fanOut.blocked()')],
  },
  'mut/radio-waits-for-a-peer': {
    about: 'waits while there is no dish',
    edits: [edit(radio, 'fanOut.begin()', 'if (fanOut.pipes.length === 0) return false\n      fanOut.begin()')],
  },
  'mut/radio-group-of-the-last-call': {
    about: 'sends all messages of overlapping calls to the group of the last one',
    edits: [
      edit(
        'socket/attachment.ts',
        'return partsOf(this).sender.send(framed(head(options), message), waitOf(options))',
        'globalThis.lastHead = head(options)\n      return Promise.resolve().then(() => partsOf(this).sender.send(framed(globalThis.lastHead, message), waitOf(options)))',
      ),
    ],
  },
  'mut/radio-takes-any-group': {
    about: 'sends to groups that are too long or have a zero in them',
    edits: [edit(radio, 'const key = groupKey(message[0]!)', 'const key = String.fromCharCode(...message[0]!)')],
  },
  'mut/radio-cuts-groups': {
    about: 'cuts the group of a JOIN at 255 octets and at a zero',
    edits: [
      edit(
        radio,
        told,
        'const short = group.subarray(0, 255)\n      const key = groupKey(short.includes(0) ? short.subarray(0, short.indexOf(0)) : short)',
      ),
    ],
  },
} as const satisfies MutantTable
