// RFC 31/EXPAIR, "PAIR": two queues, one for each way, of limited length.
//
//   connected   the queues live as long as the endpoint, whatever becomes of connections
//   accepted    the queues live as long as the connection
//
// A full queue, like no queue, holds the sender up; nothing is thrown away.

import { between } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { message } from '../../harness/wire/octets.ts'
import { delivered, fill, guest, outcome, still } from '../28-reqrep/guests.ts'
import { flood, floodWindow } from '../30-pipeline/flood.ts'
import { keptQueueCases } from '../30-pipeline/kept-queue-cases.ts'
import { away, part, type Reunion, reads, reunion, reunionNeeds } from '../30-pipeline/reunion.ts'
import { meet, optionsOf, roles, rules } from '../37-zmtp-3.1/meeting.ts'

const pair = section(import.meta.url)
const { conformance } = pair

keptQueueCases(pair, 'PAIR', '31/pair-6')

/** The accepted peer is gone and its place is free: libzmq frees it while the application is in a call. */
async function makeRoom(peer: WirePeer, { monitor, socket }: Reunion): Promise<void> {
  await part(peer, monitor)
  await outcome(socket.recv(20))
}

conformance(
  'limited-outgoing',
  {
    title: 'A peer that does not read fills its queue; then the sender waits, still receives, and nothing accepted is lost',
    clauses: ['31/pair-5', '31/pair-8', '31/pair-9', '31/pair-11', '31/pair-12'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PAIR'], options: ['sndhwm'] },
    axes: { role: roles },
    kills: ['mut/sndhwm-ignored', 'mut/drops-at-hwm', 'mut/waiting-send-holds-up-receiving'],
  },
  async t => {
    const hwm = 5
    const meeting = await meet(t, 'PAIR', t.axes.role, { sndhwm: hwm })
    const peer = await guest(meeting, 'PAIR')
    peer.pause()
    const body = (at: number) => Buffer.alloc(100_000, at)
    const accepted = await fill(at => meeting.socket.send(body(at), 50), 400)
    t.check('messages accepted', accepted, between(hwm, 399))
    await peer.send(message('the other way'))
    t.check('received meanwhile', await delivered(meeting.socket.recv()), ['the other way'])
    peer.resume()
    await meeting.socket.send('and one more')
    for (let at = 0; at < accepted; at++)
      if (!(await peer.message())[0]!.equals(body(at))) t.fail(`message ${at} of ${accepted} is missing or changed`)
    t.check('the message after them', await peer.message(), ['and one more'])
  },
)

conformance(
  'limited-incoming',
  {
    title: 'While the application does not receive, no more is read than the queue holds; it still sends, and all of it arrives later',
    clauses: ['31/pair-5', '31/pair-8', '31/pair-14', 'lib/order'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PAIR'], options: ['rcvhwm'], ops: ['recvmany'] },
    axes: { role: roles },
    kills: ['mut/rcvhwm-ignored', 'mut/receiver-drops-at-hwm', 'mut/full-queue-holds-up-sending'],
    timeout: 20_000,
  },
  async t => {
    const window = await floodWindow(t, 'PAIR', 'PAIR', t.axes.role)
    const meeting = await meet(t, 'PAIR', t.axes.role, { rcvhwm: 5 })
    const peer = await guest(meeting, 'PAIR')
    const flooding = flood(peer, t.seed)
    await peer.silent(window)
    t.check('all 16 MiB are read', flooding.taken, false)
    await meeting.socket.send('the other way')
    t.check('sent meanwhile', await peer.message(), ['the other way'])
    const received = await meeting.socket.recvMany(flooding.count, flooding.size, t.seed, 5000)
    t.check('messages received', received.count, flooding.count)
    t.check('first message that differs', received.mismatch, null)
  },
)

conformance(
  'limited-inproc',
  {
    title: 'Over inproc the two high-water marks add up, exactly, for each way',
    clauses: ['lib/inproc-hwm'],
    mode: 'api',
    obliges: 'sender',
    needs: { sockets: ['PAIR'], transports: ['inproc'], options: ['sndhwm', 'rcvhwm'] },
    axes: { sender: ['bound', 'connected'], marks: ['1+1', '3+2', '2+7', '0+2', '2+0'] },
    kills: ['mut/hwm-off-by-one', 'mut/inproc-hwm-of-one-side'],
  },
  async t => {
    const [sndhwm, rcvhwm] = t.axes.marks.split('+').map(Number) as [number, number]
    const [sender, receiver] = [await t.subject.open('PAIR', { sndhwm }), await t.subject.open('PAIR', { rcvhwm })]
    const [binder, connecter] = t.axes.sender === 'bound' ? [sender, receiver] : [receiver, sender]
    await connecter.connect(await binder.bind(`inproc://pair-marks-${t.axes.sender}-${t.axes.marks}`))
    const limit = 40
    const accepted = await fill(at => sender.send(`${at}`, 0), limit)
    t.check('messages accepted', accepted, sndhwm === 0 || rcvhwm === 0 ? limit : sndhwm + rcvhwm)
    t.check('the other way', await outcome(receiver.send('back', 0)), 'accepted')
    for (let at = 0; at < accepted; at++) t.check(`message ${at}`, await receiver.recv(), [`${at}`])
    t.check('room after all were read', await outcome(sender.send('again')), 'accepted')
  },
)

conformance(
  'blocks-at-the-mark-inproc',
  {
    title: 'With the queue full a send waits, and goes on when there is room',
    clauses: ['31/pair-9', '31/pair-10', '31/pair-11', '31/pair-12'],
    mode: 'api',
    obliges: 'sender',
    needs: { sockets: ['PAIR'], transports: ['inproc'], options: ['sndhwm', 'rcvhwm'] },
    kills: ['mut/waiting-send-forgotten', 'mut/drops-at-hwm'],
  },
  async t => {
    const [sender, receiver] = [await t.subject.open('PAIR', { sndhwm: 1 }), await t.subject.open('PAIR', { rcvhwm: 1 })]
    await sender.connect(await receiver.bind('inproc://pair-blocks'))
    const accepted = await fill(at => sender.send(`${at}`, 0), 40)
    t.check('messages accepted', accepted, between(1, 39))
    const waiting = outcome(sender.send(`${accepted}`))
    t.check('the next send', await still(waiting, t.windows.silence), 'waits')
    for (let at = 0; at <= accepted; at++) t.check(`message ${at}`, await receiver.recv(), [`${at}`])
    t.check('the send that waited', await waiting, 'accepted')
  },
)

conformance(
  'kept-after-a-loss',
  {
    title: 'While the connection is down, what was received can be read, and what is sent arrives after the reconnection',
    clauses: ['31/pair-6'],
    mode: 'wire',
    needs: { sockets: ['PAIR'], ...reunionNeeds },
    kills: ['mut/queue-destroyed-on-loss', 'mut/loss-empties-the-queue'],
  },
  async t => {
    const meeting = await away(t, 'PAIR')
    await meeting.back()
    const peer = await guest(meeting, 'PAIR')
    await peer.send([message('received 1'), message('received 2')])
    await peer.barrier()
    meeting.leave()
    await meeting.monitor.wait('disconnected')
    for (const text of ['1', '2', '3']) t.check(`sending ${text}`, await outcome(meeting.socket.send(text, 0)), 'accepted')
    for (const text of ['received 1', 'received 2']) t.check('received', await delivered(meeting.socket.recv()), [text])
    await meeting.back()
    t.check('messages', await reads(meeting, 'PAIR', 3), [['1'], ['2'], ['3']])
  },
)

conformance(
  'outgoing-destroyed-with-the-accepted-peer',
  {
    title: 'What waits for an accepted peer is gone with it: who comes next gets none of it',
    clauses: ['31/pair-7'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PAIR'], ...reunionNeeds },
    kills: ['mut/queue-inherited-by-next-peer'],
  },
  async t => {
    const meeting = await reunion(t, 'PAIR', 'bind')
    const first = await guest(meeting, 'PAIR')
    first.pause()
    const body = new Uint8Array(100_000)
    for (let at = 0; at < 150; at++) await meeting.socket.send(body)
    await makeRoom(first, meeting)
    const second = await guest(meeting, 'PAIR')
    await meeting.socket.send('for the second')
    t.check('the first message of the second peer', await second.message(), ['for the second'])
  },
)

conformance(
  'incoming-destroyed-with-the-accepted-peer',
  {
    title: 'What an accepted peer sent and nobody read is gone with it',
    clauses: ['31/pair-7'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PAIR'], ...reunionNeeds },
    axes: { rule: rules },
    kills: ['mut/strict-keeps-received'],
  },
  async t => {
    const meeting = await reunion(t, 'PAIR', 'bind', optionsOf(t, t.axes.rule))
    const first = await guest(meeting, 'PAIR')
    await first.send([message('1'), message('2'), message('3')])
    await first.barrier()
    await part(first, meeting.monitor)
    t.check('what is received after the loss', await delivered(meeting.socket.recv(20)), 'EAGAIN')
  },
)

conformance(
  'sent-whole-or-not-at-all',
  {
    title: 'When the peer dies in the middle of a message, the next one gets no rest of it',
    clauses: ['31/pair-4', 'lib/multipart-atomic'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PAIR'], ...reunionNeeds },
    axes: { role: roles },
    kills: ['mut/rest-of-message-to-next-peer'],
  },
  async t => {
    const meeting = await reunion(t, 'PAIR', t.axes.role)
    const first = await guest(meeting, 'PAIR')
    const big = Array.from({ length: 8 }, (_, at) => Buffer.alloc(800_000, at))
    await meeting.socket.send(big)
    t.check('the first part says MORE', (await first.frame()).more, true)
    await makeRoom(first, meeting)
    const second = await guest(meeting, 'PAIR')
    await meeting.socket.send(['small', 'and whole'])
    const next = await second.message()
    const whole = next.length === big.length && big.every((part, at) => part.equals(next[at]!))
    // A sender that kept the message may send it again, from its beginning.
    t.check('the next message', whole ? await second.message() : next, ['small', 'and whole'])
  },
)

conformance(
  'received-whole-or-not-at-all',
  {
    title: 'When the peer dies in the middle of a message, nothing of it is delivered',
    clauses: ['31/pair-4', 'lib/multipart-atomic'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PAIR'], ...reunionNeeds },
    axes: { role: roles },
    kills: ['mut/delivers-unfinished-message', 'mut/unfinished-parts-before-the-next'],
  },
  async t => {
    const meeting = await reunion(t, 'PAIR', t.axes.role)
    const first = await guest(meeting, 'PAIR')
    await first.send(message('one', 'two', 'three').subarray(0, -'three'.length - 2))
    await first.barrier()
    await part(first, meeting.monitor)
    // libzmq frees the place of a peer while the application is in a call.
    t.check('what is delivered', await delivered(meeting.socket.recv(20)), 'EAGAIN')
    const second = await guest(meeting, 'PAIR')
    await second.send(message('whole', 'message'))
    t.check('the first message', await delivered(meeting.socket.recv()), ['whole', 'message'])
  },
)
