// RFC 26/CurveZMQ, "General Design" and the grammar: HELLO, WELCOME, INITIATE, READY, each once and in this order, then MESSAGE.
//
// Everything else ends the connection, nothing of it is delivered, and legal peers are served before and afterwards.

import { section } from '../../harness/book/section.ts'
import { agreement } from '../../harness/wire/curve/box.ts'
import { asCommand, asMessage, messageBody, outerForms, readyBody } from '../../harness/wire/curve/commands.ts'
import { command, message, ping, readyAs, subscribe } from '../../harness/wire/octets.ts'
import {
  type Attack,
  arrive,
  arriveWelcome,
  type Hall,
  metadataFor,
  needs,
  openHall,
  receive,
  receiveInitiate,
  refused,
  served,
} from './hall.ts'

const { conformance } = section(import.meta.url)

const unopened = agreement(Buffer.alloc(32, 9), Buffer.alloc(32, 7))
const someMessage = (from: 'client' | 'server') => messageBody({ from, counter: 50, data: 'smuggled', key: unopened })
const someReady = (hall: Hall) => readyBody({ counter: 50, metadata: metadataFor(hall), key: unopened })

const fromClient = {
  'initiate-first': hall => async () => {
    const { client } = await arriveWelcome(hall)
    const { peer } = await arrive(hall)
    await peer.send(asCommand(client.initiate(metadataFor(hall))))
    return peer
  },
  'hello-twice': hall => async () => {
    const { peer, client } = await arriveWelcome(hall)
    await peer.send(asCommand(client.hello()))
    return peer
  },
  'two-hellos-at-once': hall => async () => {
    const { peer, client } = await arrive(hall)
    await peer.send([asCommand(client.hello()), asCommand(client.hello())])
    await peer.command('WELCOME')
    return peer
  },
  'initiate-twice': hall => async () => {
    const { peer, client } = await arriveWelcome(hall)
    await peer.send(asCommand(client.initiate(metadataFor(hall))))
    await peer.command('READY')
    await peer.send(asCommand(client.initiate(metadataFor(hall))))
    return peer
  },
  'welcome-from-a-client': hall => async () => {
    const { peer } = await arrive(hall)
    await peer.send(command('WELCOME', Buffer.alloc(160)))
    return peer
  },
  'ready-from-a-client': hall => async () => {
    const { peer } = await arriveWelcome(hall)
    await peer.send(asCommand(someReady(hall)))
    return peer
  },
  'ready-of-null': hall => async () => {
    const { peer } = await arrive(hall)
    await peer.send([readyAs('PUSH'), message('smuggled')])
    return peer
  },
  'message-first': hall => async () => {
    const { peer } = await arrive(hall)
    await peer.send(asCommand(someMessage('client')))
    return peer
  },
  'message-after-hello': hall => async () => {
    const { peer, client } = await arriveWelcome(hall)
    await peer.send(asMessage(client.message('smuggled')))
    return peer
  },
  'clear-message-first': hall => async () => {
    const { peer } = await arrive(hall)
    await peer.send(message('smuggled'))
    return peer
  },
  'clear-message-after-hello': hall => async () => {
    const { peer } = await arriveWelcome(hall)
    await peer.send(message('smuggled'))
    return peer
  },
  'hello-as-a-message': hall => async () => {
    const { peer, client } = await arrive(hall)
    await peer.send(asMessage(client.hello()))
    return peer
  },
  'ping-first': hall => async () => {
    const { peer } = await arrive(hall)
    await peer.send(ping(0, 'x'))
    return peer
  },
  'unknown-command': hall => async () => {
    const { peer } = await arriveWelcome(hall)
    await peer.send(command('GOODBYE', 'x'))
    return peer
  },
} as const satisfies Record<string, (hall: Hall) => Attack>

conformance(
  'server',
  {
    title: 'A server lets go of a client that says something else than HELLO, then INITIATE, then MESSAGE',
    clauses: ['26/design-8', '26/hello-12', '26/initiate-15'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { said: Object.keys(fromClient) as (keyof typeof fromClient)[] },
    kills: ['mut/curve-hello-again', 'mut/curve-handshake-takes-messages', 'mut/curve-unknown-command-skipped'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const after = ['initiate-twice', 'hello-twice', 'two-hellos-at-once'].includes(t.axes.said)
    await refused(t, hall, { [t.axes.said]: fromClient[t.axes.said](hall) }, ['PONG', 'MESSAGE', after ? 'a frame' : 'READY'])
  },
)

const fromServer = {
  'ready-first': hall => async () => {
    const { peer, server } = await receive(hall)
    await peer.send(asCommand(server.ready(metadataFor(hall))))
    return peer
  },
  'ready-of-null': hall => async () => {
    const { peer } = await receive(hall)
    await peer.send([readyAs('PUSH'), message('smuggled')])
    return peer
  },
  'welcome-twice': hall => async () => {
    const { peer, server } = await receiveInitiate(hall)
    await peer.send(asCommand(server.welcome()))
    return peer
  },
  'welcome-as-a-message': hall => async () => {
    const { peer, server } = await receive(hall)
    await peer.send(asMessage(server.welcome()))
    return peer
  },
  'hello-back': hall => async () => {
    const { peer, frame } = await receive(hall)
    await peer.send(asCommand(frame.body))
    return peer
  },
  'initiate-back': hall => async () => {
    const { peer, frame } = await receiveInitiate(hall)
    await peer.send(asCommand(frame.body))
    return peer
  },
  'message-before-welcome': hall => async () => {
    const { peer, server } = await receive(hall)
    await peer.send(asMessage(server.message('smuggled')))
    return peer
  },
  'message-before-ready': hall => async () => {
    const { peer, server } = await receiveInitiate(hall)
    await peer.send(asMessage(server.message('smuggled')))
    return peer
  },
  'clear-message-before-ready': hall => async () => {
    const { peer } = await receiveInitiate(hall)
    await peer.send(message('smuggled'))
    return peer
  },
  'subscribe-before-ready': hall => async () => {
    const { peer } = await receiveInitiate(hall)
    await peer.send(subscribe('x'))
    return peer
  },
} as const satisfies Record<string, (hall: Hall) => Attack>

conformance(
  'client',
  {
    title: 'A client lets go of a server that says something else than WELCOME, then READY, then MESSAGE, and tells it no ERROR',
    clauses: ['26/design-8', '26/design-4', '26/welcome-12', '26/ready-6'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { said: Object.keys(fromServer) as (keyof typeof fromServer)[] },
    kills: ['mut/curve-client-sends-error', 'mut/curve-unknown-command-skipped', 'mut/curve-handshake-takes-messages'],
  },
  async t => {
    const hall = await openHall(t, 'client')
    await refused(t, hall, { [t.axes.said]: fromServer[t.axes.said](hall) }, ['ERROR', 'MESSAGE', 'PONG'])
  },
)

conformance(
  'whole-conversation',
  {
    title: 'HELLO, WELCOME, INITIATE, READY and MESSAGE both ways, in either form of MESSAGE, in bursts and octet by octet',
    clauses: ['26/design-8', '26/welcome-1', '26/initiate-1', '26/ready-1', '26/ready-8'],
    mode: 'wire',
    needs: { ...needs, sockets: ['DEALER'] },
    axes: { pacing: ['burst', 'drip'], form: outerForms },
    kills: ['mut/curve-no-welcome', 'mut/curve-no-ready'],
  },
  async t => {
    const hall = await openHall(t, 'server', { type: 'DEALER' })
    const pacing = t.axes.pacing === 'drip' ? 'drip' : 'burst'
    const { peer, client } = await arrive(hall)
    await peer.send(asCommand(client.hello()), pacing)
    client.welcomed((await peer.command('WELCOME')).body)
    await peer.send(asCommand(client.initiate(metadataFor(hall))), pacing)
    client.readied((await peer.command('READY')).body)
    await peer.send([asMessage(client.message('one'), t.axes.form), asMessage(client.message('two'), t.axes.form)], pacing)
    t.check('the first message', await hall.socket.recv(), ['one'])
    t.check('the second message', await hall.socket.recv(), ['two'])
    await hall.socket.send(['back'])
    t.check('the answer', client.read((await peer.frame()).body).data, 'back')
    await served(t, hall, 'afterwards')
  },
)
