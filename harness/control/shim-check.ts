// The self-test behind `zmqspec shim check -- CMD`: small steps, each with what was seen and what to do about it.
//   edges of a conversation ─► sockets ─► messages ─► lifecycle ─► bench ─► the end
// Rule: every step starts from a reset shim; one that breaks it costs only itself.

import { type ConnectOptions, channelTo } from '../subjects/connect.ts'
import { SubjectBroken } from '../subjects/subject.ts'
import { benchSteps } from './check/benches.ts'
import { closingSteps, openingSteps } from './check/conversation.ts'
import { lifecycleSteps } from './check/lifecycle.ts'
import { messageSteps } from './check/messages.ts'
import { exchangeSteps, socketSteps } from './check/sockets.ts'
import { type CheckContext, type CheckStep, checkContext, type Step } from './check/step.ts'
import { type Client, connectClient } from './client.ts'

export type { Step } from './check/step.ts'

export interface CheckOptions extends Pick<ConnectOptions, 'env' | 'control' | 'timeScale'> {
  /** Which steps to run, by id. Default: all. */
  readonly select?: (id: string) => boolean
}

/**
 * Runs the steps on the subject at `address`, telling each as it ends.
 * @throws AddressError when the address is none
 */
export async function checkShim(address: string, onStep: (step: Step) => void, options: CheckOptions = {}): Promise<Step[]> {
  const channel = channelTo(address, options)
  const steps: Step[] = []
  let late: string[] = []
  let client: Client | null = null

  const done = (step: CheckStep, verdict: Step['verdict'], detail: string, ms = 0) => {
    const result: Step = { id: step.id, title: step.title, verdict, detail, hint: verdict === 'fail' ? step.hint : '', ms: Math.round(ms) }
    steps.push(result)
    onStep(result)
    return verdict !== 'fail'
  }

  async function attempt(step: CheckStep, context: () => Promise<CheckContext>): Promise<boolean> {
    const from = performance.now()
    late = []
    try {
      const detail = await step.run(await context())
      if (late.length > 0) return done(step, 'fail', `late answers: ${late.join(', ')}`, performance.now() - from)
      return done(step, 'pass', detail ?? '', performance.now() - from)
    } catch (error) {
      const broke = error instanceof SubjectBroken ? `the shim broke (${error.kind}): ` : ''
      return done(step, 'fail', broke + (error as Error).message, performance.now() - from)
    }
  }

  async function fresh(): Promise<CheckContext> {
    if (client && !client.broken) await client.call('reset', {})
    else {
      await client?.stop()
      client = await connectClient(channel, {
        label: address,
        seed: 1,
        ...(options.timeScale === undefined ? {} : { timeScale: options.timeScale }),
        onLate: (op, over) => late.push(`${op} ${over} ms after its deadline`),
      })
    }
    return checkContext(client, channel)
  }

  const selected = (list: readonly CheckStep[]) => list.filter(({ id }) => options.select?.(id) ?? true)

  // The edges need no client, and no capabilities.
  const edge = { channel } as CheckContext
  for (const step of selected(openingSteps)) if (!(await attempt(step, async () => edge))) return steps
  const { caps } = await fresh()
  for (const step of selected([...socketSteps, ...exchangeSteps(caps), ...messageSteps, ...lifecycleSteps, ...benchSteps])) {
    const reason = step.skip?.(caps)
    if (reason) done(step, 'skip', reason)
    else await attempt(step, fresh)
  }
  await (client as Client | null)?.stop()
  for (const step of selected(closingSteps)) await attempt(step, async () => edge)
  return steps
}
