// Who drops when a queue is full: ROUTER, PUB, XPUB and REP (RFC 28, 29; zmq_setsockopt(3), ZMQ_SNDHWM, ZMQ_ROUTER_MANDATORY).
//
//   send … send ──► always accepted      the full peer misses what came last, the others miss nothing
//
// Rule: over inproc both marks add up and totals are exact.

import fc from 'fast-check'
import { between } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { atomicMultipart } from '../../harness/verdict/history/content.ts'
import { noLoss } from '../../harness/verdict/history/loss.ts'
import { fifo, noDuplicates } from '../../harness/verdict/history/order.ts'
import { alone, times } from './arena.ts'
import { drain, empty, marks, needs } from './filling.ts'
import type { Actor } from './journal.ts'
import { confirm, mark, type Subscriber } from './topics.ts'

const book = section(import.meta.url)

alone(
  book,
  'router-drops',
  {
    title: 'ROUTER never waits: what the queue of a peer cannot take is dropped, or refused with EAGAIN where it is mandatory',
    clauses: ['28/router-7', '28/router-12', '28/router-13', '28/router-14', 'lib/router-mandatory', 'lib/inproc-hwm'],
    needs: { sockets: ['ROUTER', 'DEALER'], options: ['sndhwm', 'rcvhwm', 'router_mandatory'] },
    axes: { mandatory: ['off', 'on'] },
    kills: ['mut/router-waits-for-full-peer', 'mut/router-drops-for-all', 'mut/mandatory-drops-when-full'],
  },
  {
    arbitrary: fc.record({ marks, extra: fc.nat({ max: 5 }) }),
    runs: 30,
    check: async (arena, { marks: { snd, rcv }, extra }) => {
      const { journal, t } = arena
      const mandatory = t.axes['mandatory'] === 'on'
      const router = await arena.open('sender', 'ROUTER', { sndhwm: snd, router_mandatory: mandatory })
      const ids: Uint8Array[] = []
      const dealers: Actor[] = []
      while (dealers.length < 2) {
        const dealer = await arena.open('receiver', 'DEALER', { rcvhwm: rcv })
        await arena.join(router, dealer)
        await dealer.socket.send('here')
        ids.push((await router.socket.recv())[0]!)
        dealers.push(dealer)
      }
      const [slow, quick] = [dealers[0]!, dealers[1]!]
      const words = await Promise.all(times(snd + rcv + extra, () => journal.send(router, { to: ids[0]!, t: 0 })))
      const room = times(snd + rcv, () => 'sent')
      t.require('sends to the slow peer', words, [...room, ...times(extra, () => (mandatory ? 'EAGAIN' : 'sent'))])
      t.require('a send to the other peer', await journal.send(router, { to: ids[1]!, t: 0 }), 'sent')
      await journal.take(quick, 1)
      const nobody = await journal.send(router, { to: Buffer.from('nobody'), t: 0 })
      t.require('a send to nobody', nobody, mandatory ? 'EHOSTUNREACH' : 'sent')
      t.require('received by the slow peer', await drain(arena, slow), snd + rcv)
      const last = journal.events.findLast(event => event.kind === 'received')
      t.require('the last of them', last?.kind === 'received' && last.message.stamp?.number, snd + rcv - 1)
      journal.judge(fifo, noDuplicates('one'), atomicMultipart)
    },
  },
  ['inproc'],
)

alone(
  book,
  'publisher-drops',
  {
    title: 'A publisher never waits: what the queue of a slow subscriber cannot take is dropped for that one alone',
    clauses: ['29/pub-6', '29/pub-12', '29/pub-13', '29/xpub-5', '29/xpub-10', '29/xpub-11', 'lib/inproc-hwm'],
    needs: { sockets: ['PUB', 'XPUB', 'SUB'], ...needs },
    axes: { publisher: ['PUB', 'XPUB'] },
    kills: ['mut/publisher-blocks-at-hwm', 'mut/drops-for-all-when-one-is-full', 'mut/sndhwm-ignored'],
  },
  {
    arbitrary: fc.record({ marks, extra: fc.nat({ max: 9 }) }),
    runs: 40,
    check: async (arena, { marks: { snd, rcv }, extra }) => {
      const { journal, t } = arena
      const publisher = await arena.open('sender', t.axes['publisher']!, { sndhwm: snd })
      const subscribers: Subscriber[] = []
      for (const rcvhwm of [rcv, 1000]) {
        const subscriber = { ...(await arena.open('receiver', 'SUB', { rcvhwm })), marker: '' }
        await arena.join(publisher, subscriber)
        await subscriber.socket.subscribe('news')
        await confirm(t, publisher, subscriber, await mark(subscriber))
        await empty(subscriber)
        subscribers.push(subscriber)
      }
      const [slow, quick] = [subscribers[0]!, subscribers[1]!]
      const count = snd + rcv + extra
      const words = await Promise.all(times(count, () => journal.send(publisher, { before: ['news'], t: 0 })))
      t.require(
        'sends',
        words,
        times(count, () => 'sent'),
      )
      t.require('received by the quick subscriber', await drain(arena, quick), count)
      // The markers that PUB needed may still count as unread: a reader reports only now and then.
      const room = publisher.socket.type === 'XPUB' ? snd + rcv : between(1, snd + rcv)
      t.require(`received by the slow subscriber, with marks ${snd} and ${rcv}`, await drain(arena, slow), room)
      t.require('the next, for both', await journal.send(publisher, { before: ['news'] }), 'sent')
      await journal.take(quick, 1)
      journal.judge(noLoss('each', [quick.name]), fifo, noDuplicates('each'), atomicMultipart)
    },
  },
  ['inproc'],
)

alone(
  book,
  'rep-drops',
  {
    title: 'REP never waits: a reply that the queue of its peer cannot take is dropped',
    clauses: ['28/rep-13', '28/rep-14', 'lib/inproc-hwm'],
    needs: { sockets: ['REP', 'DEALER'], ...needs },
    kills: ['mut/rep-waits-for-full-peer', 'mut/sndhwm-ignored'],
  },
  {
    arbitrary: fc.record({ marks, extra: fc.nat({ max: 5 }) }),
    runs: 30,
    check: async (arena, { marks: { snd, rcv }, extra }) => {
      const { journal, t } = arena
      const rep = await arena.open('sender', 'REP', { sndhwm: snd })
      const dealer = await arena.open('receiver', 'DEALER', { rcvhwm: rcv })
      await arena.join(rep, dealer)
      for (let round = 0; round < snd + rcv + extra; round++) {
        await dealer.socket.send(['', 'question'])
        await rep.socket.recv()
        t.require(`reply ${round} with ${snd + rcv} places`, await journal.send(rep, { t: 0 }), 'sent')
      }
      t.require('replies received', await drain(arena, dealer, 1), snd + rcv)
      journal.judge(fifo, noDuplicates('one'), atomicMultipart)
    },
  },
  ['inproc'],
)
