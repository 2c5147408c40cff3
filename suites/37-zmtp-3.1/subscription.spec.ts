// RFC 37/ZMTP 3.1, "The Publish-Subscribe Pattern": what a subscriber sends. What a publisher makes of it is in filter.spec.ts.
//
//   SUB, XSUB ── 04 size │ 09 "SUBSCRIBE" topic ──► PUB, XPUB          04 size │ 06 "CANCEL" topic
//
// Rule: the topic is all that follows the name, whatever its octets; the form of the frame follows from the size of the whole body.

import fc from 'fast-check'
import { section } from '../../harness/book/section.ts'
import { type WireFrame, WireMismatch, type WirePeer } from '../../harness/wire/contract.ts'
import { message } from '../../harness/wire/octets.ts'
import { control, type Meeting, meet, roles } from './meeting.ts'

const { conformance, property } = section(import.meta.url)

const subscriberTypes = ['SUB', 'XSUB'] as const

/** A subscriber that was told of its peer: some learn of one only while they receive. */
async function subscriber(
  t: Parameters<typeof meet>[0],
  type: string,
  role: (typeof roles)[number],
): Promise<Meeting & { peer: WirePeer }> {
  const meeting = await meet(t, type, role)
  if (type === 'SUB') await meeting.socket.subscribe('here')
  const peer = await control(meeting, 'PUB')
  await peer.send(message('here'))
  await meeting.socket.recv()
  if (type === 'SUB') await peer.command('SUBSCRIBE')
  return { ...meeting, peer }
}

/** The next frame, or null when none comes within so many milliseconds. */
async function frameWithin(peer: WirePeer, milliseconds: number): Promise<WireFrame | null> {
  try {
    return await peer.frame(milliseconds)
  } catch (error) {
    if (error instanceof WireMismatch && peer.open) return null
    throw error
  }
}

const topics = { empty: '', letter: 'A', words: 'a topic of some length' } as const

conformance(
  'subscribe-and-cancel',
  {
    title: 'Subscribing sends 09 "SUBSCRIBE" and the topic, cancelling 06 "CANCEL" and the topic, as command frames',
    clauses: ['37/pubsub-2', '37/pubsub-3'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: subscriberTypes, role: roles, topic: Object.keys(topics) as (keyof typeof topics)[] },
    kills: ['mut/speaks-3.0-to-all', 'mut/empty-topic-not-sent', 'mut/cancel-not-sent'],
  },
  async t => {
    const { socket, peer } = await subscriber(t, t.axes.socket, t.axes.role)
    const topic = topics[t.axes.topic]
    await socket.subscribe(topic)
    const subscribe = await peer.frame()
    t.check('flags of SUBSCRIBE', subscribe.flags, 4)
    t.check('body of SUBSCRIBE', subscribe.body, `\x09SUBSCRIBE${topic}`)
    await socket.unsubscribe(topic)
    const cancel = await peer.frame()
    t.check('flags of CANCEL', cancel.flags, 4)
    t.check('body of CANCEL', cancel.body, `\x06CANCEL${topic}`)
  },
)

conformance(
  'command-size',
  {
    title: 'A topic of 245 octets still fits a short SUBSCRIBE, one of 246 takes the long form; CANCEL 248 and 249',
    clauses: ['37/mechanism-7', '37/mechanism-8'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: subscriberTypes, octets: ['245', '246', '248', '249', '1000', '70000'] },
    kills: ['mut/topic-compared-with-255', 'mut/long-command-as-two-frames', 'mut/long-topic-cut'],
  },
  async t => {
    const { socket, peer } = await subscriber(t, t.axes.socket, 'connect')
    const size = Number(t.axes.octets)
    const topic = Buffer.alloc(size, 't')
    await socket.subscribe(topic)
    const subscribe = await peer.frame()
    t.check('flags of SUBSCRIBE', subscribe.flags, size + 10 <= 255 ? 4 : 6)
    t.check('its topic is whole', subscribe.data.equals(topic), true)
    await socket.unsubscribe(topic)
    const cancel = await peer.frame()
    t.check('flags of CANCEL', cancel.flags, size + 7 <= 255 ? 4 : 6)
    t.check('its topic is whole too', cancel.data.equals(topic), true)
  },
)

property(
  'any-topic',
  {
    title: 'A topic of any octets is sent as it is',
    clauses: ['37/pubsub-2', '37/pubsub-3', '37/pubsub-8'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: subscriberTypes },
    kills: ['mut/topic-ends-at-nul', 'mut/topic-as-text'],
  },
  {
    arbitrary: fc.uniqueArray(fc.oneof(fc.uint8Array({ maxLength: 6 }), fc.uint8Array({ minLength: 250, maxLength: 260 })), {
      minLength: 1,
      maxLength: 6,
      selector: topic => topic.join(),
    }),
    runs: 20,
    check: async (t, topics) => {
      const { socket, peer } = await subscriber(t, t.axes.socket, 'connect')
      for (const topic of topics) {
        await socket.subscribe(topic)
        t.check('SUBSCRIBE', (await peer.command('SUBSCRIBE')).data, topic)
      }
      for (const topic of topics) {
        await socket.unsubscribe(topic)
        t.check('CANCEL', (await peer.command('CANCEL')).data, topic)
      }
    },
  },
)

conformance(
  'before-the-connection',
  {
    title: 'What was subscribed to before a connection is sent on it, what was cancelled is not',
    clauses: ['37/pubsub-2'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['SUB'] },
    axes: { role: roles },
    kills: ['mut/subscriptions-not-replayed', 'mut/subscribes-only-on-first-connection', 'mut/replays-ended-subscriptions'],
  },
  async t => {
    const meeting = await meet(t, 'SUB', t.axes.role)
    for (const topic of ['A', 'B', 'C', 'D']) await meeting.socket.subscribe(topic)
    await meeting.socket.unsubscribe('B')
    for (const connection of ['first', 'second']) {
      const peer = await meeting.next()
      await peer.handshake({ type: 'PUB' })
      await peer.send(message('A', connection))
      t.check('message', await meeting.socket.recv(), ['A', connection])
      await meeting.socket.subscribe('end')
      const topics: string[] = []
      while (topics.at(-1) !== 'end') topics.push(`${(await peer.command('SUBSCRIBE')).data}`)
      t.check(`topics on the ${connection} connection`, topics.sort(), ['A', 'C', 'D', 'end'])
      await meeting.socket.unsubscribe('end')
    }
  },
)

conformance(
  'every-repetition',
  {
    title: 'Subscribing twice and cancelling twice sends two SUBSCRIBE and two CANCEL, as a publisher that counts needs',
    clauses: ['37/pubsub-7'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: subscriberTypes },
  },
  async t => {
    const { socket, peer } = await subscriber(t, t.axes.socket, 'connect')
    for (const topic of ['A', 'A']) await socket.subscribe(topic)
    for (const topic of ['A', 'A']) await socket.unsubscribe(topic)
    await socket.subscribe('end')
    const names: string[] = []
    for (let frame = await peer.frame(); !frame.body.toString().endsWith('end'); frame = await peer.frame())
      names.push(frame.name ?? 'message')
    t.check('commands', names, ['SUBSCRIBE', 'SUBSCRIBE', 'CANCEL', 'CANCEL'])
  },
)

conformance(
  'still-subscribed',
  {
    title: 'After two subscriptions and one cancellation messages are still received, after a second one no longer',
    clauses: ['37/pubsub-7'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['SUB'] },
    kills: ['mut/first-unsubscribe-ends-all'],
  },
  async t => {
    const { socket, peer } = await subscriber(t, 'SUB', 'connect')
    for (const topic of ['A', 'A', 'Z']) await socket.subscribe(topic)
    await socket.unsubscribe('A')
    await peer.send(message('A one'))
    t.check('after one cancellation', await socket.recv(), ['A one'])
    await socket.unsubscribe('A')
    await peer.send([message('A two'), message('Z')])
    t.check('after two', await socket.recv(), ['Z'])
  },
)

conformance(
  'above-the-mark',
  {
    title: 'ZMQ_SNDHWM is about messages: 1500 subscriptions made before the connection are all sent, though its default is 1000',
    clauses: ['37/pubsub-2', '37/pubsub-6'],
    mode: 'wire',
    obliges: 'sender',
    axes: { socket: subscriberTypes, role: roles },
    kills: ['mut/subscriptions-dropped-at-the-mark'],
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, t.axes.role)
    const topics = Array.from({ length: 1500 }, (_, at) => `topic ${String(at).padStart(4, '0')}`)
    for (const topic of topics) await meeting.socket.subscribe(topic)
    const peer = await meeting.next()
    await peer.handshake({ type: 'PUB' })
    await peer.send(message(topics[0]!))
    t.check('a message', await meeting.socket.recv(), [topics[0]!])
    const sent = new Set<string>()
    while (sent.size < topics.length) {
      const frame = await frameWithin(peer, t.windows.deadline)
      if (frame === null) break
      sent.add(frame.command ? `${frame.data}` : frame.body.toString('latin1', 1))
    }
    t.check('topics sent', sent.size, topics.length)
  },
)
