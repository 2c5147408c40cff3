// RFC 13/ZMTP 1.0, "The Connection Layer": each side greets with one frame, anonymous or with an identity; then anything may follow.
//
//   01 00   anonymous          03 00 m e   identity "me"          ff 00·00·00·00·00·00·00·03 7f m e   the same behind a probe
//
// How a newer subject finds out that its peer is of 1.0: 37-zmtp-3.1/older.spec.ts.

import { atLeast, oneOf, satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'
import { hex } from '../../harness/wire/octets.ts'
import { identityOf1, messageOf1 } from '../../harness/wire/old-octets.ts'
import { everyCut } from '../../harness/wire/pacing.ts'
import { ended, meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { partners } from '../37-zmtp-3.1/traffic.ts'
import { old, receiving, type SocketType, socketTypes } from './meeting.ts'

const { conformance } = section(import.meta.url)
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

const named: Record<string, Buffer> = {
  'one-octet': Buffer.from('i'),
  'high-octets': hex('ff fe fd'),
  'longest-in-one': Buffer.alloc(253, 'i'),
  'first-in-eight': Buffer.alloc(254, 'i'),
  longest: Buffer.alloc(255, 'i'),
}

conformance(
  'identity-taken',
  {
    title: 'A ROUTER knows a peer of 1.0 by the 1 to 255 octets it greeted with, short or long form, and finds it by them',
    clauses: ['13/v1-9', '13/v1-22', '13/v1-5'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['ROUTER'] },
    axes: {
      role: roles,
      identity: ['one-octet', 'high-octets', 'longest-in-one', 'first-in-eight', 'longest'],
      form: ['usual', 'long'],
    },
    kills: ['mut/old-identity-dropped'],
  },
  async t => {
    const identity = named[t.axes.identity]!
    const meeting = await meet(t, 'ROUTER', t.axes.role)
    const peer = await meeting.next()
    await peer.speak1(identityOf1(identity, t.axes.form === 'long' ? { long: true } : {}))
    await peer.frame()
    await peer.send(messageOf1('question'))
    t.check('message', await meeting.socket.recv(), [identity, 'question'])
    await meeting.socket.send([identity, 'answer'])
    t.check('answer', await peer.message(), ['answer'])
  },
)

conformance(
  'anonymous-taken',
  {
    title: 'A ROUTER makes a name of its own for each anonymous peer of 1.0',
    clauses: ['13/v1-9'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['ROUTER'] },
    axes: { role: roles },
    kills: ['mut/empty-identity-taken-as-it-is'],
  },
  async t => {
    const meeting = await meet(t, 'ROUTER', t.axes.role)
    const made: Buffer[] = []
    for (const question of ['one', 'two']) {
      const peer = await old(meeting, '1.0', 'DEALER')
      await peer.send(messageOf1(question))
      const [identity, ...rest] = await meeting.socket.recv()
      t.check('message', rest, [question])
      t.check('octets of the name', identity!.length, atLeast(1))
      await meeting.socket.send([identity!, question])
      t.check('answer', await peer.message(), [question])
      made.push(identity!)
    }
    t.check('the names differ', made[0]!.equals(made[1]!), false)
  },
)

const flagged = { zero: 0, more: 1, 'libzmq-2.1': 0x7e, signature: 0x7f, 'all-bits': 0xff } as const

conformance(
  'identity-flags-not-looked-at',
  {
    title: 'Whatever the flags octet of an identity says, the identity is taken and what follows is a message of its own',
    clauses: ['13/v1-13'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['ROUTER'] },
    axes: { flags: ['zero', 'more', 'libzmq-2.1', 'signature', 'all-bits'], identity: ['none', 'short', 'long'] },
    // The long form with an odd flags octet is the signature of a newer version.
    except: ({ flags, identity }) => identity === 'long' && flagged[flags as keyof typeof flagged] % 2 === 1,
    kills: ['mut/1.0-identity-flags-checked'],
  },
  async t => {
    const identity = { none: '', short: 'me', long: Buffer.alloc(254, 'l') }[t.axes.identity]
    const meeting = await meet(t, 'ROUTER', 'bind')
    const peer = await meeting.next()
    await peer.speak1(identityOf1(identity, { flags: flagged[t.axes.flags] }))
    await peer.send(messageOf1('a', 'b'))
    const [name, ...rest] = await meeting.socket.recv()
    t.check('message', rest, ['a', 'b'])
    if (t.axes.identity !== 'none') t.check('identity', name, identity)
  },
)

conformance(
  'identity-reserved',
  {
    title: 'An identity of 1.0 that begins with a zero octet, which is for internal use: what a ROUTER makes of it is recorded',
    clauses: ['13/v1-10', '13/v1-11'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['ROUTER'] },
  },
  async t => {
    const meeting = await meet(t, 'ROUTER', 'bind')
    const peer = await meeting.next()
    await peer.speak1(identityOf1(hex('00 41')))
    await peer.send(messageOf1('reserved'))
    await (await old(meeting, '1.0', 'DEALER', 'legal')).send(messageOf1('question'))
    const seen: Buffer[][] = [await meeting.socket.recv()]
    if (seen[0]!.at(-1)!.toString() === 'reserved') seen.push(await meeting.socket.recv())
    t.check('the message of a legal peer', seen.at(-1), ['legal', 'question'])
    t.observed(seen.length === 1 ? 'refused' : seen[0]![0]!.equals(hex('00 41')) ? 'taken as it is' : 'given another name')
  },
)

conformance(
  'identity-twice',
  {
    title: 'A second peer with the identity of the first may be rejected: what becomes of it is recorded; the first is served on',
    clauses: ['13/v1-11'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['ROUTER'] },
  },
  async t => {
    const meeting = await meet(t, 'ROUTER', 'bind')
    const first = await old(meeting, '1.0', 'DEALER', 'twin')
    await first.send(messageOf1('first'))
    t.check('message of the first', await meeting.socket.recv(), ['twin', 'first'])
    const second = await meeting.next()
    await second.speak1(identityOf1('twin'))
    await second.send(messageOf1('second'))
    await first.send(messageOf1('again'))
    const next = await meeting.socket.recv()
    if (next.at(-1)!.toString() === 'second')
      t.observed(`the second is heard as ${next[0]!.equals(Buffer.from('twin')) ? 'the first' : 'another'}`)
    else t.observed('the second is not heard')
    await meeting.socket.send(['twin', 'reply'])
    t.note('the reply went to the first', (await first.message().catch(() => null)) !== null)
  },
)

conformance(
  'identity-too-long',
  {
    title: 'An identity of 256 octets is outside the grammar: what becomes of it is recorded, and others are served',
    clauses: ['13/v1-22'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['ROUTER'] },
  },
  async t => {
    const meeting = await meet(t, 'ROUTER', 'bind')
    await old(meeting, '1.0', 'DEALER', 'before')
    const peer = await meeting.next()
    await peer.speak1(identityOf1(Buffer.alloc(256, 'i')))
    t.check('the connection', await peer.closed(), ended)
    await (await old(meeting, '1.0', 'DEALER', 'behind')).send(messageOf1('question'))
    t.check('message of a legal peer', await meeting.socket.recv(), ['behind', 'question'])
  },
)

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
