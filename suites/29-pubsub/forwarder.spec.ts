// RFC 29/PUBSUB: an XSUB and an XPUB, joined by hand, are a forwarder: publications go down, subscriptions go up.
//
//   publisher ──► XSUB ═══ XPUB ──► subscribers          ═══ whatever one receives the other sends, both ways
//   publisher ◄── XSUB ═══ XPUB ◄── subscribers
//
// Rule: the forwarder holds no state of its own; that it works is proof that the four socket types say everything with messages.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { section } from '../../harness/book/section.ts'
import { type Subject, SubjectError, type SubjectSocket } from '../../harness/subjects/subject.ts'
import { arrived, firsts } from './marker.ts'
import { told, toldWithin } from './told.ts'

const { conformance } = section(import.meta.url)

/** Sends what comes from one to the other until either is closed. */
async function pass(from: SubjectSocket, to: SubjectSocket): Promise<void> {
  try {
    for (;;) await to.send(await from.recv(60_000))
  } catch (error) {
    if (!(error instanceof SubjectError) || error.err !== 'ECLOSED') throw error
  }
}

interface Chain {
  readonly publisher: SubjectSocket
  readonly subscribers: readonly SubjectSocket[]
  /** Ends the forwarder, and throws what went wrong in it. */
  end(): Promise<void>
}

/** A publisher and two subscribers, with a forwarder between them; `middle` plays the forwarder, `ends` the rest. */
async function chain(
  middle: Subject,
  ends: Subject,
  types: readonly ['PUB' | 'XPUB', 'SUB' | 'XSUB'],
  endpoint: (name: string) => string,
): Promise<Chain> {
  const [xsub, xpub] = [await middle.open('XSUB'), await middle.open('XPUB')]
  const [publisher, one, two] = [await ends.open(types[0]), await ends.open(types[1]), await ends.open(types[1])]
  await xsub.connect(await publisher.bind(endpoint('up')))
  const down = await xpub.bind(endpoint('down'))
  const subscribers = [one, two]
  for (const subscriber of subscribers) await subscriber.connect(down)
  const passing = Promise.all([pass(xsub, xpub), pass(xpub, xsub)])
  passing.catch(() => {})
  const end = async () => {
    for (const socket of [xsub, xpub]) await socket.close(0)
    await passing
  }
  return { publisher, subscribers, end }
}

async function exchange(t: Omit<CaseContext, 'axes'>, { publisher, subscribers, end }: Chain): Promise<void> {
  const [one, two] = subscribers as [SubjectSocket, SubjectSocket]
  for (const subscriber of [one, two]) {
    await subscriber.subscribe('a')
    await arrived(publisher, subscriber)
  }
  await publisher.send(['a1', '', 'x'])
  await publisher.send('b1')
  for (const [at, subscriber] of [one, two].entries()) t.check(`subscriber ${at}`, await arrived(publisher, subscriber), [['a1', '', 'x']])
  await one.unsubscribe('a')
  await arrived(publisher, one)
  await publisher.send('a2')
  t.check('who unsubscribed', firsts(await arrived(publisher, one)), [])
  t.check('the other one', firsts(await arrived(publisher, two)), ['a2'])
  await end()
}

const clauses = ['29/xsub-10', '29/xsub-15', '29/xsub-16', '29/xpub-6', '29/xpub-15'] as const
const needs = { sockets: ['PUB', 'SUB', 'XPUB', 'XSUB'] }
const kills = ['mut/second-subscriber-forgotten', 'mut/xpub-tells-cancel-while-held'] as const

conformance(
  'filters-through',
  {
    title: 'Through a forwarder two subscribers get what they asked for, and what one ends the other keeps',
    clauses,
    mode: 'pair',
    obliges: 'both',
    needs,
    axes: { subject: ['forwarder', 'ends'], transport: ['tcp', 'ipc'] },
    kills,
  },
  async t => {
    const [middle, ends] = t.axes.subject === 'forwarder' ? [t.subject, t.peer] : [t.peer, t.subject]
    await exchange(t, await chain(middle, ends, ['PUB', 'SUB'], () => (t.axes.transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*')))
  },
)

conformance(
  'filters-through-inproc',
  {
    title: 'The same over inproc',
    clauses,
    mode: 'api',
    obliges: 'both',
    needs: { ...needs, transports: ['inproc'] },
    kills,
  },
  async t => exchange(t, await chain(t.subject, t.subject, ['PUB', 'SUB'], name => `inproc://${name}`)),
)

conformance(
  'subscriptions-go-up',
  {
    title:
      'The publisher behind a forwarder is told of the first subscription and the last end of each topic, and hears messages from below',
    clauses: ['29/xpub-13', '29/xpub-15', '29/xpub-17', '29/xsub-12', '29/xsub-15', '29/xsub-16'],
    mode: 'pair',
    obliges: 'both',
    needs,
    axes: { subject: ['forwarder', 'ends'] },
    kills: ['mut/xpub-drops-upstream-messages', 'mut/xpub-forgets-to-unsubscribe'],
  },
  async t => {
    const [middle, ends] = t.axes.subject === 'forwarder' ? [t.subject, t.peer] : [t.peer, t.subject]
    const { publisher, subscribers, end } = await chain(middle, ends, ['XPUB', 'XSUB'], () => 'tcp://127.0.0.1:*')
    const [one, two] = subscribers as [SubjectSocket, SubjectSocket]
    await one.subscribe('a')
    t.check('first subscription', await told(publisher), ['+a'])
    await two.subscribe('a')
    await two.subscribe('b')
    t.check('second, of another topic', await told(publisher), ['+b'])
    await one.unsubscribe('a')
    await one.send(['up', '', 'stream'])
    t.check('a message from below', await told(publisher), ['=up||stream'])
    await two.close(0)
    t.check('ends of what the lost one held', await toldWithin(publisher, 2, t.windows.deadline), ['-a', '-b'])
    await end()
  },
)
