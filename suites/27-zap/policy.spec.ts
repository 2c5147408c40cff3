// RFC 27/ZAP, "Overall Design", and what libzmq does where the text is silent: no handler, a slow one, a dead one; and when nobody is asked.
//
//   no handler      PLAIN lets nobody in; NULL with a domain, and CURVE, let in, unless ZMQ_ZAP_ENFORCE_DOMAIN
//   no domain       NULL asks nobody
//   no reply        the handshake ends when it has taken too long
//
// Rule: a slow or dead handler is one that holds its questions: no clock is involved.

import { section } from '../../harness/book/section.ts'
import { message } from '../../harness/wire/octets.ts'
import { ended, meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { securities } from '../pairings/secured.ts'
import { answerTo, enter, guards, knock, mechanisms, needs, questions, refusal, serve, visit } from './arrival.ts'

const { conformance } = section(import.meta.url)

const failures = ['handshake_failed_auth', 'handshake_failed_protocol', 'handshake_failed', 'handshake'] as const

conformance(
  'no-handler',
  {
    title: 'Without a handler PLAIN lets nobody in and says so to who watches; NULL with a domain lets in',
    clauses: ['27/policy-1', '27/arch-7'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, ops: [...needs.ops, 'monitor'] },
    axes: { mechanism: mechanisms, role: roles },
    kills: ['mut/zap-no-handler-lets-in', 'mut/zap-no-handler-refuses'],
  },
  async t => {
    const { mechanism, role } = t.axes
    const meeting = await meet(t, 'PULL', role, guards[mechanism])
    const monitor = await meeting.socket.monitor()
    const peer = await knock(meeting, mechanism)
    if (mechanism === 'NULL') {
      await enter(peer, 'NULL')
      await peer.send(message('in'))
      t.check('message', await meeting.socket.recv(), ['in'])
      return
    }
    t.require('the answer', await answerTo(peer), refusal)
    t.check('the connection', await peer.closed(), ended)
    t.check('event', (await monitor.wait(failures, t.windows.deadline)).event, 'handshake_failed')
  },
)

conformance(
  'enforced-domain',
  {
    title: 'With a domain that is enforced, nobody is let in without a handler',
    clauses: ['27/policy-1'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, options: [...needs.options, 'zap_enforce_domain'] },
    axes: { mechanism: mechanisms, role: roles },
    kills: ['mut/zap-enforced-domain-ignored'],
  },
  async t => {
    const { mechanism, role } = t.axes
    const meeting = await meet(t, 'PULL', role, { ...guards[mechanism], zap_enforce_domain: true })
    const peer = await knock(meeting, mechanism)
    t.require('the answer', await answerTo(peer), refusal)
    t.check('the connection', await peer.closed(), ended)
    await t.subject.zap([{}])
    await visit(meeting, mechanism)
  },
)

conformance(
  'curve-without-handler',
  {
    title: 'A CURVE server without a handler lets in whoever knows its key, unless its domain is enforced',
    clauses: ['27/policy-1'],
    mode: 'pair',
    obliges: 'sender',
    needs: { sockets: ['PUSH', 'PULL'], options: ['curve_server', 'curve_serverkey', 'zap_domain'], ops: ['monitor'] },
    axes: { enforced: ['no', 'yes'] },
    kills: ['mut/zap-no-handler-refuses', 'mut/zap-enforced-domain-ignored'],
  },
  async t => {
    const enforced = t.axes.enforced === 'yes'
    if (enforced && !t.subject.capabilities.options.includes('zap_enforce_domain'))
      t.unsupported(`${t.subject.name} cannot enforce a domain`)
    const server = await t.subject.open('PULL', {
      ...securities.CURVE.server,
      zap_domain: 'book',
      ...(enforced ? { zap_enforce_domain: true } : {}),
    })
    const monitor = await server.monitor()
    const client = await t.peer.open('PUSH', securities.CURVE.client)
    await client.connect(await server.bind('tcp://127.0.0.1:*'))
    const { event } = await monitor.wait(failures, t.windows.deadline)
    t.check('event at the server', event, enforced ? 'handshake_failed' : 'handshake')
    if (enforced) return
    await client.send('in')
    t.check('message', await server.recv(), ['in'])
  },
)

conformance(
  'null-without-domain',
  {
    title: 'NULL without a domain asks nobody, although there is a handler that would refuse',
    clauses: ['27/policy-2'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { role: roles },
    kills: ['mut/zap-null-asks-without-domain'],
  },
  async t => {
    await t.subject.zap([{ status: '400' }])
    const meeting = await meet(t, 'PULL', t.axes.role)
    const peer = await visit(meeting, 'NULL')
    await peer.send(message('in'))
    t.check('message', await meeting.socket.recv(), ['in'])
    t.check('questions', await questions(t, 1, 0), [])
    // That the handler is there and would have been heard: a server with a domain asks it.
    const guarded = await meet(t, 'PULL', 'bind', guards.NULL)
    t.check('the answer of a server with a domain', await answerTo(await knock(guarded, 'NULL')), refusal)
  },
)

conformance(
  'dead-handler',
  {
    title: 'A handler that does not reply lets nobody in: the handshake ends in the time it is given',
    clauses: ['27/policy-3'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, options: [...needs.options, 'handshake_ivl'], ops: [...needs.ops, 'monitor'] },
    axes: { mechanism: mechanisms, role: roles },
    kills: ['mut/zap-silence-is-yes', 'mut/zap-waits-for-ever'],
  },
  async t => {
    const { mechanism, role } = t.axes
    const meeting = await serve(t, mechanism, { role, rules: [{ hold: true }], options: { handshake_ivl: 150 } })
    const monitor = await meeting.socket.monitor()
    const peer = await knock(meeting, mechanism)
    await t.subject.asked(1)
    t.require('the answer', await answerTo(peer), 'closed')
    t.check('the connection', await peer.closed(), ended)
    t.check('event', (await monitor.wait([...failures, 'disconnected'], t.windows.deadline)).event !== 'handshake', true)
    await t.subject.zap([{}])
    await visit(meeting, mechanism)
  },
)

conformance(
  'gone-handler',
  {
    title: 'A handler that goes away with a question lets nobody in; the next one is asked',
    clauses: ['27/policy-3', '27/policy-1'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, options: [...needs.options, 'handshake_ivl'] },
    axes: { mechanism: mechanisms },
    kills: ['mut/zap-gone-handler-lets-in'],
  },
  async t => {
    const { mechanism } = t.axes
    const meeting = await serve(t, mechanism, { rules: [{ hold: true }], options: { handshake_ivl: 150 } })
    const peer = await knock(meeting, mechanism)
    await t.subject.asked(1)
    await t.subject.zap(null)
    t.require('the answer', await answerTo(peer), 'closed')
    t.check('the connection', await peer.closed(), ended)
  },
)

conformance(
  'slow-handler',
  {
    title: 'A question that waits for its answer keeps nobody else waiting, and whoever it is about comes in when it is answered',
    clauses: ['27/request-1', '27/policy-3'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { role: roles },
    kills: ['mut/zap-slow-handler-holds-all'],
  },
  async t => {
    const quick = { credentials: [{ utf8: 'quick' }, { utf8: '' }] }
    const meeting = await serve(t, 'PLAIN', { role: t.axes.role, rules: [quick, { hold: true }] })
    const slow = [await knock(meeting, 'PLAIN', { user: 'slow' }), await knock(meeting, 'PLAIN', { user: 'slower' })]
    await t.subject.asked(2)
    for (const body of ['one', 'two', 'three']) {
      const peer = await visit(meeting, 'PLAIN', { user: 'quick', password: '' })
      await peer.send(message(body))
      t.check(`message ${body}`, await meeting.socket.recv(), [body])
    }
    for (const peer of slow) await peer.silent()
    await t.subject.zap([{}])
    for (const peer of slow) {
      await enter(peer, 'PLAIN')
      await peer.send(message('at last'))
      t.check('message of the slow one', await meeting.socket.recv(), ['at last'])
    }
  },
)

conformance(
  'left-while-asking',
  {
    title: 'A peer that leaves while the handler is asked about it leaves nothing behind: its answer lets nobody else in',
    clauses: ['27/request-1'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { mechanism: mechanisms },
    kills: ['mut/zap-status-unread'],
  },
  async t => {
    const { mechanism } = t.axes
    const meeting = await serve(t, mechanism, { rules: [{ hold: true }] })
    for (let n = 1; n <= 5; n++) {
      const peer = await knock(meeting, mechanism)
      await t.subject.asked(n)
      await peer.close()
    }
    const staying = await knock(meeting, mechanism)
    await t.subject.asked(6)
    await t.subject.zap([{ status: '400' }])
    t.check('the answer', await answerTo(staying), refusal)
    await t.subject.zap([{}])
    const legal = await visit(meeting, mechanism)
    await legal.send(message('legal'))
    t.check('what was delivered', await meeting.socket.recv(), ['legal'])
  },
)
