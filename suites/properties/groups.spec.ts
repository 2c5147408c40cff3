// Memberships under random changes (RFC 48, "RADIO", "DISH"): a group is a name, and a message is for exactly one.
//
//   RADIO ──► DISH, twice          join · leave · send, in any order
//
// Rule: each dish gets what is sent to a group while it is a member of it, with that group, once and in order, and nothing else.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'
import { outcome } from '../28-reqrep/guests.ts'
import { type Arena, everywhere } from './arena.ts'
import type { Actor } from './journal.ts'

type Step = readonly ['join' | 'leave', number, string] | readonly ['send', string]

const group = fc.constantFrom('', 'a', 'b', 'ab', 'aa', 'A')
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('join' as const, 'join' as const, 'leave' as const), fc.nat({ max: 1 }), group) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('send' as const), group) },
)

/** A group of every dish that nothing but ends of rounds is sent to; no other begins with "!". */
const end = '!end'

interface Member extends Actor {
  readonly groups: Set<string>
}

class Audience {
  readonly #arena: Arena
  readonly #radio: Actor
  readonly #dishes: readonly Member[]
  #sent = 0
  #owed = new Map<Member, string[]>()

  constructor(arena: Arena, radio: Actor, dishes: readonly Member[]) {
    this.#arena = arena
    this.#radio = radio
    this.#dishes = dishes
  }

  /** Joins a marker behind the change, and sends to it until it arrives: memberships of one connection take effect in order. */
  async settle(dish: Member): Promise<void> {
    const marker = `!${this.#sent++}`
    await dish.socket.join(marker)
    for (let wait = 4, left = 12; ; wait *= 2, left--) {
      await this.#radio.socket.sendGroup(marker, 'marker')
      try {
        const { group: own } = await dish.socket.recvAttached(wait)
        this.#arena.t.require('what arrives before the marker', own?.toString(), marker)
        break
      } catch (error) {
        if (!(error instanceof SubjectError) || error.err !== 'EAGAIN' || left === 0) throw error
      }
    }
    // Markers that were sent in vain may still come; a second name tells when they have.
    await this.#radio.socket.sendGroup(marker, 'last')
    while (`${(await dish.socket.recvAttached()).frames}` !== 'last');
    await dish.socket.leave(marker)
  }

  async change(verb: 'join' | 'leave', which: number, name: string): Promise<void> {
    await this.read()
    const dish = this.#dishes[which]!
    const sense = dish.groups.has(name) === (verb === 'leave')
    this.#arena.t.require(`${verb} ${JSON.stringify(name)}`, await outcome(dish.socket[verb](name)), sense ? 'accepted' : 'EINVAL')
    if (!sense) return
    if (verb === 'join') dish.groups.add(name)
    else dish.groups.delete(name)
    await this.settle(dish)
  }

  async send(name: string): Promise<void> {
    const body = `${this.#sent++}`
    await this.#radio.socket.sendGroup(name, body)
    for (const dish of this.#dishes) if (dish.groups.has(name)) this.#owed.set(dish, [...(this.#owed.get(dish) ?? []), `${name}=${body}`])
  }

  /** Every dish reads what was sent so far. */
  async read(): Promise<void> {
    await this.#radio.socket.sendGroup(end, 'end')
    for (const dish of this.#dishes) {
      const got: string[] = []
      for (;;) {
        const { frames, group: own } = await dish.socket.recvAttached()
        if (own?.toString() === end) break
        got.push(`${own}=${frames}`)
      }
      this.#arena.t.require(`what ${dish.name} gets`, got, this.#owed.get(dish) ?? [])
    }
    this.#owed.clear()
  }
}

everywhere(
  section(import.meta.url),
  'filter',
  {
    title: 'Under random join, leave and send each dish gets exactly what is sent to its groups, with the group',
    clauses: ['48/radio-15', '48/radio-18', '48/dish-13', '48/dish-14', '37/radio-5'],
    needs: { sockets: ['RADIO', 'DISH'], ops: ['join', 'leave', 'peers'] },
    kills: ['mut/radio-leave-ends-all'],
  },
  {
    arbitrary: fc.array(step, { minLength: 1, maxLength: 14, size: 'max' }),
    runs: 30,
    check: async (arena, steps) => {
      const radio = await arena.open('sender', 'RADIO')
      const dishes: Member[] = []
      const audience = new Audience(arena, radio, dishes)
      while (dishes.length < 2) {
        const dish = { ...(await arena.open('receiver', 'DISH')), groups: new Set<string>() }
        await arena.join(radio, dish)
        await dish.socket.join(end)
        await audience.settle(dish)
        dishes.push(dish)
      }
      for (const one of steps) await (one[0] === 'send' ? audience.send(one[1]) : audience.change(...one))
      await audience.read()
    },
  },
)
