// Routing ids while peers come and go (RFC 41, "SERVER"; 51, "PEER").
//
//   CLIENT ─┐ ask · answer · leave · come
//   CLIENT ─┴──► SERVER          an id stands for one peer as long as that peer lives, and for no other meanwhile
//
// Rule: whoever asked gets the answer to its own question, in the order in which answers were sent to it, and nobody else does.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { type Arena, everywhere } from './arena.ts'
import type { Actor } from './journal.ts'

type Step = readonly ['come'] | readonly ['leave' | 'ask', number] | readonly ['answer', number]

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(['come'] as const) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('leave' as const), fc.nat({ max: 9 })) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('ask' as const), fc.nat({ max: 9 })) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('answer' as const), fc.nat({ max: 9 })) },
)

interface Client extends Actor {
  /** Under which it was heard last; null before. */
  routing: number | null
  readonly owed: string[]
}

/** Clients at a time. */
const most = 4

async function come(arena: Arena, server: Actor): Promise<Client> {
  const client = { ...(await arena.open('sender', 'CLIENT')), routing: null, owed: [] }
  await arena.join(server, client)
  return client
}

everywhere(
  section(import.meta.url),
  'stable',
  {
    title: 'Whoever comes, leaves, asks and is answered: an id is one peer, and an answer finds it',
    clauses: ['41/server-6', '41/server-11', '41/server-14', '41/server-15', '37/threadsafe-6'],
    needs: { sockets: ['SERVER', 'CLIENT'], ops: ['peers'] },
    kills: ['mut/server-same-id-for-all', 'mut/server-answers-the-last', 'mut/server-ids-turned-round', 'mut/server-id-changes'],
  },
  {
    arbitrary: fc.array(step, { minLength: 2, maxLength: 18, size: 'max' }),
    runs: 30,
    check: async (arena, steps) => {
      const { t } = arena
      const server = await arena.open('receiver', 'SERVER')
      const clients = [await come(arena, server), await come(arena, server)]
      const questions: { readonly client: Client; readonly routing: number; readonly text: string }[] = []
      let asked = 0
      for (const one of steps) {
        switch (one[0]) {
          case 'come':
            if (clients.length < most) clients.push(await come(arena, server))
            break
          case 'leave': {
            if (clients.length === 1) break
            const [gone] = clients.splice(one[1] % clients.length, 1)
            await gone!.socket.close(0)
            for (let at = questions.length - 1; at >= 0; at--) if (questions[at]!.client === gone) questions.splice(at, 1)
            break
          }
          case 'ask': {
            const client = clients[one[1] % clients.length]!
            const text = `${asked++}`
            await client.socket.send(text)
            const { frames, routing } = await server.socket.recvAttached()
            t.require('the question', frames, [text])
            if (client.routing !== null) t.require(`the id of ${client.name}`, routing, client.routing)
            t.require('held by another', clients.filter(other => other !== client && other.routing === routing).length, 0)
            client.routing = routing
            questions.push({ client, routing: routing!, text })
            break
          }
          case 'answer': {
            if (questions.length === 0) break
            const [question] = questions.splice(one[1] % questions.length, 1)
            await server.socket.sendTo(question!.routing, `answer to ${question!.text}`)
            question!.client.owed.push(`answer to ${question!.text}`)
            break
          }
          default:
            one satisfies never
        }
      }
      for (const { socket, owed, name } of clients)
        for (const text of owed) t.require(`the next answer for ${name}`, await socket.recv(), [text])
      t.check('clients left', clients.length > 0, true)
    },
  },
)
