// The families of socket types: who is in one, and the clauses that say who may talk to whom there (RFC 23 and 37, "The Socket-Type Property").
// Rule: whatever secures or carries a connection, the legal pairs of a family are judged by the same clauses.

import type { ClauseId } from '../../harness/book/clause-id.ts'
import { draftTypes, type SocketType } from './talk.ts'

interface Family {
  readonly types: readonly SocketType[]
  /** What READY says of the type, where there is one. */
  readonly property: readonly ClauseId[]
  readonly clauses: readonly ClauseId[]
}

export const families = {
  'request-reply': {
    types: ['REQ', 'REP', 'DEALER', 'ROUTER'],
    property: ['37/socktype-2', '37/socktype-3'],
    clauses: ['28/req-1', '28/rep-1', '28/dealer-1', '28/router-1', '28/dealer-13', '28/router-10'],
  },
  'publish-subscribe': {
    types: ['PUB', 'SUB', 'XPUB', 'XSUB'],
    property: ['37/socktype-2', '37/socktype-4'],
    clauses: ['29/pub-1', '29/sub-1', '29/xpub-1', '29/xsub-1', '29/xpub-15', '29/sub-11', '29/xsub-10'],
  },
  pipeline: {
    types: ['PUSH', 'PULL'],
    property: ['37/socktype-2', '37/socktype-5'],
    clauses: ['30/push-1', '30/pull-1', '30/pull-9'],
  },
  pair: {
    types: ['PAIR'],
    property: ['37/socktype-2', '37/socktype-5'],
    clauses: ['31/pair-1', '31/pair-2', '31/pair-14'],
  },
  draft: {
    types: draftTypes,
    property: ['37/socktype-2', '37/socktype-6'],
    clauses: ['41/client-3', '48/dish-1', '49/gather-1', '51/peer-3', '52/channel-3'],
  },
} as const satisfies Readonly<Record<string, Family>>

export type FamilyName = keyof typeof families
export const familyNames = Object.keys(families) as readonly FamilyName[]

/** What a case of two types that fit says of itself, over a transport where READY names the type. */
export const legalPair = (family: FamilyName) =>
  ({
    title: 'A legal pair exchanges messages in every direction it may',
    clauses: [...families[family].property, ...families[family].clauses],
    mode: 'pair',
    obliges: 'both',
  }) as const
