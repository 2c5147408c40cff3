// Appendix: connections that end at the worst moment (RFC 37, "Error Handling", "Socket Semantics"; zmq_tcp(7)).
//
//   sender ── 0 1 2 3 │ RST inside frame 7 │ ── reconnects ── n … n+4 ──► receiver
//
// Rule: what was under way may be lost, but is never torn, repeated or overtaken; what is sent once the peer is back arrives.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { section } from '../../harness/book/section.ts'
import type { Fault, Spot } from '../../harness/proxy/fault.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'
import { disorder, encounter, numbered, passed, readBeyond, readUpTo, soon } from './encounter.ts'

const { conformance } = section(import.meta.url)

/** Two frames a message, READY being frame 0: frame 7 is the number of message 3, and 8 its body. */
const spots = {
  'inside-the-greeting': { inside: 'greeting' },
  'after-the-greeting': { after: 'greeting' },
  'after-a-message': { after: 'frame', frame: 8 },
  'between-two-frames': { after: 'frame', frame: 7 },
  'inside-a-length': { inside: 'length', frame: 8 },
  'inside-a-body': { inside: 'body', frame: 8 },
} as const satisfies Record<string, Spot>

const size = () => 300
/** Messages sent before the connection is back, at most, and after it. */
const [most, behind] = [30, 5]

interface Axes {
  readonly spot: keyof typeof spots
  readonly subject: 'sender' | 'receiver'
  readonly binder: 'sender' | 'receiver'
}

/** Sends until the connection is back, then some more; what the receiver got, and the number of the first of these. */
async function survive(t: Omit<CaseContext, 'axes'>, axes: Axes, kind: 'reset' | 'half-close') {
  const faults = (from: 'connecter' | 'binder'): readonly Fault[] => [{ kind, at: spots[axes.spot], from, connections: [0] }]
  const met = await encounter(t, { sender: 'PUSH', receiver: 'PULL', ...axes, options: soon, faults })
  const { sender, receiver, proxy } = met
  let number = 0
  let back = false
  const returned = proxy
    .struck()
    .then(() => proxy.handshake(1))
    .finally(() => {
      back = true
    })
  returned.catch(() => {})
  while (!back && number < most) {
    try {
      await sender.send(numbered(number, size()), 50)
      number += 1
    } catch (error) {
      if (!(error instanceof SubjectError && error.err === 'EAGAIN')) throw error
    }
  }
  await returned
  t.check('faults that happened', proxy.fired.length, 1)
  const first = number
  const reading = readBeyond(receiver, first, behind)
  for (; number < first + behind; number++) await sender.send(numbered(number, size()))
  return { messages: await reading, first, met }
}

const shared = {
  mode: 'pair',
  needs: { options: ['reconnect_ivl'] },
} as const
const axes = { subject: ['sender', 'receiver'], binder: ['sender', 'receiver'] } as const
const clauses = ['37/semantics-3', '37/error-5', '37/semantics-4', '37/semantics-6', '37/semantics-7', 'lib/multipart-atomic'] as const

function judge(t: Pick<CaseContext, 'check' | 'note'>, { messages, first, met }: Awaited<ReturnType<typeof survive>>): void {
  const numbers = messages.map(([head]) => Number(head))
  t.check('disorder', disorder(messages, size, passed(met)), null)
  t.check(
    'messages sent after the connection was back',
    numbers.filter(number => number >= first).toSorted((a, b) => a - b),
    Array.from({ length: behind }, (_, at) => first + at),
  )
  t.note('messages lost with the connection', first + behind - messages.length)
}

conformance(
  'reset',
  {
    ...shared,
    title: 'After a reset the connection comes back; no message is torn, repeated or overtaken, and later ones arrive',
    clauses,
    axes: { spot: Object.keys(spots) as (keyof typeof spots)[], ...axes },
    kills: ['mut/never-reconnects'],
  },
  async t => judge(t, await survive(t, t.axes, 'reset')),
)

conformance(
  'half-close',
  {
    ...shared,
    title: 'After a half-close of the sending side the connection comes back; no message is torn, repeated or overtaken',
    clauses,
    axes: { spot: ['after-the-greeting', 'after-a-message', 'between-two-frames', 'inside-a-body'], ...axes },
    kills: ['mut/never-reconnects'],
  },
  async t => judge(t, await survive(t, t.axes, 'half-close')),
)

conformance(
  'refused',
  {
    ...shared,
    title: 'A connection that is turned away is tried until it is taken, and nothing that waited for it is lost',
    clauses: ['37/semantics-3', '37/error-5', 'lib/hwm'],
    axes: { subject: ['sender', 'receiver'], times: ['1', '5'] },
  },
  async t => {
    const [sending, receiving] = t.axes.subject === 'sender' ? [t.subject, t.peer] : [t.peer, t.subject]
    const sender = await sending.open('PUSH', soon)
    const receiver = await receiving.open('PULL', soon)
    const subjectSends = t.axes.subject === 'sender'
    const [binder, connecter] = subjectSends ? [receiver, sender] : [sender, receiver]
    const proxy = await t.proxy(await binder.bind('tcp://127.0.0.1:*'))
    proxy.refuse(Number(t.axes.times))
    await connecter.connect(proxy.endpoint)
    const waiting = Promise.all([0, 1, 2].map(number => sender.send(numbered(number, size()), t.windows.deadline)))
    const messages = await readUpTo(receiver, 2)
    await waiting
    t.check('connections refused', proxy.fired.length, Number(t.axes.times))
    t.check(
      'messages',
      messages.map(([head]) => String(head)),
      ['0', '1', '2'],
    )
  },
)
