// RFC 28 over inproc, where no frame is on any wire: one implementation plays both sides.

import { between } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { delivered, didNotWait, fill, outcome, promptly, refused } from './guests.ts'

const { conformance } = section(import.meta.url)

const endpoint = 'inproc://28-reqrep'
const bodies = [['one'], ['two', '', 'three'], [''], [new Uint8Array(70_000).fill(8), 'end']]

conformance(
  'request-and-reply',
  {
    title: 'Requests and replies of all shapes pass over inproc whole and unchanged',
    clauses: ['28/req-2', '28/rep-2', '28/rep-9', '28/rep-12', '28/dealer-2', '28/router-9', '28/router-12'],
    mode: 'api',
    needs: { sockets: ['REQ', 'DEALER', 'REP', 'ROUTER'], transports: ['inproc'] },
    axes: { client: ['REQ', 'DEALER'], server: ['REP', 'ROUTER'], binder: ['client', 'server'] },
    kills: ['mut/inproc-without-delimiter', 'mut/inproc-sends-identity-frame'],
  },
  async t => {
    const client = await t.subject.open(t.axes.client)
    const server = await t.subject.open(t.axes.server)
    const [binder, connecter] = t.axes.binder === 'client' ? [client, server] : [server, client]
    await binder.bind(endpoint)
    await connecter.connect(endpoint)
    const prefix = t.axes.client === 'DEALER' ? [''] : []
    for (const body of bodies) {
      await client.send([...prefix, ...body])
      const request = await server.recv()
      const envelope = t.axes.server === 'ROUTER' ? request.splice(0, 2) : []
      t.check('the request', request, body)
      await server.send([...envelope, 'reply', ...body])
      t.check('the reply', await client.recv(), [...prefix, 'reply', ...body])
    }
  },
)

conformance(
  'before-bind',
  {
    title: 'What is sent over inproc before anybody is bound arrives whole and in order when somebody is',
    clauses: ['lib/inproc-connect-before-bind', 'lib/multipart-atomic', 'lib/order'],
    mode: 'api',
    needs: { sockets: ['REQ', 'DEALER', 'ROUTER'], transports: ['inproc'] },
    axes: { client: ['REQ', 'DEALER'] },
    kills: ['mut/inproc-early-message-loses-a-frame'],
  },
  async t => {
    const client = await t.subject.open(t.axes.client)
    await client.connect(endpoint)
    const messages = t.axes.client === 'REQ' ? [['question', 'in two']] : [['', 'one'], ['two', ''], ['three']]
    for (const frames of messages) await client.send(frames)
    const router = await t.subject.open('ROUTER')
    await router.bind(endpoint)
    const delimiter = t.axes.client === 'REQ' ? [''] : []
    for (const frames of messages) t.check('behind the routing id', (await router.recv()).slice(1), [...delimiter, ...frames])
  },
)

conformance(
  'alternation',
  {
    title: 'REQ and REP refuse what is out of turn over inproc too',
    clauses: ['28/req-2', '28/rep-3', '28/rep-10'],
    mode: 'api',
    needs: { sockets: ['REQ', 'REP'], transports: ['inproc'] },
    kills: ['mut/req-sends-twice', 'mut/rep-sends-unasked'],
  },
  async t => {
    const [req, rep] = [await t.subject.open('REQ'), await t.subject.open('REP')]
    await rep.bind(endpoint)
    await req.connect(endpoint)
    t.check('REP sends unasked', await outcome(rep.send('unasked', 0)), refused)
    t.check('REQ receives unasked', await outcome(req.recv(0)), refused)
    await req.send('one')
    t.check('REQ sends again', await outcome(req.send('two', 0)), refused)
    t.check('the request', await rep.recv(), ['one'])
    t.check('REP receives again', await outcome(rep.recv(0)), refused)
    await rep.send('reply')
    t.check('the reply', await req.recv(), ['reply'])
  },
)

conformance(
  'round-robin-and-fair-queue',
  {
    title: 'A DEALER shares out among three inproc peers exactly, and hears them in turn',
    clauses: ['28/dealer-8', '28/dealer-12'],
    mode: 'api',
    needs: { sockets: ['DEALER'], transports: ['inproc'] },
    kills: ['mut/dealer-always-the-same-peer', 'mut/drains-one-peer-first'],
  },
  async t => {
    const dealer = await t.subject.open('DEALER')
    await dealer.bind(endpoint)
    const peers = [await t.subject.open('DEALER'), await t.subject.open('DEALER'), await t.subject.open('DEALER')]
    for (const peer of peers) await peer.connect(endpoint)
    t.check('nothing yet', await delivered(dealer.recv(0)), 'EAGAIN')
    for (let at = 0; at < 9; at++) await dealer.send(`${at}`)
    for (const peer of peers) {
      for (let at = 0; at < 3; at++) await peer.recv()
      t.check('no more than its share', await delivered(peer.recv(0)), 'EAGAIN')
    }
    for (const [at, peer] of peers.entries()) for (let sent = 0; sent < 4; sent++) await peer.send(`${at}`)
    const served = [0, 0, 0]
    for (let at = 0; at < 12; at++) {
      served[Number(`${(await dealer.recv())[0]}`)]!++
      t.require(`most minus least served, ${served}`, Math.max(...served) - Math.min(...served), between(0, 2))
    }
  },
)

conformance(
  'dealer-full',
  {
    title: 'Over inproc a DEALER takes what the queues of both ends hold, then no more, and loses nothing',
    clauses: ['28/dealer-7', '28/dealer-9', '28/dealer-10', '28/dealer-11'],
    mode: 'api',
    needs: { sockets: ['DEALER'], transports: ['inproc'], options: ['sndhwm', 'rcvhwm'] },
    kills: ['mut/drops-at-hwm', 'mut/sndhwm-ignored', 'mut/inproc-has-no-limit'],
  },
  async t => {
    const receiver = await t.subject.open('DEALER', { rcvhwm: 4 })
    const sender = await t.subject.open('DEALER', { sndhwm: 3 })
    await receiver.bind(endpoint)
    await sender.connect(endpoint)
    const accepted = await fill(at => sender.send(`${at}`, 0), 50)
    t.note('accepted with SNDHWM 3 and RCVHWM 4', accepted)
    t.check('accepted', accepted, between(1, 49))
    for (let at = 0; at < accepted; at++) t.check(`message ${at}`, await receiver.recv(), [`${at}`])
    await sender.send('room again')
    t.check('the next message', await receiver.recv(), ['room again'])
  },
)

conformance(
  'asker-closed',
  {
    title: 'A REP whose asker has closed drops the reply or says so, without waiting, and serves the next',
    clauses: ['28/rep-13', '28/rep-14'],
    mode: 'api',
    obliges: 'sender',
    needs: { sockets: ['REQ', 'REP'], transports: ['inproc'] },
    kills: ['mut/rep-waits-for-gone-peer', 'mut/rep-reply-goes-to-next-peer'],
  },
  async t => {
    const rep = await t.subject.open('REP')
    await rep.bind(endpoint)
    const gone = await t.subject.open('REQ')
    await gone.connect(endpoint)
    await gone.send('question')
    t.check('the request', await rep.recv(), ['question'])
    await gone.close()
    const next = await t.subject.open('REQ')
    await next.connect(endpoint)
    await next.send('next question')
    t.check('the reply to nobody', await promptly(within => rep.send('lost', within), t.windows.deadline), didNotWait)
    t.check('the next request', await rep.recv(), ['next question'])
    await rep.send('answer')
    t.check('the next reply', await next.recv(), ['answer'])
  },
)
