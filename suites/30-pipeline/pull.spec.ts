// RFC 30/PIPELINE, "PULL": receives only, unchanged, from all peers in turn.
//
//   PUSH ─► queue ─┐
//   PUSH ─► queue ─┴─► PULL      a queue per peer, of limited length; a full one holds its peer back, nobody else

import fc from 'fast-check'
import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { delivered, guest, guests, outcome } from '../28-reqrep/guests.ts'
import { meet, optionsOf, roles, rules } from '../37-zmtp-3.1/meeting.ts'
import { flood, floodWindow } from './flood.ts'
import { part, reunion, reunionNeeds } from './reunion.ts'

const { conformance, property } = section(import.meta.url)

property(
  'any-message',
  {
    title: 'Any message of any number of parts is received as it was sent',
    clauses: ['30/pull-3', '30/pull-9'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/empty-frame-lost', 'mut/frames-joined-on-receipt'],
  },
  {
    arbitrary: fc.array(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
    runs: 20,
    check: async (t, messages) => {
      const meeting = await meet(t, 'PULL', t.axes.role)
      const peer = await guest(meeting, 'PUSH')
      await peer.send(messages.map(frames => message(...frames)))
      for (const frames of messages) t.check('message', await meeting.socket.recv(), frames)
    },
  },
)

conformance(
  'only-receives',
  {
    title: 'PULL does not send',
    clauses: ['30/pull-2'],
    mode: 'wire',
    needs: { sockets: ['PULL'] },
    kills: ['mut/pull-sends'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', 'bind')
    const peer = await guest(meeting, 'PUSH')
    t.check('sending', await outcome(meeting.socket.send('stray', 0)), 'ENOTSUP')
    await peer.send(message('still receives'))
    t.check('message', await meeting.socket.recv(), ['still receives'])
    await peer.silent()
  },
)

property(
  'fair-queue',
  {
    title: 'However unequal the load, no peer that has something waits for more than two rounds of the others',
    clauses: ['30/pull-1', '30/pull-4', '30/pull-8', 'lib/order'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/drains-one-peer-first', 'mut/last-peer-starves'],
  },
  {
    arbitrary: fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 2, maxLength: 4 }),
    runs: 15,
    check: async (t, loads) => {
      const meeting = await meet(t, 'PULL', t.axes.role)
      const peers = await guests(meeting, 'PUSH', loads.length)
      for (const [who, peer] of peers.entries()) {
        await peer.send(Array.from({ length: loads[who]! }, (_, at) => message(`${who}`, `${at}`)))
        // The second answer comes when what was read before the first has been handed on.
        await peer.barrier()
        await peer.barrier()
      }
      const read = loads.map(() => 0)
      const waited = loads.map(() => 0)
      for (let left = loads.reduce((sum, load) => sum + load, 0); left > 0; left--) {
        const [who = -1, at] = (await meeting.socket.recv()).map(Number)
        if (at !== read[who]) t.fail(`peer ${who}: message ${at} came in the place of ${read[who]}`)
        read[who]!++
        for (const other of loads.keys()) {
          waited[other] = other === who ? 0 : waited[other]! + 1
          if (read[other]! < loads[other]! && waited[other]! > 2 * loads.length)
            t.fail(`peer ${other} has ${loads[other]! - read[other]!} messages and was passed over ${waited[other]} times`)
        }
      }
      t.check('messages of each peer', read, loads)
    },
  },
)

conformance(
  'limited-queue',
  {
    title: 'While the application does not receive, no more is read than the queue holds; then all of it arrives',
    clauses: ['30/pull-7', '30/pull-9', 'lib/order'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], options: ['rcvhwm'], ops: ['recvmany'] },
    axes: { role: roles },
    kills: ['mut/rcvhwm-ignored', 'mut/receiver-drops-at-hwm'],
    timeout: 20_000,
  },
  async t => {
    const window = await floodWindow(t, 'PULL', 'PUSH', t.axes.role)
    const meeting = await meet(t, 'PULL', t.axes.role, { rcvhwm: 5 })
    const peer = await guest(meeting, 'PUSH')
    const flooding = flood(peer, t.seed)
    await peer.silent(window)
    t.check('all 16 MiB are read', flooding.taken, false)
    const received = await meeting.socket.recvMany(flooding.count, flooding.size, t.seed, 5000)
    t.check('messages received', received.count, flooding.count)
    t.check('first message that differs', received.mismatch, null)
    await peer.barrier()
  },
)

conformance(
  'full-queue-of-one-peer',
  {
    title: 'A peer whose queue is full holds nobody else back',
    clauses: ['30/pull-4', '30/pull-8'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], options: ['rcvhwm'] },
    axes: { role: roles },
    kills: ['mut/one-receive-queue-for-all', 'mut/drains-one-peer-first'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role, { rcvhwm: 5 })
    const [busy, quiet] = await guests(meeting, 'PUSH', 2)
    flood(busy!, t.seed)
    await busy!.silent()
    await quiet!.send(message('quiet'))
    await quiet!.barrier()
    await quiet!.barrier()
    const sizes: number[] = []
    while (sizes.length < 4) sizes.push((await meeting.socket.recv())[0]!.length)
    t.check('a message of the quiet one among the next four', sizes.includes('quiet'.length), true)
  },
)

conformance(
  'kept-when-connecting',
  {
    title: 'What a connecting PULL has received can still be read after the connection is lost',
    clauses: ['30/pull-5'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], ...reunionNeeds },
    kills: ['mut/loss-empties-the-queue'],
  },
  async t => {
    const meeting = await reunion(t, 'PULL', 'connect')
    const peer = await guest(meeting, 'PUSH')
    await peer.send([message('1'), message('2'), message('3')])
    await peer.barrier()
    await part(peer, meeting.monitor)
    for (const text of ['1', '2', '3']) t.check(`message ${text}`, await delivered(meeting.socket.recv()), [text])
  },
)

conformance(
  'destroyed-with-the-accepted-peer',
  {
    title: 'What an accepted peer sent and nobody read is gone with it',
    clauses: ['30/pull-6'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], ...reunionNeeds },
    axes: { rule: rules },
    kills: ['mut/strict-keeps-received'],
  },
  async t => {
    const meeting = await reunion(t, 'PULL', 'bind', optionsOf(t, t.axes.rule))
    const first = await guest(meeting, 'PUSH')
    await first.send([message('1'), message('2'), message('3')])
    await first.barrier()
    await part(first, meeting.monitor)
    t.check('what is received after the loss', await delivered(meeting.socket.recv(20)), 'EAGAIN')
  },
)

conformance(
  'whole-or-not-at-all',
  {
    title: 'When a peer dies in the middle of a message, nothing of it is delivered',
    clauses: ['30/pull-3', 'lib/multipart-atomic'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], ...reunionNeeds },
    axes: { role: roles, end: ['fin', 'rst'] },
    kills: ['mut/delivers-unfinished-message', 'mut/unfinished-parts-before-the-next'],
  },
  async t => {
    const meeting = await reunion(t, 'PULL', t.axes.role)
    const first = await guest(meeting, 'PUSH')
    const parts = message('one', 'two', 'three')
    await first.send(parts.subarray(0, -'three'.length - 2))
    await first.barrier()
    if (t.axes.end === 'rst') await part(first, meeting.monitor)
    else {
      first.halfClose()
      t.check('the end', await first.closed(), oneOf('fin', 'rst'))
    }
    const second = await guest(meeting, 'PUSH')
    await second.send(message('whole', 'message'))
    t.check('the first message', await meeting.socket.recv(), ['whole', 'message'])
  },
)

conformance(
  'conflated',
  {
    title: 'With ZMQ_CONFLATE a message of several frames is delivered whole or not at all',
    clauses: ['37/message-1', '37/semantics-4', 'lib/conflate'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'], options: ['conflate'] },
    kills: ['mut/conflate-joins-frames'],
  },
  async t => {
    const { socket, next } = await meet(t, 'PULL', 'bind', { conflate: true })
    const peer = await guest({ next }, 'PUSH')
    await peer.send(message('head', 'middle', 'tail'))
    await peer.barrier()
    t.check('the message', await delivered(socket.recv(t.windows.reaction)), oneOf('EAGAIN', ['head', 'middle', 'tail']))
    await peer.send(message('alone'))
    t.check('the next message', await socket.recv(), ['alone'])
  },
)
