// RFC 27/ZAP, "Architecture": servers of a process, and the one handler that they ask.
//
//   server ── DEALER or REQ ──► inproc://zeromq.zap.01 ◄── bound: ROUTER or REP

import { section } from '../../harness/book/section.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'
import { message } from '../../harness/wire/octets.ts'
import { ended, meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { answerTo, enter, guards, knock, mechanisms, needs, questions, refusal, serve, visit, zapEndpoint } from './arrival.ts'

const { conformance } = section(import.meta.url)

conformance(
  'asked',
  {
    title: 'A server asks the handler at inproc://zeromq.zap.01, be it a ROUTER or a REP, once about each peer, and lets in whom it may',
    clauses: ['27/arch-1', '27/arch-2', '27/arch-3', '27/arch-4', '27/request-1', '27/request-2', '27/socktypes-7', '27/socktypes-8'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { mechanism: mechanisms, role: roles, handler: ['ROUTER', 'REP'] },
    kills: [
      'mut/zap-asks-elsewhere',
      'mut/zap-asks-rep-only',
      'mut/zap-asks-router-only',
      'mut/zap-asks-as-pair',
      'mut/zap-asks-twice',
      'mut/zap-request-without-delimiter',
      'mut/zap-null-asks-nobody',
      'mut/plain-asks-nobody',
    ],
  },
  async t => {
    const { mechanism, role, handler } = t.axes
    const meeting = await serve(t, mechanism, { role, as: handler })
    for (const body of ['one', 'two']) {
      const peer = await visit(meeting, mechanism)
      await peer.send(message(body))
      t.check(`message ${body}`, await meeting.socket.recv(), [body])
    }
    const asked = await t.subject.asked(2)
    t.check('questions', asked.length, 2)
    for (const question of asked)
      t.check('the first frames', question.slice(0, handler === 'ROUTER' ? 2 : 1), handler === 'ROUTER' ? ['', '1.0'] : ['1.0'])
  },
)

conformance(
  'no-other-handler',
  {
    title: 'A socket of another type that is bound there is no handler: a PLAIN server lets nobody in',
    clauses: ['27/arch-2'],
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, sockets: ['PULL', 'DEALER', 'PAIR'] },
    axes: { type: ['DEALER', 'PAIR', 'PULL'] },
    kills: ['mut/zap-asks-any-socket'],
  },
  async t => {
    const impostor = await t.subject.open(t.axes.type)
    await impostor.bind(zapEndpoint)
    const meeting = await meet(t, 'PULL', 'bind', guards.PLAIN)
    const peer = await knock(meeting, 'PLAIN')
    t.check('the answer', await answerTo(peer), refusal)
    await impostor.close()
    await t.subject.zap([{}])
    await visit(meeting, 'PLAIN')
  },
)

conformance(
  'one-handler',
  {
    title: 'There is one handler: a second socket cannot be bound to its address',
    clauses: ['27/arch-5'],
    mode: 'api',
    obliges: 'both',
    needs: { sockets: ['ROUTER', 'REP'], transports: ['inproc'], ops: ['zap'] },
    axes: { first: ['ROUTER', 'REP'], second: ['ROUTER', 'REP'] },
    kills: ['mut/zap-name-taken-over'],
  },
  async t => {
    await t.subject.zap([{}], t.axes.first)
    const second = await t.subject.open(t.axes.second)
    const word = await second.bind(zapEndpoint).then(
      () => 'bound',
      (error: unknown) => {
        if (!(error instanceof SubjectError)) throw error
        return error.err
      },
    )
    t.check('the second handler', word, 'EADDRINUSE')
  },
)

conformance(
  'many-servers',
  {
    title: 'Many servers ask one handler, which tells them apart by their domains',
    clauses: ['27/arch-6', '27/request-5'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { mechanism: mechanisms },
    kills: ['mut/zap-domain-not-sent'],
  },
  async t => {
    const { mechanism } = t.axes
    await t.subject.zap([{ domain: 'open' }, { domain: 'shut', status: '400' }])
    const open = await meet(t, 'PULL', 'bind', { ...guards[mechanism], zap_domain: 'open' })
    const shut = await meet(t, 'PULL', 'bind', { ...guards[mechanism], zap_domain: 'shut' })
    for (const body of ['one', 'two']) {
      t.check('the server that is shut', await answerTo(await knock(shut, mechanism)), refusal)
      const peer = await visit(open, mechanism)
      await peer.send(message(body))
      t.check(`message ${body} to the server that is open`, await open.socket.recv(), [body])
    }
  },
)

conformance(
  'handler-first',
  {
    title: 'Whoever comes before there is a handler is not let in by PLAIN; whoever comes afterwards is asked about',
    clauses: ['27/arch-7', '27/policy-1'],
    mode: 'wire',
    obliges: 'both',
    needs,
    axes: { role: roles },
    kills: ['mut/zap-no-handler-lets-in'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role, guards.PLAIN)
    const early = await knock(meeting, 'PLAIN')
    t.require('the answer without a handler', await answerTo(early), refusal)
    t.check('the connection', await early.closed(), ended)
    await t.subject.zap([{}])
    const peer = await knock(meeting, 'PLAIN')
    await enter(peer, 'PLAIN')
    t.check('questions', (await questions(t, 1)).length, 1)
    await peer.send(message('in'))
    t.check('message', await meeting.socket.recv(), ['in'])
  },
)
