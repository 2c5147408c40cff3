// RFC 13/ZMTP 1.0, "The Connection Layer": each side greets with one frame, anonymous or with an identity; then anything may follow.
//
//   01 00   anonymous          03 00 m e   identity "me"          ff 00·00·00·00·00·00·00·03 7f m e   the same behind a probe
//
// How a newer subject finds out that its peer is of 1.0: 37-zmtp-3.1/older.spec.ts.

import { oneOf, satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'
import { identityOf1, messageOf1 } from '../../harness/wire/old-octets.ts'
import { everyCut } from '../../harness/wire/pacing.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { partners } from '../37-zmtp-3.1/traffic.ts'
import { identityCases } from './identity-cases.ts'
import { old, receiving, type SocketType, socketTypes } from './meeting.ts'

const book = section(import.meta.url)
const { conformance } = book
const needs = { zmtp: ['1.0'] } as const

conformance(
  'anonymous',
  {
    title: 'A socket without a name greets with an empty frame, whose flags are zero unless it is the end of a probe',
    clauses: ['13/v1-9', '13/v1-14'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { socket: socketTypes, role: roles },
  },
  async t => {
    const peer = await (await meet(t, t.axes.socket, t.axes.role)).next()
    const { identityFrame } = await peer.join('1.0', { type: partners[t.axes.socket] })
    t.check('identity', identityFrame!.body, '')
    t.check('flags (7f: the end of a signature)', identityFrame!.flags, identityFrame!.long ? 0x7f : 0)
  },
)

conformance(
  'named',
  {
    title: 'A socket with a name greets with it, in one frame of 1 to 255 octets',
    clauses: ['13/v1-9', '13/v1-22', '13/v1-14'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, sockets: ['DEALER'], options: ['routing_id'] },
    axes: { role: roles, octets: ['1', '5', '253', '254', '255'] },
  },
  async t => {
    const name = Buffer.alloc(Number(t.axes.octets), 'n')
    const { next, socket } = await meet(t, 'DEALER', t.axes.role, { routing_id: name })
    const peer = await next()
    const { identityFrame } = await peer.join('1.0', { type: 'ROUTER' })
    t.check('identity', identityFrame!.body, name)
    t.check('flags (7f: the end of a signature)', identityFrame!.flags, oneOf(0, 0x7f))
    await socket.send(['behind it'])
    t.check('the message behind it', await peer.message(), ['behind it'])
  },
)

conformance(
  'name-with-leading-zero',
  {
    title: 'A name that begins with a zero octet is refused, or at least not announced',
    clauses: ['13/v1-10'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, sockets: ['DEALER'], options: ['routing_id'] },
    kills: ['mut/routing-id-with-leading-zero'],
  },
  async t => {
    let refusal: unknown = null
    const meeting = await meet(t, 'DEALER', 'bind', { routing_id: Buffer.from('\0id') }).catch(error => void (refusal = error))
    if (meeting === undefined) t.check('the option', refusal instanceof SubjectError && refusal.err, 'EINVAL')
    else {
      const { identity } = await (await meeting.next()).join('1.0', { type: 'ROUTER' })
      t.check(
        'first octet of the identity',
        identity,
        satisfying('not zero', (octets: Buffer) => octets[0] !== 0),
      )
    }
  },
)

identityCases(book)

conformance(
  'many-names-gone',
  {
    title: 'Hundreds of peers with names come and go: the next one is served, and little memory is held for them',
    clauses: ['13/v1-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['ROUTER'] },
  },
  async t => {
    const { socket, next } = await meet(t, 'ROUTER', 'bind')
    const before = await t.subject.stats().catch(() => null)
    for (let turn = 0; turn < 15; turn++) {
      const guests = await Promise.all(
        Array.from({ length: 20 }, async (_, at) => {
          const peer = await next()
          await peer.join('1.0', { type: 'DEALER', identity: `${turn} ${at} `.padEnd(255, 'x') })
          return peer
        }),
      )
      await Promise.all(guests.map(peer => peer.close()))
    }
    const then = await t.subject.stats().catch(() => null)
    if (before?.rss !== undefined && then?.rss !== undefined) t.check('takes less than 32 MiB', then.rss - before.rss < 2 ** 25, true)
    await (await old({ next }, '1.0', 'DEALER', 'another')).send(messageOf1('question'))
    t.check('message of the next one', await socket.recv(), ['another', 'question'])
  },
)

conformance(
  'speaks-at-once',
  {
    title: 'A peer may send messages before it has read anything, and is sent messages though it sends none',
    clauses: ['13/v1-8'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, sockets: ['DEALER'] },
    axes: { role: roles, pacing: ['burst', 'drip'] },
  },
  async t => {
    const meeting = await meet(t, 'DEALER', t.axes.role)
    const peer = await meeting.next()
    await peer.speak1(Buffer.concat([identityOf1(), messageOf1('early'), messageOf1('and', 'another')]), t.axes.pacing)
    t.check('first message', await meeting.socket.recv(), ['early'])
    t.check('second message', await meeting.socket.recv(), ['and', 'another'])
    const quiet = await old(await meet(t, 'DEALER', t.axes.role), '1.0', 'DEALER')
    t.check('a quiet peer', quiet.open, true)
    const other = await meet(t, 'PUSH', t.axes.role)
    const listener = await old(other, '1.0', 'PULL')
    await other.socket.send(['unasked'])
    t.check('message to one that sent none', await listener.message(), ['unasked'])
  },
)

const greetings = { anonymous: identityOf1(), named: identityOf1('me'), long: identityOf1('me', { long: true }) } as const

conformance(
  'every-split',
  {
    title: 'A greeting of 1.0 is understood however TCP cuts it',
    clauses: ['13/v1-9', '13/v1-23'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['PULL'] },
    axes: { role: roles, greeting: ['anonymous', 'named', 'long'] },
  },
  async t => {
    const octets = Buffer.concat([greetings[t.axes.greeting], messageOf1('message')])
    const way = await receiving(t, '1.0', 'PULL', t.axes.role)
    for (const pacing of ['drip', ...everyCut(octets.length)] as const) {
      const peer = await way.next()
      await peer.speak1(octets, pacing)
      t.check(`message, cut at ${pacing === 'drip' ? 'every octet' : JSON.stringify(pacing)}`, await way.recv(), ['message'])
    }
  },
)

conformance(
  'any-type',
  {
    title: 'A socket of every type is joined by a peer of 1.0, who cannot say of what type it is',
    clauses: ['13/v1-9'],
    mode: 'wire',
    obliges: 'both',
    needs,
    axes: { socket: socketTypes, role: roles },
  },
  async t => {
    const meeting = await meet(t, t.axes.socket satisfies SocketType, t.axes.role)
    const peer = await old(meeting, '1.0', partners[t.axes.socket])
    t.check('the connection', peer.open, true)
    await peer.silent(0)
  },
)
