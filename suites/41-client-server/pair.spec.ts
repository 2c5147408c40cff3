// RFC 41/CLIENTSERVER, between two real implementations; RFC 37, "The Client-Server Pattern".

import { section } from '../../harness/book/section.ts'

const { conformance } = section(import.meta.url)

conformance(
  'question-and-answer',
  {
    title: 'A CLIENT asks, a SERVER answers by the routing id of the question, out of order too',
    clauses: ['37/semantics-12', '41/client-17', '41/server-10', '41/server-15'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['CLIENT', 'SERVER'] },
    axes: { subject: ['CLIENT', 'SERVER'], binder: ['subject', 'peer'], transport: ['tcp', 'ipc'] },
    kills: ['mut/client-refuses-server'],
  },
  async t => {
    const mine = await t.subject.open(t.axes.subject)
    const theirs = await t.peer.open(t.axes.subject === 'CLIENT' ? 'SERVER' : 'CLIENT')
    const [binder, connecter] = t.axes.binder === 'subject' ? [mine, theirs] : [theirs, mine]
    const relay = await t.proxy(await binder.bind(t.axes.transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*'))
    await connecter.connect(relay.endpoint)
    const [client, server] = t.axes.subject === 'CLIENT' ? [mine, theirs] : [theirs, mine]
    const questions = ['one', '', 'x'.repeat(300), 'y'.repeat(100_000)]
    for (const question of questions) await client.send(question)
    const asked: { readonly frames: readonly Buffer[]; readonly routing: number }[] = []
    for (const question of questions) {
      const { frames, routing } = await server.recvAttached()
      t.check('the question', frames, [question])
      asked.push({ frames, routing: routing! })
    }
    for (const { frames, routing } of asked.toReversed()) await server.sendTo(routing, frames)
    for (const question of questions.toReversed()) t.check('the answer', await client.recv(), [question])
  },
)
