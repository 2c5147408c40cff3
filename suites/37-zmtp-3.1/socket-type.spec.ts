// RFC 37/ZMTP 3.1, "The Socket-Type Property": nineteen names, and who may meet whom.
//
//   REQ ─ REP, ROUTER      REP ─ DEALER      DEALER ─ DEALER, ROUTER      ROUTER ─ ROUTER      PUB, XPUB ─ SUB, XSUB
//   PUSH ─ PULL   PAIR ─ PAIR   CLIENT ─ SERVER   RADIO ─ DISH   SCATTER ─ GATHER   PEER ─ PEER   CHANNEL ─ CHANNEL
//
// Each pair gets a socket of its own: a PAIR has one peer in its life.

import { satisfying } from '../../harness/book/expectation.ts'
import { section } from '../../harness/book/section.ts'
import { greeting, readyAs } from '../../harness/wire/octets.ts'
import { control, ended, fateOfReady, meet, roles } from './meeting.ts'

const { conformance } = section(import.meta.url)

const legalPeers = {
  REQ: ['REP', 'ROUTER'],
  REP: ['REQ', 'DEALER'],
  DEALER: ['REP', 'DEALER', 'ROUTER'],
  ROUTER: ['REQ', 'DEALER', 'ROUTER'],
  PUB: ['SUB', 'XSUB'],
  XPUB: ['SUB', 'XSUB'],
  SUB: ['PUB', 'XPUB'],
  XSUB: ['PUB', 'XPUB'],
  PUSH: ['PULL'],
  PULL: ['PUSH'],
  PAIR: ['PAIR'],
  CLIENT: ['SERVER'],
  SERVER: ['CLIENT'],
  RADIO: ['DISH'],
  DISH: ['RADIO'],
  SCATTER: ['GATHER'],
  GATHER: ['SCATTER'],
  PEER: ['PEER'],
  CHANNEL: ['CHANNEL'],
} as const
type Type = keyof typeof legalPeers
const types = Object.keys(legalPeers) as Type[]
const isLegal = (type: Type, peer: Type) => (legalPeers[type] as readonly Type[]).includes(peer)

const groups = {
  'request-reply': ['REQ', 'REP', 'DEALER', 'ROUTER'],
  'publish-subscribe': ['PUB', 'XPUB', 'SUB', 'XSUB'],
  'pipeline-and-pair': ['PUSH', 'PULL', 'PAIR'],
  'thread-safe': ['CLIENT', 'SERVER', 'RADIO', 'DISH', 'SCATTER', 'GATHER', 'PEER', 'CHANNEL'],
} as const
const clauseOf = {
  'request-reply': '37/socktype-3',
  'publish-subscribe': '37/socktype-4',
  'pipeline-and-pair': '37/socktype-5',
  'thread-safe': '37/socktype-6',
} as const

/** For each group, a legal peer refused and an illegal one served. */
const kills = {
  'request-reply': [['mut/dealer-refuses-dealer'], ['mut/rep-accepts-router', 'mut/req-accepts-dealer', 'mut/socket-type-not-checked']],
  'publish-subscribe': [['mut/xpub-refuses-xsub'], ['mut/sub-accepts-sub', 'mut/socket-type-not-checked']],
  'pipeline-and-pair': [['mut/pair-refuses-pair'], ['mut/pull-accepts-pull', 'mut/socket-type-not-checked']],
  'thread-safe': [[], []],
} as const

for (const [group, members] of Object.entries(groups) as [keyof typeof groups, readonly Type[]][]) {
  conformance(
    `legal-${group}`,
    {
      title: 'Every legal peer is served',
      clauses: ['37/socktype-1', clauseOf[group]],
      mode: 'wire',
      obliges: 'receiver',
      axes: { role: roles, type: members },
      kills: kills[group][0],
    },
    async t => {
      if (!t.subject.capabilities.sockets.includes(t.axes.type)) t.unsupported(`${t.subject.name} offers no ${t.axes.type}`)
      for (const type of legalPeers[t.axes.type]) {
        const { next } = await meet(t, t.axes.type, t.axes.role)
        const peer = await next()
        await peer.send([greeting(), readyAs(type)])
        t.check(`a peer of type ${type}`, await fateOfReady(peer), 'served')
      }
    },
  )

  conformance(
    `illegal-${group}`,
    {
      title: 'No other peer is served: the connection ends',
      clauses: ['37/socktype-2', clauseOf[group]],
      level: 'SHOULD',
      mode: 'wire',
      obliges: 'receiver',
      axes: { role: roles, type: members },
      kills: kills[group][1],
    },
    async t => {
      if (!t.subject.capabilities.sockets.includes(t.axes.type)) t.unsupported(`${t.subject.name} offers no ${t.axes.type}`)
      const illegal = types.filter(type => !isLegal(t.axes.type, type))
      for (const type of [...illegal, 'STREAM', '']) {
        const { next } = await meet(t, t.axes.type, t.axes.role)
        const peer = await next()
        await peer.send([greeting(), readyAs(type)])
        t.check(`a peer of type ${type === '' ? 'of no letters' : type}`, await fateOfReady(peer), 'closed')
      }
      await control(await meet(t, t.axes.type, t.axes.role), legalPeers[t.axes.type][0])
    },
  )
}

conformance(
  'lower-case',
  {
    title: 'A Socket-Type in small letters is none of the nineteen names: what a receiver does is recorded',
    clauses: ['37/socktype-1', '37/socktype-2'],
    level: 'MAY',
    mode: 'wire',
    obliges: 'receiver',
    needs: { sockets: ['ROUTER'] },
    axes: { name: ['dealer', 'Dealer', 'DEALER '] },
  },
  async t => {
    const meeting = await meet(t, 'ROUTER', 'bind')
    const peer = await meeting.next()
    await peer.send([greeting(), readyAs(t.axes.name)])
    t.observed(`a peer of type ${JSON.stringify(t.axes.name)} is ${await fateOfReady(peer)}`)
    await control(meeting, 'DEALER')
  },
)

conformance(
  'told-by-error',
  {
    title: 'A peer of an illegal type is told by ERROR before the connection ends',
    clauses: ['37/socktype-7'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['REP'] },
    axes: { role: roles, type: ['REP', 'ROUTER', 'PUB', 'STREAM'] },
    kills: ['mut/closes-without-error'],
  },
  async t => {
    const { next } = await meet(t, 'REP', t.axes.role)
    const peer = await next()
    await peer.greet()
    await peer.send(readyAs(t.axes.type))
    const first = await peer.frame().catch(() => null)
    const last = first?.name === 'READY' ? await peer.frame().catch(() => null) : first
    t.check('command before the end', last?.name ?? 'none', 'ERROR')
    t.check('the connection', await peer.closed(), ended)
  },
)

conformance(
  'error-grammar',
  {
    title: 'An ERROR holds the length of its reason and visible characters, and nothing comes after it',
    clauses: ['37/null-11', '37/null-23'],
    mode: 'wire',
    obliges: 'sender',
    needs: { sockets: ['REP'] },
    axes: { role: roles },
    kills: ['mut/error-without-length', 'mut/error-reason-with-spaces', 'mut/ready-after-error'],
  },
  async t => {
    const { next } = await meet(t, 'REP', t.axes.role)
    const peer = await next()
    await peer.greet()
    await peer.send(readyAs('PUB'))
    const first = await peer.frame().catch(() => null)
    const last = first?.name === 'READY' ? await peer.frame().catch(() => null) : first
    if (last?.name !== 'ERROR') return t.unsupported('closes without ERROR')
    t.check('reason length', last.data[0], last.data.length - 1)
    const visible = satisfying('0 to 255 visible characters', (reason: string) => /^[\x21-\x7e]{0,255}$/.test(reason))
    t.check('reason', last.data.subarray(1).toString('latin1'), visible)
    const after = await peer.frame().catch(() => null)
    t.check('frame after ERROR', after?.body ?? 'none', 'none')
    t.check('the connection', await peer.closed(), ended)
  },
)
