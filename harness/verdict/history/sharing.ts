// How work is shared out (RFC 28 and 30: round-robin over available peers; fair-queuing of incoming messages).
//
//   ready [B, C]   received B, C, B, C, B   ──► B 3, C 2: balanced          A A A A A B …   while B had messages: not fair
//
// Rule: judged only where the record says that a peer was ready, or had messages waiting.

import { type Checker, type Fault, type HistoryEvent, showStamp } from './event.ts'

function balanceFault(peers: readonly string[], counts: ReadonlyMap<string, number>): Fault | null {
  const shares = peers.map(peer => counts.get(peer) ?? 0)
  if (peers.length === 0 || Math.max(...shares) - Math.min(...shares) <= 1) return null
  return {
    rule: 'round-robin-balance',
    text: `all were ready, and received ${peers.map((peer, at) => `${peer} ${shares[at]}`).join(', ')}`,
  }
}

/** Between one `ready` and the next the shares of the peers it names differ by at most 1, and nobody else receives. */
export const roundRobinBalance: Checker = history => {
  let peers: readonly string[] = []
  let counts = new Map<string, number>()
  for (const event of history) {
    if (event.kind === 'ready') {
      const fault = balanceFault(peers, counts)
      if (fault !== null) return fault
      peers = event.peers
      counts = new Map()
    }
    if (event.kind !== 'received' || peers.length === 0) continue
    if (!peers.includes(event.at))
      return { rule: 'round-robin-balance', text: `${event.at} received ${showStamp(event.message.stamp)} though it was not ready` }
    counts.set(event.at, (counts.get(event.at) ?? 0) + 1)
  }
  return balanceFault(peers, counts)
}

const sender = (event: HistoryEvent): string | null =>
  event.kind === 'sent' || event.kind === 'received' ? (event.message.stamp?.from ?? null) : null

/** Whoever has messages waiting at `receiver` waits for at most `rounds` messages of every other. */
export const boundedFairness =
  (receiver: string, rounds: number): Checker =>
  history => {
    const senders = new Set(history.flatMap(event => (event.kind === 'sent' ? [sender(event)] : [])))
    const limit = rounds * (senders.size - 1)
    const backlog = new Map<string, number>()
    const waited = new Map<string, number>()
    for (const event of history) {
      const from = sender(event)
      if (from === null) continue
      if (event.kind === 'sent') backlog.set(from, (backlog.get(from) ?? 0) + 1)
      if (event.kind !== 'received' || event.at !== receiver) continue
      backlog.set(from, (backlog.get(from) ?? 0) - 1)
      waited.set(from, 0)
      for (const [name, count] of backlog) {
        if (name === from || count <= 0) continue
        const turns = (waited.get(name) ?? 0) + 1
        waited.set(name, turns)
        if (turns > limit)
          return {
            rule: 'bounded-fairness',
            text: `${receiver} received ${turns} messages of others while ${count} of ${name} waited (${senders.size} senders)`,
          }
      }
    }
    return null
  }
