// Over udp between two real implementations: RADIO to DISH, DGRAM with DGRAM, and each of them with the octets of another type.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { section } from '../../harness/book/section.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { groupDatagram } from '../../harness/wire/datagram-peer.ts'
import { freeUdpEndpoint } from '../../harness/wire/udp-port.ts'
import { grouped, heard } from './acquaintance.ts'

const { conformance } = section(import.meta.url)
const needs = { sockets: ['RADIO', 'DISH'], ops: ['join'], transports: ['udp'] } as const
const both = { subject: ['RADIO', 'DISH'] } as const

type Case = Pick<CaseContext, 'subject' | 'peer'>

/** Two sockets, of which the first is of the subject when its type is named. */
async function cast(t: Case, subject: string, one: string, other: string): Promise<readonly [SubjectSocket, SubjectSocket]> {
  const [first, second] = subject === one ? [t.subject, t.peer] : [t.peer, t.subject]
  return [await first.open(one), await second.open(other)]
}

const groups = ['a', '', 'g'.repeat(127)]

conformance(
  'broadcast',
  {
    title: 'A DISH hears over udp what a RADIO sends to the groups it joined, with the group, and nothing else',
    clauses: ['48/group-3', '48/dish-12', '48/dish-13', 'lib/udp-multicast'],
    mode: 'pair',
    obliges: 'both',
    needs,
    axes: { ...both, place: ['unicast', 'multicast'] },
    kills: ['mut/radio-sends-body-first', 'mut/dish-delivers-unjoined'],
  },
  async t => {
    const [radio, dish] = await cast(t, t.axes.subject, 'RADIO', 'DISH')
    const free = await freeUdpEndpoint()
    const endpoint = await dish.bind(t.axes.place === 'unicast' ? free : free.replace('127.0.0.1', '127.0.0.1;239.77.2.3'))
    await radio.connect(endpoint)
    for (const group of [...groups, 'end']) await dish.join(group)
    await heard(t.windows, text => radio.sendGroup('end', text), dish)
    for (const group of ['b', ...groups, 'aa', 'A', 'a']) await radio.sendGroup(group, `to ${group.length}`)
    await radio.sendGroup('end', '')
    const got: string[] = []
    for (let next = await grouped(dish); `${next[0]}` !== 'end'; next = await grouped(dish)) got.push(next.join('='))
    t.check(
      'messages',
      got,
      [...groups, 'a'].map(group => `${group}=to ${group.length}`),
    )
  },
)

conformance(
  'datagrams',
  {
    title: 'Two DGRAMs exchange bodies, each under the address of the other',
    clauses: ['lib/dgram-message', 'lib/dgram-address'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['DGRAM'], transports: ['udp'] },
    axes: { first: ['subject', 'peer'] },
    kills: ['mut/dgram-frames-what-it-sends', 'mut/dgram-forgets-the-port'],
  },
  async t => {
    const [mine, theirs] = [await t.subject.open('DGRAM'), await t.peer.open('DGRAM')]
    const [asking, answering] = t.axes.first === 'subject' ? [mine, theirs] : [theirs, mine]
    const [here, there] = [await asking.bind(await freeUdpEndpoint()), await answering.bind(await freeUdpEndpoint())]
    const address = (endpoint: string): string => endpoint.slice('udp://'.length)
    await heard(t.windows, text => asking.send([address(there), text]), answering)
    await asking.send([address(there), 'question'])
    const [from, question] = await answering.recv()
    t.check('the question', [from, question], [`${address(here)}\0`, 'question'])
    await answering.send([from!, 'answer'])
    t.check('the answer', await asking.recv(), [`${address(there)}\0`, 'answer'])
  },
)

conformance(
  'dgram-hears-radio',
  {
    title: 'To a DGRAM what a RADIO sends is octets',
    clauses: ['48/group-3', 'lib/dgram-message'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['RADIO', 'DGRAM'], transports: ['udp'] },
    axes: { subject: ['RADIO', 'DGRAM'] },
    kills: ['mut/radio-sends-body-first'],
  },
  async t => {
    const [radio, dgram] = await cast(t, t.axes.subject, 'RADIO', 'DGRAM')
    await radio.connect(await dgram.bind(await freeUdpEndpoint()))
    let got: Buffer[] = []
    // Whoever binds in another thread is not there yet when it says so.
    for (let tries = 0; got.length === 0; tries++) {
      await radio.sendGroup('group', 'body')
      got = await dgram.recv(tries < 50 ? 20 : undefined).catch(error => {
        if (tries < 50) return []
        throw error
      })
    }
    t.check('octets', got[1], '\x05groupbody')
  },
)

conformance(
  'dish-hears-dgram',
  {
    title: 'To a DISH the octets of a message are a message, also of a DGRAM',
    clauses: ['48/group-3', 'lib/dgram-message'],
    mode: 'pair',
    obliges: 'both',
    needs: { sockets: ['DISH', 'DGRAM'], ops: ['join'], transports: ['udp'] },
    axes: { subject: ['DISH', 'DGRAM'] },
    kills: ['mut/dgram-frames-what-it-sends'],
  },
  async t => {
    const [dish, dgram] = await cast(t, t.axes.subject, 'DISH', 'DGRAM')
    const there = (await dish.bind(await freeUdpEndpoint())).slice('udp://'.length)
    await dgram.bind(await freeUdpEndpoint())
    await dish.join('group')
    await heard(t.windows, text => dgram.send([there, groupDatagram('group', text)]), dish)
    await dgram.send([there, groupDatagram('group', 'body')])
    t.check('group and body', await grouped(dish), ['group', 'body'])
  },
)
