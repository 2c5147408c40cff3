// RFC 27/ZAP, "Proxy Handlers": the socket at inproc://zeromq.zap.01 passes questions on to others, and their replies back.
//
//   server ─► ROUTER DEALER ─► ROUTER DEALER ─► … ─► REP or ROUTER
//             hop 1            hop 2                 the terminal handler: N routing ids, "", the request
//
// The case is the program between the sockets: it moves whole messages, and nothing else. All sockets are the subject's.

import { section } from '../../harness/book/section.ts'
import type { Subject, SubjectSocket } from '../../harness/subjects/subject.ts'
import { message } from '../../harness/wire/octets.ts'
import { meet } from '../37-zmtp-3.1/meeting.ts'
import { enter, guards, knock, mechanisms, zapEndpoint } from './arrival.ts'

const { conformance } = section(import.meta.url)

interface Hop {
  readonly front: SubjectSocket
  readonly back: SubjectSocket
}

/** A chain of proxies from the well-known address on, and the socket at its end. */
async function chain(
  subject: Subject,
  hops: number,
  terminal: 'REP' | 'ROUTER',
): Promise<{ readonly hops: readonly Hop[]; readonly end: SubjectSocket }> {
  const made: Hop[] = []
  const place = (hop: number) => (hop === 0 ? zapEndpoint : `inproc://handler-behind-${hop}`)
  const end = await subject.open(terminal)
  await end.bind(place(hops))
  for (let hop = hops - 1; hop >= 0; hop--) {
    const back = await subject.open('DEALER')
    await back.connect(place(hop + 1))
    const front = await subject.open('ROUTER')
    await front.bind(place(hop))
    made.unshift({ front, back })
  }
  return { hops: made, end }
}

const needs = { sockets: ['PULL', 'ROUTER', 'DEALER', 'REP'], transports: ['inproc'], options: ['zap_domain', 'plain_server'] } as const

conformance(
  'chain',
  {
    title: 'A question reaches the terminal handler through any number of proxies, and its reply finds the way back',
    clauses: ['27/proxy-1', '27/proxy-2', '27/proxy-3', '27/proxy-4', '27/proxy-5', '27/proxy-6', '27/proxy-7'],
    mode: 'wire',
    obliges: 'both',
    needs,
    axes: { mechanism: mechanisms, hops: ['0', '1', '2', '5'], terminal: ['REP', 'ROUTER'] },
    kills: [
      'mut/rep-keeps-one-hop',
      'mut/rep-reverses-hops',
      'mut/rep-drops-envelope',
      'mut/rep-delivers-envelope',
      'mut/router-without-identity-frame',
    ],
  },
  async t => {
    const { mechanism, terminal } = t.axes
    const count = Number(t.axes.hops)
    const { hops, end } = await chain(t.subject, count, terminal)
    const meeting = await meet(t, 'PULL', 'bind', guards[mechanism])
    for (const body of ['one', 'two']) {
      const peer = await knock(meeting, mechanism)
      for (const { front, back } of hops) await back.send(await front.recv())
      const seen = await end.recv()
      const at = terminal === 'ROUTER' ? count + 1 : 0
      const [envelope, request] = [seen.slice(0, at), seen.slice(at)]
      t.check('routing ids that are empty', envelope.filter(({ length }) => length === 0).length, 0)
      t.check(
        'what the terminal handler sees',
        request.slice(0, terminal === 'ROUTER' ? 2 : 1),
        terminal === 'ROUTER' ? ['', '1.0'] : ['1.0'],
      )
      const [, id, domain] = terminal === 'ROUTER' ? request.slice(1) : request
      t.check('domain', domain, 'book')
      const reply = ['1.0', id!, '200', '', '', '']
      await end.send(terminal === 'ROUTER' ? [...envelope, '', ...reply] : reply)
      for (const { front, back } of [...hops].reverse()) await front.send(await back.recv())
      await enter(peer, mechanism)
      await peer.send(message(body))
      t.check(`message ${body}`, await meeting.socket.recv(), [body])
    }
  },
)

conformance(
  'routing-frames',
  {
    title: 'Each proxy adds one routing frame before the empty one, and leaves everything else as it was',
    clauses: ['27/proxy-2', '27/proxy-3', '27/proxy-4', '27/proxy-5'],
    mode: 'wire',
    obliges: 'both',
    needs,
    axes: { hops: ['1', '3'] },
    kills: ['mut/router-without-identity-frame', 'mut/dealer-adds-delimiter'],
  },
  async t => {
    const { hops, end } = await chain(t.subject, Number(t.axes.hops), 'ROUTER')
    const meeting = await meet(t, 'PULL', 'bind', guards.PLAIN)
    await knock(meeting, 'PLAIN')
    let before: readonly Buffer[] = []
    for (const { front, back } of hops) {
      const seen = await front.recv()
      if (before.length > 0) t.check('the frames behind the new routing id', seen.slice(1), before)
      before = seen
      await back.send(seen)
    }
    const seen = await end.recv()
    t.check('the frames behind the new routing id', seen.slice(1), before)
    t.check(
      'place of the empty frame',
      seen.findIndex(({ length }) => length === 0),
      hops.length + 1,
    )
  },
)

conformance(
  'envelope',
  {
    title:
      'A terminal REP gives each reply the envelope of its own request, whoever of several servers asked, and in whatever order they are heard',
    clauses: ['27/proxy-6', '27/proxy-7', '27/proxy-4'],
    mode: 'wire',
    obliges: 'both',
    needs,
    kills: ['mut/rep-mixes-envelopes', 'mut/rep-keeps-one-hop', 'mut/rep-reverses-hops'],
  },
  async t => {
    const { hops, end } = await chain(t.subject, 2, 'REP')
    const open = await meet(t, 'PULL', 'bind', { ...guards.NULL, zap_domain: 'open' })
    const shut = await meet(t, 'PULL', 'bind', { ...guards.NULL, zap_domain: 'shut' })
    const answers: string[] = []
    const visitors = [await knock(shut, 'NULL'), await knock(open, 'NULL'), await knock(shut, 'NULL'), await knock(open, 'NULL')]
    for (const _ of visitors) {
      for (const { front, back } of hops) await back.send(await front.recv())
      const [, id, domain] = await end.recv()
      await end.send(['1.0', id!, domain!.toString() === 'open' ? '200' : '400', '', '', ''])
      for (const { front, back } of [...hops].reverse()) await front.send(await back.recv())
    }
    for (const visitor of visitors) answers.push((await visitor.frame()).name ?? 'no command')
    t.check('the answers', answers, ['ERROR', 'READY', 'ERROR', 'READY'])
  },
)
