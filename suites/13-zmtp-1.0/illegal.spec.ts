// RFC 13/ZMTP 1.0, octets outside the grammar: lengths that cannot be, messages that break off.
//
//   legal peer ═══ served ═══ served again        attacker ── lie ──► closed, and nothing of it delivered
//
// Rule: the control is a legal peer of 1.0 before, and another one behind.

import { section } from '../../harness/book/section.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { hex } from '../../harness/wire/octets.ts'
import { frameOf1, messageOf1 } from '../../harness/wire/old-octets.ts'
import { ended, type Options, roles } from '../37-zmtp-3.1/meeting.ts'
import { type Receiver, receiving } from './meeting.ts'

const { conformance } = section(import.meta.url)
const needs = { zmtp: ['1.0'] } as const

type Stage = Parameters<typeof receiving>[0] & { check(name: string, actual: unknown, expected: unknown): boolean }

/** A legal peer, then one that does `act`, then a legal one: what the application gets is legal alone. */
async function attacked(
  t: Stage,
  socket: Receiver,
  role: 'bind' | 'connect',
  act: (peer: WirePeer) => Promise<unknown>,
  options?: Options,
): Promise<void> {
  const way = await receiving(t, '1.0', socket, role, options)
  await (await way.peer()).send(messageOf1('before'))
  t.check('message before', await way.recv(), ['before'])
  const attacker = await way.peer()
  await act(attacker)
  t.check('the connection', await attacker.closed(), ended)
  await (await way.peer()).send(messageOf1('behind'))
  t.check('the next message delivered', await way.recv(), ['behind'])
}

const impossible = {
  'bit-63': hex('ff 8000000000000001 00'),
  'bit-63-and-6': hex('ff 8000000000000006 00 68656c6c6f'),
  'all-ones': hex('ff ffffffffffffffff 01'),
} as const

conformance(
  'impossible-length',
  {
    title: 'A length of 2^63 or more ends the connection, takes no memory and is never delivered; others are still served',
    clauses: ['13/v1-4', '13/v1-23'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { socket: ['PULL', 'SUB', 'ROUTER'], role: roles, length: ['bit-63', 'bit-63-and-6', 'all-ones'] },
    except: ({ socket, role }) => role === 'connect' && socket !== 'PULL',
  },
  async t => {
    const before = await t.subject.stats().catch(() => null)
    await attacked(t, t.axes.socket, t.axes.role, peer => peer.send(impossible[t.axes.length]))
    const then = await t.subject.stats().catch(() => null)
    if (before?.rss !== undefined && then?.rss !== undefined) t.check('takes less than 64 MiB', then.rss - before.rss < 2 ** 26, true)
  },
)

conformance(
  'larger-than-allowed',
  {
    title: 'A frame larger than the subject was told to take ends the connection; one of exactly that size is delivered',
    clauses: ['13/v1-1', '13/v1-4'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['PULL'], options: ['maxmsgsize'] },
    axes: { role: roles, form: ['short', 'long'] },
    kills: ['mut/1.0-any-size-taken'],
  },
  async t => {
    const size = t.axes.form === 'short' ? 100 : 1000
    const options = { maxmsgsize: size }
    await attacked(t, 'PULL', t.axes.role, peer => peer.send(frameOf1({ body: Buffer.alloc(size + 1) })), options)
    const way = await receiving(t, '1.0', 'PULL', t.axes.role, options)
    await (await way.peer()).send(frameOf1({ body: Buffer.alloc(size, 'x') }))
    t.check('message of exactly that size', await way.recv(), [Buffer.alloc(size, 'x')])
  },
)

const torn = {
  'in-a-long-length': hex('ff 00000000'),
  'before-the-flags': hex('06'),
  'in-a-body': hex('06 00 6865'),
  'after-one-frame': frameOf1({ body: 'first', more: true }),
  'after-two-frames': Buffer.concat([frameOf1({ body: 'first', more: true }), frameOf1({ body: 'second', more: true })]),
} as const

conformance(
  'broken-off',
  {
    title: 'A message that breaks off with its connection is not delivered, not even in part',
    clauses: ['13/v1-26'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['PULL'] },
    axes: { role: roles, where: Object.keys(torn) as (keyof typeof torn)[], ending: ['fin', 'rst'] },
    except: ({ role, ending }) => role === 'connect' && ending === 'rst',
  },
  async t => {
    const way = await receiving(t, '1.0', 'PULL', t.axes.role)
    const peer = await way.peer()
    await peer.send([messageOf1('whole'), torn[t.axes.where]])
    t.check('the message before', await way.recv(), ['whole'])
    if (t.axes.ending === 'rst') peer.reset()
    else {
      peer.halfClose()
      t.check('the connection', await peer.closed(), ended)
    }
    await (await way.peer()).send(messageOf1('behind'))
    t.check('the next message delivered', await way.recv(), ['behind'])
  },
)
