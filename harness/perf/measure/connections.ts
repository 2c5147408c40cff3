// Many connections at once to one socket of the subject, then nothing: seconds until all have shaken hands, memory and CPU of each idle peer.
// Heartbeats are on: an idle connection is a connection that is looked after.

import { setTimeout as elapse } from 'node:timers/promises'
import { type Arena, solo, Unverified } from '../arena.ts'
import type { Figures, Load } from '../scenario.ts'

/** How long it may settle, and how long it is watched, longer than a heartbeat. Milliseconds. */
const settling = 1000
const idle = 2000

export async function connections(arena: Arena, { count: n, t }: Load): Promise<Figures> {
  const { left, right } = arena
  const r = await arena.open(left, 'ROUTER')
  const ep = await arena.bind(left, r)
  const request = { role: 'connect', type: right.raw ? 'RAW' : 'DEALER', ep, options: arena.options(right), t } as const
  // The first connection loads code; it is not among those counted.
  await solo(right, { ...request, s: 'warm', n: 1 })
  await left.client.call('peers', { s: r, n: 1, t })
  const before = await stats(left.client)
  const from = performance.now()
  const all = left.client.call('peers', { s: r, n: n + 1, t })
  all.catch(() => {})
  await solo(right, { ...request, s: 'C', n })
  await all
  const ns = (performance.now() - from) * 1e6
  await elapse(settling)
  const [early, at] = [await stats(left.client), performance.now()]
  await elapse(idle)
  const late = await stats(left.client)
  const busy = (late.cpu - early.cpu) / (performance.now() - at)
  return { values: { seconds: ns / 1e9, memory: (late.rss - before.rss) / n, cpu: busy * 100 }, ns }
}

async function stats(client: Arena['left']['client']): Promise<{ rss: number; cpu: number }> {
  const { rss, cpu_user_ms: user, cpu_sys_ms: system } = await client.call('stats', {})
  if (rss === undefined || user === undefined || system === undefined) throw new Unverified('stats gives no memory and CPU here')
  return { rss, cpu: user + system }
}
