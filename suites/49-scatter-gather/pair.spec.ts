// RFC 49/SCATTERGATHER, between two real implementations; RFC 37, "The Scatter-Gather Pattern".

import { section } from '../../harness/book/section.ts'

const { conformance } = section(import.meta.url)

conformance(
  'scattered-and-gathered',
  {
    title: 'What is scattered is gathered, once and in order',
    clauses: ['37/semantics-14', '49/gather-10', '49/scatter-15', '49/scatter-5'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['SCATTER', 'GATHER'], ops: ['sendmany', 'recvmany'] },
    axes: { subject: ['SCATTER', 'GATHER'], binder: ['subject', 'peer'], transport: ['tcp', 'ipc'], size: ['8', '3000'] },
    kills: ['mut/drops-at-half-hwm', 'mut/last-in-first-out', 'mut/scatter-refuses-gather'],
  },
  async t => {
    const mine = await t.subject.open(t.axes.subject)
    const theirs = await t.peer.open(t.axes.subject === 'SCATTER' ? 'GATHER' : 'SCATTER')
    const [binder, connecter] = t.axes.binder === 'subject' ? [mine, theirs] : [theirs, mine]
    const relay = await t.proxy(await binder.bind(t.axes.transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*'))
    await connecter.connect(relay.endpoint)
    const [scatter, gather] = t.axes.subject === 'SCATTER' ? [mine, theirs] : [theirs, mine]
    const [count, size] = [900, Number(t.axes.size)]
    const sent = await scatter.sendMany(count, size, t.seed)
    t.check('messages accepted', sent.count, count)
    const received = await gather.recvMany(count, size, t.seed)
    t.check('messages received, and the first that differs', [received.count, received.mismatch], [count, null])
  },
)
