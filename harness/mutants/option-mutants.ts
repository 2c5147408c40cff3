// The appendix on options: messages that sockets make up, subscriptions, values.

import { edit, type MutantTable } from './mutant.ts'

const link = 'socket/link.ts'
const setup = 'socket/session-setup.ts'
const xpub = 'pattern/xpub.ts'
const traffic = 'session/traffic.ts'
const hello = 'if (hello !== null) this.#session.send([hello])'
const departure = 'if (this.options.tellsOfDeparture && this.#pipe?.ended === false) this.#pipe.receive([Buffer.alloc(0)])'
const farewell = 'if (options.farewell !== null && this.#pipe?.ended === false) this.#pipe.receive([Buffer.from(options.farewell)])'
const hiccup = 'if (hiccup !== null && pipe?.connected === true && !pipe.ended) pipe.receive([Buffer.from(hiccup)])'
const store = 'socket/option-store.ts'
const value = 'socket/option-value.ts'

export const optionMutants = {
  'mut/notify-of-nobody': {
    about: 'tells of no peer that comes, under ZMQ_ROUTER_NOTIFY',
    edits: [edit(setup, `tellsOfArrival: type === 'ROUTER' && (options.routerNotify & 1) !== 0`, 'tellsOfArrival: false')],
  },
  'mut/notify-of-no-end': {
    about: 'tells of no peer that leaves, under ZMQ_ROUTER_NOTIFY',
    edits: [edit(link, departure, '')],
  },
  'mut/notify-always': {
    about: 'tells of peers that come and go whatever ZMQ_ROUTER_NOTIFY says',
    edits: [edit(setup, '(options.routerNotify & 1) !== 0', 'true'), edit(setup, '(options.routerNotify & 2) !== 0', 'true')],
  },
  'mut/hello-is-not-said': {
    about: 'ignores ZMQ_HELLO_MSG',
    edits: [edit(link, hello, '')],
  },
  'mut/hello-comes-late': {
    about: 'says hello after the first message that waited for the connection',
    edits: [
      edit(link, hello, ''),
      edit(
        link,
        'session.send(message)\n',
        'session.send(message)\n        if (this.options.hello !== null) session.send([this.options.hello])\n',
      ),
    ],
  },
  'mut/hello-only-once': {
    about: 'says hello on the first connection only',
    edits: [
      edit(link, hello, 'if (hello !== null && !greeted.has(this.options)) this.#session.send([hello])\n    greeted.add(this.options)'),
      edit(link, 'export class Link', 'const greeted = new WeakSet<object>()\n\nexport class Link'),
    ],
  },
  'mut/disconnect-is-not-told': {
    about: 'ignores ZMQ_DISCONNECT_MSG',
    edits: [edit('socket/binding.ts', farewell, '')],
  },
  'mut/disconnect-of-a-stranger': {
    about: 'receives ZMQ_DISCONNECT_MSG twice',
    edits: [edit('socket/binding.ts', farewell, `${farewell}\n    ${farewell}`)],
  },
  'mut/hiccup-is-not-told': {
    about: 'ignores ZMQ_HICCUP_MSG',
    edits: [edit('socket/connecter.ts', hiccup, '')],
  },
  'mut/hiccup-for-nothing': {
    about: 'receives ZMQ_HICCUP_MSG for a connection that never was complete',
    edits: [
      edit('socket/connecter.ts', hiccup, 'if (hiccup !== null && pipe !== null && !pipe.ended) pipe.receive([Buffer.from(hiccup)])'),
    ],
  },
  'mut/metadata-is-not-announced': {
    about: 'keeps ZMQ_METADATA to itself',
    edits: [edit('session/peer.ts', 'for (const [name, value] of options.properties ?? []) metadata.set(name, value)', '')],
  },
  'mut/metadata-keeps-the-last-only': {
    about: 'forgets what was set before',
    edits: [edit('socket/gathered-option.ts', 'return [...list, value]', 'return [value]')],
  },
  'mut/metadata-takes-any-name': {
    about: 'announces a property whose name does not begin with X-',
    edits: [edit('socket/gathered-option.ts', `!name.startsWith('X-') || `, `name.length === 0 || `)],
  },
  'mut/last-value-to-all': {
    about: 'sends the message after a subscription to everybody',
    edits: [edit(xpub, 'options.manualLastValue ? only : null', 'null')],
  },
  'mut/last-value-for-ever': {
    about: 'sends all messages to the subscriber read last',
    edits: [edit(xpub, 'if (taken) only = null', '')],
  },
  'mut/last-value-is-ignored': {
    about: 'ignores ZMQ_XPUB_MANUAL_LAST_VALUE',
    edits: [edit(xpub, 'options.manual || options.manualLastValue', 'options.manual')],
  },
  'mut/any-frame-subscribes': {
    about: 'takes any frame of a message for a subscription when it begins with 00 or 01, under ZMQ_ONLY_FIRST_SUBSCRIBE too',
    edits: [edit(traffic, 'form || !this.#options.onlyFirstSubscribe', 'true')],
  },
  'mut/only-the-first-frame-subscribes': {
    about: 'looks at the first frame of a message only, without ZMQ_ONLY_FIRST_SUBSCRIBE too',
    edits: [edit(traffic, 'form || !this.#options.onlyFirstSubscribe', 'form')],
  },
  'mut/xsub-asks-by-any-frame': {
    about: 'subscribes by any frame of a message of an XSUB, under ZMQ_ONLY_FIRST_SUBSCRIBE too',
    edits: [edit('pattern/xsub.ts', '(options.onlyFirstSubscribe && !first)', 'false')],
  },
  'mut/xsub-asks-by-single-frames': {
    about: 'takes no frame of a message of several for a subscription of an XSUB',
    edits: [edit('pattern/xsub.ts', '(options.onlyFirstSubscribe && !first)', 'true')],
  },
  'mut/verbose-unsubscribe-is-ignored': {
    about: 'ignores ZMQ_XSUB_VERBOSE_UNSUBSCRIBE',
    edits: [
      edit('pattern/subscription-set.ts', 'if (counts[node]! > 0 && !options.verboseUnsubscribe) return', 'if (counts[node]! > 0) return'),
    ],
  },
  'mut/topics-are-not-counted': {
    about: 'says that there are no topics',
    edits: [edit('socket/socket-parts.ts', 'topicsCount: () => engine.topics() ?? 0', 'topicsCount: () => 0')],
  },
  'mut/topics-counted-twice': {
    about: 'says twice as many topics as there are',
    edits: [edit('socket/socket-parts.ts', 'topicsCount: () => engine.topics() ?? 0', 'topicsCount: () => 2 * (engine.topics() ?? 0)')],
  },
  'mut/option-takes-any-number': {
    about: 'takes numbers that are out of range',
    edits: [edit(value, `throw new ZmqError('EINVAL')\n  if (whole > Number`, `return whole\n  if (whole > Number`)],
  },
  'mut/option-forgets': {
    about: 'reads the default of an option whatever was set',
    edits: [edit(store, 'const value = this.#stored(name)', 'const value = optionTable[name].default as StoredValue')],
  },
  'mut/option-has-another-default': {
    about: 'has another default for ZMQ_LINGER than libzmq',
    edits: [edit('socket/options.ts', 'linger: -1', 'linger: 30000')],
  },
  'mut/option-of-any-type': {
    about: 'takes the options of other socket types',
    edits: [
      edit(
        'socket/socket-classes.ts',
        `return typeof where === 'string' ? has[where] : where.includes(type)`,
        `return typeof where === 'string' ? has[where] : true`,
      ),
    ],
  },
} as const satisfies MutantTable
