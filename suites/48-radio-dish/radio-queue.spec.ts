// RFC 48/RADIO-DISH, "RADIO": a queue for each dish, of limited length; a full one loses the message, nobody waits.
//
//   sendGroup ─► room? ─┬─► queued, in order          connected by us: the queue outlives connections
//                       └─► dropped for this dish alone          accepted: it goes with the connection

import { atLeast, satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { joinGroup } from '../../harness/wire/octets.ts'
import { control, meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { arrived, member, texts } from './marker.ts'

const { conformance } = section(import.meta.url)
const needs = { sockets: ['RADIO'] } as const
/** More than TCP buffers hold: octets of one message, and messages. */
const [large, flood] = [65_536, 200]
const numbers = (messages: readonly Buffer[][]): number[] => messages.map(([, body]) => Number(body!.readBigUInt64BE()))
const ascending = satisfying('numbers that only grow', (values: readonly number[]) =>
  values.every((n, at) => at === 0 || n > values[at - 1]!),
)

conformance(
  'one-slow-dish',
  {
    title: 'A dish that stops reading costs another one nothing, and the sender never waits',
    clauses: ['48/radio-5', '48/radio-16', '48/radio-17'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, options: ['sndhwm'], ops: ['sendmany'] },
    kills: ['mut/radio-drops-for-all', 'mut/radio-waits-for-the-slow'],
  },
  async t => {
    const meeting = await meet(t, 'RADIO', 'bind', { sndhwm: 10 })
    const slow = await member(meeting, 'g')
    slow.pause()
    const { count } = await meeting.socket.sendMany(flood, large, t.seed, 5000, { group: 'g' })
    t.require('messages accepted while nobody reads', count, flood)
    const quick = await member(meeting, 'g')
    for (let n = 0; n < 5; n++) await meeting.socket.sendGroup('g', `q${n}`, 0)
    t.check(
      'what the other one gets',
      texts(await arrived(meeting.socket, quick)),
      Array.from({ length: 5 }, (_, n) => `g q${n}`),
    )
    slow.resume()
    const got = (await arrived(meeting.socket, slow)).filter(([, body]) => body?.length === large)
    t.check('first message', numbers(got)[0], 0)
    t.check('what the slow one gets', numbers(got), ascending)
    t.check('messages dropped for it', flood - got.length, atLeast(1))
    await meeting.socket.sendGroup('g', 'after')
    t.check('served again', texts(await arrived(meeting.socket, slow)), ['g after'])
  },
)

conformance(
  'queue-limit',
  {
    title: 'The limit of a queue is configurable: ZMQ_SNDHWM 50 holds more for a dish that does not read than 2',
    clauses: ['48/radio-8'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, options: ['sndhwm'], ops: ['sendmany'] },
    kills: ['mut/sndhwm-ignored'],
  },
  async t => {
    const held: number[] = []
    for (const sndhwm of [2, 50]) {
      const meeting = await meet(t, 'RADIO', 'bind', { sndhwm })
      const dish = await member(meeting, 'g')
      dish.pause()
      await meeting.socket.sendMany(100, 4 * large, t.seed, 5000, { group: 'g' })
      dish.resume()
      held.push((await arrived(meeting.socket, dish)).length)
      await meeting.socket.close(0)
    }
    t.note('messages held with ZMQ_SNDHWM 2 and 50', held)
    t.check('fewer than were sent', held[1]! < 100, true)
    t.check('what 50 holds more than 2', held[1]! - held[0]!, atLeast(25))
  },
)

conformance(
  'nobody-listens',
  {
    title: 'Without any dish, or none in the group, a send neither waits nor fails, and nothing of it comes later',
    clauses: ['48/radio-17', '48/radio-15'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { role: roles },
    kills: ['mut/radio-waits-for-a-peer', 'mut/radio-sends-to-all'],
  },
  async t => {
    const meeting = await meet(t, 'RADIO', t.axes.role)
    for (let n = 0; n < 5; n++) await meeting.socket.sendGroup('g', `alone ${n}`, 0)
    const dish = await control(meeting, 'DISH')
    for (let n = 0; n < 5; n++) await meeting.socket.sendGroup('g', `not joined ${n}`, 0)
    t.check('before anything was joined', await arrived(meeting.socket, dish), [])
    await dish.send(joinGroup('g'))
    t.check('what a late joiner gets of the past', await arrived(meeting.socket, dish), [])
    await meeting.socket.sendGroup('g', 'now')
    t.check('and of the present', texts(await arrived(meeting.socket, dish)), ['g now'])
  },
)

conformance(
  'queue-kept-while-down',
  {
    title: 'Sending succeeds before the handshake and while the connection is lost; after a fresh JOIN traffic flows',
    clauses: ['48/radio-6'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, options: ['reconnect_ivl'] },
    kills: ['mut/never-reconnects'],
  },
  async t => {
    const socket = await t.subject.open('RADIO', { reconnect_ivl: 20 })
    await using door = await t.wire.listen()
    await socket.connect(door.endpoint)
    const first = await door.accept()
    await socket.sendGroup('g', 'before the handshake', 0)
    await first.handshake({ type: 'DISH' })
    await first.send(joinGroup('g'))
    t.note('delivered of what was sent before the handshake', texts(await arrived(socket, first)))
    await socket.sendGroup('g', 'live')
    t.check('while up', texts(await arrived(socket, first)), ['g live'])
    await first.close()
    for (let n = 0; n < 3; n++) await socket.sendGroup('g', `while down ${n}`, 0)
    const second = await door.accept()
    await second.handshake({ type: 'DISH' })
    t.note('delivered of what was sent while down', texts(await arrived(socket, second)))
    await socket.sendGroup('g', 'not joined yet')
    t.note('delivered of what was sent before it joined again', texts(await arrived(socket, second)))
    await second.send(joinGroup('g'))
    await arrived(socket, second)
    await socket.sendGroup('g', 'again')
    t.check('after it came back', texts(await arrived(socket, second)), ['g again'])
  },
)

conformance(
  'queue-destroyed-with-its-dish',
  {
    title: 'What was queued for a dish that had connected is gone with it: the next connection gets none of it',
    clauses: ['48/radio-7'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, ops: ['sendmany'] },
    axes: { ending: ['fin', 'rst'] },
    kills: ['mut/queue-inherited-by-next-peer'],
  },
  async t => {
    const meeting = await meet(t, 'RADIO', 'bind')
    const first = await member(meeting, 'g')
    first.pause()
    await meeting.socket.sendMany(flood, large, t.seed, 5000, { group: 'g' })
    if (t.axes.ending === 'rst') first.reset()
    else await first.close()
    const second = await control(meeting, 'DISH')
    await second.send(joinGroup('g'))
    t.check('of the old queue', (await arrived(meeting.socket, second)).length, 0)
    await meeting.socket.sendGroup('g', 'new')
    t.check('of the present', texts(await arrived(meeting.socket, second)), ['g new'])
  },
)

conformance(
  'overlapping-sends',
  {
    title: 'Many sends at once, each to a group of its own: each message arrives whole, once, and in its own group',
    clauses: ['48/radio-10', '48/radio-11', '37/threadsafe-1', '37/threadsafe-6'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { role: roles },
    kills: ['mut/overlapping-sends-share-a-frame', 'mut/radio-group-of-the-last-call'],
  },
  async t => {
    const meeting = await meet(t, 'RADIO', t.axes.role)
    const groups = Array.from({ length: 10 }, (_, at) => `group ${at}`)
    const dish = await member(meeting, ...groups)
    await Promise.all(groups.map(group => meeting.socket.sendGroup(group, `to ${group}`)))
    t.check(
      'messages',
      texts(await arrived(meeting.socket, dish)).toSorted(),
      groups.map(group => `${group} to ${group}`),
    )
  },
)

conformance(
  'next-connection-joins-anew',
  {
    title: 'A dish that a RADIO connects to, and that joins less after a loss, gets no more than it asks for now',
    clauses: ['37/radio-1', '48/radio-15', '48/radio-18'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, options: ['reconnect_ivl'] },
    kills: ['mut/subscriptions-outlive-connection'],
  },
  async t => {
    const socket = await t.subject.open('RADIO', { reconnect_ivl: 20 })
    await using door = await t.wire.listen()
    await socket.connect(door.endpoint)
    for (const [turn, groups] of [
      ['first', ['a', 'b']],
      ['second', ['b']],
    ] as const) {
      const dish = await door.accept()
      await dish.handshake({ type: 'DISH' })
      await dish.send(groups.map(joinGroup))
      await arrived(socket, dish)
      for (const group of ['a', 'b', 'c']) await socket.sendGroup(group, 'x')
      t.check(
        `on the ${turn} connection`,
        texts(await arrived(socket, dish)),
        groups.map(group => `${group} x`),
      )
      await dish.close()
    }
  },
)
