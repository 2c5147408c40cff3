// What the gate said, for the terminal: what changed first, the rest as a count.

import pc from 'picocolors'
import type { GateLine } from './gate.ts'

const looks = { worse: pc.red, better: pc.green, inconclusive: pc.dim } as const satisfies Record<GateLine['verdict'], unknown>

const percent = (fraction: number): string => `${fraction >= 0 ? '+' : ''}${(fraction * 100).toFixed(1)} %`

export function gateTable(lines: readonly GateLine[]): string {
  if (lines.length === 0) return 'gate: the baseline and this run have no row in common\n'
  const told = lines
    .filter(({ verdict }) => verdict !== 'inconclusive')
    .toSorted((a, b) => a.gain - b.gain)
    .map(({ row, reference, before, now, gain, limit, verdict }) => {
      const what = `${row.scenario} ${row.transport} ${row.size} ${row.subject}–${row.peer} ${row.style} ${row.metric}`
      return `${looks[verdict](verdict.padEnd(6))} ${what}: ${before.toFixed(3)} → ${now.toFixed(3)} × ${reference} (${percent(gain - 1)}, noise ${percent(limit)})`
    })
  const count = (word: GateLine['verdict']) => lines.filter(({ verdict }) => verdict === word).length
  const sum = `gate: ${count('worse')} worse, ${count('better')} better, ${count('inconclusive')} inconclusive (within 3 × the noise of the A/A pair)`
  return `${[...told, sum].join('\n')}\n`
}
