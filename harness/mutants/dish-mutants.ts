// 48/RADIO-DISH: DISH.

import { edit, type MutantTable } from './mutant.ts'

const dish = 'pattern/dish.ts'
const session = 'session/session.ts'
const traffic = 'session/traffic.ts'
const classes = 'socket/draft-classes.ts'
const beside = 'attachedMethods<DishGroupOptions>(group => ({ group }))'
const constructed = 'super(socketTypes.DISH.id, options)\n    }\n  },'
const wrong = "if (key === undefined) throw new ZmqError('EINVAL', 'a group has"

export const dishMutants = {
  'mut/dish-subscribes': {
    about: 'asks for a group with SUBSCRIBE and CANCEL',
    edits: [edit(session, "if (this.#options.socketType === 'DISH')", 'if (false)')],
  },
  'mut/dish-joins-by-message': {
    about: 'asks for a group with a message, as subscribers of 3.0 do for a topic',
    edits: [
      edit(session, 'writeMembership(this.#writer, subscribe, topic)', "writeSubscription(this.#writer, 'messages', subscribe, topic)"),
    ],
  },
  'mut/dish-does-not-leave': {
    about: 'tells no radio that it has left',
    edits: [edit(dish, 'for (const pipe of radios.pipes.slice()) pipe.cancel(group)', '')],
  },
  'mut/dish-tells-one-radio': {
    about: 'tells one radio only of what it joins',
    edits: [edit(dish, 'for (const pipe of radios.pipes.slice()) pipe.subscribe(own)', 'radios.pipes[0]?.subscribe(own)')],
  },
  'mut/dish-joins-once': {
    about: 'tells a radio only of what is joined while it is there',
    edits: [edit(dish, 'for (const group of [...joined.values()]) pipe.subscribe(group)', '')],
  },
  'mut/dish-joins-what-it-left': {
    about: 'tells a radio that comes later of groups it has left',
    edits: [edit(dish, '!joined.delete(key)', '!joined.has(key)')],
  },
  'mut/dish-sends': {
    about: 'accepts messages for its radios and sends them',
    edits: [
      edit(classes, constructed, `${constructed}\n  writableMethods,`),
      edit(
        dish,
        'readable: queue.activate,',
        'readable: queue.activate,\n    canSend: () => true,\n    send(message) {\n      for (const pipe of radios.pipes) pipe.write(message)\n      return true\n    },',
      ),
    ],
  },
  'mut/dish-first-group-for-all': {
    about: 'attaches the group of the first message to all of them',
    edits: [edit(classes, beside, 'attachedMethods<DishGroupOptions>(group => ({ group: (globalThis.firstGroup ??= group) }))')],
  },
  'mut/dish-group-of-the-last': {
    about: 'attaches one and the same object to all messages, which holds the group of the last',
    edits: [edit(classes, beside, 'attachedMethods<DishGroupOptions>(group => Object.assign((globalThis.lastGroup ??= {}), { group }))')],
  },
  'mut/dish-stops-reading': {
    about: 'stops reading at its limit, although it was told to keep to the letter',
    edits: [edit('socket/pipe.ts', " || this.peerType === 'RADIO'", '')],
  },
  'mut/dish-takes-any-group': {
    about: 'tells its radios of groups that are too long or have a zero in them',
    edits: [
      edit(dish, wrong, `if (key === undefined) return void radios.pipes.slice().forEach(pipe => pipe.subscribe(group))\n      ${wrong}`),
    ],
  },
  'mut/dish-takes-a-body-alone': {
    about: 'takes a message of one frame for one to the empty group',
    edits: [
      edit(
        traffic,
        'return this.#frames === 2 || this.#deliver([body])',
        'return this.#deliver(this.#frames === 2 ? [new this.#options.View(new ArrayBuffer(0), 0, 0), body] : [body])',
      ),
    ],
  },
  'mut/dish-cuts-groups': {
    about: 'cuts the group of a message at 255 octets and at a zero',
    edits: [
      edit(
        dish,
        'const key = message === undefined ? undefined : groupKey(message[0]!)',
        'const short = message?.[0]!.subarray(0, 255)\n      const key = short && groupKey(short.includes(0) ? short.subarray(0, short.indexOf(0)) : short)',
      ),
    ],
  },
  'mut/dish-refuses-commands': {
    about: 'takes any command for a broken message, and closes',
    edits: [
      edit(
        traffic,
        '#trafficCommand(body: Uint8Array): boolean {',
        "#trafficCommand(body: Uint8Array): boolean {\n    if (this.#options.socketType === 'DISH') return this.#host.end({ reason: 'protocol', error: null })",
      ),
    ],
  },
  'mut/dish-refuses-radio': {
    about: 'takes only a RADIO for the peer of a RADIO',
    edits: [edit('wire/socket-type.ts', "peers: ['DISH']", "peers: ['RADIO']")],
  },
} as const satisfies MutantTable
