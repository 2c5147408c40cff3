// RFC 13/ZMTP 1.0, "The Content Layer": broadcast, addressed and neutral content.
//
//   broadcast   PUB ──► everything ──► SUB, which filters and sends nothing
//   addressed   [ hop … │ 01 01 │ message ]          neutral   messages as they are
//
// Rule: 1.0 does not say on the wire what a connection carries; the socket types of both sides must fit by agreement.

import { section } from '../../harness/book/section.ts'
import { frameOf1, messageOf1 } from '../../harness/wire/old-octets.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { publishes } from '../37-zmtp-3.1/traffic.ts'
import { old } from './meeting.ts'

const { conformance } = section(import.meta.url)
const needs = { zmtp: ['1.0'] } as const

conformance(
  'publisher-sends-all',
  {
    title: 'A publisher sends a subscriber of 1.0, who cannot ask for anything, everything it publishes',
    clauses: ['13/v1-15'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { socket: ['PUB', 'XPUB'], role: roles },
    kills: ['mut/1.0-subscriber-waits-for-topics'],
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, t.axes.role)
    const peers = [await old(meeting, '1.0', 'SUB'), await old(meeting, '1.0', 'SUB')]
    for (const peer of peers) await publishes(t, meeting.socket, peer, '')
    await meeting.socket.send(['mark'])
    for (const peer of peers) while (`${(await peer.message())[0]}` !== 'mark');
    for (const parts of [['A', 'one'], ['B'], [''], ['\0']]) await meeting.socket.send(parts)
    for (const [at, peer] of peers.entries()) {
      for (const parts of [['A', 'one'], ['B'], [''], ['\0']]) t.check(`to subscriber ${at}`, await peer.message(), parts)
    }
  },
)

conformance(
  'subscriber-is-silent',
  {
    title: 'A subscriber sends its publisher of 1.0 nothing, whenever it subscribes and cancels',
    clauses: ['13/v1-16'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { socket: ['SUB', 'XSUB'], role: roles, moment: ['before', 'after'] },
    kills: ['mut/1.0-publisher-is-asked'],
  },
  async t => {
    const { socket, next } = await meet(t, t.axes.socket, t.axes.role)
    const change = async () => {
      for (const topic of ['A', 'B']) await socket.subscribe(topic)
      await socket.unsubscribe('B')
    }
    if (t.axes.moment === 'before') await change()
    const peer = await old({ next }, '1.0', 'PUB')
    // Some learn of a peer only while they receive.
    const hears = async (text: string) => {
      await peer.send(messageOf1(text))
      t.check('message', await socket.recv(), [text])
    }
    if (t.axes.moment === 'after') {
      if (t.axes.socket === 'SUB') await socket.subscribe('here')
      await hears('here')
      await change()
    }
    await hears('A wanted')
    await peer.silent()
  },
)

conformance(
  'subscriber-filters',
  {
    title: 'A SUB delivers of all that a publisher of 1.0 sends what it subscribed to',
    clauses: ['13/v1-17'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['SUB'] },
    axes: { role: roles },
  },
  async t => {
    const { socket, next } = await meet(t, 'SUB', t.axes.role)
    await socket.subscribe('A')
    const peer = await old({ next }, '1.0', 'PUB')
    await peer.send(['B', 'A1', '', 'BA', 'A'].map(text => messageOf1(text, 'rest')))
    t.check('first', await socket.recv(), ['A1', 'rest'])
    t.check('second', await socket.recv(), ['A', 'rest'])
    await socket.unsubscribe('A')
    await socket.subscribe('C')
    await peer.send(['A2', 'C'].map(text => messageOf1(text)))
    t.check('after the change', await socket.recv(), ['C'])
  },
)

conformance(
  'subscriber-that-asks',
  {
    title: 'A peer of 1.0 that sends a publisher 01 and a topic all the same gets everything still, and others are served',
    clauses: ['13/v1-15', '13/v1-16'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { socket: ['PUB', 'XPUB'] },
    kills: ['mut/1.0-subscriber-waits-for-topics'],
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, 'bind')
    const peer = await old(meeting, '1.0', 'SUB')
    await peer.send(messageOf1('\x01A'))
    await publishes(t, meeting.socket, peer, 'A')
    await meeting.socket.send(['B'])
    t.check('a message it did not ask for', await peer.message(), ['B'])
  },
)

conformance(
  'request-with-delimiter',
  {
    title: 'A REQ sends an empty frame with MORE (01 01) before its request, and takes a reply with one',
    clauses: ['13/v1-19', '13/v1-24'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, sockets: ['REQ'] },
    axes: { role: roles, peer: ['REP', 'ROUTER'] },
    kills: ['mut/req-delivers-delimiter'],
  },
  async t => {
    const { socket, next } = await meet(t, 'REQ', t.axes.role)
    const peer = await old({ next }, '1.0', t.axes.peer)
    for (const text of ['one', 'two']) {
      await socket.send([text, 'more'])
      const delimiter = await peer.frame()
      t.check('the first frame', [delimiter.flags, delimiter.body.length], [1, 0])
      t.check('the request', await peer.message(), [text, 'more'])
      await peer.send(messageOf1('', `reply to ${text}`))
      t.check('the reply', await socket.recv(), [`reply to ${text}`])
    }
  },
)

conformance(
  'reply-with-envelope',
  {
    title: 'A REP keeps the envelope of a request from its application and puts it back before the reply, hop by hop',
    clauses: ['13/v1-18', '13/v1-19', '13/v1-24'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, sockets: ['REP'] },
    axes: { role: roles, hops: ['0', '1', '2'] },
    kills: ['mut/rep-drops-envelope', 'mut/rep-delivers-envelope', 'mut/rep-reverses-hops'],
  },
  async t => {
    const hops = Array.from({ length: Number(t.axes.hops) }, (_, at) => `hop ${at}`)
    const { socket, next } = await meet(t, 'REP', t.axes.role)
    const peer = await old({ next }, '1.0', hops.length === 0 ? 'REQ' : 'DEALER')
    await peer.send(messageOf1(...hops, '', 'question', 'more'))
    t.check('the request', await socket.recv(), ['question', 'more'])
    await socket.send(['answer'])
    t.check('the reply on the wire', await peer.message(), [...hops, '', 'answer'])
  },
)

conformance(
  'forwarded-behind-identity',
  {
    title: 'A ROUTER puts the identity of the sender before the envelope, and sends back to it what follows that identity',
    clauses: ['13/v1-18', '13/v1-19', '13/v1-24'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, sockets: ['ROUTER'] },
    axes: { role: roles, peer: ['REQ', 'DEALER', 'ROUTER'] },
    kills: ['mut/router-without-identity-frame', 'mut/router-sends-identity-frame'],
  },
  async t => {
    const { socket, next } = await meet(t, 'ROUTER', t.axes.role)
    const peer = await old({ next }, '1.0', t.axes.peer, 'me')
    await peer.send(messageOf1('hop', '', 'question'))
    t.check('with its envelope', await socket.recv(), ['me', 'hop', '', 'question'])
    await socket.send(['me', 'hop', '', 'answer'])
    t.check('the answer on the wire', await peer.message(), ['hop', '', 'answer'])
  },
)

conformance(
  'addressed-both-ways',
  {
    title: 'A DEALER sends and takes envelopes of any form, as they are',
    clauses: ['13/v1-18'],
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, sockets: ['DEALER'] },
    axes: { role: roles },
    kills: ['mut/dealer-adds-delimiter'],
  },
  async t => {
    const { socket, next } = await meet(t, 'DEALER', t.axes.role)
    const peer = await old({ next }, '1.0', 'ROUTER')
    for (const parts of [['', 'body'], ['hop', 'hop', '', 'body'], ['no envelope']]) {
      await socket.send(parts)
      t.check('sent', await peer.message(), parts)
      await peer.send(messageOf1(...parts))
      t.check('received', await socket.recv(), parts)
    }
  },
)

conformance(
  'neutral',
  {
    title: 'PAIR exchanges messages with a peer of 1.0 as they are, and PUSH and PULL send and take them',
    clauses: ['13/v1-20'],
    mode: 'wire',
    obliges: 'both',
    needs,
    axes: { socket: ['PAIR', 'PUSH', 'PULL'], role: roles },
  },
  async t => {
    const { socket, next } = await meet(t, t.axes.socket, t.axes.role)
    const peer = await old({ next }, '1.0', 'PAIR')
    for (const parts of [['', 'a'], ['\x01'], ['\0', '']]) {
      if (t.axes.socket !== 'PULL') {
        await socket.send(parts)
        t.check('sent', await peer.message(), parts)
      }
      if (t.axes.socket !== 'PUSH') {
        await peer.send(messageOf1(...parts))
        t.check('received', await socket.recv(), parts)
      }
    }
  },
)

conformance(
  'neutral-ignored',
  {
    title: 'What a peer of 1.0 sends to a PUSH, which takes nothing, is passed over: it is served on',
    clauses: ['13/v1-21'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['PUSH'] },
    axes: { role: roles },
  },
  async t => {
    const { socket, next } = await meet(t, 'PUSH', t.axes.role)
    const peer = await old({ next }, '1.0', 'PULL')
    await peer.send([messageOf1('unasked'), frameOf1({ body: 'half', more: true }), frameOf1({ body: 'of it' })])
    await socket.send(['still served'])
    t.check('message', await peer.message(), ['still served'])
  },
)
