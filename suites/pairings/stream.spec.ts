// Appendix: all 19 × 19 socket types over tcp and ipc, each side binding and connecting (RFC 37, "The Socket-Type Property").
//
//   legal    messages pass in every direction that the types allow
//   illegal  no application data passes, and the connection ends: after ERROR of the subject full marks, bare observed
//
// Whoever is not the subject is the peer of the run; the relay between them saw everything.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { section } from '../../harness/book/section.ts'
import { checkNaming, connect, introduce, type Roles, relayTo } from './introduction.ts'
import { refused } from './refusal.ts'
import { families, isLegal, socketTypes, talk } from './talk.ts'

const { conformance } = section(import.meta.url)

type Case = Omit<CaseContext, 'axes'> & { readonly axes: Roles & { readonly transport: 'tcp' | 'ipc' } }

const places = { transport: ['tcp', 'ipc'], binder: ['subject', 'partner'] } as const

async function converse(t: Case): Promise<void> {
  const met = await introduce(t, t.subject, t.peer, t.axes)
  const relay = await relayTo(t, met.binder, t.axes.transport)
  const routing = await connect(met, relay.endpoint)
  await talk(t, met.mine, met.theirs, met.connecter, routing)
}

const legal = {
  title: 'A legal pair exchanges messages in every direction it may',
  mode: 'pair',
  obliges: 'both',
  kills: ['mut/expects-equal-types'],
} as const

conformance(
  'request-reply',
  {
    ...legal,
    clauses: ['37/socktype-2', '37/socktype-3', '28/req-1', '28/rep-1', '28/dealer-1', '28/router-1', '28/dealer-13', '28/router-10'],
    axes: { subject: families['request-reply'], partner: families['request-reply'], ...places },
    except: ({ subject, partner }) => !isLegal(subject, partner),
  },
  converse,
)

conformance(
  'publish-subscribe',
  {
    ...legal,
    clauses: ['37/socktype-2', '37/socktype-4', '29/pub-1', '29/sub-1', '29/xpub-1', '29/xsub-1', '29/xpub-15', '29/sub-11', '29/xsub-10'],
    axes: { subject: families['publish-subscribe'], partner: families['publish-subscribe'], ...places },
    except: ({ subject, partner }) => !isLegal(subject, partner),
  },
  converse,
)

conformance(
  'pipeline',
  {
    ...legal,
    clauses: ['37/socktype-2', '37/socktype-5', '30/push-1', '30/pull-1', '30/pull-9'],
    axes: { subject: families.pipeline, partner: families.pipeline, ...places },
    except: ({ subject, partner }) => !isLegal(subject, partner),
  },
  converse,
)

conformance(
  'pair',
  {
    ...legal,
    kills: ['mut/pair-refuses-pair'],
    clauses: ['37/socktype-2', '37/socktype-5', '31/pair-1', '31/pair-2', '31/pair-14'],
    axes: { subject: families.pair, partner: families.pair, ...places },
  },
  converse,
)

const draftRoles = { subject: families.draft, partner: families.draft } as const

conformance(
  'draft',
  {
    ...legal,
    kills: [
      ...legal.kills,
      'mut/client-refuses-server',
      'mut/scatter-refuses-gather',
      'mut/channel-refuses-channel',
      'mut/dish-refuses-radio',
    ],
    clauses: ['37/socktype-2', '37/socktype-6', '41/client-3', '48/dish-1', '49/gather-1', '51/peer-3', '52/channel-3'],
    axes: { ...draftRoles, ...places },
    except: ({ subject, partner }) => !isLegal(subject, partner),
  },
  async t => {
    checkNaming(t)
    await converse(t)
  },
)

async function refuse(t: Case): Promise<void> {
  const met = await introduce(t, t.subject, t.peer, t.axes)
  await refused(t, met, await relayTo(t, met.binder, t.axes.transport))
}

const illegal = {
  title: 'An illegal pair is refused: nothing is delivered and the connection ends, at best after ERROR',
  mode: 'pair',
  obliges: 'receiver',
  kills: ['mut/socket-type-not-checked', 'mut/closes-without-error'],
} as const

conformance(
  'refused-by-request-reply',
  {
    ...illegal,
    clauses: ['37/socktype-2', '37/socktype-3', '37/socktype-7'],
    axes: { subject: families['request-reply'], partner: socketTypes, ...places },
    except: ({ subject, partner }) => isLegal(subject, partner),
  },
  refuse,
)

conformance(
  'refused-by-publish-subscribe',
  {
    ...illegal,
    clauses: ['37/socktype-2', '37/socktype-4', '37/socktype-7'],
    axes: { subject: families['publish-subscribe'], partner: socketTypes, ...places },
    except: ({ subject, partner }) => isLegal(subject, partner),
  },
  refuse,
)

conformance(
  'refused-by-pipeline-and-pair',
  {
    ...illegal,
    clauses: ['37/socktype-2', '37/socktype-5', '37/socktype-7'],
    axes: { subject: [...families.pipeline, ...families.pair], partner: socketTypes, ...places },
    except: ({ subject, partner }) => isLegal(subject, partner),
  },
  refuse,
)

conformance(
  'refused-by-draft',
  {
    ...illegal,
    clauses: ['37/socktype-2', '37/socktype-6', '37/socktype-7'],
    axes: { subject: families.draft, partner: socketTypes, ...places },
    except: ({ subject, partner }) => isLegal(subject, partner),
  },
  refuse,
)
