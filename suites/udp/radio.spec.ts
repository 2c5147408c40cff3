// RADIO over udp (zmq_udp(7), RFC 48 where it speaks of groups): it connects, and sends every group to everybody.
//
//   sendGroup(a, hello) ─► 01 a 68 65 6c 6c 6f

import { oneOf } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { loopbackName } from '../../harness/wire/loopback.ts'
import { outcome } from '../28-reqrep/guests.ts'

const { conformance } = section(import.meta.url)
const needs = { sockets: ['RADIO'], transports: ['udp'] } as const

conformance(
  'octets',
  {
    title: 'A message is one datagram: the length of its group, the group, the body, and nothing is asked before',
    clauses: ['48/group-3', '48/radio-13'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { group: ['0', '1', '128', '255'], body: ['0', '5', '4000'] },
    kills: ['mut/radio-sends-body-first', 'mut/radio-asks-for-members', 'mut/radio-ends-groups-in-zero'],
  },
  async t => {
    const [group, body] = ['g'.repeat(Number(t.axes.group)), 'x'.repeat(Number(t.axes.body))]
    const raw = await t.wire.datagrams()
    const radio = await t.subject.open('RADIO')
    await radio.connect(raw.endpoint)
    await radio.sendGroup(group, body)
    t.check('the datagram', (await raw.datagram()).octets, Buffer.concat([Buffer.of(group.length), Buffer.from(group + body)]))
    await raw.silent()
  },
)

conformance(
  'to-each-endpoint',
  {
    title: 'A message goes to every endpoint once, until it is disconnected',
    clauses: ['48/radio-13', 'lib/udp-unbind'],
    mode: 'wire',
    obliges: 'sender',
    needs: { ...needs, ops: ['disconnect'] },
    kills: ['mut/radio-sends-to-the-first', 'mut/udp-stays-connected'],
  },
  async t => {
    const [one, other] = [await t.wire.datagrams(), await t.wire.datagrams()]
    const radio = await t.subject.open('RADIO')
    for (const { endpoint } of [one, other]) await radio.connect(endpoint)
    await radio.sendGroup('a', 'both')
    for (const raw of [one, other]) t.check('the datagram', (await raw.datagram()).octets, '\x01aboth')
    await radio.disconnect(one.endpoint)
    await radio.sendGroup('a', 'one')
    t.check('the datagram', (await other.datagram()).octets, '\x01aone')
    await one.silent()
    t.check('disconnecting again', await outcome(radio.disconnect(one.endpoint)), 'EINVAL')
  },
)

conformance(
  'largest',
  {
    title: 'A datagram of 8192 octets is sent whole; a message that needs one more is not sent, and the next one is',
    clauses: ['lib/udp-size', '48/group-3'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    // Not more: libzmq 4.3.5 writes what is too much over what lies behind its buffer, from 16384 octets on over that of others.
    axes: { octets: ['8192', '8193'] },
    kills: ['mut/udp-takes-more', 'mut/udp-takes-less'],
  },
  async t => {
    const raw = await t.wire.datagrams()
    const radio = await t.subject.open('RADIO')
    await radio.connect(raw.endpoint)
    const word = await outcome(radio.sendGroup('a', 'x'.repeat(Number(t.axes.octets) - 2)))
    if (t.axes.octets === '8192') t.check('sending', word, 'accepted')
    else t.check('sending', word, oneOf('EMSGSIZE', 'accepted'))
    if (t.axes.octets === '8192') t.check('octets of the datagram', (await raw.datagram()).octets.length, 8192)
    await radio.sendGroup('a', 'next')
    t.check('the next datagram', (await raw.datagram()).octets, '\x01anext')
  },
)

conformance(
  'multicast',
  {
    title: 'What is sent to a group of multicast is heard by who joined it',
    clauses: ['lib/udp-multicast'],
    mode: 'wire',
    obliges: 'sender',
    needs,
    axes: { interface: ['address', 'name'] },
    kills: ['mut/radio-asks-for-members'],
  },
  async t => {
    const raw = await t.wire.datagrams({ group: '239.77.2.2', via: '127.0.0.1' })
    const radio = await t.subject.open('RADIO')
    const endpoint = t.axes.interface === 'name' ? raw.endpoint.replace('127.0.0.1;', `${loopbackName()};`) : raw.endpoint
    await radio.connect(endpoint)
    await radio.sendGroup('a', 'to the group')
    t.check('the datagram', (await raw.datagram()).octets, '\x01ato the group')
  },
)
