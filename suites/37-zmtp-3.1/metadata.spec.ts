// RFC 37/ZMTP 3.1, "Connection Metadata", "The Identity Property", "The Resource Property": what READY says about its sender.
//
//   Socket-Type (every type)      Identity (REQ, DEALER, ROUTER; counts at a ROUTER)      X-… (the application's)
//
// Which types may meet is in socket-type.spec.ts, the form of properties in properties.spec.ts.

import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'
import { greeting, message, ready, readyAs } from '../../harness/wire/octets.ts'
import { control, fateOfReady, meet, roles } from './meeting.ts'

const { conformance } = section(import.meta.url)

const types = ['PAIR', 'PUB', 'SUB', 'XPUB', 'XSUB', 'REQ', 'REP', 'DEALER', 'ROUTER', 'PULL', 'PUSH'] as const
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

conformance(
  'own-properties',
  {
    title: 'Socket-Type is sent, an Identity has at most 255 octets and no leading zero, and names with X- are left to the application',
    clauses: ['37/meta-3', '37/meta-8', '37/socktype-1', '37/identity-3', '37/identity-4'],
    mode: 'wire',
    obliges: 'sender',
    axes: { role: roles, type: types },
    kills: ['mut/socket-type-in-lower-case', 'mut/announces-generated-identity', 'mut/announces-x-property'],
  },
  async t => {
    const { next } = await meet(t, t.axes.type, t.axes.role)
    const { socketType, identity, properties } = await (await next()).handshake({ type: partners[t.axes.type] })
    t.check('Socket-Type', socketType, t.axes.type)
    t.check(
      'octets of Identity',
      identity?.length ?? 0,
      satisfying('up to 255', (length: number) => length <= 255),
    )
    t.check(
      'first octet of Identity',
      identity?.[0],
      satisfying('none, or not zero', (octet: number | undefined) => octet !== 0),
    )
    t.check(
      'properties of the application',
      [...properties.keys()].filter(name => /^x-/i.test(name)),
      [],
    )
  },
)

conformance(
  'identity-announced',
  {
    title: 'A REQ, DEALER or ROUTER with a routing id announces it',
    clauses: ['37/identity-1', '37/meta-4'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { options: ['routing_id'] },
    axes: { role: roles, type: ['REQ', 'DEALER', 'ROUTER'], octets: ['1', '255'] },
    kills: ['mut/identity-not-sent'],
  },
  async t => {
    const routingId = Buffer.alloc(Number(t.axes.octets), 'i')
    const { next } = await meet(t, t.axes.type, t.axes.role, { routing_id: routingId })
    const { identity } = await (await next()).handshake({ type: 'ROUTER' })
    t.check('Identity', identity, routingId)
  },
)

conformance(
  'identity-not-settable',
  {
    title: 'A routing id of 256 octets, or with a leading zero, is refused, or at least never announced',
    clauses: ['37/identity-3', '37/identity-4'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['DEALER'], options: ['routing_id'] },
    axes: { identity: ['256-octets', 'leading-zero'] },
    kills: ['mut/routing-id-of-any-length', 'mut/routing-id-with-leading-zero'],
  },
  async t => {
    const wrong = t.axes.identity === '256-octets' ? Buffer.alloc(256, 'i') : Buffer.from('\0id')
    let refusal: unknown = null
    const meeting = await meet(t, 'DEALER', 'bind', { routing_id: wrong }).catch(error => void (refusal = error))
    if (meeting === undefined) t.check('the option', refusal instanceof SubjectError && refusal.err, 'EINVAL')
    else {
      const { identity } = await (await meeting.next()).handshake({ type: 'ROUTER' })
      t.check(
        'Identity',
        identity,
        satisfying('another', (octets: Buffer | null) => octets === null || !octets.equals(wrong)),
      )
    }
  },
)

conformance(
  'identity-at-a-router',
  {
    title: 'An Identity of up to 255 octets names its peer at a ROUTER; an empty one, or none, leaves the name to the ROUTER',
    clauses: ['37/identity-1', '37/identity-3', '37/null-14', '37/null-16', '37/meta-2'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'] },
    axes: {
      role: roles,
      type: ['REQ', 'DEALER', 'ROUTER'],
      identity: ['absent', 'empty', 'one', 'longest', 'binary', 'upper-case-name', 'lower-case-name'],
    },
    except: ({ type, identity }) => type !== 'DEALER' && !['absent', 'one', 'binary'].includes(identity),
    kills: ['mut/identity-ignored', 'mut/name-case-matters', 'mut/identity-as-text'],
  },
  async t => {
    const value =
      { absent: '', empty: '', one: 'i', longest: 'i'.repeat(255), binary: Buffer.of(255, 0, 10, 128) }[t.axes.identity as 'one'] ?? 'id'
    const name = { 'upper-case-name': 'IDENTITY', 'lower-case-name': 'identity' }[t.axes.identity as string] ?? 'Identity'
    const { socket, next } = await meet(t, 'ROUTER', t.axes.role)
    const peer = await next()
    await peer.send([greeting(), readyAs(t.axes.type, t.axes.identity === 'absent' ? {} : { [name]: value })])
    await peer.command('READY')
    await peer.send(message('', 'hello'))
    const [routingId, ...frames] = await socket.recv()
    t.check('frames', frames, ['', 'hello'])
    if (value.length > 0) t.check('routing id', routingId, value)
    else
      t.check(
        'octets of a routing id of the ROUTER',
        routingId!.length,
        satisfying('1 to 255', (n: number) => n >= 1 && n <= 255),
      )
    await socket.send([routingId!, '', 'answer'])
    t.check('answer', await peer.message(), ['', 'answer'])
  },
)

conformance(
  'identity-of-others',
  {
    title: 'The Identity of a peer that is no REQ, DEALER or ROUTER is ignored: too long, with a leading zero, or twice the same',
    clauses: ['37/identity-2'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['PULL'] },
    axes: { role: roles, identity: ['same', 'leading-zero', '256-octets'] },
    kills: ['mut/identity-before-message', 'mut/duplicate-identity-refused-everywhere', 'mut/identity-of-others-validated'],
  },
  async t => {
    const identity = { same: 'same', 'leading-zero': Buffer.from('\0id'), '256-octets': Buffer.alloc(256, 'i') }[t.axes.identity]
    const { socket, next } = await meet(t, 'PULL', t.axes.role)
    for (const body of ['first', 'second']) {
      const peer = await next()
      await peer.handshake({ type: 'PUSH', identity })
      await peer.send(message(body))
      t.check(`message of the ${body} peer`, await socket.recv(), [body])
    }
  },
)

const doubtful = { '256-octets': Buffer.alloc(256, 'i'), 'leading-zero': Buffer.from('\0id') }

conformance(
  'identity-outside-the-grammar',
  {
    title: 'An Identity of 256 octets, or with a leading zero, at a ROUTER: what it does is recorded',
    clauses: ['37/identity-3', '37/identity-4', '37/null-8'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'] },
    axes: { identity: ['256-octets', 'leading-zero'] },
  },
  async t => {
    const meeting = await meet(t, 'ROUTER', 'bind')
    const peer = await meeting.next()
    await peer.send([greeting(), ready({ 'Socket-Type': 'DEALER', Identity: doubtful[t.axes.identity] })])
    const fate = await fateOfReady(peer)
    t.observed(`the peer is ${fate}`)
    if (fate === 'served') {
      await peer.send(message('hello'))
      const [routingId] = await meeting.socket.recv()
      t.note('octets of its routing id', routingId!.length)
    }
    await control(meeting, 'DEALER')
  },
)
