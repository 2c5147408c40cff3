// What XPUB tells its application of subscriptions (RFC 29, "XPUB"): the first subscription and the last unsubscription of a prefix.
//
//   SUB 0 sub "a" ► +a    SUB 1 sub "a" ► (may be merged)    SUB 0 unsub "a" ► (may be merged)    SUB 1 closes ► -a
//
// Rule: what changes the set of prefixes is told, once; what does not may be told (29/xpub-16), as itself only.

import fc from 'fast-check'
import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { type Arena, everywhere } from './arena.ts'
import type { Actor } from './journal.ts'
import { type Change, change, mark, nextNotifications, notifications, type Subscriber } from './topics.ts'

type Step = Change | readonly ['close', number]

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof({ weight: 8, arbitrary: change }, { weight: 1, arbitrary: fc.tuple(fc.constant('close' as const), fc.nat({ max: 1 })) }),
  { minLength: 1, maxLength: 16, size: 'max' },
)

interface Held extends Subscriber {
  readonly counts: Map<string, number>
  readonly markers: string[]
}

const holds = ({ counts }: Held, prefix: string) => (counts.get(prefix) ?? 0) > 0

class Directory {
  readonly #arena: Arena
  readonly #xpub: Actor
  readonly #live: (Held | null)[]

  constructor(arena: Arena, xpub: Actor, live: readonly Held[]) {
    this.#arena = arena
    this.#xpub = xpub
    this.#live = [...live]
  }

  #others(self: Held): readonly Held[] {
    return this.#live.filter(other => other !== null && other !== self) as Held[]
  }

  async change([verb, which, prefix]: Change): Promise<void> {
    const self = this.#live[which] ?? null
    if (self === null) return
    const before = holds(self, prefix)
    self.counts.set(prefix, Math.max(0, (self.counts.get(prefix) ?? 0) + (verb === 'sub' ? 1 : -1)))
    await (verb === 'sub' ? self.socket.subscribe(prefix) : self.socket.unsubscribe(prefix))
    const marker = await mark(self)
    self.markers.push(marker)
    const told = await notifications(this.#xpub, marker)
    const changes = before !== holds(self, prefix) && !this.#others(self).some(other => holds(other, prefix))
    const itself = [`${verb === 'sub' ? '+' : '-'}${prefix}`]
    this.#arena.t.require(`${verb} "${prefix}" by ${self.name} is told as`, told, changes ? itself : oneOf([], itself))
  }

  /** Its prefixes that nobody else holds are told as unsubscribed, in any order. */
  async close(which: number): Promise<void> {
    const self = this.#live[which] ?? null
    if (self === null) return
    this.#live[which] = null
    await self.socket.close()
    const own = [...self.counts.keys()].filter(prefix => holds(self, prefix) && !this.#others(self).some(other => holds(other, prefix)))
    const expected = [...own, ...self.markers].map(prefix => `-${prefix}`)
    const told = await nextNotifications(this.#xpub, expected.length)
    this.#arena.t.require(`the end of ${self.name} is told as`, told.toSorted(), expected.toSorted())
  }
}

everywhere(
  section(import.meta.url),
  'xpub',
  {
    title: 'XPUB tells of the first subscription and the last unsubscription of every prefix, also when a subscriber vanishes',
    clauses: ['29/xpub-14', '29/xpub-15', '29/xpub-16', '29/xpub-17'],
    needs: { sockets: ['XPUB', 'SUB', 'XSUB'] },
    axes: { subscriber: ['SUB', 'XSUB'] },
    kills: ['mut/xpub-hides-unsubscribe', 'mut/second-subscriber-forgotten', 'mut/xpub-forgets-to-unsubscribe'],
  },
  {
    arbitrary: steps,
    runs: 40,
    check: async (arena, value) => {
      const xpub = await arena.open('sender', 'XPUB')
      const live: Held[] = []
      while (live.length < 2) {
        const actor = await arena.open('receiver', arena.axes['subscriber']!)
        await arena.join(xpub, actor)
        live.push({ ...actor, marker: '', counts: new Map(), markers: [] })
      }
      const directory = new Directory(arena, xpub, live)
      for (const step of value) await (step[0] === 'close' ? directory.close(step[1]) : directory.change(step))
      arena.t.check('the notifications', 'as the model says', 'as the model says')
    },
  },
)
