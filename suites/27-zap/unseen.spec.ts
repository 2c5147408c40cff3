// RFC 27/ZAP with 24 and 37, "Security Considerations": who was not let in is never heard, whatever it says and when.
//
//   knock, and at once a message or a subscription ──► the handler is asked ──► no, or no answer: nothing was ever seen
//
// Rule: the control is the same peer with leave to come in.

import { section } from '../../harness/book/section.ts'
import { cancel, message, oldSubscribe, subscribe } from '../../harness/wire/octets.ts'
import { initiateAs } from '../24-plain/arrival.ts'
import { answerTo, enter, knock, mechanisms, needs, refusal, serve, visit } from './arrival.ts'

const { conformance } = section(import.meta.url)

const said = {
  message: [message('smuggled')],
  messages: [message('smuggled'), message('smuggled', 'too')],
  initiate: [initiateAs('PUSH'), message('smuggled')],
} as const

conformance(
  'message',
  {
    title: 'What a peer says before it is let in is never delivered, be it refused or let in afterwards',
    clauses: ['27/reply-14', '37/security-1'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { mechanism: mechanisms, says: ['message', 'messages', 'initiate'], status: ['200', '400'] },
    kills: ['mut/zap-null-asks-nobody', 'mut/plain-asks-nobody', 'mut/delivers-before-ready'],
  },
  async t => {
    const { mechanism, says, status } = t.axes
    const meeting = await serve(t, mechanism, { rules: [{ hold: true }] })
    const peer = await knock(meeting, mechanism)
    await t.subject.asked(1)
    await peer.send(said[says])
    await t.subject.zap([{ status }])
    const answer = await answerTo(peer)
    t.note('the answer', answer)
    if (status === '400') t.check('the answer', answer, refusal)
    await peer.close()
    await t.subject.zap([{}])
    const legal = await visit(meeting, mechanism)
    await legal.send(message('legal'))
    t.check('what was delivered', await meeting.socket.recv(), ['legal'])
  },
)

conformance(
  'message-of-the-refused',
  {
    title: 'What a refused peer says after it was refused is never delivered, also when the handler has changed its mind',
    clauses: ['27/reply-14', '27/reply-13'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { mechanism: mechanisms, status: ['300', '400', '500'] },
    kills: ['mut/zap-status-unread'],
  },
  async t => {
    const { mechanism, status } = t.axes
    const meeting = await serve(t, mechanism, { rules: [{ status }] })
    const peer = await knock(meeting, mechanism)
    t.note('the answer', await answerTo(peer))
    await t.subject.zap([{}])
    await peer.send(mechanism === 'PLAIN' ? [initiateAs('PUSH'), message('smuggled')] : [message('smuggled')])
    const legal = await visit(meeting, mechanism)
    await legal.send(message('legal'))
    t.check('what was delivered', await meeting.socket.recv(), ['legal'])
  },
)

const subscriptions = {
  command: [subscribe('topic')],
  message: [oldSubscribe('topic')],
  'subscribe-and-cancel': [subscribe('topic'), cancel('topic')],
} as const

conformance(
  'subscription',
  {
    title: 'A subscription of a peer that is not let in is never seen',
    clauses: ['27/reply-14', '37/security-1'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['XPUB'] },
    axes: { mechanism: mechanisms, form: ['command', 'message', 'subscribe-and-cancel'], when: ['before', 'after'] },
    kills: ['mut/zap-null-asks-nobody', 'mut/zap-status-unread'],
  },
  async t => {
    const { mechanism, form, when } = t.axes
    const meeting = await serve(t, mechanism, { type: 'XPUB', rules: [when === 'before' ? { hold: true } : { status: '400' }] })
    const peer = await knock(meeting, mechanism, { type: 'SUB' })
    await t.subject.asked(1)
    if (when === 'before') {
      await peer.send(subscriptions[form])
      await t.subject.zap([{ status: '400' }])
      t.check('the answer', await answerTo(peer), refusal)
    } else {
      t.check('the answer', await answerTo(peer), refusal)
      await peer.send(subscriptions[form])
    }
    await peer.close()
    await t.subject.zap([{}])
    const legal = await visit(meeting, mechanism, { type: 'SUB' })
    await legal.send(subscribe('legal'))
    t.check('the first subscription seen', await meeting.socket.recv(), [Buffer.from('\x01legal')])
  },
)

conformance(
  'publication',
  {
    title: 'A subscriber that waits for its answer gets nothing of what is published meanwhile',
    clauses: ['27/reply-14', '37/security-1'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, sockets: ['PUB'] },
    axes: { mechanism: mechanisms },
    kills: ['mut/zap-null-asks-nobody'],
  },
  async t => {
    const { mechanism } = t.axes
    const sub = { type: 'SUB' } as const
    const meeting = await serve(t, mechanism, { type: 'PUB' })
    const legal = await visit(meeting, mechanism, sub)
    await legal.send(subscribe(''))
    await legal.barrier()
    await t.subject.zap([{ hold: true }])
    const waiting = await knock(meeting, mechanism, sub)
    await t.subject.asked(2)
    await meeting.socket.send('secret')
    t.check('what the legal one gets', await legal.message(), ['secret'])
    await waiting.silent()
    await t.subject.zap([{}])
    await enter(waiting, mechanism, 'SUB')
    await waiting.silent()
  },
)

conformance(
  'queued',
  {
    title: 'What waits in a PUSH goes to nobody before that one is let in, and not to the refused',
    clauses: ['27/reply-14', '37/security-1'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, sockets: ['PUSH'] },
    axes: { mechanism: mechanisms },
    kills: ['mut/zap-null-asks-nobody'],
  },
  async t => {
    const { mechanism } = t.axes
    const pull = { type: 'PULL' } as const
    const meeting = await serve(t, mechanism, { type: 'PUSH', rules: [{ hold: true }] })
    const refused = await knock(meeting, mechanism, pull)
    await t.subject.asked(1)
    const sent = meeting.socket.send('secret')
    await refused.silent()
    await t.subject.zap([{ status: '400' }])
    t.check('the answer', await answerTo(refused), refusal)
    await refused.close()
    await t.subject.zap([{}])
    const legal = await visit(meeting, mechanism, pull)
    await sent
    t.check('what the legal one gets', await legal.message(), ['secret'])
  },
)
