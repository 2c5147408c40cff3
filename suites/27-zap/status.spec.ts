// RFC 27/ZAP, "Status codes", with 24, 26 and libzmq: what follows from each status on the wire and in monitor events.
//
//   200  the handshake goes on        300  closed without a word, for another try        400, 500  ERROR with the code, and no other try

import { section } from '../../harness/book/section.ts'
import { WireMismatch } from '../../harness/wire/contract.ts'
import { error, message } from '../../harness/wire/octets.ts'
import { ended, roles } from '../37-zmtp-3.1/meeting.ts'
import { securities } from '../pairings/secured.ts'
import { answerTo, knock, mechanisms, needs, serve, visit } from './arrival.ts'

const { conformance } = section(import.meta.url)

const refusing = ['400', '500'] as const
const failures = ['handshake_failed_auth', 'handshake_failed_protocol', 'handshake_failed'] as const

conformance(
  'temporary',
  {
    title: 'Status 300 closes the connection without ERROR, so that the client may try again',
    clauses: ['27/reply-13', '27/reply-5'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { mechanism: mechanisms, role: roles },
    kills: ['mut/zap-300-is-told'],
  },
  async t => {
    const { mechanism, role } = t.axes
    const meeting = await serve(t, mechanism, { role, rules: [{ status: '300' }] })
    t.require('the answer', await answerTo(await knock(meeting, mechanism)), 'closed')
    await t.subject.zap([{}])
    const peer = await visit(meeting, mechanism)
    await peer.send(message('at the second try'))
    t.check('message', await meeting.socket.recv(), ['at the second try'])
  },
)

conformance(
  'refused',
  {
    title: 'Status 400 and 500 are told to the peer by ERROR with that code, and the connection ends',
    clauses: ['27/reply-14', '27/reply-5'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { mechanism: mechanisms, role: roles, status: refusing },
    kills: ['mut/zap-refuses-without-word', 'mut/zap-error-always-400', 'mut/zap-500-is-temporary', 'mut/plain-error-misspelt'],
  },
  async t => {
    const { mechanism, role, status } = t.axes
    const meeting = await serve(t, mechanism, { role, rules: [{ status, text: 'no reason for the wire' }] })
    const peer = await knock(meeting, mechanism)
    const answer = await answerTo(peer)
    if (answer === 'closed') t.observed('refuses by closing, without ERROR')
    else t.require('the answer', answer, `ERROR ${status}`)
    t.check('the connection', await peer.closed(), ended)
    await t.subject.zap([{}])
    await visit(meeting, mechanism)
  },
)

conformance(
  'event',
  {
    title: 'Who watches the server is told that a peer was refused, and with which status',
    clauses: ['27/reply-5', '37/security-2'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, ops: [...needs.ops, 'monitor'] },
    axes: { mechanism: mechanisms, role: roles, status: ['300', '400', '500'] },
    kills: ['mut/zap-status-of-event-dropped'],
  },
  async t => {
    const { mechanism, role, status } = t.axes
    const meeting = await serve(t, mechanism, { role, rules: [{ status }] })
    const monitor = await meeting.socket.monitor()
    await knock(meeting, mechanism)
    const { event, value } = await monitor.wait([...failures, 'handshake'], t.windows.deadline)
    t.check('event', event, 'handshake_failed_auth')
    t.check('status', value, Number(status))
  },
)

conformance(
  'success-event',
  {
    title: 'Who watches the server is told of a finished handshake only when the peer was let in',
    clauses: ['27/reply-5', '37/security-2'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, ops: [...needs.ops, 'monitor'] },
    axes: { mechanism: mechanisms },
    kills: ['mut/zap-null-asks-nobody'],
  },
  async t => {
    const { mechanism } = t.axes
    const meeting = await serve(t, mechanism, { rules: [{ hold: true }] })
    const monitor = await meeting.socket.monitor()
    const peer = await knock(meeting, mechanism)
    await t.subject.asked(1)
    await peer.silent()
    t.check(
      'events while the handler is silent',
      monitor.events.map(({ event }) => event).filter(event => event.startsWith('handshake')),
      [],
    )
    await t.subject.zap([{}])
    await visit(meeting, mechanism)
    t.check('event', (await monitor.wait([...failures, 'handshake'], t.windows.deadline)).event, 'handshake')
  },
)

/** What a client does after it was refused: another connection, or none within the silence window. */
async function comesBack(door: { accept(within?: number): Promise<unknown> }, within: number): Promise<string> {
  try {
    await door.accept(within)
    return 'came back'
  } catch (mismatch) {
    if (!(mismatch instanceof WireMismatch)) throw mismatch
    return 'stayed away'
  }
}

conformance(
  'client',
  {
    title: 'A client that is sent ERROR with a status reports it and stays away; one that is closed on without a word comes back',
    clauses: ['27/reply-13', '27/reply-14'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PUSH'], options: ['plain_username', 'plain_password', 'reconnect_ivl'], ops: ['monitor'] },
    axes: { mechanism: mechanisms, status: ['300', '400', '500'] },
    kills: ['mut/zap-refused-client-comes-back', 'mut/zap-closed-client-stays-away'],
  },
  async t => {
    const { mechanism, status } = t.axes
    const door = await t.wire.listen()
    const client = await t.subject.open('PUSH', { ...securities[mechanism].client, reconnect_ivl: 1 })
    const monitor = await client.monitor()
    await client.connect(door.endpoint)
    const peer = await door.accept()
    await peer.greet({ mechanism, asServer: mechanism === 'PLAIN' })
    await peer.command(mechanism === 'PLAIN' ? 'HELLO' : 'READY')
    if (status === '300') {
      await peer.close()
      t.check('the client', await comesBack(door, t.windows.deadline), 'came back')
      return
    }
    await peer.send(error(status))
    t.check('the connection', await peer.closed(), ended)
    const { event, value } = await monitor.wait([...failures, 'handshake'], t.windows.deadline)
    t.check('event', event, 'handshake_failed_auth')
    t.check('status', value, Number(status))
    t.check('the client', await comesBack(door, t.windows.silence), 'stayed away')
  },
)

conformance(
  'both',
  {
    title: 'Between two implementations, 200 lets a client in, 400 and 500 refuse it with the code, 300 sends it away to try again',
    clauses: ['27/reply-5', '27/reply-13', '27/reply-14'],
    mode: 'pair',
    obliges: 'both',
    needs: {
      sockets: ['PUSH', 'PULL'],
      options: ['zap_domain', 'plain_server', 'curve_server', 'curve_serverkey', 'reconnect_ivl', 'handshake_ivl'],
      ops: ['zap', 'asked', 'monitor'],
    },
    axes: { mechanism: ['NULL', 'PLAIN', 'CURVE'], server: ['subject', 'peer'], status: ['200', '300', '400', '500'] },
    kills: ['mut/zap-status-unread', 'mut/zap-300-is-told', 'mut/zap-500-is-temporary'],
  },
  async t => {
    const { mechanism, status } = t.axes
    const judged = t.axes.server === 'subject' ? 'server' : 'client'
    const [host, guest] = judged === 'server' ? [t.subject, t.peer] : [t.peer, t.subject]
    await host.zap([{ status }])
    // libzmq leaves a connection open after 300 until its handshake has taken too long.
    const server = await host.open('PULL', { ...securities[mechanism].server, zap_domain: 'book', handshake_ivl: 200 })
    const relay = await t.proxy(await server.bind('tcp://127.0.0.1:*'))
    const client = await guest.open('PUSH', { ...securities[mechanism].client, reconnect_ivl: 1 })
    const monitor = await client.monitor()
    await client.connect(relay.endpoint)
    const { event, value } = await monitor.wait([...failures, 'handshake', 'disconnected'], t.windows.deadline)
    t.note('the client is told', `${event} ${value ?? ''}`)
    if (status !== '200') await relay.ended(0)
    const told = relay.frames.filter(({ from, name }) => from === 'binder' && name === 'ERROR').map(({ data }) => data.subarray(1))
    switch (status) {
      case '200':
        t.check('the client is told', event, 'handshake')
        await client.send('in')
        t.check('message', await server.recv(), ['in'])
        return
      case '300':
        t.check('ERROR', told, [])
        await host.asked(2)
        await host.zap([{}])
        await client.send('late')
        t.check('message at a later try', await server.recv(), ['late'])
        return
      case '400':
      case '500':
        if (judged === 'server') t.check('ERROR', told, [status])
        else t.check('the client is told', [event, value], ['handshake_failed_auth', Number(status)])
        t.check('questions', (await host.asked(1)).length, 1)
        t.check('messages', await server.recv(t.windows.silence).catch(() => null), null)
        return
      default:
        status satisfies never
    }
  },
)
