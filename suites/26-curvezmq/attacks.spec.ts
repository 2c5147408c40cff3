// Attacks on CURVE that implementations fell for, one case for each (libzmq's NEWS of 4.0.5, 4.0.6, 4.1.1, 4.3.2 and 4.3.3).
//
//   CVE-2014-7202  downgrade to another mechanism     CVE-2014-7203  replay       CVE-2014-9721  greeting of an older version
//   CVE-2019-13132 INITIATE larger than its buffer    CVE-2020-15166 connections that say nothing keep others out
//
// Rule: the attacker gets nothing delivered, and legal clients are served before, meanwhile and afterwards.

import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { asCommand, asMessage } from '../../harness/wire/curve/commands.ts'
import { createCurveClient } from '../../harness/wire/curve/speaker.ts'
import { frame, greeting, hex, message, property, readyAs } from '../../harness/wire/octets.ts'
import { arriveWelcome, type Hall, join, metadataFor, needs, openHall, refused, type Stage, served } from './hall.ts'

const { conformance } = section(import.meta.url)

const smuggle =
  (hall: Hall, ...octets: readonly Uint8Array[]) =>
  async (): Promise<WirePeer> => {
    const peer = await hall.connect()
    await peer.send(octets)
    return peer
  }

conformance(
  'cve-2014-7202-downgrade',
  {
    title: 'A CURVE server takes no other mechanism, whatever a client greets with and says next (CVE-2014-7202)',
    clauses: ['26/design-8'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { greeting: ['NULL', 'PLAIN', 'nothing', 'curve', 'CURVE-with-a-tail', 'NULL-then-CURVE', 'NULL-and-HELLO'] },
    kills: ['mut/mechanism-not-compared'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const legal = createCurveClient({ server: hall.server.publicKey, keys: hall.client, keyring: hall.keyring })
    const curve = Buffer.concat([Buffer.from('CURVE\0\0\0\0'), Buffer.alloc(11, 'x')])
    const said = {
      NULL: [greeting(), readyAs('PUSH'), message('smuggled')],
      PLAIN: [greeting({ mechanism: 'PLAIN' }), frame({ body: '\x05HELLO\x03joe\x06secret', command: true })],
      nothing: [greeting({ mechanism: '' }), readyAs('PUSH'), message('smuggled')],
      curve: [greeting({ mechanism: 'curve' }), readyAs('PUSH'), message('smuggled')],
      'CURVE-with-a-tail': [greeting({ mechanism: curve }), readyAs('PUSH'), message('smuggled')],
      'NULL-and-HELLO': [greeting(), asCommand(legal.hello())],
      'NULL-then-CURVE': [greeting(), greeting({ mechanism: 'CURVE' }), readyAs('PUSH'), message('smuggled')],
    }[t.axes.greeting]
    await refused(t, hall, { [t.axes.greeting]: smuggle(hall, ...said) }, ['READY', 'WELCOME', 'MESSAGE'])
  },
)

conformance(
  'cve-2014-7203-replay',
  {
    title: 'A recorded conversation played again to a CURVE server delivers nothing a second time (CVE-2014-7203)',
    clauses: ['26/shortnonce-5', '26/shortnonce-4', '26/welcome-9', '26/message-9'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { replayed: ['message-on-its-connection', 'whole-conversation', 'message-on-another-connection'] },
    kills: ['mut/curve-nonce-unchecked', 'mut/curve-cookie-key-for-ever'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const replay = async () => {
      const { peer: first, client } = await arriveWelcome(hall)
      const initiate = asCommand(client.initiate(metadataFor(hall)))
      await first.send(initiate)
      await first.command('READY')
      const recorded = asMessage(client.message('pay 100'))
      await first.send(recorded)
      t.check('delivered once', await hall.socket.recv(), ['pay 100'])
      if (t.axes.replayed === 'message-on-its-connection') {
        await first.send(recorded)
        return first
      }
      const { peer } = t.axes.replayed === 'whole-conversation' ? await arriveAgain(hall, client) : await join(hall)
      if (t.axes.replayed === 'whole-conversation') {
        await peer.send(initiate)
        const answer = await peer.frame().catch(() => null)
        t.check('the answer to the old INITIATE', answer?.name ?? 'none', oneOf('none', 'ERROR'))
      }
      await peer.send(recorded)
      return peer
    }
    await refused(t, hall, { replay }, ['READY', 'MESSAGE'])
  },
)

/** The recorded HELLO on a new connection. */
async function arriveAgain(hall: Hall, client: Awaited<ReturnType<typeof arriveWelcome>>['client']) {
  const peer = await hall.connect()
  await peer.greet({ mechanism: 'CURVE' })
  await peer.send(asCommand(client.hello({ counter: 1 })))
  await peer.command('WELCOME')
  return { peer }
}

const older = {
  '2.0': [hex('ff 00 00 00 00 00 00 00 00 7f 01 08 00 00'), message('smuggled')],
  '2.0-subscriber': [hex('ff 00 00 00 00 00 00 00 00 7f 01 02 00 00'), message('\x01')],
  '1.0': [hex('01 00'), hex('09 00'), Buffer.from('smuggled')],
  '1.0-long': [hex('ff 00 00 00 00 00 00 00 01 00'), hex('09 00'), Buffer.from('smuggled')],
  '0': [hex('ff 00 00 00 00 00 00 00 00 7f 00 08 00 00'), message('smuggled')],
} as const

conformance(
  'cve-2014-9721-older-version',
  {
    title: 'A CURVE server takes no client of ZMTP 2.0 or 1.0, which have no mechanisms (CVE-2014-9721)',
    clauses: ['26/design-8'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { version: ['2.0', '2.0-subscriber', '1.0', '1.0-long', '0'] },
    kills: ['mut/old-header-bypasses-mechanism'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    await refused(t, hall, { [t.axes.version]: smuggle(hall, ...older[t.axes.version]) }, ['READY', 'MESSAGE'])
  },
)

/** A property of so many octets in all. */
const much = (octets: number): Buffer => property('X', Buffer.alloc(octets - 6, 'x'))

async function survives(t: Stage, hall: Hall, peer: WirePeer): Promise<void> {
  const ending = await peer.closed(t.windows.reaction)
  t.note('the connection', ending === 'silence' ? 'goes on' : 'ends')
  await peer.close()
  await served(t, hall, 'afterwards')
}

conformance(
  'cve-2019-13132-large-initiate',
  {
    title: 'An INITIATE with much metadata, sealed as it must be, harms nobody, and is taken or refused as a whole (CVE-2019-13132)',
    clauses: ['26/initiate-14', '26/initiate-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { octets: ['300', '512', '4096', '60000', '70000', '4194304'] },
    timeout: 30_000,
    kills: ['mut/curve-initiate-of-512'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    await served(t, hall, 'before')
    const { peer, client } = await arriveWelcome(hall)
    const metadata = Buffer.concat([metadataFor(hall), much(Number(t.axes.octets))])
    await peer.send(asCommand(client.initiate(metadata)))
    const answer = await peer.frame(t.windows.deadline).catch(() => null)
    t.note('the answer', answer?.name ?? 'none')
    if (Number(t.axes.octets) <= 4096) t.check('metadata that is no attack is taken', answer?.name, 'READY')
    await survives(t, hall, peer)
  },
)

conformance(
  'large-handshake-frames',
  {
    title: 'A handshake command that announces more than anybody needs is not waited for with that much memory',
    clauses: ['26/hello-11', '26/hello-2', '26/initiate-14'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { command: ['HELLO', 'INITIATE'], announced: ['2^31', '2^62'] },
    kills: ['mut/curve-handshake-without-limit'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    await served(t, hall, 'before')
    const before = await t.subject.stats().catch(() => null)
    const size = t.axes.announced === '2^31' ? 2n ** 31n : 2n ** 62n
    const { peer, client } = await arriveWelcome(hall)
    const name = t.axes.command === 'HELLO' ? Buffer.from('\x05HELLO') : client.initiate(metadataFor(hall)).subarray(0, 9)
    const head = frame({ command: true, long: true, size, body: name })
    await peer.send([head, Buffer.alloc(10_000)])
    const ending = await peer.closed(t.windows.reaction)
    t.note('the connection', ending === 'silence' ? 'waits for more' : 'ends')
    const then = await t.subject.stats().catch(() => null)
    if (before?.rss !== undefined && then?.rss !== undefined) {
      const grown = then.rss - before.rss
      t.check('octets of memory it took, at most 256 MiB', grown < 2 ** 28, true)
    }
    if (ending === 'silence') t.observed('a handshake command of any announced size is waited for')
    await peer.close()
    await served(t, hall, 'afterwards')
  },
)

const stages = ['nothing', 'half-a-greeting', 'greeting', 'half-a-hello', 'hello', 'half-an-initiate'] as const

conformance(
  'cve-2020-15166-idle-clients',
  {
    title: 'Eighty clients that fall silent at any stage of the handshake keep no legal client out (CVE-2020-15166)',
    clauses: ['26/hello-15'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs,
    timeout: 30_000,
    axes: { said: stages },
    kills: ['mut/failed-handshake-leaks-slot'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    await served(t, hall, 'before')
    const idle = await Promise.all(
      Array.from({ length: 80 }, async () => {
        if (t.axes.said === 'hello' || t.axes.said === 'half-an-initiate') {
          const { peer, client } = await arriveWelcome(hall)
          const initiate = asCommand(client.initiate(metadataFor(hall)))
          if (t.axes.said === 'half-an-initiate') await peer.send(initiate.subarray(0, 150))
          return peer
        }
        const peer = await hall.connect()
        const octets = { nothing: 0, 'half-a-greeting': 30, greeting: 64, 'half-a-hello': 64 }[t.axes.said]
        await peer.send(greeting({ mechanism: 'CURVE' }).subarray(0, octets))
        if (t.axes.said === 'half-a-hello') await peer.send(hex('04 c8 05 48 45 4c 4c 4f 01 00'))
        return peer
      }),
    )
    await served(t, hall, 'meanwhile')
    await served(t, hall, 'and again')
    t.note('still connected', idle.filter(peer => peer.open).length)
  },
)

conformance(
  'flood-of-wrong-hellos',
  {
    title: 'Two hundred HELLOs with boxes of zeros cost nobody else the service',
    clauses: ['26/hello-11', '26/hello-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    timeout: 30_000,
    kills: ['mut/failed-handshake-leaks-slot', 'mut/curve-hello-box-unopened'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const wrong = hex(`04 c8 05 48 45 4c 4c 4f 01 00 ${'00'.repeat(72)} ${'11'.repeat(32)} ${'00'.repeat(7)} 01 ${'00'.repeat(80)}`)
    const attacks = Object.fromEntries(
      Array.from({ length: 200 }, (_, at) => [`number ${at}`, smuggle(hall, greeting({ mechanism: 'CURVE' }), wrong)]),
    )
    await refused(t, hall, attacks, ['WELCOME', 'READY'])
  },
)
