// There and back, one message at a time; or, as an open loop, at a given rate whether answered or not.
// Figures are microseconds, of all round trips of a round.

import { quantileSorted } from 'simple-statistics'
import { type Arena, together, Unverified } from '../arena.ts'
import type { Figures, Load } from '../scenario.ts'

/** Nanoseconds, in rising order. */
export function samplesOf(base64: string): Uint32Array {
  const octets = Buffer.from(base64, 'base64')
  const samples = new Uint32Array(Math.floor(octets.length / 4))
  for (let index = 0; index < samples.length; index++) samples[index] = octets.readUInt32LE(index * 4)
  return samples.sort()
}

export const latencies = (sorted: Uint32Array): Record<string, number> => {
  // simple-statistics reads by index and length only.
  const list = sorted as unknown as number[]
  const at = (p: number) => quantileSorted(list, p) / 1000
  return { median: at(0.5), p99: at(0.99), 'p99.9': at(0.999) }
}

export const roundTrip =
  (asking: string, answering: string, open: boolean) =>
  async (arena: Arena, { size: len, count, warmup, seed, t, rate }: Load): Promise<Figures> => {
    const { left, right } = arena
    const [s, r] = [await arena.open(left, asking), await arena.open(right, answering)]
    await arena.connect(left, s, await arena.bind(right, r))
    const traffic = { count, warmup, len, seed, t }
    const [pings] = await together(
      [left, { role: 'ping', s, ...traffic, ...(open && { rate }) }],
      [right, { role: 'echo', s: r, ...traffic }],
    )
    const sorted = samplesOf(pings.samples ?? '')
    if (sorted.length !== count) throw new Unverified(`ping: ${sorted.length} samples of ${count} round trips`)
    return { values: latencies(sorted), ns: pings.ns }
  }
