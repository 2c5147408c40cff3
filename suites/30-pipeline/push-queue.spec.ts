// RFC 30/PIPELINE, "PUSH": a queue per peer, of limited length.
//
//   connected   the queue lives as long as the endpoint, whatever becomes of connections
//   accepted    the queue lives as long as the connection
//
// Full queues, like no queues, hold the sender up; nothing is thrown away.

import { between } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { fill, guest, guests, outcome, still } from '../28-reqrep/guests.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { arriving } from '../37-zmtp-3.1/traffic.ts'
import { keptQueueCases } from './kept-queue-cases.ts'
import { away, part, reads, reunion, reunionNeeds } from './reunion.ts'

const push = section(import.meta.url)
const { conformance } = push

keptQueueCases(push, 'PUSH', '30/push-5')

conformance(
  'full-peer-is-passed-over',
  {
    title: 'A peer whose queue is full is passed over; the others get its share',
    clauses: ['30/push-4', '30/push-8', '30/push-9'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'], options: ['sndhwm'] },
    axes: { role: roles },
    kills: ['mut/waits-for-the-full-peer', 'mut/one-send-limit-for-all'],
  },
  async t => {
    const meeting = await meet(t, 'PUSH', t.axes.role, { sndhwm: 5 })
    const [idle, busy] = await guests(meeting, 'PULL', 2)
    idle!.pause()
    const body = new Uint8Array(100_000)
    const count = 200
    const share = count / 2 + 20
    const sending = async () => {
      for (let at = 0; at < count; at++) await meeting.socket.send(body)
    }
    const reading = async () => {
      let messages = 0
      for (; messages < share; messages++) await busy!.message()
      return messages
    }
    const [read] = await Promise.all([reading(), sending()])
    t.check('messages of the peer that reads, of 200', read, share)
  },
)

conformance(
  'limited-queue',
  {
    title: 'A peer that does not read fills its queue; then the sender waits, and nothing accepted is lost',
    clauses: ['30/push-7', '30/push-8', '30/push-11', '30/push-12'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'], options: ['sndhwm'] },
    axes: { role: roles },
    kills: ['mut/sndhwm-ignored', 'mut/drops-at-hwm'],
  },
  async t => {
    const hwm = 5
    const meeting = await meet(t, 'PUSH', t.axes.role, { sndhwm: hwm })
    const peer = await guest(meeting, 'PULL')
    peer.pause()
    const body = (at: number) => Buffer.alloc(100_000, at)
    const accepted = await fill(at => meeting.socket.send(body(at), 50), 400)
    t.check('messages accepted', accepted, between(hwm, 399))
    peer.resume()
    await meeting.socket.send('and one more')
    for (let at = 0; at < accepted; at++)
      if (!(await peer.message())[0]!.equals(body(at))) t.fail(`message ${at} of ${accepted} is missing or changed`)
    t.check('the message after them', await peer.message(), ['and one more'])
  },
)

conformance(
  'limited-queue-inproc',
  {
    title: 'Over inproc the two high-water marks add up, exactly',
    clauses: ['lib/inproc-hwm'],
    mode: 'api',
    obliges: 'sender',
    needs: { sockets: ['PUSH', 'PULL'], transports: ['inproc'], options: ['sndhwm', 'rcvhwm'] },
    axes: { binder: ['PUSH', 'PULL'], marks: ['1+1', '3+2', '2+7', '0+2', '2+0'] },
    kills: ['mut/hwm-off-by-one', 'mut/inproc-hwm-of-one-side'],
  },
  async t => {
    const [sndhwm, rcvhwm] = t.axes.marks.split('+').map(Number) as [number, number]
    const sockets = { PUSH: await t.subject.open('PUSH', { sndhwm }), PULL: await t.subject.open('PULL', { rcvhwm }) }
    const connecter = t.axes.binder === 'PUSH' ? sockets.PULL : sockets.PUSH
    await connecter.connect(await sockets[t.axes.binder].bind(`inproc://push-marks-${t.axes.binder}-${t.axes.marks}`))
    const limit = 40
    const accepted = await fill(at => sockets.PUSH.send(`${at}`, 0), limit)
    t.check('messages accepted', accepted, sndhwm === 0 || rcvhwm === 0 ? limit : sndhwm + rcvhwm)
    for (let at = 0; at < accepted; at++) t.check(`message ${at}`, await sockets.PULL.recv(), [`${at}`])
    t.check('room after all were read', await outcome(sockets.PUSH.send('again')), 'accepted')
  },
)

conformance(
  'blocks-at-the-mark-inproc',
  {
    title: 'With every queue full a send waits, and goes on when there is room',
    clauses: ['30/push-8', '30/push-10', '30/push-11', '30/push-12'],
    mode: 'api',
    obliges: 'sender',
    needs: { sockets: ['PUSH', 'PULL'], transports: ['inproc'], options: ['sndhwm', 'rcvhwm'] },
    kills: ['mut/waiting-send-forgotten', 'mut/drops-at-hwm'],
  },
  async t => {
    const push = await t.subject.open('PUSH', { sndhwm: 1 })
    const pull = await t.subject.open('PULL', { rcvhwm: 1 })
    await push.connect(await pull.bind('inproc://push-blocks'))
    const accepted = await fill(at => push.send(`${at}`, 0), 40)
    t.check('messages accepted', accepted, between(1, 39))
    const waiting = outcome(push.send(`${accepted}`))
    t.check('the next send', await still(waiting, t.windows.silence), 'waits')
    for (let at = 0; at <= accepted; at++) t.check(`message ${at}`, await pull.recv(), [`${at}`])
    t.check('the send that waited', await waiting, 'accepted')
  },
)

conformance(
  'kept-after-a-loss',
  {
    title: 'What is sent while the connection is down arrives after the reconnection',
    clauses: ['30/push-5'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'], ...reunionNeeds },
    kills: ['mut/queue-destroyed-on-loss'],
  },
  async t => {
    const meeting = await away(t, 'PUSH')
    await meeting.back()
    await guest(meeting, 'PULL')
    meeting.leave()
    await meeting.monitor.wait('disconnected')
    for (const text of ['1', '2', '3']) t.check(`sending ${text}`, await outcome(meeting.socket.send(text, 0)), 'accepted')
    await meeting.back()
    t.check('messages', await reads(meeting, 'PULL', 3), [['1'], ['2'], ['3']])
  },
)

conformance(
  'destroyed-with-the-accepted-peer',
  {
    title: 'What waits for an accepted peer is gone with it: who comes next gets none of it',
    clauses: ['30/push-6'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'], ...reunionNeeds },
    kills: ['mut/queue-inherited-by-next-peer'],
  },
  async t => {
    const meeting = await reunion(t, 'PUSH', 'bind')
    const first = await guest(meeting, 'PULL')
    first.pause()
    const body = new Uint8Array(100_000)
    for (let at = 0; at < 150; at++) await meeting.socket.send(body)
    await part(first, meeting.monitor)
    const second = await guest(meeting, 'PULL')
    const next = await arriving(t, second, () => meeting.socket.send('for the second'))
    t.check('the first message of the second peer', next, ['for the second'])
  },
)

conformance(
  'whole-or-not-at-all',
  {
    title: 'When a peer dies in the middle of a message, the next one gets no rest of it',
    clauses: ['30/push-3', 'lib/multipart-atomic'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'], ...reunionNeeds },
    axes: { role: roles },
    kills: ['mut/rest-of-message-to-next-peer'],
  },
  async t => {
    const meeting = await reunion(t, 'PUSH', t.axes.role)
    const first = await guest(meeting, 'PULL')
    const big = Array.from({ length: 8 }, (_, at) => Buffer.alloc(800_000, at))
    await meeting.socket.send(big)
    t.check('the first part says MORE', (await first.frame()).more, true)
    await part(first, meeting.monitor)
    const second = await guest(meeting, 'PULL')
    const next = await arriving(t, second, () => meeting.socket.send(['small', 'and whole']))
    const whole = next.length === big.length && big.every((part, at) => part.equals(next[at]!))
    // A sender that kept the message may send it again, from its beginning.
    t.check('the next message', whole ? await second.message() : next, ['small', 'and whole'])
  },
)
