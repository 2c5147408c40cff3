// RFC 41/CLIENTSERVER, "CLIENT": sends to its servers in turn, hears them all; one part a message.
//
//   CLIENT ──► queue ──► SERVER          CLIENT ◄── queue ◄── SERVER

import { section } from '../../harness/book/section.ts'
import { receiverCases } from './receiver-cases.ts'
import { senderCases } from './sender-cases.ts'
import { bothWaysCases, sharingCases } from './sharing-cases.ts'

const client = section(import.meta.url)

senderCases(
  client,
  'CLIENT',
  {
    atomic: '41/client-1',
    multipart: ['41/client-2', '41/client-15'],
    unchanged: '41/client-4',
    queue: '41/client-5',
    destroyedWithPeer: '41/client-7',
    limit: '41/client-8',
    full: ['41/client-10', '41/client-13', '41/client-14'],
    waits: ['41/client-12'],
    overlapping: ['41/client-9'],
  },
  { multipart: ['mut/client-sends-multipart', 'mut/client-sends-the-first-part'], splits: ['mut/client-splits-long-bodies'] },
)
const { conformance, property } = client
receiverCases(
  {
    conformance: (slug, ...rest) => conformance(`receives-${slug}`, ...rest),
    property: (slug, ...rest) => property(`receives-${slug}`, ...rest),
  },
  'CLIENT',
  {
    atomic: '41/client-1',
    multipart: ['41/client-2', '41/client-18'],
    letsGo: '41/client-19',
    unchanged: '41/client-4',
    delivers: '41/client-17',
    queue: '41/client-16',
    keptWhileDown: '41/client-6',
    destroyedWithPeer: '41/client-7',
    limit: '41/client-8',
    overlapping: ['41/client-9'],
  },
)
sharingCases(
  client,
  'CLIENT',
  {
    anyNumber: '41/client-3',
    available: '41/client-10',
    roundRobin: '41/client-11',
    waits: '41/client-12',
    acceptsNoMore: '41/client-13',
    noDiscard: '41/client-14',
    keptWhileDown: '41/client-6',
  },
  ['mut/client-always-first', 'mut/client-sends-to-all'],
)
bothWaysCases(client, 'CLIENT', ['41/client-5'])
