// REQ and REP take turns (RFC 28, "REQ", "REP"), in any order of calls, with one to three REQ at one REP.
//
//   ask │ hear (of REQ n)   take │ answer (of the REP)      each may be out of turn; a model knows which are, and what must arrive
//
// Rule: in turn with something there it works; in turn with nothing there it waits; out of turn it is refused.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { alternation, answers, efsm, type Roles } from '../../harness/verdict/history/alternation.ts'
import { atomicMultipart } from '../../harness/verdict/history/content.ts'
import { type Checker, showStamp } from '../../harness/verdict/history/event.ts'
import { noDuplicates } from '../../harness/verdict/history/order.ts'
import { type Arena, everywhere, everywhereSecured } from './arena.ts'
import type { Actor, SendOptions } from './journal.ts'

const book = section(import.meta.url)

type Op = readonly ['ask' | 'hear', number, SendOptions] | readonly ['take'] | readonly ['answer', SendOptions]
interface Plan {
  readonly clients: number
  readonly ops: readonly Op[]
}

/** Empty frames before the rest of a body look like a delimiter, and are none. */
const body = fc.record({
  before: fc.array(fc.constant(''), { maxLength: 2 }),
  after: fc.array(fc.constantFrom('', 'x', 'yz'), { maxLength: 2 }),
})
const client = fc.nat({ max: 2 })
const plans: fc.Arbitrary<Plan> = fc.record({
  clients: fc.integer({ min: 1, max: 3 }),
  ops: fc.array(
    fc.oneof(
      fc.tuple(fc.constantFrom('ask' as const, 'hear' as const), client, body),
      fc.tuple(fc.constant('take' as const)),
      fc.tuple(fc.constant('answer' as const), body),
    ),
    { minLength: 1, maxLength: 20, size: 'max' },
  ),
})

/** Plays `ops`; the words of refusals are for the checkers. */
async function converse({ journal, t, open, join }: Arena, { clients, ops }: Plan): Promise<Roles> {
  const rep = await open('receiver', 'REP')
  const reqs: Actor[] = []
  while (reqs.length < clients) {
    const req = await open('sender', 'REQ')
    await join(rep, req)
    reqs.push(req)
  }
  const asking = new Set<Actor>()
  const answered = new Set<Actor>()
  let waiting = 0
  let asker: Actor | null = null

  const may = (what: string, outcome: unknown, possible: boolean) => {
    if (possible && typeof outcome === 'string' && outcome !== 'sent') t.fail(`in turn, ${what} was refused with ${outcome}`)
    return possible
  }
  for (const op of ops) {
    switch (op[0]) {
      case 'ask': {
        const req = reqs[op[1] % clients]!
        const possible = !asking.has(req)
        if (!may(`send of REQ ${req.name}`, await journal.send(req, possible ? op[2] : { ...op[2], t: 0 }), possible)) break
        asking.add(req)
        waiting += 1
        break
      }
      case 'hear': {
        const req = reqs[op[1] % clients]!
        const possible = answered.has(req)
        if (!may(`receive of REQ ${req.name}`, await journal.recv(req, possible ? undefined : 0), possible)) break
        asking.delete(req)
        answered.delete(req)
        break
      }
      case 'take': {
        const possible = asker === null && waiting > 0
        const got = await journal.recv(rep, possible ? undefined : 0)
        if (!may(`receive of REP ${rep.name} with ${waiting} requests waiting`, got, possible) || typeof got === 'string') break
        asker = reqs.find(({ name }) => name === got.stamp?.from) ?? t.fail(`REP ${rep.name} received ${showStamp(got.stamp)}`)
        waiting -= 1
        break
      }
      case 'answer': {
        const possible = asker !== null
        if (!may(`send of REP ${rep.name}`, await journal.send(rep, possible ? op[1] : { ...op[1], t: 0 }), possible)) break
        answered.add(asker!)
        asker = null
        break
      }
      default:
        op satisfies never
    }
  }
  return Object.fromEntries([[rep.name, 'REP'] as const, ...reqs.map(({ name }) => [name, 'REQ'] as const)])
}

const play = (runs: number, checkers: (roles: Roles) => readonly Checker[]) => ({
  arbitrary: plans,
  runs,
  check: async (arena: Arena, plan: Plan) => {
    const roles = await converse(arena, plan)
    arena.journal.judge(...checkers(roles))
  },
})

everywhereSecured(
  book,
  'alternation',
  {
    title: 'Whatever the order of calls, REQ and REP take turns, and each REQ gets the answer to its own question, unchanged',
    clauses: ['28/req-2', '28/rep-2', '28/rep-3', '28/rep-9', '28/rep-10', '28/rep-12'],
    needs: { sockets: ['REQ', 'REP'] },
    kills: ['mut/rep-answers-last-connected', 'mut/req-sends-twice', 'mut/rep-receives-twice'],
  },
  play(120, roles => [alternation(roles), answers(roles), atomicMultipart, noDuplicates('one')]),
)

everywhere(
  book,
  'efsm',
  {
    title: 'Every call out of turn is refused with EFSM',
    clauses: ['lib/efsm'],
    needs: { sockets: ['REQ', 'REP'] },
    kills: ['mut/out-of-turn-waits'],
  },
  play(40, roles => [efsm(roles)]),
)
