// Subscriptions under random changes (RFC 29, "SUB", "PUB", "XPUB", "XSUB"; RFC 37: they add up).
//
//   direct      PUB │ XPUB ──► SUB │ XSUB, twice
//   forwarder   PUB │ XPUB ──► XSUB ─(the test passes on)─ XPUB ──► SUB, twice
//
// Rule: each subscriber gets what begins with one of its prefixes, as often subscribed as not unsubscribed, and nothing else.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { atomicMultipart } from '../../harness/verdict/history/content.ts'
import { fifo, noDuplicates } from '../../harness/verdict/history/order.ts'
import { subscriptionFilter } from '../../harness/verdict/history/subscription.ts'
import { type Arena, everywhereSecured } from './arena.ts'
import type { Actor } from './journal.ts'
import { type Change, change, confirm, mark, narrowChange, readUntil, type Subscriber } from './topics.ts'

type Step = Change | readonly ['publish', string]

const topic = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 3 })
const steps = (changes: fc.Arbitrary<Change>): fc.Arbitrary<readonly Step[]> =>
  fc.array(fc.oneof({ weight: 2, arbitrary: changes }, { weight: 1, arbitrary: fc.tuple(fc.constant('publish' as const), topic) }), {
    minLength: 1,
    maxLength: 16,
    size: 'max',
  })

interface Forwarder {
  readonly back: Actor
  readonly front: Actor
}

class Audience {
  readonly #arena: Arena
  readonly #publisher: Actor
  readonly #forwarder: Forwarder | null
  readonly #subscribers: readonly Subscriber[]
  readonly #changed = new Set<Subscriber>()
  #ends = 0
  #unread = false

  constructor(arena: Arena, publisher: Actor, forwarder: Forwarder | null, subscribers: readonly Subscriber[]) {
    this.#arena = arena
    this.#publisher = publisher
    this.#forwarder = forwarder
    this.#subscribers = subscribers
    for (const subscriber of subscribers) this.#changed.add(subscriber)
  }

  async change([verb, which, prefix]: Change): Promise<void> {
    await this.read()
    const subscriber = this.#subscribers[which]!
    await (verb === 'sub' ? subscriber.socket.subscribe(prefix) : subscriber.socket.unsubscribe(prefix))
    this.#arena.journal.note({ kind: verb === 'sub' ? 'subscribed' : 'unsubscribed', at: subscriber.name, prefix })
    this.#changed.add(subscriber)
  }

  async #settle(): Promise<void> {
    const { t } = this.#arena
    for (const subscriber of this.#changed) {
      const marker = await mark(subscriber)
      if (this.#forwarder !== null) await this.#passUp(this.#forwarder, marker)
      await confirm(t, this.#publisher, this.#forwarder?.back ?? subscriber, marker)
    }
    this.#changed.clear()
  }

  /** Notifications go up to the publisher as they are. */
  async #passUp({ front, back }: Forwarder, marker: string): Promise<void> {
    for (;;) {
      const frames = await front.socket.recv()
      await back.socket.send(frames)
      if (frames[0]?.[0] === 1 && frames[0].subarray(1).equals(Buffer.from(marker))) return
    }
  }

  async publish(topic: string): Promise<void> {
    await this.#settle()
    await this.#arena.journal.send(this.#publisher, { before: [topic] })
    this.#unread = true
  }

  /** Every subscriber reads what was published so far. */
  async read(): Promise<void> {
    if (!this.#unread) return
    this.#unread = false
    const { journal } = this.#arena
    const ends = this.#subscribers.map(({ marker }) => `${marker}end${this.#ends++}`)
    for (const end of ends) await this.#publisher.socket.send(end)
    const forwarder = this.#forwarder
    if (forwarder !== null)
      for (const end of ends) await readUntil(journal, forwarder.back, end, frames => forwarder.front.socket.send(frames))
    for (const [at, subscriber] of this.#subscribers.entries()) await readUntil(journal, subscriber, ends[at]!)
  }
}

/** Who subscribes connects: a bound libzmq socket tells of its subscriptions when it next looks at its connections. */
async function gather(arena: Arena, publisherType: string, path: string): Promise<{ audience: Audience; names: readonly string[] }> {
  const publisher = await arena.open('sender', publisherType)
  let forwarder: Forwarder | null = null
  if (path === 'forwarder') {
    forwarder = { back: await arena.open('receiver', 'XSUB'), front: await arena.open('sender', 'XPUB') }
    await arena.join(publisher, forwarder.back)
  }
  const subscribers: Subscriber[] = []
  while (subscribers.length < 2) {
    const subscriber = { ...(await arena.open('receiver', path === 'forwarder' ? 'SUB' : path)), marker: '' }
    await arena.join(forwarder?.front ?? publisher, subscriber)
    subscribers.push(subscriber)
  }
  return { audience: new Audience(arena, publisher, forwarder, subscribers), names: subscribers.map(({ name }) => name) }
}

everywhereSecured(
  section(import.meta.url),
  'filter',
  {
    title: 'Under random subscribe, unsubscribe and publish each subscriber gets exactly what its subscriptions ask for',
    clauses: ['29/pub-11', '29/xpub-9', '29/sub-9', '29/sub-11', '29/xsub-16', '37/pubsub-6', 'lib/subscribe-counts'],
    needs: { sockets: ['PUB', 'SUB', 'XPUB', 'XSUB'] },
    axes: { publisher: ['PUB', 'XPUB'], path: ['SUB', 'XSUB', 'forwarder'] },
    kills: ['mut/topic-must-be-equal'],
  },
  {
    arbitrary: axes => steps(axes['publisher'] === 'PUB' ? narrowChange : change),
    runs: 40,
    check: async (arena, value) => {
      const { audience, names } = await gather(arena, arena.axes['publisher']!, arena.axes['path']!)
      for (const step of value) await (step[0] === 'publish' ? audience.publish(step[1]) : audience.change(step))
      await audience.read()
      arena.journal.judge(subscriptionFilter(names), fifo, noDuplicates('each'), atomicMultipart)
    },
  },
)
