// RFC 13/ZMTP 1.0, identities of peers: a ROUTER knows a peer by the 1 to 255 octets it greeted with, or gives it a name of its own.
// Declared by connection.spec.ts, whose ids they have.

import { atLeast } from '../../harness/book/expectation.ts'
import type { Section } from '../../harness/book/section.ts'
import { hex } from '../../harness/wire/octets.ts'
import { identityOf1, messageOf1 } from '../../harness/wire/old-octets.ts'
import { ended, meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { old } from './meeting.ts'

const needs = { zmtp: ['1.0'] } as const

export function identityCases({ conformance }: Section): void {
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
}
