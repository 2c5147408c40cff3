// A pair of socket types that may not talk, over a recording relay (RFC 37, "The Socket-Type Property").
//
//   connecter ──► relay ──► binder        at best ERROR, in any case the end, and no message before it
//
// Rule: what both sides call a finished handshake is an acceptance, whatever passes afterwards.

import type { CaseContext } from '../../harness/book/case-context.ts'
import type { Proxy as FrameProxy } from '../../harness/proxy/contract.ts'
import { SubjectError } from '../../harness/subjects/subject.ts'
import { WireMismatch } from '../../harness/wire/contract.ts'
import { connect, type Introduced, listen, speak } from './introduction.ts'

type Stage = Pick<CaseContext, 'check' | 'require' | 'warn' | 'note' | 'windows'>

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

/** Connects two sockets that do not fit, and sees that nothing passes and the connection ends. */
export async function refused(t: Stage, met: Introduced, relay: FrameProxy): Promise<void> {
  const { mine, theirs, connecter, binder } = met
  for (const socket of [mine, theirs]) {
    if (socket.type === 'SUB' || socket.type === 'XSUB') await socket.subscribe('')
    if (socket.type === 'DISH') await socket.join('')
  }
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
  // Both refuse at the same time, and who is told why is chance; against a raw peer it is not.
  t.note('refused by', relay.frames.some(({ from, name }) => from === side && name === 'ERROR') ? 'ERROR' : 'closing')
}
