// One attack on a PULL socket that another peer is using, and what became of both.
//
//   witness ═══ legal ═══════════ served meanwhile ══════════ served afterwards
//   attacker ── lie ──► closed (FIN or RST), and nothing of it delivered; a monitor, where there is one, tells
//
// "Error Handling" asks only that errors are signalled by closing (a SHOULD): silence without harm is a warning, service a failure.

import type { CaseContext } from '../../harness/book/case-context.ts'
import type { WirePeer } from '../../harness/wire/contract.ts'
import { message } from '../../harness/wire/octets.ts'
import { control, type Fate, meet, type Options, type Role } from './meeting.ts'

type Stage = Omit<CaseContext, 'axes'>

export interface Attack {
  readonly role: Role
  readonly options?: Options
  /** How far the attacker goes legally before `act`. */
  readonly after: 'connecting' | 'greeting' | 'handshake'
  readonly act: (peer: WirePeer) => Promise<unknown>
  /** How it is found out what became of the attacker. */
  readonly fate: (peer: WirePeer) => Promise<Fate>
  /** Whether its octets may lawfully reach the application, as messages of an older version. */
  readonly mayDeliver?: boolean
}

/** A `fate` for attackers after whom nothing can be asked any more: was the connection closed? */
export const endingOf = async (peer: WirePeer, within?: number): Promise<Fate> =>
  (await peer.closed(within)) === 'silence' ? 'silent' : 'closed'

/** Attacks, and returns what became of the attacker. Checks that the witness was served and nothing smuggled in. */
export async function attack(t: Stage, { role, options, after, act, fate, mayDeliver = false }: Attack): Promise<Fate> {
  const meeting = await meet(t, 'PULL', role, options)
  const { socket, next } = meeting
  const monitor = t.subject.capabilities.ops.includes('monitor') ? await socket.monitor() : null
  const witness = await control(meeting, 'PUSH')
  const delivers = async (text: string) => {
    let got = await socket.recv()
    while (mayDeliver && got[0]?.toString() !== text) {
      t.note('delivered to the application', got)
      got = await socket.recv()
    }
    t.check(`the next message, of another peer: ${text}`, got, [text])
  }
  const attacker = await next()
  if (after === 'greeting') await attacker.greet()
  if (after === 'handshake') await attacker.handshake({ type: 'PUSH' })
  await act(attacker)
  await witness.send(message('meanwhile'))
  await delivers('meanwhile')
  const became = await fate(attacker)
  await witness.send([message('afterwards'), message('and again')])
  await delivers('afterwards')
  await delivers('and again')
  await control(meeting, 'PUSH')
  if (became === 'closed' && monitor !== null) {
    const events = ['handshake_failed_protocol', 'handshake_failed_auth', 'handshake_failed', 'disconnected', 'closed']
    const seen = await monitor.wait(events, t.windows.deadline).catch(() => null)
    if (seen === null) t.observed('no monitor event tells of the failure')
    else t.note('monitor', seen.code === undefined ? seen.event : `${seen.event} ${seen.code}`)
  }
  return became
}

/** The mark for an attacker that had to be let go. */
export function letGo(t: Stage, became: Fate): void {
  if (became === 'silent') t.warn('the connection is neither closed nor served')
  else t.check('the attacker', became, 'closed')
}
