// STREAM and raw peers (zmq_socket(3), "Native pattern"; zmq_setsockopt(3)): there is no RFC.

import fc from 'fast-check'
import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { fill, outcome } from '../28-reqrep/guests.ts'
import { meet, oneMore, roles } from '../37-zmtp-3.1/meeting.ts'
import { acquaint, octetsOf } from './acquaintance.ts'
import { endingCases } from './ending-cases.ts'

const book = section(import.meta.url)
const { conformance, property } = book

const needs = { sockets: ['STREAM'] } as const
const everyOctet = Buffer.from(Array.from({ length: 256 }, (_, at) => at))

conformance(
  'says-nothing',
  {
    title: 'A new connection is told of, and no octet goes out by itself',
    clauses: ['lib/stream-message', 'lib/stream-notify'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { role: roles },
    kills: ['mut/stream-greets', 'mut/stream-tells-of-nobody'],
  },
  async t => {
    const meeting = await meet(t, 'STREAM', t.axes.role)
    const { peer, id } = await acquaint(meeting)
    await peer.silent()
    t.check('the routing id is one', id.length > 0 && id.length < 256, true)
    await meeting.socket.send([id, 'now'])
    t.check('the first octets', await peer.raw(3), 'now')
  },
)

conformance(
  'octets-as-they-are',
  {
    title: 'Octets of every value pass both ways, unchanged and in order, and nothing is added',
    clauses: ['lib/stream-message'],
    mode: 'wire',
    obliges: 'both',
    needs,
    axes: { role: roles, pacing: ['burst', 'drip'] },
    kills: ['mut/stream-frames-what-it-sends', 'mut/stream-drops-the-first-octet', 'mut/stream-reads-a-greeting'],
  },
  async t => {
    const meeting = await meet(t, 'STREAM', t.axes.role)
    const { peer, id } = await acquaint(meeting)
    await peer.send(everyOctet, t.axes.pacing)
    t.check('octets received', await octetsOf(meeting, id, 256), everyOctet)
    await meeting.socket.send([id, everyOctet])
    await meeting.socket.send([id, 'and more'])
    t.check('octets sent', await peer.raw(264), Buffer.concat([everyOctet, Buffer.from('and more')]))
    t.check('more octets', await oneMore(peer, t.windows), '')
  },
)

property(
  'any-octets',
  {
    title: 'Whatever is written in whatever pieces comes out as the same row of octets, both ways',
    clauses: ['lib/stream-message'],
    mode: 'wire',
    needs,
    axes: { role: roles },
    kills: ['mut/stream-frames-what-it-sends', 'mut/stream-drops-the-first-octet'],
  },
  {
    arbitrary: fc.array(fc.uint8Array({ minLength: 1, maxLength: 600 }), { minLength: 1, maxLength: 8 }),
    check: async (t, pieces) => {
      const meeting = await meet(t, 'STREAM', t.axes.role)
      const { peer, id } = await acquaint(meeting)
      const all = Buffer.concat(pieces)
      for (const piece of pieces) await peer.send(piece)
      t.check('octets received', await octetsOf(meeting, id, all.length), all)
      for (const piece of pieces) await meeting.socket.send([id, piece])
      t.check('octets sent', await peer.raw(all.length), all)
    },
  },
)

conformance(
  'many-peers',
  {
    title: 'Each of many peers has a routing id of its own and gets what is sent to that',
    clauses: ['lib/stream-routing-id', 'lib/stream-message'],
    mode: 'wire',
    obliges: 'both',
    needs,
    axes: { role: roles },
    kills: ['mut/stream-mixes-peers', 'mut/stream-ids-repeat'],
  },
  async t => {
    const meeting = await meet(t, 'STREAM', t.axes.role)
    const known = []
    while (known.length < 8) known.push(await acquaint(meeting))
    t.check('different routing ids', new Set(known.map(({ id }) => id.toString('hex'))).size, 8)
    for (const [at, { peer, id }] of known.entries()) {
      await peer.send(Buffer.from(`question ${at}`))
      t.check(`octets of peer ${at}`, await octetsOf(meeting, id, 10), `question ${at}`)
    }
    for (const [at, { peer, id }] of known.entries()) {
      await meeting.socket.send([id, `answer ${at}`])
      t.check(`octets for peer ${at}`, await peer.raw(8), `answer ${at}`)
    }
    for (const { peer } of known) t.check('more octets', await oneMore(peer, { ...t.windows, silence: 0 }), '')
  },
)

endingCases(book)

conformance(
  'unroutable',
  {
    title: 'A routing id that nobody has: EHOSTUNREACH, at once',
    clauses: ['lib/stream-unroutable'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    kills: ['mut/stream-drops-unroutable'],
  },
  async t => {
    const meeting = await meet(t, 'STREAM', 'bind')
    const stranger = Buffer.from('nobody')
    t.check('without any peer', await outcome(meeting.socket.send([stranger, 'x'])), 'EHOSTUNREACH')
    const { peer, id } = await acquaint(meeting)
    t.check('with another peer', await outcome(meeting.socket.send([stranger, 'x'])), 'EHOSTUNREACH')
    await meeting.socket.send([id, 'y'])
    t.check('what arrived', await peer.raw(1), 'y')
  },
)

conformance(
  'full-peer',
  {
    title: 'A peer that reads nothing fills its own queue only, and gets every octet once it reads',
    clauses: ['lib/stream-unroutable', 'lib/hwm'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, options: ['sndhwm'] },
    timeout: 30_000,
    kills: ['mut/stream-drops-when-full', 'mut/stream-has-no-high-water-mark'],
  },
  async t => {
    const meeting = await meet(t, 'STREAM', 'bind', { sndhwm: 4 })
    const slow = await acquaint(meeting)
    const quick = await acquaint(meeting)
    slow.peer.pause()
    const size = 1_000_000
    const taken = await fill(at => meeting.socket.send([slow.id, Buffer.alloc(size, at)], t.windows.reaction), 60)
    t.check(
      'messages taken',
      taken,
      satisfying('some, not all', (count: number) => count > 0 && count < 60),
    )
    await meeting.socket.send([quick.id, 'x'])
    t.check('another peer', await quick.peer.raw(1), 'x')
    slow.peer.resume()
    for (let at = 0; at < taken; at++) {
      const chunk = await slow.peer.raw(size)
      if (!t.check(`message ${at}`, chunk.length === size && chunk.every(octet => octet === at), true)) return
    }
  },
)

conformance(
  'named-beforehand',
  {
    title: 'CONNECT_ROUTING_ID names the peer connected to: octets may be sent before the connection is there',
    clauses: ['lib/connect-routing-id', 'lib/stream-routing-id'],
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, options: ['connect_routing_id'] },
    kills: ['mut/stream-ignores-the-given-name'],
  },
  async t => {
    const socket = await t.subject.open('STREAM')
    const name = Buffer.from('a name')
    const door = await t.wire.listen()
    await socket.connect(door.endpoint, name)
    await socket.send([name, 'early'])
    const peer = await door.accept()
    t.check('what was sent early', await peer.raw(5), 'early')
    t.check('who is there', await socket.recv(), [name, ''])
    await peer.send(Buffer.from('answer'))
    t.check('who answers', await socket.recv(), [name, 'answer'])
  },
)

conformance(
  'connects-again',
  {
    title: 'A connection that the peer ended is made again, under the same routing id, and both are told of',
    clauses: ['lib/stream-reconnect', 'lib/stream-notify'],
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, options: ['reconnect_ivl'] },
    kills: ['mut/stream-gives-up', 'mut/stream-renames-peers'],
  },
  async t => {
    const socket = await t.subject.open('STREAM', { reconnect_ivl: 20 })
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    const first = await door.accept()
    const [id] = await socket.recv()
    await first.close()
    t.check('the end', await socket.recv(), [id!, ''])
    const second = await door.accept()
    t.check('the new beginning', await socket.recv(), [id!, ''])
    await socket.send([id!, 'again'])
    t.check('octets to the same routing id', await second.raw(5), 'again')
  },
)

conformance(
  'in-batch-size',
  {
    title: 'IN_BATCH_SIZE: no message has more octets, and none is lost',
    clauses: ['lib/in-batch-size'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, options: ['in_batch_size'] },
    axes: { size: ['100', '8192'] },
    kills: ['mut/stream-reads-as-much-as-there-is'],
  },
  async t => {
    const meeting = await meet(t, 'STREAM', 'bind', { in_batch_size: Number(t.axes.size) })
    const { peer } = await acquaint(meeting)
    const octets = Buffer.from(Array.from({ length: 20_000 }, (_, at) => at % 251))
    await peer.send(octets)
    const chunks: Buffer[] = []
    for (let size = 0; size < octets.length; size += chunks.at(-1)!.length) chunks.push((await meeting.socket.recv())[1]!)
    t.check('the largest message', Math.max(...chunks.map(({ length }) => length)) <= Number(t.axes.size), true)
    t.check('all octets', Buffer.concat(chunks).equals(octets), true)
  },
)
