// Appendix: the 19 × 19 socket types that speak ZMTP, over tcp and ipc, each side binding and connecting (RFC 37, "The Socket-Type Property").
//
//   legal    messages pass in every direction that the types allow
//   illegal  no application data passes, and the connection ends: after ERROR of the subject full marks, bare observed
//
// Whoever is not the subject is the peer of the run; the relay between them saw everything.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { section } from '../../harness/book/section.ts'
import type { MutantId } from '../../harness/mutants/mutant-table.ts'
import { type FamilyName, families, familyNames, legalPair } from './family.ts'
import { checkNaming, connect, introduce, type Roles, relayTo } from './introduction.ts'
import { refused } from './refusal.ts'
import { isLegal, socketTypes, talk } from './talk.ts'

const { conformance } = section(import.meta.url)

type Case = Omit<CaseContext, 'axes'> & { readonly axes: Roles & { readonly transport: 'tcp' | 'ipc' } }

const places = { transport: ['tcp', 'ipc'], binder: ['subject', 'partner'] } as const

async function converse(t: Case): Promise<void> {
  checkNaming(t)
  const met = await introduce(t, t.subject, t.peer, t.axes)
  const relay = await relayTo(t, met.binder, t.axes.transport)
  const routing = await connect(met, relay.endpoint)
  await talk(t, met.mine, met.theirs, met.connecter, routing)
}

const kills = {
  'request-reply': ['mut/expects-equal-types'],
  'publish-subscribe': ['mut/expects-equal-types'],
  pipeline: ['mut/expects-equal-types'],
  pair: ['mut/pair-refuses-pair'],
  draft: [
    'mut/expects-equal-types',
    'mut/client-refuses-server',
    'mut/scatter-refuses-gather',
    'mut/channel-refuses-channel',
    'mut/dish-refuses-radio',
  ],
} as const satisfies Record<FamilyName, readonly MutantId[]>

for (const family of familyNames) {
  const { types } = families[family]
  conformance(
    family,
    {
      ...legalPair(family),
      axes: { subject: types, partner: types, ...places },
      except: ({ subject, partner }) => !isLegal(subject, partner),
      kills: kills[family],
    },
    converse,
  )
}

async function refuse(t: Case): Promise<void> {
  const met = await introduce(t, t.subject, t.peer, t.axes)
  await refused(t, met, await relayTo(t, met.binder, t.axes.transport))
}

const illegal = {
  title: 'An illegal pair is refused: nothing is delivered and the connection ends, at best after ERROR',
  mode: 'pair',
  obliges: 'receiver',
  kills: ['mut/socket-type-not-checked'],
} as const

conformance(
  'refused-by-request-reply',
  {
    ...illegal,
    clauses: ['37/socktype-2', '37/socktype-3', '37/socktype-7'],
    axes: { subject: families['request-reply'].types, partner: socketTypes, ...places },
    except: ({ subject, partner }) => isLegal(subject, partner),
  },
  refuse,
)

conformance(
  'refused-by-publish-subscribe',
  {
    ...illegal,
    clauses: ['37/socktype-2', '37/socktype-4', '37/socktype-7'],
    axes: { subject: families['publish-subscribe'].types, partner: socketTypes, ...places },
    except: ({ subject, partner }) => isLegal(subject, partner),
  },
  refuse,
)

conformance(
  'refused-by-pipeline-and-pair',
  {
    ...illegal,
    clauses: ['37/socktype-2', '37/socktype-5', '37/socktype-7'],
    axes: { subject: [...families.pipeline.types, ...families.pair.types], partner: socketTypes, ...places },
    except: ({ subject, partner }) => isLegal(subject, partner),
  },
  refuse,
)

conformance(
  'refused-by-draft',
  {
    ...illegal,
    clauses: ['37/socktype-2', '37/socktype-6', '37/socktype-7'],
    axes: { subject: families.draft.types, partner: socketTypes, ...places },
    except: ({ subject, partner }) => isLegal(subject, partner),
  },
  refuse,
)
