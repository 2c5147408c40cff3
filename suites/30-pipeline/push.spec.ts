// RFC 30/PIPELINE, "PUSH": sends only, unchanged, to whoever pulls.

import { section } from '../../harness/book/section.ts'

const { conformance } = section(import.meta.url)

conformance(
  'delivers-unchanged',
  {
    title: 'What is pushed arrives whole and unchanged',
    clauses: ['30/push-3', '30/pull-9'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['PUSH', 'PULL'] },
    axes: { subject: ['PUSH', 'PULL'], binder: ['subject', 'peer'], transport: ['tcp', 'ipc'] },
  },
  async t => {
    const other = t.axes.subject === 'PUSH' ? 'PULL' : 'PUSH'
    const [mine, theirs] = [await t.subject.open(t.axes.subject), await t.peer.open(other)]
    const [binder, connecter] = t.axes.binder === 'subject' ? [mine, theirs] : [theirs, mine]
    const relay = await t.proxy(await binder.bind(t.axes.transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*'))
    await connecter.connect(relay.endpoint)
    const [push, pull] = t.axes.subject === 'PUSH' ? [mine, theirs] : [theirs, mine]
    const messages = [['one'], ['two', '', 'three'], [new Uint8Array(300).fill(7)], ['']]
    for (const frames of messages) {
      await push.send(frames)
      t.check(`message of ${frames.length} frames`, await pull.recv(), frames)
    }
  },
)
