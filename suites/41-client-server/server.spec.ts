// RFC 41/CLIENTSERVER, "SERVER": every client has a routing id here, and is answered by it; one part a message.
//
//   CLIENT ──► queue ─┐ routing 1
//   CLIENT ──► queue ─┴ routing 2 ──► SERVER ── sendTo(2) ──► queue ──► CLIENT

import { section } from '../../harness/book/section.ts'
import { receiverCases } from './receiver-cases.ts'
import { routingCases } from './routing-cases.ts'
import { senderCases } from './sender-cases.ts'
import { bothWaysCases } from './sharing-cases.ts'

const server = section(import.meta.url)

senderCases(
  server,
  'SERVER',
  {
    atomic: '41/server-20',
    multipart: ['41/server-19', '41/server-21'],
    unchanged: '41/server-2',
    queue: '41/server-3',
    destroyedWithPeer: '41/server-5',
    limit: '41/server-8',
    full: ['41/server-18'],
    waits: ['41/server-17'],
    overlapping: [],
  },
  { multipart: ['mut/server-sends-multipart'], splits: ['mut/server-splits-long-bodies'] },
)
const { conformance, property } = server
receiverCases(
  {
    conformance: (slug, ...rest) => conformance(`receives-${slug}`, ...rest),
    property: (slug, ...rest) => property(`receives-${slug}`, ...rest),
  },
  'SERVER',
  {
    atomic: '41/server-20',
    multipart: ['41/server-12', '41/server-21'],
    letsGo: '41/server-13',
    unchanged: '41/server-2',
    delivers: '41/server-10',
    queue: '41/server-9',
    keptWhileDown: '41/server-4',
    destroyedWithPeer: '41/server-5',
    limit: '41/server-8',
    overlapping: [],
  },
)
routingCases(server, 'SERVER', {
  anyNumber: '41/server-1',
  keptWhileDown: '41/server-4',
  id: '41/server-6',
  notSetByPeer: '41/server-7',
  read: '41/server-11',
  set: '41/server-14',
  routes: '41/server-15',
  unknown: '41/server-16',
  full: '41/server-17',
})
bothWaysCases(server, 'SERVER', ['41/server-3'])
