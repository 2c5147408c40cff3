// Appendix: all 19 × 19 socket types over tcp and ipc, each side binding and connecting (RFC 37, "The Socket-Type Property").
//
//   legal    messages pass in every direction that the types allow
//   illegal  no application data passes, and the connection ends: after ERROR of the subject full marks, bare observed
//
// Whoever is not the subject is the peer of the run; the relay between them saw everything.

import type { CaseContext } from '../../harness/book/case-context.ts'
import { section } from '../../harness/book/section.ts'
import type { Proxy as FrameProxy } from '../../harness/proxy/contract.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'
import { WireMismatch } from '../../harness/wire/contract.ts'
import { connect, type Introduced, introduce, listen, type Roles, relayTo, speak } from './introduction.ts'
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

/** PEERs can only talk when the one that connects is told how it names the other. */
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
    const connecting = t.axes.binder === 'subject' ? t.peer : t.subject
    if (t.axes.subject === 'PEER' && !connecting.capabilities.ops.includes('connect_peer'))
      t.unsupported(`${connecting.name} does not declare ops connect_peer`)
    await converse(t)
  },
)

/** Resolves when the connection ends, with null, or when both sides say that the handshake is done. Rejects when neither happens. */
async function outcome({ mine, theirs }: Introduced, relay: FrameProxy): Promise<'accepted' | null> {
  const ended = relay.ended().then(() => null)
  if (![mine, theirs].every(({ subject }) => subject.capabilities.ops.includes('peers'))) return ended
  // Only what both agreed to counts; a wait that is over or cut short says nothing.
  const agreed = Promise.all([mine.peers(1), theirs.peers(1)]).then(
    () => 'accepted' as const,
    (error: unknown) => {
      if (error instanceof SubjectError) return ended
      throw error
    },
  )
  return Promise.race([ended, agreed])
}

async function refuse(t: Case): Promise<void> {
  const met = await introduce(t, t.subject, t.peer, t.axes)
  const { mine, theirs, connecter, binder } = met
  for (const socket of [mine, theirs]) {
    if (socket.type === 'SUB' || socket.type === 'XSUB') await socket.subscribe('')
    if (socket.type === 'DISH') await socket.join('')
  }
  const relay = await relayTo(t, binder, t.axes.transport)
  await connect(met, relay.endpoint)
  await speak(connecter)
  t.require('the handshake', (await outcome(met, relay)) ?? 'refused', 'refused')
  await speak(binder)
  // Whatever was under way has passed when both sides are closed.
  await relay.gone(0, t.windows.reaction).catch((error: unknown) => {
    if (!(error instanceof WireMismatch)) throw error
    t.warn('one side keeps its half of the connection open')
  })
  const messages = relay.frames.filter(frame => !frame.command)
  t.check('frames of messages that passed', messages.length, 0)
  const heard = await Promise.all([listen(mine, 0), listen(theirs, 0)])
  t.check('messages delivered', heard, [null, null])
  const side = mine === connecter ? 'connecter' : 'binder'
  if (!relay.frames.some(({ from, name }) => from === side && name === 'ERROR'))
    t.observed(`${mine.type} of the subject refuses ${theirs.type} without ERROR`)
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
