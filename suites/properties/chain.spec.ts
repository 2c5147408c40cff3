// Requests through 0 to 3 devices and back (RFC 28: envelopes). The test is the device: it passes frames on as they are.
//
//   REQ │ DEALER ──► ROUTER·DEALER ──► ROUTER·DEALER ──► … ──► REP │ ROUTER         and the replies back
//
// Rule: every hop adds one routing id and takes it off again; bodies of any shape stay as they are.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { envelopeIntegrity } from '../../harness/verdict/history/envelope.ts'
import { stamped, stampText } from '../../harness/verdict/history/event.ts'
import { type Arena, everywhere } from './arena.ts'
import type { Actor } from './journal.ts'

interface Plan {
  readonly hops: number
  readonly clients: readonly ('REQ' | 'DEALER')[]
  readonly worker: 'REP' | 'ROUTER'
  /** The body of each request: the same shape comes back. */
  readonly bodies: readonly (readonly Uint8Array[])[]
}

const frame = fc.oneof({ weight: 1, arbitrary: fc.constant(new Uint8Array()) }, { weight: 2, arbitrary: fc.uint8Array({ maxLength: 20 }) })
const plans: fc.Arbitrary<Plan> = fc.record({
  hops: fc.integer({ min: 0, max: 3 }),
  clients: fc.array(fc.constantFrom('REQ' as const, 'DEALER' as const), { minLength: 1, maxLength: 3 }),
  worker: fc.constantFrom('REP' as const, 'ROUTER' as const),
  bodies: fc.array(fc.array(frame, { maxLength: 4 }), { minLength: 1, maxLength: 3 }),
})

const empty = Buffer.alloc(0)

interface Hop {
  readonly router: Actor
  readonly dealer: Actor
}

class Chain {
  readonly #arena: Arena
  readonly #hops: readonly Hop[]
  readonly #worker: Actor

  constructor(arena: Arena, hops: readonly Hop[], worker: Actor) {
    this.#arena = arena
    this.#hops = hops
    this.#worker = worker
  }

  async #relay(at: number, way: 'request' | 'reply', from: Actor, to: Actor, count: number): Promise<void> {
    for (let passed = 0; passed < count; passed++) {
      const frames = await from.socket.recv(this.#arena.journal.patience)
      this.#arena.journal.note({ kind: 'relayed', at, way, message: stamped(frames) })
      await to.socket.send(frames)
    }
  }

  async #serve(): Promise<void> {
    const { journal } = this.#arena
    const frames = await this.#worker.socket.recv(journal.patience)
    if (this.#worker.socket.type === 'REP') {
      await this.#worker.socket.send(frames)
      return
    }
    for (const way of ['request', 'reply'] as const) journal.note({ kind: 'relayed', at: this.#hops.length, way, message: stamped(frames) })
    await this.#worker.socket.send(frames)
  }

  /** `count` requests that clients have just sent go to the worker, and back. */
  async carry(count: number): Promise<void> {
    for (const [at, { router, dealer }] of this.#hops.entries()) await this.#relay(at, 'request', router, dealer, count)
    for (let served = 0; served < count; served++) await this.#serve()
    for (const [at, { router, dealer }] of [...this.#hops.entries()].toReversed()) await this.#relay(at, 'reply', dealer, router, count)
  }
}

async function build(arena: Arena, plan: Plan): Promise<{ chain: Chain; clients: readonly Actor[] }> {
  const worker = await arena.open('receiver', plan.worker)
  const hops: Hop[] = []
  let next = worker
  for (let at = plan.hops - 1; at >= 0; at--) {
    const hop = { router: await arena.open('receiver', 'ROUTER'), dealer: await arena.open('sender', 'DEALER') }
    await arena.join(next, hop.dealer)
    hops.unshift(hop)
    next = hop.router
  }
  const clients: Actor[] = []
  for (const type of plan.clients) {
    const client = await arena.open('sender', type)
    await arena.join(next, client)
    clients.push(client)
  }
  return { chain: new Chain(arena, hops, worker), clients }
}

everywhere(
  section(import.meta.url),
  'envelope',
  {
    title: 'Through any number of devices each client gets back what it sent, and each hop sees the envelope it passed on',
    clauses: ['28/req-5', '28/rep-4', '28/rep-8', '28/rep-9', '28/rep-11', '28/rep-12', '28/router-9', '28/router-11', '28/dealer-2'],
    needs: { sockets: ['REQ', 'REP', 'DEALER', 'ROUTER'] },
    kills: ['mut/rep-drops-envelope', 'mut/router-sends-identity-frame'],
  },
  {
    arbitrary: plans,
    runs: 60,
    check: async (arena, plan) => {
      const { chain, clients } = await build(arena, plan)
      for (const [number, body] of plan.bodies.entries()) {
        const requests = clients.map(({ name }) => [Buffer.from(stampText({ from: name, number })), ...body])
        for (const [at, { socket }] of clients.entries())
          await socket.send(socket.type === 'REQ' ? requests[at]! : [empty, ...requests[at]!])
        await chain.carry(clients.length)
        arena.journal.judge(envelopeIntegrity)
        for (const [at, { name, socket }] of clients.entries()) {
          const expected = socket.type === 'REQ' ? requests[at]! : [empty, ...requests[at]!]
          arena.t.require(`the reply to ${socket.type} ${name}`, await socket.recv(arena.journal.patience), expected)
        }
      }
    },
  },
)
