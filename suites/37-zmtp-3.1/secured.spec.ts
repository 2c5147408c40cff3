// RFC 37/ZMTP 3.1, "Topology", "Authentication and Confidentiality", "Wire Analysis of the Connection": what CURVE looks like from
// outside, whoever of the two binds.
//
//   client ── HELLO ──►  ◄── WELCOME ──  ── INITIATE ──►  ◄── READY ──     then MESSAGE commands
//
// Two real implementations through the recording relay; what the commands themselves must be is in chapter 26.

import keys from '../../fixtures/keys/curve.json' with { type: 'json' }
import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import type { Proxy as FrameProxy, RelayedFrame } from '../../harness/proxy/contract.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'

const { conformance } = section(import.meta.url)

const options = {
  server: { curve_server: true, curve_secretkey: keys.server.secret },
  client: { curve_serverkey: keys.server.public, curve_publickey: keys.client.public, curve_secretkey: keys.client.secret },
} as const
type Role = keyof typeof options

type Stage = Pick<Parameters<Parameters<typeof conformance>[2]>[0], 'subject' | 'peer' | 'proxy'>

interface Secured {
  readonly relay: FrameProxy
  readonly push: SubjectSocket
  readonly pull: SubjectSocket
  /** Which side of the relay the client is on. */
  readonly clientSide: RelayedFrame['from']
}

/** A PUSH of the subject and a PULL of the peer under CURVE; one of them is the server, one of them binds. */
async function secured(t: Stage, role: Role, binder: Role): Promise<Secured> {
  const push = await t.subject.open('PUSH', options[role])
  const pull = await t.peer.open('PULL', options[role === 'server' ? 'client' : 'server'])
  const [bound, connecting] = role === binder ? [push, pull] : [pull, push]
  const relay = await t.proxy(await bound.bind('tcp://127.0.0.1:*'))
  await connecting.connect(relay.endpoint)
  await relay.handshake()
  return { relay, push, pull, clientSide: binder === 'client' ? 'binder' : 'connecter' }
}

const axes = { role: ['server', 'client'], binder: ['server', 'client'] } as const
const needs = { sockets: ['PUSH', 'PULL'], options: ['curve_server', 'curve_serverkey'] } as const
const secret = 'a text that can be found in a capture'

conformance(
  'roles',
  {
    title: 'Client and server have parts of their own in the handshake, and each of them may bind',
    clauses: ['37/role-1', '37/role-2'],
    level: 'MUST',
    mode: 'pair',
    needs,
    obliges: 'both',
    axes,
  },
  async t => {
    const { relay, push, pull, clientSide } = await secured(t, t.axes.role, t.axes.binder)
    const said = (side: 'client' | 'server') =>
      relay.frames.filter(frame => (frame.from === clientSide) === (side === 'client') && frame.command).map(frame => frame.name)
    t.check('commands of the client', said('client').slice(0, 2), ['HELLO', 'INITIATE'])
    t.check('commands of the server', said('server').slice(0, 2), ['WELCOME', 'READY'])
    await push.send(['message'])
    t.check('message', await pull.recv(), ['message'])
  },
)

conformance(
  'frames-in-clear',
  {
    title: 'Flags and sizes are in clear under encryption too: every frame of a secured connection can be told from the next',
    clauses: ['37/mechanism-9'],
    mode: 'pair',
    needs,
    obliges: 'both',
    axes,
  },
  async t => {
    const { relay, push, pull } = await secured(t, t.axes.role, t.axes.binder)
    for (const frames of [['short'], ['of two', Buffer.alloc(1000)]]) await push.send(frames)
    t.check('first message', await pull.recv(), ['short'])
    t.check('second message', await pull.recv(), ['of two', Buffer.alloc(1000)])
    for (const { flags, name } of relay.frames) t.check(`flags of ${name ?? 'a frame'}`, flags, oneOf(0, 1, 2, 3, 4, 6))
    t.check('frames that carried the messages', relay.frames.filter(({ name }) => name === null || name === 'MESSAGE').length, 3)
  },
)

conformance(
  'metadata-sealed',
  {
    title: 'Under CURVE no socket type and no identity is seen in clear, before the handshake is over or after',
    clauses: ['37/security-7'],
    mode: 'pair',
    needs,
    obliges: 'both',
    axes,
  },
  async t => {
    const { relay, push, pull } = await secured(t, t.axes.role, t.axes.binder)
    await push.send([secret])
    t.check('message', await pull.recv(), [secret])
    const seen = Buffer.concat(relay.frames.map(({ body }) => body)).toString('latin1')
    for (const text of ['Socket-Type', 'Identity', 'PUSH', 'PULL', secret]) t.check(`${text} in the capture`, seen.includes(text), false)
  },
)

conformance(
  'data-as-commands',
  {
    title: 'An encrypted connection carries messages as MESSAGE commands, whose frames have the command flag',
    clauses: ['37/wire-3'],
    mode: 'pair',
    needs,
    obliges: 'sender',
    axes: { role: ['server', 'client'], size: ['short', 'long'] },
    kills: ['mut/secured-data-in-the-clear'],
  },
  async t => {
    const { relay, push, pull } = await secured(t, t.axes.role, 'server')
    const body = Buffer.alloc(t.axes.size === 'short' ? 10 : 1000, 'x')
    await push.send([body])
    t.check('message', await pull.recv(), [body])
    const carriers = relay.frames.filter(({ body: octets }) => octets.subarray(0, 8).equals(Buffer.from('\x07MESSAGE')))
    t.check('MESSAGE frames', carriers.length, 1)
    for (const { flags } of carriers) t.check('flags', flags, t.axes.size === 'short' ? 4 : 6)
  },
)
