// RFC 26/CurveZMQ, "The HELLO Command": what a client says first, and what a server takes.
//
//   05HELLO  version 01 00  zeros 72  C' 32  counter 8  box 80: 64 zeros from C' to S               200 octets in all
//
// Each refusal stands between two legal clients that are served; a server may say ERROR on the way out, and never WELCOME.

import { atLeast } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { agreement } from '../../harness/wire/curve/box.ts'
import { asCommand, type HelloOctets } from '../../harness/wire/curve/commands.ts'
import { readHello } from '../../harness/wire/curve/reading.ts'
import { command, hex } from '../../harness/wire/octets.ts'
import { arrive, arriveWelcome, everywhere, flipped, type Hall, needs, openHall, receive, refused, served } from './hall.ts'

const { conformance } = section(import.meta.url)

/** A client that says this HELLO. */
const saying =
  (hall: Hall, fields: Partial<HelloOctets>, change: (body: Buffer) => Buffer = body => body) =>
  async () => {
    const { peer, client } = await arrive(hall)
    await peer.send(asCommand(change(client.hello(fields))))
    return peer
  }

conformance(
  'own',
  {
    title:
      "A client's first word is HELLO: 200 octets with version 1.0, zeros, its transient key, a counter and 64 zeros boxed for the server",
    clauses: ['26/hello-1', '26/hello-2', '26/hello-3', '26/hello-4', '26/hello-5', '26/hello-9', '26/hello-10', '26/grammar-1'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    kills: [
      'mut/curve-hello-of-70-zeros',
      'mut/curve-hello-version-2',
      'mut/curve-hello-padding-of-ones',
      'mut/curve-hello-prefix',
      'mut/curve-hello-boxes-its-key',
      'mut/curve-hello-for-itself',
      'mut/curve-client-waits-to-be-greeted',
    ],
  },
  async t => {
    const hall = await openHall(t, 'client')
    const peer = await hall.connect()
    await peer.greet({ mechanism: 'CURVE', asServer: true })
    const { name, flags, body } = await peer.frame()
    t.check('the command', name, 'HELLO')
    t.check('flags of its frame', flags, 4)
    t.check('octets', body.length, 200)
    t.check('name', body.subarray(0, 6), '\x05HELLO')
    t.check('version', body.subarray(6, 8), hex('0100'))
    t.check('padding', body.subarray(8, 80), Buffer.alloc(72))
    const hello = readHello(body, hall.server.secretKey)
    t.check('what the box holds', hello.content, Buffer.alloc(64))
    t.note('counter', hello.counter)
  },
)

conformance(
  'fresh-keys',
  {
    title: 'A client makes a new transient key pair for each connection',
    clauses: ['26/hello-6'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    kills: ['mut/curve-client-keeps-transient-key', 'mut/curve-transient-is-permanent'],
  },
  async t => {
    const hall = await openHall(t, 'client')
    const keys: string[] = []
    for (let connection = 0; connection < 5; connection++) keys.push((await receive(hall)).hello.transient.toString('hex'))
    t.check('different keys of 5 connections', new Set(keys).size, 5)
    t.check('its permanent key among them', keys.includes(hall.client.publicKey.toString('hex')), false)
  },
)

conformance(
  'size',
  {
    title: 'A HELLO of another size than 200 octets is refused',
    clauses: ['26/hello-2', '26/hello-11', '26/hello-12', '26/errorcmd-2'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    kills: ['mut/curve-hello-may-be-longer'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const cut = (octets: number) => saying(hall, {}, body => Buffer.concat([body, Buffer.alloc(100)]).subarray(0, octets))
    const sizes = [6, 7, 112, 120, 199, 201, 300]
    await refused(t, hall, Object.fromEntries(sizes.map(size => [`${size} octets`, cut(size)])), ['WELCOME', 'READY'])
  },
)

conformance(
  'version',
  {
    title: 'A HELLO of another version than 1.0 is refused',
    clauses: ['26/hello-4', '26/hello-11', '26/hello-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    kills: ['mut/curve-hello-any-version', 'mut/curve-hello-minor-unchecked'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const of = (version: string) => saying(hall, { version: hex(version) })
    await refused(t, hall, { '2.0': of('0200'), '1.1': of('0101'), '0.0': of('0000'), '0.1': of('0001') }, ['WELCOME', 'READY'])
  },
)

conformance(
  'padding',
  {
    title: 'A HELLO whose padding is not all zero is refused',
    clauses: ['26/hello-5', '26/hello-11', '26/hello-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { octet: ['first', 'middle', 'last'] },
    kills: ['mut/curve-hello-padding-unchecked', 'mut/curve-hello-padding-checked-to-70'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const padding = Buffer.alloc(72)
    padding[{ first: 0, middle: 40, last: 71 }[t.axes.octet]] = 1
    await refused(t, hall, { padding: saying(hall, { padding }) }, ['WELCOME', 'READY'])
  },
)

conformance(
  'box',
  {
    title: "A HELLO is refused when its box is for another server, of another client, under another prefix, or a copy of somebody else's",
    clauses: ['26/hello-9', '26/hello-10', '26/hello-11', '26/hello-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { box: ['another-server', 'another-client', 'another-prefix', 'zeros', 'another-counter', 'no-such-key'] },
    kills: ['mut/curve-hello-box-unopened', 'mut/curve-hello-prefix'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const stranger = hall.keyring.pair()
    const attack = async () => {
      const { peer, client } = await arrive(hall)
      const { secretKey } = client.transient
      const fields = {
        'another-server': { key: agreement(stranger.publicKey, secretKey) },
        'another-client': { key: agreement(hall.server.publicKey, stranger.secretKey) },
        'another-prefix': { prefix: 'CurveZMQINITIATE' },
        zeros: { box: Buffer.alloc(80) },
        'another-counter': { box: client.hello().subarray(120) },
        'no-such-key': { transient: Buffer.alloc(32), key: agreement(Buffer.alloc(32), secretKey) },
      }[t.axes.box]
      await peer.send(asCommand(client.hello(fields)))
      return peer
    }
    await refused(t, hall, { [t.axes.box]: attack }, ['WELCOME', 'READY'])
  },
)

conformance(
  'box-content',
  {
    title: 'A HELLO whose box holds something else than 64 zeros is refused',
    clauses: ['26/hello-10', '26/hello-11', '26/hello-12'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { octet: ['first', 'last', 'all'] },
    kills: ['mut/curve-hello-content-unchecked'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const content = Buffer.alloc(64, t.axes.octet === 'all' ? 0xff : 0)
    content[t.axes.octet === 'last' ? 63 : 0] = 1
    await refused(t, hall, { content: saying(hall, { content }) }, ['WELCOME', 'READY'])
  },
)

conformance(
  'every-octet',
  {
    title: 'A HELLO with any one octet of its name, key, counter or box changed is refused',
    clauses: ['26/hello-11', '26/hello-12', '26/grammar-1'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    timeout: 60_000,
    kills: ['mut/curve-hello-box-unopened'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const changed = (at: number) => saying(hall, {}, body => flipped(body, at))()
    await refused(t, hall, { ...everywhere(0, 7, 1, changed), ...everywhere(80, 199, 1, changed) }, ['WELCOME', 'READY'])
  },
)

conformance(
  'padded-name',
  {
    title: 'Command names have a length in front; names padded with spaces or zeros are not known',
    clauses: ['26/grammar-1'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
  },
  async t => {
    const hall = await openHall(t, 'server')
    const named = (name: string) => async () => {
      const { peer, client } = await arrive(hall)
      await peer.send(command(name, client.hello().subarray(6)))
      return peer
    }
    await refused(t, hall, { spaces: named('HELLO   '), zero: named('HELLO\0'), 'small letters': named('hello') }, ['WELCOME', 'READY'])
  },
)

conformance(
  'fresh-server-keys',
  {
    title: 'A server makes a new transient key pair for each HELLO, also for one it has seen before',
    clauses: ['26/hello-13'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    kills: ['mut/curve-server-keeps-transient-key', 'mut/curve-server-transient-from-clients'],
  },
  async t => {
    const hall = await openHall(t, 'server')
    const transient = hall.keyring.pair()
    const keys: string[] = []
    for (let connection = 0; connection < 5; connection++) {
      const { welcome, peer } = await arriveWelcome(hall, { transient })
      keys.push(welcome.transient.toString('hex'))
      await peer.close()
    }
    t.check('different keys of 5 connections', new Set(keys).size, 5)
    t.check('its permanent key among them', keys.includes(hall.server.publicKey.toString('hex')), false)
  },
)

conformance(
  'many-without-initiate',
  {
    title: 'A hundred clients that say HELLO and nothing more keep nobody out and cost little memory',
    clauses: ['26/hello-15'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    timeout: 30_000,
  },
  async t => {
    const hall = await openHall(t, 'server')
    await served(t, hall, 'before')
    const before = await t.subject.stats().catch(() => null)
    const waiting = await Promise.all(Array.from({ length: 100 }, () => arriveWelcome(hall)))
    await served(t, hall, 'meanwhile')
    const then = await t.subject.stats().catch(() => null)
    t.check('clients that got WELCOME', waiting.length, atLeast(100))
    if (before?.rss !== undefined && then?.rss !== undefined) {
      const each = Math.round((then.rss - before.rss) / waiting.length)
      t.note('octets of memory a client', each)
      if (each > 256 * 1024) t.warn(`a client that has only said HELLO costs ${each} octets`)
    }
  },
)
