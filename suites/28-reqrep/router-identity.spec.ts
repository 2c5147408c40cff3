// RFC 28, "The ROUTER Socket Type", identities: one for each queue, announced by the peer or made here, never shared.
//
//   READY … Identity="A"  ──►  "A"            READY without, or empty  ──►  one of ours (libzmq: 00 and four octets)

import fc from 'fast-check'
import { oneOf, satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { message } from '../../harness/wire/octets.ts'
import { ended, fateOf, meet, roles } from '../37-zmtp-3.1/meeting.ts'
import { guest, guests, outcome } from './guests.ts'

const { conformance, property } = section(import.meta.url)

/** The identity that a peer goes by. */
async function identityOf(socket: SubjectSocket, peer: WirePeer): Promise<Buffer> {
  await peer.send(message('who am I'))
  return (await socket.recv())[0]!
}

property(
  'announced',
  {
    title: 'A peer that announces an identity of 1 to 255 octets goes by it',
    clauses: ['28/router-6'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'] },
    axes: { role: roles },
    kills: ['mut/identity-ignored', 'mut/identity-cut-at-nul', 'mut/identity-as-text'],
  },
  {
    arbitrary: fc.uint8Array({ minLength: 1, maxLength: 255 }).filter(identity => identity[0] !== 0),
    runs: 15,
    check: async (t, identity) => {
      const { socket, next } = await meet(t, 'ROUTER', t.axes.role)
      const peer = await guest({ next }, 'DEALER', identity)
      t.check('the identity', await identityOf(socket, peer), identity)
      await socket.send([identity, 'reply'])
      t.check('the reply', await peer.message(), ['reply'])
    },
  },
)

conformance(
  'unique',
  {
    title: 'Forty peers without an identity have forty different ones',
    clauses: ['28/router-5'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'] },
    axes: { announced: ['nothing', 'empty'] },
    kills: ['mut/router-generates-one-identity'],
  },
  async t => {
    const { socket, next } = await meet(t, 'ROUTER', 'bind')
    const identities = new Set<string>()
    for (let at = 0; at < 40; at++) {
      const peer = await guest({ next }, 'DEALER', t.axes.announced === 'empty' ? '' : undefined)
      identities.add((await identityOf(socket, peer)).toString('hex'))
    }
    t.check('different identities', identities.size, 40)
  },
)

conformance(
  'generated',
  {
    title: 'Identities made here are five octets, the first of them zero',
    clauses: ['28/router-15'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'] },
    kills: ['mut/generated-identity-of-other-form'],
  },
  async t => {
    const { socket, next } = await meet(t, 'ROUTER', 'bind')
    for (const peer of await guests({ next }, 'DEALER', 3))
      t.check(
        'the identity',
        await identityOf(socket, peer),
        satisfying('00 and four octets', (identity: Buffer) => identity.length === 5 && identity[0] === 0),
      )
  },
)

conformance(
  'duplicate',
  {
    title: 'Two live peers announce one identity: what is sent to it goes to one of them only, and only that one speaks under it',
    clauses: ['28/router-5', '28/router-16'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'] },
    kills: ['mut/router-sends-to-both', 'mut/router-mixes-duplicates'],
  },
  async t => {
    const { socket, next } = await meet(t, 'ROUTER', 'bind')
    const older = await guest({ next }, 'DEALER', 'twin')
    t.check('the older alone', await identityOf(socket, older), 'twin')
    const newer = await next()
    await newer.handshake({ type: 'DEALER', identity: 'twin' })
    const fate = await fateOf(newer)
    for (const body of ['one', 'two', 'three']) await socket.send(['twin', body])
    const holder = await Promise.any([
      older.message().then(() => 'older'),
      ...(fate === 'served' ? [newer.message().then(() => 'newer')] : []),
    ])
    t.note('which of the two keeps the identity', holder)
    const [mine, other] = holder === 'older' ? [older, newer] : [newer, older]
    for (const body of ['two', 'three']) t.check(`the holder gets ${body}`, await mine.message(), [body])
    if (other.open) await other.silent()
    if (other.open) await other.send([message('not under that name'), message('nor this')])
    await mine.send(message('from the holder'))
    const spoken = []
    do spoken.push(await socket.recv())
    while (`${spoken.at(-1)?.[1]}` !== 'from the holder')
    t.check(
      'spoken under the identity',
      spoken.filter(([identity]) => `${identity}` === 'twin').map(parts => parts[1]),
      ['from the holder'],
    )
  },
)

conformance(
  'handover',
  {
    title: 'ROUTER_HANDOVER: on, a newcomer takes the identity; off, the older one keeps it',
    clauses: ['lib/router-handover'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'], options: ['router_handover'] },
    axes: { handover: ['on', 'off'] },
    kills: ['mut/handover-is-ignored', 'mut/handover-is-always-on'],
  },
  async t => {
    const { socket, next } = await meet(t, 'ROUTER', 'bind', { router_handover: t.axes.handover === 'on' })
    const older = await guest({ next }, 'DEALER', 'twin')
    t.check('the older alone', await identityOf(socket, older), 'twin')
    const newer = await next()
    await newer.handshake({ type: 'DEALER', identity: 'twin' })
    if (t.axes.handover === 'on') {
      await newer.barrier()
      t.check('the newcomer', await identityOf(socket, newer), 'twin')
      await socket.send(['twin', 'reply'])
      t.check('the reply', await newer.message(), ['reply'])
    } else {
      await fateOf(newer)
      await socket.send(['twin', 'reply'])
      t.check('the reply', await older.message(), ['reply'])
      t.check('the older still', await identityOf(socket, older), 'twin')
    }
  },
)

conformance(
  'handover-disconnects',
  {
    title: 'With ROUTER_HANDOVER the connection that lost its identity ends',
    clauses: ['lib/router-handover'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'], options: ['router_handover'] },
    kills: ['mut/handover-leaves-older-open'],
  },
  async t => {
    const { socket, next } = await meet(t, 'ROUTER', 'bind', { router_handover: true })
    const older = await guest({ next }, 'DEALER', 'twin')
    await identityOf(socket, older)
    t.check('the newcomer', await identityOf(socket, await guest({ next }, 'DEALER', 'twin')), 'twin')
    t.check('the older connection', await older.closed(), ended)
  },
)

conformance(
  'kept-over-reconnect',
  {
    title: 'A peer that we connected to keeps its identity when it announces another after a reconnect',
    clauses: ['lib/router-keeps-id'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'], options: ['reconnect_ivl'] },
    kills: ['mut/identity-changes-on-reconnect'],
  },
  async t => {
    const socket = await t.subject.open('ROUTER', { reconnect_ivl: 1 })
    const door = await t.wire.listen()
    await socket.connect(door.endpoint)
    const first = await guest({ next: () => door.accept() }, 'DEALER', 'first')
    t.check('the identity', await identityOf(socket, first), 'first')
    await first.close()
    const second = await guest({ next: () => door.accept() }, 'DEALER', 'second')
    t.check('the identity after the reconnect', await identityOf(socket, second), 'first')
  },
)

conformance(
  'connect-routing-id',
  {
    title: 'A peer that was named when connecting goes by that name, whatever it announces',
    clauses: ['lib/connect-routing-id'],
    mode: 'wire',
    obliges: 'both',
    needs: { sockets: ['ROUTER'], options: ['connect_routing_id'] },
    axes: { announced: ['nothing', 'another'] },
    kills: ['mut/connect-routing-id-is-ignored', 'mut/announced-identity-wins'],
  },
  async t => {
    const socket = await t.subject.open('ROUTER')
    const door = await t.wire.listen()
    await socket.connect(door.endpoint, Buffer.from('named here'))
    const peer = await guest({ next: () => door.accept() }, 'DEALER', t.axes.announced === 'another' ? 'another' : undefined)
    t.check('the identity', await identityOf(socket, peer), 'named here')
    await socket.send(['named here', 'reply'])
    t.check('the reply', await peer.message(), ['reply'])
    t.check('sending to another name', await outcome(socket.send(['another', 'x'], 0)), oneOf('accepted', 'EHOSTUNREACH'))
    await socket.send(['named here', 'last'])
    t.check('the next message', await peer.message(), ['last'])
  },
)
