// RFC 28, DEALER and ROUTER, "double queue": how long the queues of a peer live.
//
//   connected by us      made with connect, kept while the connection is down        ├── queue ──────────────────────────►
//                                                                                      ╳ conn ╳       ├── conn ──►
//   accepted             made with the connection, destroyed with it                 ├── queue ──┤
//
// "Down" is a connection that was accepted but on which the raw peer says nothing: the subject cannot send on it.

import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { control, meet, optionsOf, rules } from '../37-zmtp-3.1/meeting.ts'
import { fill, guest, introduced, leave, outcome } from './guests.ts'

const { conformance } = section(import.meta.url)

conformance(
  'dealer-kept-before-handshake',
  {
    title: 'What a DEALER sends to an endpoint it connects to waits for the handshake',
    clauses: ['28/dealer-4'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['DEALER'] },
    axes: { scheme: ['tcp', 'ipc'] },
    kills: ['mut/no-queue-until-connected'],
  },
  async t => {
    const socket = await t.subject.open('DEALER')
    const door = await t.wire.listen(t.axes.scheme)
    await socket.connect(door.endpoint)
    const peer = await door.accept()
    for (const body of ['one', 'two', 'three']) await socket.send(body)
    await peer.handshake({ type: 'ROUTER' })
    for (const body of ['one', 'two', 'three']) t.check(body, await peer.message(), [body])
  },
)

for (const [type, clause] of [
  ['DEALER', '28/dealer-4'],
  ['ROUTER', '28/router-3'],
] as const) {
  conformance(
    `${type.toLowerCase()}-kept-after-loss`,
    {
      title: `A ${type} that connected keeps both queues over the loss of the connection`,
      clauses: [clause],
      mode: 'wire',
      obliges: 'both',
      needs: { sockets: [type], options: ['reconnect_ivl'] },
      axes: { scheme: ['tcp', 'ipc'] },
      kills: type === 'ROUTER' ? ['mut/queue-destroyed-on-loss', 'mut/router-forgets-id-on-loss'] : ['mut/queue-destroyed-on-loss'],
    },
    async t => {
      const socket = await t.subject.open(type, { reconnect_ivl: 1 })
      const door = await t.wire.listen(t.axes.scheme)
      await socket.connect(door.endpoint)
      const who = { type: 'DEALER', identity: 'peer' }
      const first = await door.accept()
      await first.handshake(who)
      await first.send(message('sent before the loss'))
      await first.barrier()
      await first.close()
      const second = await door.accept()
      const to = type === 'ROUTER' ? ['peer'] : []
      for (const body of ['one', 'two']) await socket.send([...to, body])
      await second.handshake(who)
      for (const body of ['one', 'two']) t.check(`sent while down: ${body}`, await second.message(), [body])
      t.check('received before the loss', await socket.recv(), [...to, 'sent before the loss'])
    },
  )

  conformance(
    `${type.toLowerCase()}-received-discarded`,
    {
      title: `When an accepted peer disconnects, what a ${type} has received of it is discarded`,
      clauses: [type === 'DEALER' ? '28/dealer-5' : '28/router-4'],
      mode: 'wire',
      obliges: 'receiver',
      needs: { sockets: [type] },
      axes: { rule: rules },
      kills: ['mut/strict-keeps-received'],
    },
    async t => {
      const meeting = await meet(t, type, 'bind', optionsOf(t, t.axes.rule))
      const gone = await guest(meeting, 'DEALER', 'gone')
      await gone.send(message('old'))
      await gone.barrier()
      await leave(gone)
      const peer = await guest(meeting, 'DEALER', 'peer')
      await peer.send(message('new'))
      t.check('the first message delivered', (await meeting.socket.recv()).at(-1), 'new')
    },
  )
}

conformance(
  'router-kept-before-handshake',
  {
    title: 'What a ROUTER sends to a peer it named itself waits for the handshake',
    clauses: ['28/router-3', 'lib/connect-routing-id'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['ROUTER'], options: ['connect_routing_id'] },
    axes: { scheme: ['tcp', 'ipc'] },
    kills: ['mut/no-queue-until-connected', 'mut/connect-routing-id-is-ignored'],
  },
  async t => {
    const socket = await t.subject.open('ROUTER')
    const door = await t.wire.listen(t.axes.scheme)
    await socket.connect(door.endpoint, Buffer.from('named here'))
    const peer = await door.accept()
    for (const body of ['one', 'two']) await socket.send(['named here', body])
    await peer.handshake({ type: 'DEALER' })
    for (const body of ['one', 'two']) t.check(body, await peer.message(), [body])
  },
)

const large = Buffer.alloc(65_536)

conformance(
  'dealer-unsent-discarded',
  {
    title: 'When an accepted peer disconnects, what a DEALER had queued for it is discarded, not sent to another',
    clauses: ['28/dealer-5'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['DEALER'], options: ['sndhwm'] },
    kills: ['mut/queue-inherited-by-next-peer'],
  },
  async t => {
    const meeting = await meet(t, 'DEALER', 'bind', { sndhwm: 40 })
    const gone = await guest(meeting, 'DEALER')
    gone.pause()
    await fill(() => meeting.socket.send(['old', large], t.windows.reaction))
    gone.reset()
    const peer = await control(meeting, 'DEALER')
    await meeting.socket.send('new')
    t.check('the first message of the next peer', await peer.message(), ['new'])
    await peer.barrier()
  },
)

conformance(
  'router-unsent-discarded',
  {
    title: 'A peer that comes back under its identity gets nothing that a ROUTER had queued before it left',
    clauses: ['28/router-4'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['ROUTER'], options: ['sndhwm', 'router_mandatory'] },
    kills: ['mut/queue-inherited-by-next-peer'],
  },
  async t => {
    const meeting = await meet(t, 'ROUTER', 'bind', { sndhwm: 40, router_mandatory: true })
    const gone = await introduced(meeting, 'peer')
    gone.pause()
    await fill(() => meeting.socket.send(['peer', 'old', large], t.windows.reaction))
    gone.reset()
    const patience = performance.now() + t.windows.deadline
    let word = 'accepted'
    while (word !== 'EHOSTUNREACH' && performance.now() < patience) word = await outcome(meeting.socket.send(['peer', 'old'], 1))
    t.require('sending to the peer that left', word, 'EHOSTUNREACH')
    const back = await introduced(meeting, 'peer')
    await meeting.socket.send(['peer', 'new'])
    t.check('the first message after coming back', await back.message(), ['new'])
    await back.barrier()
  },
)
