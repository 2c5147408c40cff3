// DGRAM (libzmq's ZMQ_DGRAM; there is no RFC): datagrams as they are, to and from anybody.
//
//   datagram ─► recv → [ip:port\0 octets]        send([ip:port octets]) ─► datagram

import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { outcome } from '../28-reqrep/guests.ts'
import { boundDgram } from './acquaintance.ts'

const { conformance } = section(import.meta.url)
const needs = { sockets: ['DGRAM'], transports: ['udp'] } as const

const bodies = {
  empty: Buffer.alloc(0),
  'one-octet': Buffer.of(0),
  'every-octet': Buffer.from(Array.from({ length: 256 }, (_, at) => at)),
  'like-a-group': Buffer.from('\x05group and a body'),
} as const

conformance(
  'octets',
  {
    title: 'What comes is delivered octet for octet behind the address it came from, and what is sent there arrives octet for octet',
    clauses: ['lib/dgram-message', 'lib/dgram-address'],
    mode: 'wire',
    obliges: 'both',
    needs,
    axes: { body: Object.keys(bodies) as (keyof typeof bodies)[] },
    kills: ['mut/dgram-frames-what-it-sends', 'mut/dgram-drops-the-zero', 'mut/dgram-forgets-the-port', 'mut/udp-ends-at-nothing'],
  },
  async t => {
    const { socket, endpoint, raw } = await boundDgram(t)
    const body = bodies[t.axes.body]
    await raw.send(body, endpoint)
    const [from, got, ...rest] = await socket.recv()
    t.check('address and body', [from, got, ...rest], [`${raw.address}\0`, body])
    await socket.send([from!, body])
    const answer = await raw.datagram()
    t.check('the answer', [answer.octets, answer.from], [body, endpoint.slice('udp://'.length)])
  },
)

conformance(
  'address-forms',
  {
    title: 'A message is sent to the address in its first frame, with a zero octet at its end or without',
    clauses: ['lib/dgram-address', 'lib/dgram-message'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { end: ['zero', 'none'] },
    kills: ['mut/dgram-wants-the-zero', 'mut/dgram-keeps-the-first-address'],
  },
  async t => {
    const { socket, raw } = await boundDgram(t)
    const other = await t.wire.datagrams()
    for (const place of [other, raw, other]) {
      await socket.send([`${place.address}${t.axes.end === 'zero' ? '\0' : ''}`, 'body'])
      t.check('the datagram', (await place.datagram()).octets, 'body')
    }
    await raw.silent()
  },
)

conformance(
  'shape',
  {
    title: 'A message that has not two frames is refused with EINVAL, and nothing of it sent; the next good one is',
    clauses: ['lib/dgram-shape'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { frames: ['1', '3'] },
    kills: ['mut/dgram-takes-any-frames'],
  },
  async t => {
    const { socket, raw } = await boundDgram(t)
    t.check('sending it', await outcome(socket.send([raw.address, 'a', 'b'].slice(0, Number(t.axes.frames)))), 'EINVAL')
    t.check('sending the next', await outcome(socket.send([raw.address, 'good'])), 'accepted')
    t.check('the datagram', (await raw.datagram()).octets, 'good')
  },
)

const nowhere = {
  empty: '',
  'a-word': 'nowhere',
  'no-port': '127.0.0.1',
  'port-0': '127.0.0.1:0',
  'a-name': 'localhost:5555',
  'half-an-address': '127.0.0.:5555',
  'a-great-number': '256.0.0.1:5555',
} as const

conformance(
  'nowhere',
  {
    title: 'A message to what is no address is refused, or goes nowhere; the next good one is sent',
    clauses: ['lib/dgram-nowhere'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { address: Object.keys(nowhere) as (keyof typeof nowhere)[] },
    kills: ['mut/dgram-waits-for-an-address'],
  },
  async t => {
    const { socket, raw } = await boundDgram(t)
    const word = await outcome(socket.send([nowhere[t.axes.address], 'lost']))
    t.check('sending it', word, oneOf('EINVAL', 'EHOSTUNREACH', 'accepted'))
    await socket.send([raw.address, 'good'])
    t.check('the datagram', (await raw.datagram()).octets, 'good')
    if (word === 'accepted') t.observed('is taken, and goes nowhere')
  },
)

conformance(
  'largest',
  {
    title: 'A body of 8192 octets passes whole, either way; of one more nothing passes in part',
    clauses: ['lib/udp-size', 'lib/dgram-message'],
    mode: 'wire',
    obliges: 'both',
    needs,
    axes: { octets: ['8192', '8193'], way: ['in', 'out'] },
    kills: ['mut/udp-takes-more', 'mut/udp-takes-less'],
  },
  async t => {
    const { socket, endpoint, raw } = await boundDgram(t)
    const body = Buffer.alloc(Number(t.axes.octets), 'x')
    const whole = t.axes.octets === '8192'
    const say = (octets: Buffer): Promise<string> =>
      t.axes.way === 'in' ? raw.send(octets, endpoint).then(() => 'accepted') : outcome(socket.send([raw.address, octets]))
    const hear = async (): Promise<Buffer | undefined> => (t.axes.way === 'in' ? (await socket.recv())[1] : (await raw.datagram()).octets)
    t.check('sending', await say(body), whole ? 'accepted' : oneOf('accepted', 'EMSGSIZE'))
    if (whole) t.check('octets that pass', (await hear())?.equals(body), true)
    await say(Buffer.from('next'))
    t.check('the next', await hear(), 'next')
  },
)
