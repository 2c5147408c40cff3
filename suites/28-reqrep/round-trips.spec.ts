// RFC 28 between two implementations: requests and replies through the recording relay, over tcp and ipc.
//
//   client (REQ, DEALER) ──► relay ──► server (REP, ROUTER)          either may be the subject, either may bind

import { section } from '../../harness/book/section.ts'
import type { Subject, SubjectSocket } from '../../harness/subjects/subject.ts'
import { spread } from './guests.ts'

const { conformance } = section(import.meta.url)

const wildcard = { tcp: 'tcp://127.0.0.1:*', ipc: 'ipc://*' } as const
const bodies = [['one'], ['two', '', 'three'], [''], [new Uint8Array(300).fill(7)], [new Uint8Array(70_000).fill(8), 'end']]

type Frames = readonly (Uint8Array | string)[]

/** What each type adds to the frames of the application when it sends to a REQ or REP. */
const outgoing: Record<string, (frames: Frames) => Frames> = {
  REQ: frames => frames,
  REP: frames => frames,
  DEALER: frames => ['', ...frames],
}

async function openPair(t: { subject: Subject; peer: Subject }, types: readonly [client: string, server: string], subjectIs: string) {
  const [mine, theirs] = subjectIs === 'client' ? [t.subject, t.peer] : [t.peer, t.subject]
  return [await mine.open(types[0]), await theirs.open(types[1])] as const
}

conformance(
  'request-and-reply',
  {
    title: 'Requests and replies of all shapes pass between client and server whole and unchanged',
    clauses: ['28/req-2', '28/rep-2', '28/rep-3', '28/rep-9', '28/rep-12', '28/dealer-2', '28/dealer-13', '28/router-9', '28/router-12'],
    mode: 'pair',
    axes: {
      client: ['REQ', 'DEALER'],
      server: ['REP', 'ROUTER'],
      subject: ['client', 'server'],
      binder: ['client', 'server'],
      transport: ['tcp', 'ipc'],
    },
    kills: ['mut/rep-drops-envelope', 'mut/req-delivers-delimiter', 'mut/router-sends-identity-frame'],
  },
  async t => {
    const { axes } = t
    for (const type of [axes.client, axes.server])
      for (const side of [t.subject, t.peer]) if (!side.capabilities.sockets.includes(type)) t.unsupported(`${side.name} has no ${type}`)
    const [client, server] = await openPair(t, [axes.client, axes.server], axes.subject)
    const [binder, connecter] = axes.binder === 'client' ? [client, server] : [server, client]
    const relay = await t.proxy(await binder.bind(wildcard[axes.transport]))
    await connecter.connect(relay.endpoint)
    for (const body of bodies) {
      await client.send(outgoing[axes.client]!(body))
      const request = await server.recv()
      const envelope = axes.server === 'ROUTER' ? request.splice(0, 2) : []
      t.check('the request', request, body)
      if (axes.server === 'ROUTER') t.check('the delimiter behind the identity', envelope[1], '')
      await server.send([...envelope, 'reply', ...body])
      t.check('the reply', await client.recv(), outgoing[axes.client]!(['reply', ...body]))
    }
  },
)

/** Number of messages each server got, answering them all. */
async function serveAll(servers: readonly SubjectSocket[], each: readonly number[]): Promise<void> {
  for (const [at, server] of servers.entries()) for (let left = each[at]!; left > 0; left--) await server.send(await server.recv())
}

conformance(
  'dealer-shares-out',
  {
    title: 'A DEALER connected to three servers gives each the same share, and hears all their answers',
    clauses: ['28/dealer-1', '28/dealer-8', '28/dealer-13', '28/rep-12'],
    mode: 'pair',
    obliges: 'sender',
    needs: { sockets: ['DEALER', 'REP'] },
    axes: { transport: ['tcp', 'ipc'] },
    kills: ['mut/dealer-always-the-same-peer', 'mut/ignores-a-peer'],
  },
  async t => {
    const dealer = await t.subject.open('DEALER')
    const servers: SubjectSocket[] = []
    for (let at = 0; at < 3; at++) {
      const server = await t.peer.open('REP')
      const relay = await t.proxy(await server.bind(wildcard[t.axes.transport]))
      await dealer.connect(relay.endpoint)
      await relay.handshake()
      servers.push(server)
    }
    for (let at = 0; at < 9; at++) await dealer.send(['', `${at}`])
    await serveAll(servers, [3, 3, 3])
    const answers = []
    while (answers.length < 9) answers.push(`${(await dealer.recv())[1]}`)
    t.check('all answers', answers.toSorted(), ['0', '1', '2', '3', '4', '5', '6', '7', '8'])
  },
)

conformance(
  'req-takes-turns',
  {
    title: 'A REQ connected to three servers asks them in turn',
    clauses: ['28/req-1', '28/req-6'],
    mode: 'pair',
    obliges: 'sender',
    needs: { sockets: ['REQ', 'REP'] },
    axes: { transport: ['tcp', 'ipc'] },
    kills: ['mut/req-always-the-same-peer', 'mut/ignores-a-peer'],
  },
  async t => {
    const req = await t.subject.open('REQ')
    const relays = []
    const servers: SubjectSocket[] = []
    for (let at = 0; at < 3; at++) {
      const server = await t.peer.open('REP')
      const relay = await t.proxy(await server.bind(wildcard[t.axes.transport]))
      await req.connect(relay.endpoint)
      await relay.handshake()
      servers.push(server)
      relays.push(relay)
    }
    const asked = [0, 0, 0]
    for (let at = 0; at < 7; at++) {
      await req.send(`request ${at}`)
      const isIt = (frame: { body: Buffer }) => `${frame.body}` === `request ${at}`
      const who = await Promise.any(relays.map((relay, place) => relay.seen(isIt, `request ${at}`).then(() => place)))
      asked[who]!++
      await servers[who]!.send(await servers[who]!.recv())
      t.check('the reply', await req.recv(), [`request ${at}`])
    }
    t.check(`difference between the most and the least asked of ${asked}`, spread(asked), 1)
  },
)

conformance(
  'rep-serves-many',
  {
    title: 'A REP serves the clients that connected to it and those it connected to, each with its own reply',
    clauses: ['28/rep-1', '28/rep-12'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['REQ', 'REP'] },
    axes: { transport: ['tcp', 'ipc'] },
    kills: ['mut/rep-answers-last-connected'],
  },
  async t => {
    const rep = await t.subject.open('REP')
    const relay = await t.proxy(await rep.bind(wildcard[t.axes.transport]))
    const clients: SubjectSocket[] = []
    for (let at = 0; at < 4; at++) {
      const client = await t.peer.open('REQ')
      if (at < 2) await client.connect(relay.endpoint)
      else await rep.connect((await t.proxy(await client.bind(wildcard[t.axes.transport]))).endpoint)
      clients.push(client)
    }
    for (const round of ['one', 'two']) {
      for (const [at, client] of clients.entries()) await client.send(`${round} of ${at}`)
      for (const _ of clients) await rep.send([...(await rep.recv()), 'answered'])
      for (const [at, client] of clients.entries()) t.check(`reply to client ${at}`, await client.recv(), [`${round} of ${at}`, 'answered'])
    }
  },
)

conformance(
  'sent-before-anybody-listens',
  {
    title: 'What is sent to an endpoint where nobody listens yet arrives when somebody does',
    clauses: ['28/req-8', '28/dealer-4'],
    mode: 'pair',
    obliges: 'sender',
    needs: { sockets: ['DEALER', 'REQ', 'ROUTER'], options: ['reconnect_ivl'] },
    axes: { socket: ['REQ', 'DEALER'], transport: ['tcp', 'ipc'] },
    kills: ['mut/no-queue-until-connected', 'mut/refused-connection-is-final'],
  },
  async t => {
    const server = await t.peer.open('ROUTER')
    const relay = await t.proxy(await server.bind(wildcard[t.axes.transport]))
    relay.cut(true)
    const client = await t.subject.open(t.axes.socket, { reconnect_ivl: 5 })
    await client.connect(relay.endpoint)
    await client.send('early')
    await relay.restore()
    t.check('received', (await server.recv()).at(-1), 'early')
  },
)
