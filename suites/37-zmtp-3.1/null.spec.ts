// RFC 37/ZMTP 3.1, "The NULL Security Mechanism": READY both ways, then messages. What each side says, and in which order.
//
//   client (connects) ──► READY          null = ready *message | error
//                    READY ◄── server (binds)
//
// What READY may hold is in properties.spec.ts; the illegal ones are in hostile.spec.ts.

import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { WireMismatch } from '../../harness/wire/contract.ts'
import { error, greeting, message, ready, readyAs } from '../../harness/wire/octets.ts'
import { control, ended, fateOf, fateOfReady, meet, optionsOf, roles, rules } from './meeting.ts'

const { conformance } = section(import.meta.url)

const partners = {
  PAIR: 'PAIR',
  PUB: 'SUB',
  SUB: 'PUB',
  XPUB: 'SUB',
  XSUB: 'PUB',
  REQ: 'REP',
  REP: 'REQ',
  DEALER: 'ROUTER',
  ROUTER: 'DEALER',
  PULL: 'PUSH',
  PUSH: 'PULL',
} as const
const types = ['PAIR', 'PUB', 'SUB', 'XPUB', 'XSUB', 'REQ', 'REP', 'DEALER', 'ROUTER', 'PULL', 'PUSH'] as const

conformance(
  'as-server',
  {
    title: 'Under NULL the as-server octet is zero, whoever binds',
    clauses: ['37/null-2'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/as-server-always-one'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', t.axes.role)
    t.check('octet 32', (await (await next()).greet()).bytes[32], 0)
  },
)

conformance(
  'client-speaks-first',
  {
    title: 'Who connects is the client: it sends READY while the server has sent none',
    clauses: ['37/null-3', '37/null-4'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
    kills: ['mut/waits-for-ready'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', 'connect')
    const peer = await next()
    await peer.greet()
    t.check('first frame', (await peer.frame()).name, 'READY')
  },
)

conformance(
  'server-answers',
  {
    title: 'A server answers a good READY with READY',
    clauses: ['37/null-7', '37/meta-1'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
    axes: { pacing: ['burst', 'drip'] },
    kills: ['mut/server-never-ready'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', 'bind')
    const peer = await next()
    const ready = await peer.handshake({ type: 'PUSH', pacing: t.axes.pacing })
    t.check('socket type', ready.socketType, 'PULL')
  },
)

conformance(
  'server-speaks-second',
  {
    title: 'Who binds is the server: its READY is a reply, and comes when the client has said READY',
    clauses: ['37/null-3', '37/null-7'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PULL'] },
    axes: { rule: rules },
    kills: ['mut/server-speaks-first'],
  },
  async t => {
    const { next } = await meet(t, 'PULL', 'bind', optionsOf(t, t.axes.rule))
    const peer = await next()
    await peer.greet()
    await peer.silent()
    await peer.send(readyAs('PUSH'))
    t.check('the reply', (await peer.frame()).name, 'READY')
  },
)

conformance(
  'ready-grammar',
  {
    title: 'READY is 05 "READY" and properties to its last octet: name length, name, four octets of length, value',
    clauses: ['37/null-10', '37/null-12', '37/null-17', '37/null-18', '37/greeting-10', '37/meta-1'],
    mode: 'wire',
    obliges: 'sender',
    axes: { type: types },
    kills: ['mut/ready-with-trailing-nul', 'mut/value-length-little-endian', 'mut/name-with-colon'],
  },
  async t => {
    const { next } = await meet(t, t.axes.type, 'bind')
    const peer = await next()
    const { properties } = await peer.handshake({ type: partners[t.axes.type] })
    const name = satisfying('1 to 255 letters, digits, - _ . +', (text: string) => /^[A-Za-z0-9\-_.+]{1,255}$/.test(text))
    for (const property of properties.keys()) t.check(`the name ${property}`, property, name)
    t.check('Socket-Type', properties.get('Socket-Type'), Buffer.from(t.axes.type))
  },
)

conformance(
  'message-behind-ready',
  {
    title: 'A server whose READY and first message share a segment loses neither',
    clauses: ['37/null-9'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    kills: ['mut/drops-octets-behind-command'],
  },
  async t => {
    const { socket, next } = await meet(t, 'PULL', 'connect')
    const peer = await next()
    await peer.greet()
    await peer.command('READY')
    await peer.send([readyAs('PUSH'), message('early'), message('of two', 'frames')])
    t.check('first message', await socket.recv(), ['early'])
    t.check('second message', await socket.recv(), ['of two', 'frames'])
  },
)

conformance(
  'no-message-before-ready',
  {
    title: 'No message leaves before the peer sent READY',
    clauses: ['37/null-4', '37/null-22', '37/greeting-7'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['PUSH'] },
    axes: { role: roles },
    kills: ['mut/sends-before-peer-ready'],
  },
  async t => {
    const { socket, next } = await meet(t, 'PUSH', t.axes.role)
    const peer = await next()
    await peer.greet()
    const sending = socket.send('patient', t.windows.deadline)
    sending.catch(() => {})
    const first = await peer.frame(t.windows.silence).catch((mismatch: unknown) => {
      if (mismatch instanceof WireMismatch && peer.open) return null
      throw mismatch
    })
    t.check('what comes before READY is given', first === null ? 'READY' : first.name, 'READY')
    await peer.silent()
    await peer.send(readyAs('PULL'))
    if (first === null) await peer.command('READY')
    t.check('message', await peer.message(), ['patient'])
    await sending
  },
)

conformance(
  'message-instead-of-ready',
  {
    title: 'A message before READY is never delivered',
    clauses: ['37/greeting-7', '37/null-5', '37/null-22'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
    kills: ['mut/delivers-before-ready'],
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role)
    const peer = await meeting.next()
    await peer.greet()
    await peer.send([message('smuggled'), readyAs('PUSH'), message('smuggled too')])
    if ((await peer.closed()) === 'silence') t.warn('the connection is left open')
    const legal = await control(meeting, 'PUSH')
    await legal.send([message('first'), message('second')])
    t.check('first message', await meeting.socket.recv(), ['first'])
    t.check('second message', await meeting.socket.recv(), ['second'])
  },
)

conformance(
  'second-ready',
  {
    title: 'A second READY changes nothing of the first: what a receiver does with it is recorded, it delivers nothing',
    clauses: ['37/null-20'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'] },
    axes: { role: roles, when: ['at-once', 'later'] },
    kills: ['mut/second-ready-delivered', 'mut/second-ready-renames'],
  },
  async t => {
    const meeting = await meet(t, 'ROUTER', t.axes.role)
    const peer = await meeting.next()
    await peer.greet()
    const [first, second] = [readyAs('DEALER', { Identity: 'first' }), readyAs('DEALER', { Identity: 'second' })]
    if (t.axes.when === 'later') {
      await peer.send(first)
      await peer.command('READY')
    }
    await peer.send(t.axes.when === 'later' ? second : [first, second])
    const fate = await (t.axes.when === 'later' ? fateOf(peer) : fateOfReady(peer))
    t.note('after a second READY', fate)
    const legal = await meeting.next()
    await legal.handshake({ type: 'DEALER', identity: 'legal' })
    if (fate === 'served') {
      await peer.send(message('still'))
      t.check('message of the peer, by its first name', await meeting.socket.recv(), ['first', 'still'])
    }
    await legal.send(message('fine'))
    t.check('message of another peer', await meeting.socket.recv(), ['legal', 'fine'])
  },
)

conformance(
  'error-instead-of-ready',
  {
    title: 'To a peer that answers with ERROR no message is sent, and the connection ends',
    clauses: ['37/null-11', '37/null-19', '37/null-23', '37/error-1'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['PUSH'] },
    axes: { role: roles, reason: ['none', 'word', '300', '400', 'longest'] },
    kills: ['mut/error-ignored'],
  },
  async t => {
    const { socket, next } = await meet(t, 'PUSH', t.axes.role)
    await control({ socket, next }, 'PULL').then(legal => legal.close())
    const peer = await next()
    await peer.greet()
    const sending = socket.send('secret', t.windows.silence)
    sending.catch(() => {})
    await peer.send(error({ none: '', word: 'No', '300': '300', '400': '400', longest: 'x'.repeat(255) }[t.axes.reason]))
    for (;;) {
      const frame = await peer.frame().catch(() => null)
      if (frame === null) break
      t.check('frame of a peer that was refused', frame.name, 'READY')
    }
    t.check('the connection', await peer.closed(), ended)
    await sending.catch(() => {})
  },
)

conformance(
  'empty-ready',
  {
    title: 'A READY without any property is within the grammar: whether such a peer is served is recorded',
    clauses: ['37/null-8', '37/null-10'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles },
  },
  async t => {
    const meeting = await meet(t, 'PULL', t.axes.role)
    const peer = await meeting.next()
    await peer.send([greeting(), ready({})])
    t.observed(`a peer without Socket-Type is ${await fateOfReady(peer)}`)
    await control(meeting, 'PUSH')
  },
)
