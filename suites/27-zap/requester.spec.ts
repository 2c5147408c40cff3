// RFC 27/ZAP, "Socket Types" and the examples: who adds the empty frame, who takes it off, and what an application sees.
//
//   REQ ──►  ""+frames  ──► REP        DEALER ──►  "" frames  ──► ROUTER: its peer's routing id, "", frames
//
// The subject plays both: an application that asks, as a server written in ZeroMQ would, and an application that is the handler.

import { section } from '../../harness/book/section.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { zapEndpoint } from './arrival.ts'

const { conformance } = section(import.meta.url)

const request = ['1.0', 'id', 'domain', '192.0.2.1', '', 'NULL']
const reply = ['1.0', 'id', '200', '', 'joe', '']
const delimited = (type: string, frames: readonly string[]): readonly string[] =>
  type === 'REQ' || type === 'REP' ? frames : ['', ...frames]

const asking = ['REQ', 'DEALER'] as const
const needs = { sockets: ['REQ', 'DEALER', 'REP', 'ROUTER'], transports: ['inproc'] } as const

conformance(
  'handler',
  {
    title:
      'REP shows a request without the empty frame and puts it before the reply; ROUTER shows routing id and empty frame, and is given both',
    clauses: [
      ...(['27/arch-1', '27/arch-2', '27/socktypes-1', '27/socktypes-2', '27/socktypes-3', '27/socktypes-4', '27/socktypes-5'] as const),
      ...(['27/socktypes-6', '27/socktypes-7', '27/socktypes-8', '27/request-2', '27/reply-1'] as const),
    ],
    mode: 'api',
    obliges: 'both',
    needs,
    axes: { requester: asking, handler: ['REP', 'ROUTER'] },
    kills: [
      'mut/req-without-delimiter',
      'mut/req-delivers-delimiter',
      'mut/rep-delivers-envelope',
      'mut/rep-drops-envelope',
      'mut/router-without-identity-frame',
      'mut/router-sends-identity-frame',
      'mut/router-strips-delimiter',
      'mut/dealer-adds-delimiter',
      'mut/dealer-strips-delimiter',
      'mut/inproc-without-delimiter',
    ],
  },
  async t => {
    const { requester, handler } = t.axes
    const bound = await t.subject.open(handler)
    await bound.bind(zapEndpoint)
    const client = await t.subject.open(requester)
    await client.connect(zapEndpoint)
    for (let round = 0; round < 3; round++) {
      await client.send(delimited(requester, request))
      const seen = await bound.recv()
      const envelope = handler === 'ROUTER' ? seen.slice(0, 1) : []
      if (handler === 'ROUTER') t.check('the routing id is not empty', envelope[0]!.length > 0, true)
      t.check('what the handler sees', seen.slice(envelope.length), delimited(handler, request))
      await bound.send([...envelope, ...delimited(handler, reply)])
      t.check('what the requester sees', await client.recv(), delimited(requester, reply))
    }
  },
)

conformance(
  'routing-id-first',
  {
    title: 'A ROUTER that is the handler answers each of several requesters by the routing id it was shown',
    clauses: ['27/socktypes-3', '27/socktypes-4', '27/reply-3'],
    mode: 'api',
    obliges: 'both',
    needs,
    axes: { requester: asking },
    kills: ['mut/router-mixes-peers', 'mut/router-without-identity-frame'],
  },
  async t => {
    const { requester } = t.axes
    const handler = await t.subject.open('ROUTER')
    await handler.bind(zapEndpoint)
    const clients: SubjectSocket[] = []
    for (let at = 0; at < 3; at++) {
      const client = await t.subject.open(requester)
      await client.connect(zapEndpoint)
      await client.send(delimited(requester, ['1.0', `id ${at}`, 'domain', '192.0.2.1', '', 'NULL']))
      clients.push(client)
    }
    const seen: Buffer[][] = []
    for (const _ of clients) seen.push(await handler.recv())
    for (const [routingId, delimiter, version, id] of seen.reverse()) {
      t.check('the frames before the id', [delimiter, version], ['', '1.0'])
      await handler.send([routingId!, '', '1.0', id!, '200', '', '', ''])
    }
    for (const [at, client] of clients.entries()) {
      t.check(`reply to ${at}`, await client.recv(), delimited(requester, ['1.0', `id ${at}`, '200', '', '', '']))
    }
  },
)

conformance(
  'without-delimiter',
  {
    title: 'A request of a DEALER without the empty frame is none: a REP does not show it, nor does its reply come',
    clauses: ['27/socktypes-6', '27/request-2'],
    mode: 'api',
    obliges: 'both',
    needs,
    kills: ['mut/rep-needs-no-delimiter', 'mut/dealer-adds-delimiter'],
  },
  async t => {
    const handler = await t.subject.open('REP')
    await handler.bind(zapEndpoint)
    const client = await t.subject.open('DEALER')
    await client.connect(zapEndpoint)
    await client.send(['1.0', 'bare', 'domain', '192.0.2.1', 'identity', 'NULL'])
    await client.send(['', ...request])
    t.check('what the handler sees first', await handler.recv(), request)
    await handler.send(reply)
    t.check('reply', await client.recv(), ['', ...reply])
  },
)
