// RFC 27/ZAP, "Message Format": what a reply of status 200 says of a peer, and where the application sees it (zmq_msg_gets(3)).
//
//   handler ── 200, user id, metadata ──► server ──► every message of that peer: User-Id, X-Role, …

import { section } from '../../harness/book/section.ts'
import type { FrameJson } from '../../harness/control/protocol.ts'
import { message, property, readyAs } from '../../harness/wire/octets.ts'
import { optionsOf, rules } from '../37-zmtp-3.1/meeting.ts'
import { answerTo, enter, knock, mechanisms, needs, serve, visit } from './arrival.ts'

const { conformance } = section(import.meta.url)

const shows = { ...needs, features: ['metadata'] } as const
const role = (value: string): FrameJson => ({ hex: property('X-Role', value).toString('hex') })

conformance(
  'user-id',
  {
    title: 'Every message of a peer carries the user id that the handler gave for it, in all its frames',
    clauses: ['27/reply-7', '27/reply-8'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: shows,
    axes: { mechanism: mechanisms, octets: ['1', '3', '255'] },
    kills: ['mut/zap-user-id-not-shown', 'mut/zap-user-id-of-the-last', 'mut/zap-answer-kept-for-next'],
  },
  async t => {
    const { mechanism, octets } = t.axes
    const user = 'joe'.repeat(85).slice(0, Number(octets))
    const meeting = await serve(t, mechanism, { rules: [{ user_id: user }] })
    const first = await visit(meeting, mechanism)
    await t.subject.zap([{ user_id: 'somebody else' }])
    const second = await visit(meeting, mechanism)
    for (const [peer, name] of [
      [first, user],
      [second, 'somebody else'],
      [first, user],
    ] as const) {
      await peer.send(message('head', 'body'))
      const { frames, meta } = await meeting.socket.recvMeta()
      t.check('message', frames, ['head', 'body'])
      t.check('User-Id', meta?.['User-Id'], name)
    }
  },
)

conformance(
  'metadata',
  {
    title: 'Metadata of the reply is shown with every message of that peer, and of no other',
    clauses: ['27/reply-10', '27/reply-15', '27/reply-11'],
    mode: 'wire',
    obliges: 'receiver',
    needs: shows,
    axes: { mechanism: mechanisms },
    kills: ['mut/zap-metadata-not-shown', 'mut/zap-metadata-unread'],
  },
  async t => {
    const { mechanism } = t.axes
    const meeting = await serve(t, mechanism, { rules: [{ metadata: role('admin') }] })
    const first = await visit(meeting, mechanism)
    await t.subject.zap([{ metadata: role('guest') }])
    const second = await visit(meeting, mechanism)
    await t.subject.zap([{}])
    const third = await visit(meeting, mechanism)
    for (const [peer, expected] of [
      [first, 'admin'],
      [second, 'guest'],
      [third, undefined],
    ] as const) {
      await peer.send(message('x'))
      const { meta } = await meeting.socket.recvMeta(undefined, ['X-Role'])
      t.check('X-Role', meta?.['X-Role'], expected)
    }
  },
)

conformance(
  'not-the-peers-word',
  {
    title: 'Who a peer is, the handler says: a User-Id that the peer announces itself is not shown when the handler gave another',
    clauses: ['27/reply-8'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: shows,
    axes: { name: ['User-Id', 'user-id'] },
    kills: ['mut/zap-peer-names-itself'],
  },
  async t => {
    const meeting = await serve(t, 'NULL', { rules: [{ user_id: 'joe' }] })
    const peer = await meeting.next()
    await peer.greet()
    await peer.send(readyAs('PUSH', { [t.axes.name]: 'root' }))
    await peer.command('READY')
    await peer.send(message('x'))
    const { meta } = await meeting.socket.recvMeta()
    t.check('User-Id', meta?.['User-Id'], 'joe')
  },
)

conformance(
  'user-of-the-refused',
  {
    title: 'The user id of a reply that refuses is shown nowhere',
    clauses: ['27/reply-9'],
    mode: 'wire',
    obliges: 'receiver',
    needs: shows,
    axes: { mechanism: mechanisms, status: ['300', '400', '500'] },
    kills: ['mut/zap-user-id-lets-in'],
  },
  async t => {
    const { mechanism, status } = t.axes
    const meeting = await serve(t, mechanism, { rules: [{ status, user_id: 'mallory' }] })
    const peer = await knock(meeting, mechanism)
    const answer = await answerTo(peer)
    t.check('let in', answer === 'READY' || answer === 'WELCOME', false)
    await peer.close()
    await t.subject.zap([{ user_id: 'joe' }])
    const legal = await visit(meeting, mechanism)
    await legal.send(message('legal'))
    const { frames, meta } = await meeting.socket.recvMeta()
    t.check('what was delivered', frames, ['legal'])
    t.check('User-Id', meta?.['User-Id'], 'joe')
  },
)

conformance(
  'address',
  {
    title: 'The address that the handler was shown is the one that messages carry',
    clauses: ['27/request-6'],
    mode: 'wire',
    obliges: 'both',
    needs: shows,
    axes: { mechanism: mechanisms },
    kills: ['mut/zap-address-with-port'],
  },
  async t => {
    const meeting = await serve(t, t.axes.mechanism)
    const peer = await visit(meeting, t.axes.mechanism)
    await peer.send(message('x'))
    const { meta } = await meeting.socket.recvMeta()
    t.check('Peer-Address', meta?.['Peer-Address'], '127.0.0.1')
  },
)

conformance(
  'back-to-the-client',
  {
    title: 'The metadata of the reply is returned to the client, in READY',
    clauses: ['27/reply-16'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { mechanism: mechanisms, rule: rules },
    kills: ['mut/zap-metadata-not-returned'],
  },
  async t => {
    const { mechanism } = t.axes
    const meeting = await serve(t, mechanism, { rules: [{ metadata: role('admin') }], options: optionsOf(t, t.axes.rule) })
    const ready = await enter(await knock(meeting, mechanism), mechanism)
    t.check('Socket-Type in READY', ready.data.includes(property('Socket-Type', 'PULL')), true)
    t.check('X-Role in READY', ready.data.includes(property('X-Role', 'admin')), true)
  },
)
