// Round robin (RFC 28, "REQ", "DEALER"; RFC 30, "PUSH"): over whoever is there, while peers come and go.
//
//   join │ leave …   settle: rounds until each ready peer got one of as many messages      send n: the shares differ by at most 1
//
// Rule: while a change is taking effect nothing is judged but that it takes effect.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { noLoss } from '../../harness/verdict/history/loss.ts'
import { noDuplicates } from '../../harness/verdict/history/order.ts'
import { roundRobinBalance } from '../../harness/verdict/history/sharing.ts'
import { type Arena, everywhere, turn } from './arena.ts'
import type { Actor } from './journal.ts'

type Step = readonly ['join', 'connects' | 'binds'] | readonly ['leave', number] | readonly ['send', number]

const peerOf = { PUSH: 'PULL', DEALER: 'DEALER', REQ: 'REP' } as const
type Balancer = keyof typeof peerOf

interface Peer extends Actor {
  readonly binds: boolean
}

const most = 4
/** Milliseconds for a round while peers change, and for a change to take effect. */
const [round, effect] = [25, 2000]

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.tuple(fc.constant('join' as const), fc.constantFrom('connects' as const, 'binds' as const)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('leave' as const), fc.nat({ max: most - 1 })) },
    { weight: 2, arbitrary: fc.tuple(fc.constant('send' as const), fc.integer({ min: 1, max: 12 })) },
  ),
  { minLength: 1, maxLength: 9, size: 'max' },
)

class Rotation {
  readonly #arena: Arena
  readonly #type: Balancer
  readonly #sender: Actor
  readonly #live: Peer[] = []

  constructor(arena: Arena, type: Balancer, sender: Actor) {
    this.#arena = arena
    this.#type = type
    this.#sender = sender
  }

  async join(binds: boolean): Promise<void> {
    if (this.#live.length >= most) return
    const { journal } = this.#arena
    const peer = { ...(await this.#arena.open('receiver', peerOf[this.#type])), binds }
    await (binds ? this.#arena.join(peer, this.#sender) : this.#arena.join(this.#sender, peer))
    journal.stand(peer, this.#type === 'REQ' ? ({ frames }) => journal.send(peer, { after: frames }) : undefined)
    this.#live.push(peer)
  }

  /** A peer ends its connection, or is disconnected where the sender made it. A REQ would wait for one that is just leaving. */
  async leave(which: number): Promise<void> {
    const peer = this.#live[which]
    if (peer === undefined || (this.#type === 'REQ' && !peer.binds)) return
    this.#live.splice(which, 1)
    if (peer.binds) await this.#sender.socket.disconnect(await this.#arena.endpoint(peer))
    await peer.socket.close()
  }

  /** Sends `count` messages. Whether all of them were received within `ms`. */
  async #send(count: number, ms: number): Promise<boolean> {
    const { journal, t } = this.#arena
    const total = journal.received + count
    const words: string[] = []
    if (this.#type === 'REQ') {
      for (let at = 0; at < count; at++) {
        words.push(await journal.send(this.#sender))
        await this.#sender.socket.recv()
      }
    } else words.push(...(await Promise.all(Array.from({ length: count }, () => journal.send(this.#sender)))))
    const refused = words.find(word => word !== 'sent')
    if (refused !== undefined) t.fail(`with ${this.#live.length} peers ready a send was refused with ${refused}`)
    return journal.arrived(total, ms)
  }

  /** Until each ready peer gets one of as many messages. */
  async #settle(): Promise<void> {
    const { journal, t } = this.#arena
    const start = performance.now()
    const missed = new Map(this.#live.map(({ name }) => [name, 0]))
    for (let rounds = 1; ; rounds++) {
      const first = journal.events.length
      await this.#send(this.#live.length, round)
      const fresh = new Set(journal.events.slice(first).flatMap(event => (event.kind === 'sent' ? [event.message.stamp!.number] : [])))
      const got = journal.events
        .slice(first)
        .flatMap(event => (event.kind === 'received' && event.message.stamp!.from === this.#sender.name ? [event] : []))
        .filter(event => fresh.has(event.message.stamp!.number))
      const names = new Set(got.map(({ at }) => at))
      if (this.#live.every(({ name }) => names.has(name))) return
      for (const { name } of this.#live) if (!names.has(name)) missed.set(name, missed.get(name)! + 1)
      if (performance.now() - start > effect) {
        const [name, count] = [...missed].toSorted((a, b) => b[1] - a[1])[0]!
        t.fail(`round-robin-balance: ${name} was ready and got nothing in ${count} of ${rounds} rounds of ${this.#live.length} messages`)
      }
      await turn()
    }
  }

  async send(count: number): Promise<void> {
    const { journal, t } = this.#arena
    if (this.#live.length === 0) return this.#nobody()
    await this.#settle()
    journal.note({ kind: 'ready', peers: this.#live.map(({ name }) => name) })
    const start = journal.events.length
    if (!(await this.#send(count, effect))) {
      const fault = noLoss('one', [])(journal.events.slice(start))
      t.fail(fault === null ? 'messages were received late' : `${fault.rule}: ${fault.text}`)
    }
    journal.note({ kind: 'ready', peers: [] })
    journal.judge(roundRobinBalance, noDuplicates('one'))
  }

  /** A send waits: what is accepted now goes to a peer whose leaving is not noticed yet. */
  async #nobody(): Promise<void> {
    const start = performance.now()
    while ((await this.#arena.journal.send(this.#sender, { t: 0 })) === 'sent') {
      if (performance.now() - start > effect) this.#arena.t.fail('a message was accepted with no peer to send it to')
      await turn()
    }
  }
}

for (const type of ['PUSH', 'DEALER', 'REQ'] as const) {
  everywhere(
    section(import.meta.url),
    type.toLowerCase(),
    {
      title: `${type} shares its messages out evenly while peers come and go, and leaves nobody out`,
      clauses: {
        PUSH: ['30/push-9', '30/push-10', '30/push-11', '30/push-12'] as const,
        DEALER: ['28/dealer-8', '28/dealer-9', '28/dealer-10', '28/dealer-11'] as const,
        REQ: ['28/req-6', '28/req-7'] as const,
      }[type],
      needs: { sockets: [type, peerOf[type]] },
      kills: ['mut/ignores-a-peer', 'mut/push-always-first', 'mut/new-peer-never-joins'],
    },
    {
      arbitrary: steps,
      runs: 30,
      check: async (arena, value) => {
        const rotation = new Rotation(arena, type, await arena.open('sender', type))
        for (const [verb, what] of value) {
          if (verb === 'join') await rotation.join(what === 'binds')
          else if (verb === 'leave') await rotation.leave(what)
          else await rotation.send(what)
        }
      },
    },
  )
}
