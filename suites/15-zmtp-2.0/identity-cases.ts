// RFC 15/ZMTP 2.0, the identity frame that ends a greeting: final, short, 0 to 255 octets.
// Declared by greeting.spec.ts, whose ids they have.

import type { Section } from '../../harness/book/section.ts'
import { frame, hex, message } from '../../harness/wire/octets.ts'
import { greetingOf2 } from '../../harness/wire/old-octets.ts'
import { old } from '../13-zmtp-1.0/meeting.ts'
import { meet, roles } from '../37-zmtp-3.1/meeting.ts'

const needs = { zmtp: ['2.0'] } as const

export function identityCases({ conformance }: Section): void {
  conformance(
    'identity-sent',
    {
      title: 'A name of the socket, of any length, travels in the identity frame',
      clauses: ['15/v2-1', '15/v2-3'],
      mode: 'wire',
      obliges: 'sender',
      needs: { ...needs, sockets: ['DEALER'], options: ['routing_id'] },
      axes: { role: roles, octets: ['1', '5', '254', '255'] },
      kills: ['mut/2.0-identity-not-sent'],
    },
    async t => {
      const name = Buffer.alloc(Number(t.axes.octets), 'n')
      const peer = await (await meet(t, 'DEALER', t.axes.role, { routing_id: name })).next()
      const { identityFrame } = await peer.join('2.0', { type: 'ROUTER' })
      t.check('flags', identityFrame!.flags, 0)
      t.check('identity', identityFrame!.body, name)
    },
  )

  const identities = {
    'one-octet': hex('41'),
    'zero-in-front': hex('00 41'),
    'high-octets': hex('ff fe'),
    longest: Buffer.alloc(255, 'i'),
  } as const

  conformance(
    'identity-taken',
    {
      title: 'A ROUTER knows a peer of 2.0 by the identity it greeted with, and finds it by that',
      clauses: ['15/v2-1', '15/v2-3'],
      mode: 'wire',
      obliges: 'receiver',
      needs: { ...needs, sockets: ['ROUTER'] },
      axes: { role: roles, type: ['REQ', 'DEALER', 'ROUTER'], identity: ['one-octet', 'zero-in-front', 'high-octets', 'longest'] },
      except: ({ type, identity }) => type !== 'DEALER' && identity !== 'one-octet',
      kills: ['mut/old-identity-dropped'],
    },
    async t => {
      const identity = identities[t.axes.identity]
      const meeting = await meet(t, 'ROUTER', t.axes.role)
      const peer = await old(meeting, '2.0', t.axes.type, identity)
      await peer.send(message('', 'question'))
      t.check('message', await meeting.socket.recv(), [identity, '', 'question'])
      await meeting.socket.send([identity, '', 'answer'])
      t.check('answer', await peer.message(), ['', 'answer'])
    },
  )

  conformance(
    'anonymous-taken',
    {
      title: 'A ROUTER makes a name of its own for each anonymous peer of 2.0',
      clauses: ['15/v2-1', '15/v2-3'],
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
        const peer = await old(meeting, '2.0', 'DEALER')
        await peer.send(message(question))
        const [identity, ...rest] = await meeting.socket.recv()
        t.check('message', rest, [question])
        await meeting.socket.send([identity!, question])
        t.check('answer', await peer.message(), [question])
        made.push(identity!)
      }
      t.check('the names differ', made[0]!.equals(made[1]!), false)
    },
  )

  const frames = {
    more: frame({ body: 'id', more: true }),
    long: frame({ body: 'id', long: true }),
    command: frame({ body: 'id', command: true }),
    '256-octets': frame({ body: Buffer.alloc(256, 'i') }),
  } as const

  conformance(
    'identity-frame-outside-the-grammar',
    {
      title: 'An identity frame with MORE, LONG or COMMAND, or of 256 octets: what becomes of the peer is recorded; others are served',
      clauses: ['15/v2-3'],
      level: 'MAY',
      mode: 'wire',
      obliges: 'receiver',
      needs: { ...needs, sockets: ['ROUTER'] },
      axes: { frame: ['more', 'long', 'command', '256-octets'] },
    },
    async t => {
      const meeting = await meet(t, 'ROUTER', 'bind')
      await (await old(meeting, '2.0', 'DEALER', 'before')).send(message('question'))
      t.check('message before', await meeting.socket.recv(), ['before', 'question'])
      const peer = await meeting.next()
      await peer.send([greetingOf2('DEALER'), frames[t.axes.frame]])
      t.observed((await peer.closed(t.windows.silence)) === 'silence' ? 'taken' : 'let go')
      await (await old(meeting, '2.0', 'DEALER', 'behind')).send(message('question'))
      t.check('message behind', await meeting.socket.recv(), ['behind', 'question'])
    },
  )
}
