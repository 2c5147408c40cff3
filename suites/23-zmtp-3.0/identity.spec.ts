// RFC 23/ZMTP 3.0, "The Identity Property": 0 to 255 octets, and none of them is forbidden (37 forbids a leading zero).
//
//   raw DEALER, READY Identity=… ──► ROUTER ──► [identity, …message]
//
// Rule: what the ROUTER shows to its application is what the peer announced, and a reply to it comes back.

import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { hex, message, readyAs } from '../../harness/wire/octets.ts'
import { ended, meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { old, version } from './meeting.ts'

const { conformance } = section(import.meta.url)

const identities = {
  'one-octet': hex('41'),
  'zero-in-front': hex('00 41'),
  'zero-alone': hex('00'),
  'five-octets-zero-in-front': hex('00 ff ff ff fe'),
  'high-octets': hex('ff fe fd'),
  '255-octets': Buffer.alloc(255, 'i'),
} as const

conformance(
  'taken',
  {
    title: 'A ROUTER takes an identity of 1 to 255 octets of any value from a 3.0 peer, and finds the peer by it',
    clauses: ['23/delta-14'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'] },
    axes: { role: roles, identity: Object.keys(identities) as (keyof typeof identities)[] },
    kills: ['mut/identity-ignored', 'mut/identity-cut-at-nul', 'mut/zero-in-front-refused-from-3.0'],
  },
  async t => {
    const identity = identities[t.axes.identity]
    const meeting = await meet(t, 'ROUTER', t.axes.role)
    const peer = await old(meeting, 'DEALER', identity)
    await peer.send(message('question'))
    t.check('message', await meeting.socket.recv(), [identity, 'question'])
    await meeting.socket.send([identity, 'answer'])
    t.check('answer', await peer.message(), ['answer'])
  },
)

conformance(
  'empty-or-missing',
  {
    title: 'A 3.0 peer with an empty identity, or none, gets one from the ROUTER',
    clauses: ['23/delta-14'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'] },
    axes: { identity: ['empty', 'missing'] },
    kills: ['mut/empty-identity-taken-as-it-is'],
  },
  async t => {
    const meeting = await meet(t, 'ROUTER', 'bind')
    const made: string[] = []
    for (const question of ['one', 'two']) {
      const peer = await old(meeting, 'DEALER', t.axes.identity === 'empty' ? '' : undefined)
      await peer.send(message(question))
      const [identity, ...rest] = await meeting.socket.recv()
      t.check('message', rest, [question])
      t.check(
        'the identity made for it',
        identity,
        satisfying('at least one octet', (octets: Buffer) => octets.length > 0),
      )
      await meeting.socket.send([identity!, question])
      t.check('answer', await peer.message(), [question])
      made.push(identity!.toString('hex'))
    }
    t.check('different identities', new Set(made).size, 2)
  },
)

conformance(
  'too-long',
  {
    title: 'An identity of 256 octets is outside the grammar: what a ROUTER does is recorded; others are served',
    clauses: ['23/delta-14'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'] },
  },
  async t => {
    const meeting = await meet(t, 'ROUTER', 'bind')
    await old(meeting, 'DEALER', 'before')
    const peer = await meeting.next()
    await peer.greet({ version })
    await peer.send(readyAs('DEALER', { Identity: Buffer.alloc(256, 'i') }))
    t.check('the connection', await peer.closed(), ended)
    const legal = await old(meeting, 'DEALER', 'legal')
    await legal.send(message('question'))
    t.check('a message of another peer', await meeting.socket.recv(), ['legal', 'question'])
  },
)
