// Appendix: all 19 × 19 socket types over inproc, either of them bound. One subject plays both sides (zmq_inproc(7)).
//
//   legal    messages pass in every direction that the types allow, as over tcp
//   illegal  no message is delivered; there is no wire to look at, and libzmq does not check: observed
//
// Rule: names are unique per case, because two subjects of one process may share them.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { section } from '../../harness/book/section.ts'
import { connect, type Introduced, introduce, listen, type Roles, speak } from './introduction.ts'
import { families, isLegal, socketTypes, talk } from './talk.ts'

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

const legal = {
  title: 'A legal pair exchanges messages in every direction it may',
  mode: 'api',
  obliges: 'both',
  needs,
  kills: ['mut/expects-equal-types'],
} as const

conformance(
  'request-reply',
  {
    ...legal,
    kills: [...legal.kills, 'mut/inproc-ignores-identity'],
    clauses: ['28/req-1', '28/rep-1', '28/dealer-1', '28/router-1', '28/dealer-13', '28/router-10'],
    axes: { subject: families['request-reply'], partner: families['request-reply'], binder },
    except: ({ subject, partner }) => !isLegal(subject, partner),
  },
  converse,
)

conformance(
  'publish-subscribe',
  {
    ...legal,
    clauses: ['29/pub-1', '29/sub-1', '29/xpub-1', '29/xsub-1', '29/xpub-15', '29/sub-11', '29/xsub-10'],
    axes: { subject: families['publish-subscribe'], partner: families['publish-subscribe'], binder },
    except: ({ subject, partner }) => !isLegal(subject, partner),
  },
  converse,
)

conformance(
  'pipeline',
  {
    ...legal,
    clauses: ['30/push-1', '30/pull-1', '30/pull-9'],
    axes: { subject: families.pipeline, partner: families.pipeline, binder },
    except: ({ subject, partner }) => !isLegal(subject, partner),
  },
  converse,
)

conformance(
  'pair',
  {
    ...legal,
    kills: ['mut/pair-refuses-pair'],
    clauses: ['31/pair-1', '31/pair-2', '31/pair-14'],
    axes: { subject: families.pair, partner: families.pair, binder },
  },
  converse,
)

conformance(
  'draft',
  {
    ...legal,
    clauses: ['41/client-3', '48/dish-1', '49/gather-1', '51/peer-3', '52/channel-3', '41/client-17', '48/dish-14', '49/gather-10'],
    axes: { subject: families.draft, partner: families.draft, binder },
    except: ({ subject, partner }) => !isLegal(subject, partner),
  },
  converse,
)

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
