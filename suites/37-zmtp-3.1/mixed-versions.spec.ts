// Peers of ZMTP 1.0, 2.0, 3.0 and 3.1 at one socket: the patterns of 28, 29, 30 and 31 do not depend on who is how old (RFC 37,
// "Version Negotiation"; RFC 23).
//
//   PUB ──► SUB 1.0 (everything)  SUB 2.0, 3.0 (01 topic)  SUB 3.1 (SUBSCRIBE)
//
// Rule: every case has all four versions at the same time.

import { section } from '../../harness/book/section.ts'
import type { ProfileVersion, WirePeer } from '../../harness/wire/contract.ts'
import { octets } from '../../harness/wire/octets.ts'
import { profiles } from '../../harness/wire/profile.ts'
import { old } from '../13-zmtp-1.0/meeting.ts'
import { type Meeting, meet, roles } from './meeting.ts'
import { publishes } from './traffic.ts'

const { conformance } = section(import.meta.url)

const versions = Object.keys(profiles) as ProfileVersion[]
const needs = { zmtp: ['1.0', '2.0', '3.0', '3.1'] } as const

interface Guest {
  readonly version: ProfileVersion
  readonly peer: WirePeer
}

/** One peer of each version, named after it where `named`. */
async function allOf(meeting: Pick<Meeting, 'next'>, type: string, named = false): Promise<Guest[]> {
  const guests: Guest[] = []
  for (const version of versions) guests.push({ version, peer: await old(meeting, version, type, named ? version : undefined) })
  return guests
}

conformance(
  'subscribers',
  {
    title: 'A publisher sends each subscriber what it asked for in the words of its version, and to 1.0 everything',
    clauses: ['37/version-13', '13/v1-15', '15/v2-10', '23/delta-8', '37/pubsub-1'],
    mode: 'wire',
    obliges: 'both',
    needs,
    axes: { socket: ['PUB', 'XPUB'], role: roles },
  },
  async t => {
    const meeting = await meet(t, t.axes.socket, t.axes.role)
    const guests = await allOf(meeting, 'SUB')
    for (const { version, peer } of guests) {
      await peer.send([profiles[version].subscribe('mark'), profiles[version].subscribe(version)])
      await publishes(t, meeting.socket, peer, version)
    }
    await meeting.socket.send(['mark'])
    for (const { peer } of guests) while (`${(await peer.message())[0]}` !== 'mark');
    for (const version of versions) await meeting.socket.send([version, 'news'])
    await meeting.socket.send(['mark', 'end'])
    for (const { version, peer } of guests) {
      const seen: string[] = []
      for (let got = await peer.message(); `${got[0]}` !== 'mark'; got = await peer.message()) seen.push(`${got[0]}`)
      t.check(`what the subscriber of ${version} got`, seen, version === '1.0' ? versions : [version])
    }
  },
)

conformance(
  'publishers',
  {
    title: 'A subscriber takes from publishers of all versions what it subscribed to, whoever filters',
    clauses: ['37/version-13', '13/v1-17', '29/sub-4'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'receiver',
    needs,
    axes: { role: roles },
  },
  async t => {
    const { socket, next } = await meet(t, 'SUB', t.axes.role)
    await socket.subscribe('A')
    for (const { version, peer } of await allOf({ next }, 'PUB')) {
      await peer.send([profiles[version].message('B', version), profiles[version].message('A', version)])
      t.check(`from ${version}`, await socket.recv(), ['A', version])
    }
  },
)

conformance(
  'dealers-at-a-router',
  {
    title: 'A ROUTER knows DEALERs of all versions by their identities, and answers each of them in its framing',
    clauses: ['37/version-13', '37/identity-1', '13/v1-19', '15/v2-3', '23/delta-14'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, sockets: ['ROUTER'] },
    axes: { role: roles },
  },
  async t => {
    const { socket, next } = await meet(t, 'ROUTER', t.axes.role)
    const guests = await allOf({ next }, 'DEALER', true)
    for (const { version, peer } of guests) {
      await peer.send(profiles[version].message('hello', ''))
      t.check(`from ${version}`, await socket.recv(), [version, 'hello', ''])
    }
    for (const { version } of guests.toReversed()) await socket.send([version, '', Buffer.alloc(255, 'x')])
    for (const { version, peer } of guests) t.check(`to ${version}`, await peer.message(), ['', Buffer.alloc(255, 'x')])
  },
)

conformance(
  'requests',
  {
    title: 'A REP answers REQs of all versions in turn, and a REQ gets its answer from a REP of any version',
    clauses: ['37/version-13', '13/v1-24', '28/rep-4', '28/rep-9'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, sockets: ['REQ', 'REP'] },
    axes: { role: roles },
    kills: ['mut/rep-drops-envelope'],
  },
  async t => {
    const rep = await meet(t, 'REP', t.axes.role)
    for (const { version, peer } of await allOf(rep, 'REQ')) {
      await peer.send(profiles[version].message('', version))
      t.check(`request of ${version}`, await rep.socket.recv(), [version])
      await rep.socket.send(['answer to', version])
      t.check(`answer to ${version}`, await peer.message(), ['', 'answer to', version])
    }
    for (const version of versions) {
      const req = await meet(t, 'REQ', t.axes.role)
      const peer = await old(req, version, 'REP')
      await req.socket.send([version])
      t.check(`request to ${version}`, await peer.message(), ['', version])
      await peer.send(profiles[version].message('', 'answer from', version))
      t.check(`answer from ${version}`, await req.socket.recv(), ['answer from', version])
    }
  },
)

conformance(
  'pipeline',
  {
    title: 'A PUSH gives PULLs of all versions their turns, and a PULL takes from PUSHes of all versions',
    clauses: ['37/version-13', '30/push-8', '30/pull-7'],
    level: 'MUST',
    mode: 'wire',
    obliges: 'both',
    needs: { ...needs, sockets: ['PUSH', 'PULL'] },
    axes: { role: roles },
  },
  async t => {
    const push = await meet(t, 'PUSH', t.axes.role)
    const pullers = await allOf(push, 'PULL')
    for (let turn = 0; turn < 2 * versions.length; turn++) await push.socket.send([`turn ${turn}`])
    const got: string[] = []
    for (const { peer } of pullers) got.push(`${await peer.message()}`, `${await peer.message()}`)
    t.check('each of them got two', got.toSorted(), Array.from({ length: 2 * versions.length }, (_, turn) => `turn ${turn}`).toSorted())
    const pull = await meet(t, 'PULL', t.axes.role)
    for (const { version, peer } of await allOf(pull, 'PUSH')) {
      await peer.send(profiles[version].message(version))
      t.check(`from ${version}`, await pull.socket.recv(), [version])
    }
  },
)

conformance(
  'told-of-subscriptions',
  {
    title: 'An XPUB tells its application of a subscription in the same words, whatever the version of the subscriber',
    clauses: ['37/version-13', '15/v2-10', '23/delta-8', '37/pubsub-2'],
    mode: 'wire',
    obliges: 'receiver',
    needs: { ...needs, sockets: ['XPUB'] },
    axes: { role: roles },
  },
  async t => {
    const { socket, next } = await meet(t, 'XPUB', t.axes.role)
    for (const version of versions) {
      const peer = await old({ next }, version, 'SUB')
      await peer.send(profiles[version].subscribe(version))
      const topic = version === '1.0' ? '' : version
      t.check(`told of the subscription of ${version}`, await socket.recv(), [Buffer.concat([Buffer.of(1), octets(topic)])])
      await peer.send(profiles[version].cancel(version))
      if (version !== '1.0') t.check(`told of its end, ${version}`, await socket.recv(), [Buffer.concat([Buffer.of(0), octets(topic)])])
    }
  },
)
