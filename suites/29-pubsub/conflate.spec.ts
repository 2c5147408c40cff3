// ZMQ_CONFLATE on PUB and SUB (zmq_setsockopt(3)): of a burst, a queue keeps the newest message.
//
//   queue   [x0] ◄─ x1 ◄─ x2 … x49          read: x49
//
// Rule: level MUST for who declares the option.

import { between } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { message, subscribe } from '../../harness/wire/octets.ts'
import { control, meet } from '../37-zmtp-3.1/meeting.ts'
import { read } from './marker.ts'
import { subscribing } from './subscribing.ts'

const { conformance } = section(import.meta.url)

/** More than TCP buffers hold, 200 times. */
const large = 65_536

conformance(
  'subscriber',
  {
    title: 'A SUB with CONFLATE keeps the newest message of a burst, and hears the next one',
    clauses: ['lib/conflate'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['SUB'], options: ['conflate'] },
    kills: ['mut/conflate-keeps-first', 'mut/conflate-ignored'],
  },
  async t => {
    const meeting = await subscribing(t, 'SUB', 'connect', { conflate: true })
    const peer = await control(meeting, 'PUB')
    for (const burst of ['x', 'y']) {
      await peer.send(Array.from({ length: 50 }, (_, n) => message(`${burst}${n}`)))
      await peer.barrier()
      t.check(`what is left of burst ${burst}`, await meeting.socket.recv(), [`${burst}49`])
    }
  },
)

conformance(
  'publisher',
  {
    title: 'A PUB with CONFLATE keeps the newest message for a subscriber that does not read',
    clauses: ['lib/conflate'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUB'], options: ['conflate'], ops: ['sendmany'] },
    kills: ['mut/conflate-ignored'],
  },
  async t => {
    const meeting = await meet(t, 'PUB', 'bind', { conflate: true })
    const peer = await control(meeting, 'SUB')
    await peer.send(subscribe(''))
    do await meeting.socket.send('there?')
    while ((await read(peer, 5)) === null)
    peer.pause()
    const { count } = await meeting.socket.sendMany(200, large, t.seed, 5000)
    await meeting.socket.send('newest')
    peer.resume()
    let got = 0
    for (let text = ''; text !== 'newest'; got++) text = (await peer.message())[0]!.toString()
    t.check('sent', count, 200)
    t.check('received', got, between(1, 180))
  },
)

conformance(
  'keeps-subscriptions',
  {
    title: 'CONFLATE is about messages: subscriptions that come in one burst all hold',
    clauses: ['lib/conflate', '29/pub-14'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PUB'], options: ['conflate'] },
    kills: ['mut/conflate-eats-subscriptions'],
  },
  async t => {
    const meeting = await meet(t, 'PUB', 'bind', { conflate: true })
    const peer = await control(meeting, 'SUB')
    await peer.send(['a', 'b', 'c', 'd'].map(subscribe))
    do await meeting.socket.send('d')
    while ((await read(peer, 5)) === null)
    await peer.barrier()
    for (const topic of ['a', 'b', 'c']) {
      await meeting.socket.send(topic)
      let got = await read(peer, t.windows.deadline)
      while (got !== null && got[0]!.toString() === 'd') got = await read(peer, t.windows.deadline)
      t.check(`subscription to ${topic}`, got, [topic])
    }
  },
)
