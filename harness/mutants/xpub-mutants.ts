// 29/PUBSUB, XPUB, and the options of PUB and XPUB (zmq_setsockopt(3)): bugs in what the application is told, and decides.

import { edit, type MutantTable } from './mutant.ts'

const xpub = 'pattern/xpub.ts'
const publication = 'pattern/publication.ts'
const table = 'pattern/subscription-table.ts'
const ends = `if (remaining === 'none' || manual || verbosity === 'allSubsUnsubs')`
const begins = 'if (first || manual || verbosity !== null)'
const next = 'if (notification === undefined) return queue.shift()'
const welcome = 'const welcome = options.welcomeMessage'
const inverted = 'if (options.invertMatching) fanOut.invert()'

export const xpubMutants = {
  'mut/xpub-hides-unsubscribe': {
    about: 'tells the application of subscriptions and not of their end',
    edits: [edit(xpub, ends, ends.replace(`remaining === 'none' || `, ''))],
    seen: 'zeromq/libzmq#1478',
  },
  'mut/xpub-tells-every-time': {
    about: 'tells the application of every subscription, also to a topic that another peer holds already',
    edits: [edit(xpub, begins, 'if (true)')],
  },
  'mut/xpub-tells-cancel-while-held': {
    about: 'tells the application that a topic has ended although another peer holds it',
    edits: [
      edit(
        table,
        `if (list.length === 1) holders[node] = list[0]\n    return 'some'`,
        `if (list.length === 1) holders[node] = list[0]\n    return 'none'`,
      ),
    ],
  },
  'mut/xpub-notification-without-topic': {
    about: 'tells the application that there was a subscription, and not to what',
    edits: [edit(xpub, 'subscribe ? 1 : 0, topic)', 'subscribe ? 1 : 0, topic.subarray(0, 0))')],
  },
  'mut/xpub-forgets-to-unsubscribe': {
    about: 'does not tell the application of the topics of a peer that vanished',
    edits: [edit(xpub, 'if (!manual && (remaining', 'if (false && (remaining')],
  },
  'mut/xpub-drops-upstream-messages': {
    about: 'reads subscriptions and drops other messages, as a PUB does',
    edits: [edit(xpub, next, 'if (notification === undefined) {\n        queue.shift()\n        return undefined\n      }')],
    seen: 'zeromq/libzmq#494',
  },
  'mut/xpub-first-octet-eaten': {
    about: 'takes the first octet off every message of a subscriber, not only off subscriptions',
    edits: [
      edit(
        xpub,
        next,
        'if (notification === undefined) {\n        const message = queue.shift()\n        return message && [message[0]!.subarray(1), ...message.slice(1)]\n      }',
      ),
    ],
  },
  'mut/verbose-ignored': {
    about: 'does nothing for ZMQ_XPUB_VERBOSE',
    edits: [edit(xpub, begins, begins.replace('verbosity !== null', `verbosity === 'allSubsUnsubs'`))],
  },
  'mut/verbose-tells-unsubscriptions': {
    about: 'tells of every unsubscription under ZMQ_XPUB_VERBOSE too',
    edits: [edit(xpub, ends, ends.replace(`verbosity === 'allSubsUnsubs'`, 'verbosity !== null'))],
  },
  'mut/verboser-is-verbose': {
    about: 'takes ZMQ_XPUB_VERBOSER for ZMQ_XPUB_VERBOSE',
    edits: [edit(xpub, ends, ends.replace(`verbosity === 'allSubsUnsubs'`, 'false'))],
  },
  'mut/manual-applies-by-itself': {
    about: 'applies the subscription a peer asked for, under ZMQ_XPUB_MANUAL',
    edits: [
      edit(
        xpub,
        'const table = manual ? requests : subscriptions',
        'const table = manual ? requests : subscriptions\n      if (manual && subscribe) subscriptions.add(topic, pipe)',
      ),
    ],
  },
  'mut/manual-applies-to-first-peer': {
    about: 'applies what the application subscribes to the first peer that asked, under ZMQ_XPUB_MANUAL',
    edits: [edit(xpub, 'current = notifications.pipe', 'current ??= notifications.pipe')],
  },
  'mut/manual-applies-to-newest-request': {
    about: 'applies what the application subscribes to the peer that asked last, not to the one whose request was read last',
    edits: [
      edit(xpub, 'current = notifications.pipe', 'void current'),
      edit(
        xpub,
        'publication.changed()\n      const { verbosity } = options',
        'publication.changed()\n      current = pipe\n      const { verbosity } = options',
      ),
    ],
    seen: 'zeromq/libzmq#1568',
  },
  'mut/manual-unsubscribe-ignored': {
    about: 'lets the application add subscriptions and not end them, under ZMQ_XPUB_MANUAL',
    edits: [edit(xpub, 'if (pipe !== null) subscriptions.remove(topic, pipe)', 'void pipe')],
  },
  'mut/manual-hides-the-vanished': {
    about: 'does not tell the application of the requests of a peer that vanished, under ZMQ_XPUB_MANUAL',
    edits: [edit(xpub, 'if (manual) notify(false, topic, null)', 'void topic')],
    seen: 'zeromq/libzmq#1566',
  },
  'mut/nodrop-drops': {
    about: 'drops for a full subscriber under ZMQ_XPUB_NODROP',
    edits: [edit(publication, 'options.noDrop && fanOut.blocked()', 'false')],
  },
  'mut/nodrop-sends-to-the-others': {
    about: 'refuses a message and has sent it to those who had room, under ZMQ_XPUB_NODROP',
    edits: [edit(publication, 'if (!blocked) fanOut.deliver(message)', 'fanOut.deliver(message)')],
  },
  'mut/nodrop-blocked-by-other-topics': {
    about: 'refuses a message for a full subscriber that did not ask for it, under ZMQ_XPUB_NODROP',
    edits: [edit(publication, 'options.noDrop && fanOut.blocked()', 'options.noDrop && fanOut.pipes.some(pipe => pipe.full)')],
    seen: 'zeromq/libzmq#3996',
  },
  'mut/no-welcome': {
    about: 'does nothing for ZMQ_XPUB_WELCOME_MSG',
    edits: [edit(publication, welcome, `${welcome} && null`)],
  },
  'mut/welcome-once-only': {
    about: 'welcomes the first subscriber and no other',
    edits: [
      edit(publication, 'let blocked = false', 'let blocked = false\n  let welcomed = false'),
      edit(publication, welcome, `if (welcomed) return\n      welcomed = true\n      ${welcome}`),
    ],
  },
  'mut/welcome-never-ends': {
    about: 'goes on welcoming when the option is set back to nothing',
    edits: [
      edit(publication, 'let blocked = false', 'let blocked = false\n  let last: Uint8Array | null = null'),
      edit(publication, welcome, 'const welcome = options.welcomeMessage?.length ? (last = options.welcomeMessage) : last'),
    ],
  },
  'mut/invert-ignored': {
    about: 'sends what matches under ZMQ_INVERT_MATCHING',
    edits: [edit(publication, inverted, '')],
  },
  'mut/invert-sends-to-all': {
    about: 'sends everything to everybody under ZMQ_INVERT_MATCHING',
    edits: [edit(publication, inverted, 'if (options.invertMatching) {\n        fanOut.begin()\n        fanOut.invert()\n      }')],
  },
} as const satisfies MutantTable
