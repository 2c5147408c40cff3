// RFC 24/PLAIN, the server: what it says, in which order, and what it refuses.

import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { command, hex, message, property } from '../../harness/wire/octets.ts'
import { arrive, ended, hello, initiateAs, join, nextOr, openServer, serverNeeds } from './arrival.ts'

const { conformance } = section(import.meta.url)

conformance(
  'as-server',
  {
    title: 'A PLAIN server announces itself as one, and takes a client that announces nothing',
    clauses: ['24/plain-1'],
    mode: 'wire',
    obliges: 'sender',
    needs: serverNeeds,
    kills: ['mut/plain-server-announces-client'],
  },
  async t => {
    const { endpoint } = await openServer(t)
    const peer = await t.wire.dial(endpoint)
    t.check('octet 32', (await peer.greet({ mechanism: 'PLAIN' })).bytes[32], 1)
    await join(t, endpoint)
  },
)

conformance(
  'conversation',
  {
    title: 'HELLO is answered by WELCOME, INITIATE by READY, and then messages travel in clear',
    clauses: ['24/plain-5', '24/plain-8', '24/plain-9', '24/plain-10', '24/plain-17'],
    mode: 'wire',
    obliges: 'both',
    needs: serverNeeds,
    axes: { pacing: ['burst', 'drip'] },
    kills: ['mut/plain-welcome-with-data', 'mut/plain-ready-without-metadata'],
  },
  async t => {
    const { socket, endpoint } = await openServer(t)
    const peer = await arrive(t, endpoint)
    const pacing = t.axes.pacing === 'drip' ? 'drip' : 'burst'
    await peer.send(hello(), pacing)
    const welcome = await peer.command('WELCOME')
    t.check('WELCOME', welcome.body, hex('07 57454c434f4d45'))
    await peer.send(initiateAs('PUSH'), pacing)
    const ready = await peer.command('READY')
    t.check('READY', ready.data.includes(property('Socket-Type', 'PULL')), true)
    await peer.send(message('in', 'clear'), pacing)
    t.check('the message', await socket.recv(), ['in', 'clear'])
  },
)

conformance(
  'silent-until-hello',
  {
    title: 'The server says nothing before HELLO, nor while it asks who that is',
    clauses: ['24/plain-14', '24/plain-6'],
    mode: 'wire',
    obliges: 'sender',
    needs: serverNeeds,
    kills: ['mut/plain-waits-for-initiate-unasked', 'mut/plain-server-says-hello', 'mut/plain-asks-nobody'],
  },
  async t => {
    const { endpoint } = await openServer(t)
    const peer = await arrive(t, endpoint)
    await peer.silent()
    await t.subject.zap([{ hold: true }])
    await peer.send(hello())
    await t.subject.asked(1)
    await peer.silent()
    await t.subject.zap([{ status: '200' }])
    t.check('the answer', (await peer.command('WELCOME')).name, 'WELCOME')
  },
)

conformance(
  'refused',
  {
    title: 'Who is not known gets ERROR, or a closed connection, and never WELCOME',
    clauses: ['24/plain-6', '24/plain-12'],
    mode: 'wire',
    obliges: 'sender',
    needs: serverNeeds,
    axes: { who: ['wrong-password', 'unknown', 'nobody'] },
    kills: ['mut/plain-asks-nobody', 'mut/zap-status-unread', 'mut/plain-error-misspelt'],
  },
  async t => {
    const { socket, endpoint } = await openServer(t)
    await join(t, endpoint)
    const peer = await arrive(t, endpoint)
    const said = { 'wrong-password': hello('joe', 'secreT'), unknown: hello('jim', 'secret'), nobody: hello('', '') }
    await peer.send(said[t.axes.who])
    const answer = await nextOr(peer)
    t.check('the answer', typeof answer === 'string' ? answer : answer.name, oneOf('ERROR', 'closed'))
    t.check('the connection', await peer.closed(), ended)
    await peer.close()
    const legal = await join(t, endpoint)
    await legal.send(message('legal'))
    t.check('what was delivered', await socket.recv(), ['legal'])
  },
)

const order = {
  'initiate-first': [initiateAs('PUSH')],
  'welcome-from-a-client': [command('WELCOME')],
  'message-first': [message('smuggled')],
  'hello-twice': [hello(), hello()],
  'message-after-hello': [hello(), message('smuggled')],
  'hello-as-a-message': [message(hello().subarray(2))],
  'initiate-as-a-message': [hello(), message(initiateAs('PUSH').subarray(2))],
} as const

conformance(
  'order',
  {
    title: 'Commands out of order, and messages before READY, end the connection and are not delivered',
    clauses: ['24/plain-14'],
    mode: 'wire',
    obliges: 'receiver',
    needs: serverNeeds,
    axes: { said: Object.keys(order) as (keyof typeof order)[] },
    kills: ['mut/plain-server-takes-any-order', 'mut/plain-hello-twice', 'mut/handshake-takes-messages'],
  },
  async t => {
    const { socket, endpoint } = await openServer(t)
    const peer = await arrive(t, endpoint)
    const [first, second] = order[t.axes.said]
    await peer.send(first)
    if (second !== undefined) {
      await peer.command('WELCOME')
      await peer.send(second)
    }
    t.check('the connection', await peer.closed(), ended)
    const legal = await join(t, endpoint)
    await legal.send(message('legal'))
    t.check('what was delivered', await socket.recv(), ['legal'])
  },
)

conformance(
  'initiate-while-asking',
  {
    title: 'An INITIATE that comes while the handler is still being asked lets nobody in',
    clauses: ['24/plain-14'],
    mode: 'wire',
    obliges: 'receiver',
    needs: serverNeeds,
    kills: ['mut/plain-initiate-while-asking'],
  },
  async t => {
    const { endpoint } = await openServer(t)
    await t.subject.zap([{ hold: true }])
    const peer = await arrive(t, endpoint)
    await peer.send(hello())
    await t.subject.asked(1)
    await peer.send(initiateAs('PUSH'))
    t.check('the connection', await peer.closed(), ended)
    await t.subject.zap([{ status: '200' }])
    await join(t, endpoint)
  },
)

conformance(
  'initiate',
  {
    title: 'INITIATE with broken metadata, or of a socket type that does not fit, is never answered by READY',
    clauses: ['24/plain-8'],
    mode: 'wire',
    obliges: 'receiver',
    needs: serverNeeds,
    axes: { fault: ['cut', 'past-the-end', 'socket-type'] },
    kills: ['mut/plain-cut-metadata-accepted'],
  },
  async t => {
    const { endpoint } = await openServer(t)
    const peer = await arrive(t, endpoint)
    await peer.send(hello())
    await peer.command('WELCOME')
    const faults = {
      cut: command('INITIATE', property('Socket-Type', 'PUSH').subarray(0, -1)),
      'past-the-end': command('INITIATE', property('Socket-Type', 'PUSH', { valueLength: 2 ** 31 })),
      'socket-type': initiateAs('PUB'),
    }
    await peer.send(faults[t.axes.fault])
    const answer = await nextOr(peer)
    t.check('the answer', typeof answer === 'string' ? answer : answer.name, oneOf('ERROR', 'closed'))
    t.check('the connection', await peer.closed(), ended)
    await join(t, endpoint)
  },
)

conformance(
  'sends-behind-ready',
  {
    title: 'What a server has to send comes right behind its READY, and not before it',
    clauses: ['24/plain-11', '24/plain-9', '24/plain-17'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { ...serverNeeds, sockets: ['PUSH'] },
  },
  async t => {
    await t.subject.zap([{}])
    const socket = await t.subject.open('PUSH', { plain_server: true, zap_domain: 'book' })
    const endpoint = await socket.bind('tcp://127.0.0.1:*')
    const peer = await arrive(t, endpoint)
    const sent = socket.send(['in', 'clear'])
    await peer.send(hello())
    await peer.command('WELCOME')
    await peer.silent()
    await peer.send(initiateAs('PULL'))
    await peer.command('READY')
    await sent
    t.check('the message', await peer.message(), ['in', 'clear'])
  },
)
