// RFC 24/PLAIN with 37, "Security Considerations": who cannot meet. Two clients, two servers, two mechanisms, an older peer.
//
//   client ── HELLO ──►  ◄── HELLO ── client        server  …silence…  server        PLAIN ◄── greeting of NULL, CURVE, 2.0, 1.0
//
// Rule: nobody waits for ever, nothing is delivered, and a legal peer is served before and after.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import type { WireFrame, WirePeer } from '../../harness/wire/contract.ts'
import { command, greeting, hex, message, readyAs } from '../../harness/wire/octets.ts'
import { type Meeting, meet, type Options, roles } from '../37-zmtp-3.1/meeting.ts'
import { securities } from '../pairings/secured.ts'
import { credentials, ended, hello, initiateAs, nextOr } from './arrival.ts'

const { conformance } = section(import.meta.url)

const plain = { server: { plain_server: true, zap_domain: 'book' }, client: securities.PLAIN.client } as const
const needs = { sockets: ['PULL'], options: ['plain_server', 'zap_domain', 'plain_username'], ops: ['zap'] } as const

/** What a socket of the subject is that is met here. */
const own: Readonly<Record<string, Options>> = {
  NULL: {},
  'NULL-with-domain': { zap_domain: 'book' },
  'PLAIN-server': plain.server,
  'PLAIN-client': plain.client,
  'CURVE-server': securities.CURVE.server,
  'CURVE-client': securities.CURVE.client,
}
const mechanismOf = (name: string): string => name.split('-', 1)[0]!

const isWelcome = (answer: unknown): boolean => (answer as WireFrame).name === 'WELCOME'

/** A message each way, in clear. */
async function converse(t: Pick<CaseContext, 'check'>, socket: SubjectSocket, peer: WirePeer): Promise<void> {
  await peer.send(message('to', 'the subject'))
  t.check('message of the peer', await socket.recv(), ['to', 'the subject'])
  await socket.send(['to', 'the peer'])
  t.check('message of the subject', await peer.message(), ['to', 'the peer'])
}

/** Nothing that was said by others has been delivered. */
async function undelivered(t: Parameters<Parameters<typeof conformance>[2]>[0], { socket }: Meeting): Promise<void> {
  t.check('messages delivered', await socket.recv(t.windows.silence).catch(() => null), null)
}

conformance(
  'either-binds',
  {
    title: 'Client and server are parts of their own: whoever binds, the client speaks first, and messages pass in both directions',
    clauses: ['24/plain-1', '24/plain-3', '24/plain-5', '24/plain-7', '24/plain-9', '24/plain-14', '24/plain-17'],
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, sockets: ['DEALER'] },
    axes: { own: ['client', 'server'], role: roles },
    kills: ['mut/plain-server-says-hello', 'mut/plain-initiate-as-ready', 'mut/plain-asks-nobody'],
  },
  async t => {
    await t.subject.zap([{ credentials: [{ utf8: 'joe' }, { utf8: 'secret' }] }, { status: '400' }])
    const { socket, next } = await meet(t, 'DEALER', t.axes.role, plain[t.axes.own])
    const peer = await next()
    await peer.greet({ mechanism: 'PLAIN', asServer: t.axes.own === 'client' })
    if (t.axes.own === 'server') {
      await peer.silent()
      await peer.send(hello())
      await peer.command('WELCOME')
      await peer.send(initiateAs('DEALER'))
      await peer.command('READY')
      await converse(t, socket, peer)
      const other = await next()
      await other.greet({ mechanism: 'PLAIN' })
      await other.send(hello('joe', 'wrong'))
      t.check(
        'the answer to another password',
        await nextOr(other),
        satisfying('no WELCOME', answer => !isWelcome(answer)),
      )
      return
    }
    t.check('HELLO', (await peer.command('HELLO')).data, credentials('joe', 'secret'))
    await peer.send(command('WELCOME'))
    await peer.command('INITIATE')
    await peer.send(readyAs('DEALER'))
    await converse(t, socket, peer)
  },
)

conformance(
  'same-role',
  {
    title: 'Two clients and two servers never finish a handshake, and do not wait for ever',
    clauses: ['24/plain-15', '24/plain-14'],
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, options: [...needs.options, 'handshake_ivl'] },
    axes: { own: ['client', 'server'], role: roles, other: ['silent', 'says-hello'] },
    except: ({ own: side, other }) => side === 'server' && other === 'says-hello',
    kills: ['mut/plain-client-answers-hello', 'mut/handshake-without-time-limit', 'mut/plain-server-says-hello'],
  },
  async t => {
    await t.subject.zap([{}])
    const meeting = await meet(t, 'PULL', t.axes.role, { ...plain[t.axes.own], handshake_ivl: 150 })
    const peer = await meeting.next()
    await peer.greet({ mechanism: 'PLAIN', asServer: t.axes.own === 'server' })
    if (t.axes.own === 'client') await peer.command('HELLO')
    else await peer.silent(50)
    if (t.axes.other === 'says-hello') await peer.send(hello())
    t.check('the answer', await nextOr(peer), 'closed')
    t.check('the connection', await peer.closed(), ended)
    await undelivered(t, meeting)
  },
)

conformance(
  'same-role-with-peer',
  {
    title: 'Two real clients, and two real servers, never finish a handshake, and do not wait for ever',
    clauses: ['24/plain-15'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['PUSH', 'PULL'], options: [...needs.options, 'handshake_ivl', 'reconnect_ivl'], ops: ['zap', 'monitor'] },
    axes: { role: ['client', 'server'], binder: ['subject', 'peer'] },
    kills: ['mut/plain-client-answers-hello'],
  },
  async t => {
    const options = { ...plain[t.axes.role], handshake_ivl: 150 }
    await t.subject.zap([{}])
    await t.peer.zap([{}])
    const pull = await t.subject.open('PULL', { ...options, reconnect_ivl: -1 })
    const push = await t.peer.open('PUSH', { ...options, reconnect_ivl: -1 })
    const monitor = await pull.monitor()
    const [bound, connecting] = t.axes.binder === 'subject' ? [pull, push] : [push, pull]
    const relay = await t.proxy(await bound.bind('tcp://127.0.0.1:*'))
    await connecting.connect(relay.endpoint)
    await relay.ended(0)
    await relay.gone(0)
    t.check(
      'finished handshakes',
      monitor.events.filter(({ event }) => event === 'handshake'),
      [],
    )
    t.check(
      'commands that let in',
      relay.frames.filter(({ name }) => name === 'WELCOME' || name === 'READY').map(({ name }) => name),
      [],
    )
  },
)

conformance(
  'mismatch',
  {
    title: 'A socket with one mechanism closes on a peer that greets with another, whatever that says next',
    clauses: ['37/mechanism-11', '37/security-1', '24/plain-14'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: {
      own: ['NULL', 'NULL-with-domain', 'PLAIN-server', 'PLAIN-client', 'CURVE-server', 'CURVE-client'],
      theirs: ['NULL', 'PLAIN', 'CURVE'],
      role: roles,
    },
    except: ({ own: mine, theirs }) => mechanismOf(mine!) === theirs,
    kills: ['mut/mechanism-not-compared'],
  },
  async t => {
    const mechanism = mechanismOf(t.axes.own)
    if (!t.subject.capabilities.mechanisms.includes(mechanism)) t.unsupported(`${t.subject.name} does not offer ${mechanism}`)
    await t.subject.zap([{}])
    const meeting = await meet(t, 'PULL', t.axes.role, own[t.axes.own])
    t.check('its mechanism', (await (await meeting.next()).greet({ mechanism })).mechanism, mechanism)
    const peer = await meeting.next()
    const next = { NULL: [readyAs('PUSH')], PLAIN: [hello(), initiateAs('PUSH')], CURVE: [readyAs('PUSH')] }[t.axes.theirs]
    await peer.send([greeting({ mechanism: t.axes.theirs }), ...next, message('smuggled')])
    t.check('the connection', await peer.closed(), ended)
    t.check('its mechanism afterwards', (await (await meeting.next()).greet({ mechanism })).mechanism, mechanism)
    await undelivered(t, meeting)
  },
)

const older = {
  '2.0': [hex('ff 00 00 00 00 00 00 00 00 7f 01 08 00 00'), message('smuggled')],
  '1.0': [hex('01 00'), hex('09 00'), Buffer.from('smuggled')],
  '1.0-long': [hex('ff 00 00 00 00 00 00 00 01 00'), hex('09 00'), Buffer.from('smuggled')],
} as const

conformance(
  'downgrade',
  {
    title: 'A socket that authenticates, be it client or server, with PLAIN or by its domain alone, takes no peer of ZMTP 2.0 or 1.0',
    clauses: ['37/security-1', '37/compat-10'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { own: ['NULL-with-domain', 'PLAIN-server', 'PLAIN-client'], role: roles, version: ['2.0', '1.0', '1.0-long'] },
    kills: ['mut/old-header-bypasses-mechanism'],
  },
  async t => {
    const mechanism = mechanismOf(t.axes.own)
    await t.subject.zap([{}])
    const meeting = await meet(t, 'PULL', t.axes.role, own[t.axes.own])
    t.check('its mechanism', (await (await meeting.next()).greet({ mechanism })).mechanism, mechanism)
    const peer = await meeting.next()
    await peer.send(older[t.axes.version])
    t.check('the connection', await peer.closed(), ended)
    await undelivered(t, meeting)
  },
)
