// Appendix: the row and the column of DGRAM in the matrix of all 21 × 21 socket types, and who may do what over udp (zmq_udp(7), zmq_socket(3)).
//
//   DGRAM – DGRAM, RADIO – DISH   over udp, and nowhere else for DGRAM
//   DGRAM – RADIO, DGRAM – DISH   over udp: the octets of a group and a body
//   DGRAM – any other             no transport serves both: whoever cannot is refused at once, without a peer
//
// Nobody refuses a peer over udp: there is no handshake. What the types exchange there is in suites/udp/pair.spec.ts.

import { section } from '../../harness/book/section.ts'
import type { SubjectSocket } from '../../harness/subjects/subject.ts'
import { freeUdpEndpoint } from '../../harness/wire/udp-port.ts'
import { outcome } from '../28-reqrep/guests.ts'
import { socketTypes } from './talk.ts'

const { conformance } = section(import.meta.url)

const allTypes = [...socketTypes, 'STREAM', 'DGRAM'] as const
const overUdp: Readonly<Record<string, 'bind' | 'connect'>> = { RADIO: 'connect', DISH: 'bind', DGRAM: 'bind' }

const joins = async (socket: SubjectSocket, use: string, endpoint: string): Promise<string> =>
  outcome(use === 'bind' ? socket.bind(endpoint) : socket.connect(endpoint))

conformance(
  'over-udp',
  {
    title: 'Over udp RADIO connects, DISH and DGRAM bind; whatever else is tried is refused at once',
    clauses: ['lib/udp-types'],
    mode: 'api',
    obliges: 'both',
    needs: { transports: ['udp'] },
    axes: { socket: allTypes, use: ['bind', 'connect'] },
    kills: ['mut/udp-goes-both-ways', 'mut/udp-takes-every-type'],
  },
  async t => {
    const { socket: type, use } = t.axes
    if (!t.subject.capabilities.sockets.includes(type)) t.unsupported(`${t.subject.name} does not declare sockets ${type}`)
    const socket = await t.subject.open(type)
    t.check(use, await joins(socket, use, await freeUdpEndpoint()), overUdp[type] === use ? 'accepted' : 'ENOTSUP')
  },
)

let names = 0
const places = {
  tcp: { bind: () => 'tcp://127.0.0.1:*', connect: () => 'tcp://127.0.0.1:9' },
  ipc: { bind: () => 'ipc://*', connect: () => 'ipc:///nobody/is/here' },
  inproc: { bind: () => `inproc://dgram-${++names}`, connect: () => `inproc://dgram-${++names}` },
} as const

conformance(
  'no-common-transport',
  {
    title: 'DGRAM and a type that is not made for udp: over every transport one of the two is refused, whichever would bind',
    clauses: ['lib/dgram-transports', 'lib/udp-types'],
    mode: 'api',
    obliges: 'both',
    needs: { sockets: ['DGRAM'] },
    axes: { other: allTypes, transport: ['udp', 'tcp', 'ipc', 'inproc'], binder: ['dgram', 'other'] },
    // With these it speaks over udp.
    except: ({ other, transport }) => transport === 'udp' && other in overUdp,
    kills: ['mut/dgram-over-streams', 'mut/udp-takes-every-type'],
  },
  async t => {
    const { other: type, transport, binder } = t.axes
    const { sockets, transports } = t.subject.capabilities
    if (!sockets.includes(type)) t.unsupported(`${t.subject.name} does not declare sockets ${type}`)
    if (!transports.includes(transport)) t.unsupported(`${t.subject.name} does not declare transports ${transport}`)
    const dgram = await t.subject.open('DGRAM')
    const use = { dgram: binder === 'dgram' ? 'bind' : 'connect', other: binder === 'dgram' ? 'connect' : 'bind' } as const
    if (transport === 'udp') {
      const other = await t.subject.open(type)
      t.check(`${type}: ${use.other}`, await joins(other, use.other, await freeUdpEndpoint()), 'ENOTSUP')
      t.check('DGRAM binds', await outcome(dgram.bind(await freeUdpEndpoint())), 'accepted')
      return
    }
    // First and alone: a DGRAM that is not refused (libzmq's) must not meet anybody over a stream.
    t.require(`DGRAM: ${use.dgram}`, await joins(dgram, use.dgram, places[transport][use.dgram]()), 'ENOTSUP')
    t.check('DGRAM binds over udp all the same', await outcome(dgram.bind(await freeUdpEndpoint())), 'accepted')
  },
)
