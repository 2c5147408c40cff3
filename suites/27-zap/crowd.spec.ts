// RFC 27/ZAP with 37, "Security Considerations": many who wait for an answer that does not come (CVE-2020-15166 was of this kind).
//
//   60 × knock ──► held ────────────────►        and still: one more ──► asked about, answered, served
//
// Rule: who has not been answered costs its own place, and nobody else's.

import { section } from '../../harness/book/section.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { message } from '../../harness/wire/octets.ts'
import { answerTo, knock, needs, serve, visit } from './arrival.ts'

const { conformance } = section(import.meta.url)

const quick = { credentials: [{ utf8: 'quick' }, { utf8: '' }] } as const
const crowd = 60

conformance(
  'waiting',
  {
    title: 'Sixty peers that the handler is silent about keep nobody else from being asked about and served',
    clauses: ['27/policy-3', '27/request-1', '37/security-4', '37/security-5'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs,
    kills: ['mut/zap-slow-handler-holds-all'],
  },
  async t => {
    const meeting = await serve(t, 'PLAIN', { rules: [quick, { hold: true }] })
    const waiting: WirePeer[] = []
    while (waiting.length < crowd) waiting.push(await knock(meeting, 'PLAIN', { user: `slow ${waiting.length}` }))
    await t.subject.asked(crowd)
    for (const body of ['one', 'two']) {
      const peer = await visit(meeting, 'PLAIN', { user: 'quick', password: '' })
      await peer.send(message(body))
      t.check(`message ${body}`, await meeting.socket.recv(), [body])
    }
    t.check('of those who wait are still connected', waiting.filter(({ open }) => open).length, crowd)
  },
)

conformance(
  'leaving',
  {
    title: 'Peers that knock and leave before the answer, again and again, leave a server that serves',
    clauses: ['27/request-1', '37/security-4', '37/security-5'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { how: ['close', 'reset'] },
  },
  async t => {
    const meeting = await serve(t, 'PLAIN', { rules: [quick, { hold: true }] })
    for (let at = 0; at < crowd; at++) {
      const peer = await knock(meeting, 'PLAIN', { user: 'gone' })
      if (at % 2 === 0) await t.subject.asked(at + 1)
      if (t.axes.how === 'reset') peer.reset()
      else await peer.close()
    }
    await t.subject.zap([quick, { status: '400' }])
    const stranger = await knock(meeting, 'PLAIN', { user: 'stranger' })
    const answer = await answerTo(stranger)
    t.check('the stranger is let in', answer === 'WELCOME', false)
    const peer = await visit(meeting, 'PLAIN', { user: 'quick', password: '' })
    await peer.send(message('in'))
    t.check('message', await meeting.socket.recv(), ['in'])
  },
)
