// Appendix: the 19 × 19 socket types that speak ZMTP, over inproc, either of them bound. One subject plays both sides (zmq_inproc(7)).
//
//   legal    messages pass in every direction that the types allow, as over tcp
//   illegal  no message is delivered; there is no wire to look at, and libzmq does not check: observed
//
// Rule: names are unique per case, because two subjects of one process may share them.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { section } from '../../harness/book/section.ts'
import type { MutantId } from '../../harness/mutants/mutant-table.ts'
import { type FamilyName, families, familyNames } from './family.ts'
import { connect, type Introduced, introduce, listen, type Roles, speak } from './introduction.ts'
import { isLegal, socketTypes, talk } from './talk.ts'

const { conformance } = section(import.meta.url)

type Case = Omit<CaseContext, 'axes'> & { readonly axes: Roles }

const needs = { transports: ['inproc'] } as const
const binder = ['subject', 'partner'] as const

async function meet(t: Case): Promise<Introduced & { readonly routing: number }> {
  const { subject, axes } = t
  const met = await introduce(t, subject, subject, axes)
  const routing = await connect(met, await met.binder.bind(`inproc://pairing-${axes.subject}-${axes.partner}-${axes.binder}`))
  return { ...met, routing }
}

async function converse(t: Case): Promise<void> {
  const { mine, theirs, connecter, routing } = await meet(t)
  await talk(t, mine, theirs, connecter, routing)
}

const kills = {
  'request-reply': ['mut/expects-equal-types', 'mut/inproc-ignores-identity'],
  'publish-subscribe': ['mut/expects-equal-types'],
  pipeline: ['mut/expects-equal-types'],
  pair: ['mut/pair-refuses-pair'],
  draft: ['mut/expects-equal-types'],
} as const satisfies Record<FamilyName, readonly MutantId[]>
/** That the draft types deliver at all is judged here. */
const more = (family: FamilyName) => (family === 'draft' ? (['41/client-17', '48/dish-14', '49/gather-10'] as const) : [])

for (const family of familyNames) {
  const { types, clauses } = families[family]
  conformance(
    family,
    {
      title: 'A legal pair exchanges messages in every direction it may',
      clauses: [...clauses, ...more(family)],
      mode: 'api',
      obliges: 'both',
      needs,
      axes: { subject: types, partner: types, binder },
      except: ({ subject, partner }) => !isLegal(subject, partner),
      kills: kills[family],
    },
    converse,
  )
}

/** Milliseconds in which a message would arrive: within one process it is there at once. */
const moment = 10

conformance(
  'illegal',
  {
    title: 'Nothing is delivered between an illegal pair',
    clauses: ['lib/inproc-socket-types'],
    mode: 'api',
    obliges: 'receiver',
    needs,
    axes: { subject: socketTypes, partner: socketTypes, binder },
    except: ({ subject, partner }) => isLegal(subject, partner),
    kills: ['mut/inproc-accepts-any-peer-type'],
  },
  async t => {
    const { mine, theirs, connecter, binder } = await meet(t)
    await speak(connecter)
    await speak(binder)
    const [heard, heardByPartner] = await Promise.all([listen(mine, moment), listen(theirs, moment)])
    t.check(`${mine.type} receives`, heard, null)
    t.check(`${theirs.type} receives`, heardByPartner, null)
  },
)
