// RFC 51/P2P, "PEER": every peer has a routing id here, whoever of the two connected; one part a message.
//
//   connectPeer(endpoint) → routing 7, at once          sendTo(7, x) ──► queue ──► PEER, now or when it is there

import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { guest, outcome } from '../28-reqrep/guests.ts'
import { reunionNeeds } from '../30-pipeline/reunion.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { party } from '../41-client-server/party.ts'
import { receiverCases } from '../41-client-server/receiver-cases.ts'
import { routingCases } from '../41-client-server/routing-cases.ts'
import { senderCases } from '../41-client-server/sender-cases.ts'
import { bothWaysCases } from '../41-client-server/sharing-cases.ts'

const peer = section(import.meta.url)
const { conformance, property } = peer

senderCases(
  peer,
  'PEER',
  {
    atomic: '51/peer-1',
    multipart: ['51/peer-2', '51/peer-23'],
    unchanged: '51/peer-5',
    queue: '51/peer-6',
    destroyedWithPeer: '51/peer-8',
    limit: '51/peer-12',
    full: ['51/peer-22'],
    waits: ['51/peer-21'],
    overlapping: [],
  },
  { multipart: ['mut/server-sends-multipart'], splits: ['mut/server-splits-long-bodies'] },
)
receiverCases(
  {
    conformance: (slug, ...rest) => conformance(`receives-${slug}`, ...rest),
    property: (slug, ...rest) => property(`receives-${slug}`, ...rest),
  },
  'PEER',
  {
    atomic: '51/peer-1',
    multipart: ['51/peer-2', '51/peer-16'],
    letsGo: '51/peer-17',
    unchanged: '51/peer-5',
    delivers: '51/peer-14',
    queue: '51/peer-13',
    keptWhileDown: '51/peer-7',
    destroyedWithPeer: '51/peer-8',
    limit: '51/peer-12',
    overlapping: [],
  },
)
routingCases(peer, 'PEER', {
  anyNumber: '51/peer-3',
  keptWhileDown: '51/peer-7',
  id: '51/peer-9',
  notSetByPeer: '51/peer-11',
  read: '51/peer-15',
  set: '51/peer-18',
  routes: '51/peer-19',
  unknown: '51/peer-20',
  full: '51/peer-21',
})
bothWaysCases(peer, 'PEER', ['51/peer-6'])

const unsigned32 = satisfying('a number from 1 to 4294967295', (id: number) => Number.isInteger(id) && id > 0 && id < 2 ** 32)

conformance(
  'connect-tells-the-id',
  {
    title: 'Connecting gives back the routing id at once; what is sent to it before anybody listens arrives, and answers bear it',
    clauses: ['51/peer-10', '51/peer-7', '51/peer-9', '37/semantics-15'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PEER'], ops: [...reunionNeeds.ops, 'connect_peer'], options: reunionNeeds.options },
    kills: ['mut/peer-refuses-peer', 'mut/connect-peer-tells-another-id', 'mut/no-queue-until-connected', 'mut/server-same-id-for-all'],
  },
  async t => {
    const socket = await t.subject.open('PEER', { reconnect_ivl: 20 })
    const doors = [await t.wire.listen(), await t.wire.listen()]
    const relays = [await t.proxy(doors[0]!.endpoint), await t.proxy(doors[1]!.endpoint)]
    for (const relay of relays) relay.cut(true)
    const ids: number[] = []
    for (const [at, relay] of relays.entries()) {
      ids.push(await socket.connectPeer(relay.endpoint))
      t.require('the routing id', ids[at], unsigned32)
      t.check('sending before anybody listens', await outcome(socket.sendTo(ids[at]!, `early ${at}`, 0)), 'accepted')
    }
    t.check('the same id twice', ids[0] === ids[1], false)
    for (const [at, relay] of relays.entries()) {
      await relay.restore()
      const there = await guest({ next: () => doors[at]!.accept() }, 'PEER')
      t.check('the message', await there.message(), [`early ${at}`])
      await there.send(message(`answer ${at}`))
      const { frames, routing } = await socket.recvAttached()
      t.check('the answer', [frames, routing], [[`answer ${at}`], ids[at]])
    }
  },
)

conformance(
  'any-order',
  {
    title: 'A PEER sends as often as it likes without having heard anything, and hears as often without having sent',
    clauses: ['51/peer-4', '51/peer-14', '37/semantics-15'],
    mode: 'wire',
    needs: { sockets: ['PEER'] },
    axes: { role: roles },
    kills: ['mut/peer-takes-turns', 'mut/peer-refuses-peer'],
  },
  async t => {
    const meeting = await meet(t, 'PEER', t.axes.role)
    const { peer: there, say } = await party(meeting, 'PEER')
    for (const text of ['1', '2', '3']) await say(text)
    for (const text of ['1', '2', '3']) t.check('sent', await there.message(), [text])
    await there.send(['a', 'b', 'c'].map(text => message(text)))
    for (const text of ['a', 'b', 'c']) t.check('received', await meeting.socket.recv(), [text])
    await say('4')
    t.check('sent again', await there.message(), ['4'])
  },
)

conformance(
  'peer-to-peer',
  {
    title: 'Two PEERs speak when they like, in any order',
    clauses: ['37/semantics-15', '51/peer-3', '51/peer-4', '51/peer-14'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['PEER'], ops: ['connect_peer'] },
    axes: { binder: ['subject', 'peer'], transport: ['tcp', 'ipc'] },
  },
  async t => {
    const [mine, theirs] = [await t.subject.open('PEER'), await t.peer.open('PEER')]
    const [binder, connecter] = t.axes.binder === 'subject' ? [mine, theirs] : [theirs, mine]
    const relay = await t.proxy(await binder.bind(t.axes.transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*'))
    const toBinder = await connecter.connectPeer(relay.endpoint)
    for (const text of ['one', 'two', 'x'.repeat(70_000)]) await connecter.sendTo(toBinder, text)
    const { frames, routing } = await binder.recvAttached()
    t.check('the first', frames, ['one'])
    for (const text of ['back', 'and again']) await binder.sendTo(routing!, text)
    for (const text of ['two', 'x'.repeat(70_000)]) t.check('the rest', await binder.recv(), [text])
    for (const text of ['back', 'and again'])
      t.check('the answers', await connecter.recvAttached(), { frames: [text], routing: toBinder, group: null })
  },
)
