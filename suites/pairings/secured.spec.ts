// Appendix: the socket types over tcp under PLAIN and CURVE. Who binds is the server; who connects shows who it is.
//
//   legal    messages pass in every direction that the types allow, as under NULL
//   illegal  no application data passes, and the connection ends
//
// Rule: security changes nothing about who may talk to whom; the talks are those of stream.spec.ts.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { section } from '../../harness/book/section.ts'
import { families, familyNames, legalPair } from './family.ts'
import { checkNaming, connect, type Introduced, introduce, type Roles, relayTo } from './introduction.ts'
import { refused } from './refusal.ts'
import { checkOffered, type Security } from './secured.ts'
import { isLegal, talk } from './talk.ts'

const { conformance } = section(import.meta.url)

type Case = Omit<CaseContext, 'axes'> & { readonly axes: Roles & { readonly security: Security } }

const places = { security: ['PLAIN', 'CURVE'], binder: ['subject', 'partner'] } as const satisfies Record<
  string,
  readonly (Security | Roles['binder'])[]
>

async function meet(t: Case): Promise<Introduced> {
  checkOffered(t, t.axes.security, [t.subject, t.peer])
  return introduce(t, t.subject, t.peer, t.axes, t.axes.security)
}

async function converse(t: Case): Promise<void> {
  checkNaming(t)
  const met = await meet(t)
  const relay = await relayTo(t, met.binder, 'tcp')
  const routing = await connect(met, relay.endpoint)
  await talk(t, met.mine, met.theirs, met.connecter, routing)
}

async function refuse(t: Case): Promise<void> {
  const met = await meet(t)
  await refused(t, met, await relayTo(t, met.binder, 'tcp'))
}

for (const family of familyNames) {
  const { types } = families[family]
  conformance(
    family,
    {
      ...legalPair(family),
      axes: { subject: types, partner: types, ...places },
      except: ({ subject, partner }) => !isLegal(subject, partner),
    },
    converse,
  )
}

conformance(
  'refused',
  {
    title: 'A pair of types that do not fit is refused: nothing is delivered and the connection ends, at best after ERROR',
    clauses: ['37/socktype-2', '37/socktype-3', '37/socktype-4', '37/socktype-5', '37/socktype-7'],
    mode: 'pair',
    obliges: 'receiver',
    axes: { subject: ['PULL', 'REP', 'SUB', 'PAIR'], partner: ['PUSH', 'REQ', 'PUB', 'DEALER'], ...places },
    except: ({ subject, partner }) => isLegal(subject, partner),
    kills: ['mut/socket-type-not-checked'],
  },
  refuse,
)
