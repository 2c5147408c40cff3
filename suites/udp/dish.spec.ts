// DISH over udp (zmq_udp(7), RFC 48 where it speaks of groups): it binds, hears datagrams, and chooses by itself what it joined.
//
//   01 a 68 65 6c 6c 6f ─► recv → hello, group a

import { setImmediate as turn } from 'node:timers/promises'
import { between } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { groupDatagram } from '../../harness/wire/datagram-peer.ts'
import { freeUdpEndpoint } from '../../harness/wire/udp-port.ts'
import { delivered, outcome } from '../28-reqrep/guests.ts'
import { boundDish, grouped, heard } from './acquaintance.ts'

const { conformance } = section(import.meta.url)
const needs = { sockets: ['DISH'], ops: ['join'], transports: ['udp'] } as const

conformance(
  'delivers',
  {
    title: 'A datagram is a message: the octets of its group, and all behind them, none or many',
    clauses: ['48/group-3', '48/dish-13', '48/dish-14'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { group: ['0', '1', '127'], body: ['0', '1', '5000'] },
    kills: ['mut/dish-reads-a-long-group-length', 'mut/udp-drops-empty-bodies'],
  },
  async t => {
    const [group, body] = ['g'.repeat(Number(t.axes.group)), 'x'.repeat(Number(t.axes.body))]
    const { socket, endpoint, raw } = await boundDish(t, [group])
    await raw.send(groupDatagram(group, body), endpoint)
    t.check('group and body', await grouped(socket), [group, body])
  },
)

conformance(
  'long-group',
  {
    title: 'A group may have up to 255 octets: its length is an octet without a sign',
    clauses: ['48/group-3', '48/group-1'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { octets: ['128', '255'] },
    kills: ['mut/dish-takes-short-groups-only'],
  },
  async t => {
    const group = 'g'.repeat(Number(t.axes.octets))
    const { socket, endpoint, raw } = await boundDish(t, [group])
    await raw.send(groupDatagram(group, 'body'), endpoint)
    t.check('group and body', await grouped(socket), [group, 'body'])
  },
)

const notJoined = { left: 'b', empty: '', longer: 'ab', 'upper-case': 'A', 'zero-behind': 'a\0', 'only-a-zero': '\0' } as const

conformance(
  'filters-locally',
  {
    title: 'Of what a radio sends, only the groups that were joined are delivered, and none that was left',
    clauses: ['48/group-3', '48/dish-12', '48/radio-13'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, ops: ['join', 'leave'] },
    axes: { other: Object.keys(notJoined) as (keyof typeof notJoined)[] },
    kills: ['mut/dish-delivers-unjoined'],
  },
  async t => {
    const { socket, endpoint, raw } = await boundDish(t, ['a', 'b', 'end'])
    await socket.leave('b')
    await raw.send(groupDatagram(notJoined[t.axes.other], 'not joined'), endpoint)
    await raw.send(groupDatagram('a', 'joined'), endpoint)
    t.check('the first message', await grouped(socket), ['a', 'joined'])
  },
)

conformance(
  'malformed',
  {
    title: 'A datagram that ends inside its group is ignored, and the next good one delivered',
    clauses: ['lib/udp-malformed', '48/group-3'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    // libzmq 4.3.5 takes a length from 128 on for a negative one: dish/long-group is about that.
    axes: { cut: ['nothing', 'behind-the-length', 'inside-the-group', 'before-its-last-octet', 'far-too-long'] },
    kills: ['mut/dish-takes-cut-groups', 'mut/udp-ends-at-nothing'],
  },
  async t => {
    const { socket, endpoint, raw } = await boundDish(t, ['a', 'gro', 'grou', ''])
    const cut = {
      nothing: '',
      'behind-the-length': groupDatagram('', '', 5),
      'inside-the-group': groupDatagram('gro', '', 5),
      'before-its-last-octet': groupDatagram('grou', '', 5),
      'far-too-long': groupDatagram('gro', '', 127),
    }[t.axes.cut]
    await raw.send(cut, endpoint)
    await raw.send(groupDatagram('a', 'good'), endpoint)
    t.check('the first message', await grouped(socket), ['a', 'good'])
    await raw.send(cut, endpoint)
    t.check('nothing more', await delivered(socket.recv(t.windows.silence)), 'EAGAIN')
  },
)

conformance(
  'largest',
  {
    title: 'A datagram of 8192 octets is delivered whole; what comes with one more is not delivered in part',
    clauses: ['lib/udp-size', '48/group-3'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { octets: ['8192', '8193', '9000'] },
    kills: ['mut/udp-takes-less', 'mut/udp-takes-more'],
  },
  async t => {
    const { socket, endpoint, raw } = await boundDish(t, ['a'])
    const body = 'x'.repeat(Number(t.axes.octets) - 2)
    await raw.send(groupDatagram('a', body), endpoint)
    if (t.axes.octets !== '8192') await raw.send(groupDatagram('a', 'next'), endpoint)
    t.check('the first message', await grouped(socket), ['a', t.axes.octets === '8192' ? body : 'next'])
  },
)

conformance(
  'flood',
  {
    title: 'What nobody reads is kept up to a limit, in order, and the socket hears again afterwards',
    clauses: ['lib/udp-hwm', '48/dish-6'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, options: ['rcvhwm'] },
    kills: ['mut/udp-keeps-everything'],
  },
  async t => {
    const flood = 3000
    const { socket, endpoint, raw } = await boundDish(t, ['a'], { rcvhwm: 10 })
    for (let at = 1; at <= flood; at++) {
      await raw.send(groupDatagram('a', `${at}`), endpoint)
      // A subject of this same process reads too.
      if (at % 25 === 0) await turn()
    }
    const got: number[] = []
    for (let next = await delivered(socket.recv(50)); typeof next !== 'string'; next = await delivered(socket.recv(50)))
      got.push(Number(next[0]))
    // What the system of the machine holds by itself comes on top of the mark.
    t.check('messages kept', got.length, between(1, flood / 2))
    t.check(
      'in order',
      got,
      got.toSorted((a, b) => a - b),
    )
    await heard(t.windows, text => raw.send(groupDatagram('a', text), endpoint), socket)
  },
)

conformance(
  'unbind',
  {
    title: 'After unbind nothing more is heard there; bound again, the socket hears',
    clauses: ['lib/udp-unbind'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, ops: ['join', 'unbind'] },
    kills: ['mut/udp-unbinds-nothing'],
  },
  async t => {
    const { socket, endpoint, raw } = await boundDish(t, ['a'])
    await socket.unbind(endpoint)
    await raw.send(groupDatagram('a', 'nobody is there'), endpoint)
    t.check('receiving', await delivered(socket.recv(t.windows.silence)), 'EAGAIN')
    const other = await socket.bind(await freeUdpEndpoint())
    await heard(t.windows, text => raw.send(groupDatagram('a', text), other), socket)
    t.check('unbinding what is not bound', await outcome(socket.unbind(endpoint)), 'EINVAL')
  },
)

conformance(
  'multicast',
  {
    title: 'Dishes that are bound to a group of multicast all hear what is sent to it',
    clauses: ['lib/udp-multicast'],
    mode: 'wire',
    obliges: 'receiver',
    needs,
    kills: ['mut/udp-joins-no-group', 'mut/udp-shares-no-address'],
  },
  async t => {
    const place = (await freeUdpEndpoint()).replace('udp://127.0.0.1', 'udp://127.0.0.1;239.77.2.1')
    const raw = await t.wire.datagrams()
    const dishes = [await t.subject.open('DISH'), await t.subject.open('DISH')]
    for (const dish of dishes) {
      await dish.bind(place)
      await dish.join('a')
    }
    const group = place.slice(place.indexOf(';') + 1)
    for (const dish of dishes) await heard(t.windows, text => raw.send(groupDatagram('a', text), group), dish)
    await raw.send(groupDatagram('a', 'to all'), group)
    for (const [at, dish] of dishes.entries()) {
      // The other's probes came here too.
      let got = await grouped(dish)
      while (!got[1]?.equals(Buffer.from('to all'))) got = await grouped(dish)
      t.check(`dish ${at + 1}`, got, ['a', 'to all'])
    }
  },
)
