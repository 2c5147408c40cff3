// RFC 37/ZMTP 3.1, "The Publish-Subscribe Pattern", and 29/PUBSUB: a subscription ends with the connection it came on.
//
//   PUB connects ─► door: SUBSCRIBE a, gone          PUB connects again ─► door: nothing asked for, and so nothing sent
//
// Rule: the next connection of a publisher that connects begins without subscriptions, as that of one that binds does.

import { section } from '../../harness/book/section.ts'
import { subscribe } from '../../harness/wire/octets.ts'
import { arrived, firsts } from './marker.ts'

const { conformance } = section(import.meta.url)

conformance(
  'asks-for-nothing',
  {
    title: 'A subscriber that a publisher connects to, and that subscribes to less after a loss, gets no more than it asks for now',
    clauses: ['37/pubsub-1', '29/pub-14', '29/xpub-14'],
    mode: 'wire',
    obliges: 'sender',
    needs: { options: ['reconnect_ivl'] },
    axes: { socket: ['PUB', 'XPUB'] },
    kills: ['mut/subscriptions-outlive-connection'],
  },
  async t => {
    const socket = await t.subject.open(t.axes.socket, { reconnect_ivl: 20 })
    await using door = await t.wire.listen()
    await socket.connect(door.endpoint)
    const first = await door.accept()
    await first.handshake({ type: 'SUB' })
    await first.send([subscribe('a'), subscribe('b')])
    await arrived(socket, first)
    for (const topic of ['a', 'b', 'c']) await socket.send(topic)
    t.check('on the first connection', firsts(await arrived(socket, first)), ['a', 'b'])
    await first.close()
    const second = await door.accept()
    await second.handshake({ type: 'SUB' })
    await second.send(subscribe('b'))
    await arrived(socket, second)
    for (const topic of ['a', 'b', 'c']) await socket.send(topic)
    t.check('on the second', firsts(await arrived(socket, second)), ['b'])
  },
)
