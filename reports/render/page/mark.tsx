// The small signs of the page: a verdict, an RFC's status, a bar, a cell of counts. Always a symbol or word beside the colour.

import type { Verdict } from '../../../harness/verdict/verdict.ts'
import type { RfcStatus } from '../chapters.ts'
import { type Counts, grouped, passRate } from '../tally.ts'
import { byAttention, looks, type Tone } from '../verdict-look.ts'

export function Mark({ verdict, count }: { readonly verdict: Verdict; readonly count?: number }) {
  const { symbol, tone } = looks[verdict]
  return (
    <span class={`mark tone-${tone}`}>
      <span class="symbol" aria-hidden="true">
        {symbol}
      </span>
      {count === undefined ? verdict : `${grouped(count)} ${verdict}`}
    </span>
  )
}

/** The symbol alone; its word is there for screen readers and as a tooltip. */
export function Sign({ verdict }: { readonly verdict: Verdict }) {
  const { symbol, tone } = looks[verdict]
  return (
    <span class={`sign tone-${tone}`} role="img" aria-label={verdict} title={verdict}>
      {symbol}
    </span>
  )
}

export function Status({ status }: { readonly status: RfcStatus | null }) {
  return status === null ? <span class="status">no RFC</span> : <span class={`status status-${status}`}>{status}</span>
}

export function Bar({ part, whole, tone = 'good' }: { readonly part: number; readonly whole: number; readonly tone?: Tone }) {
  const width = `${whole === 0 ? 0 : (100 * part) / whole}%`
  return (
    <span class={`bar tone-${tone}`} aria-hidden="true">
      <i style={{ width }} />
    </span>
  )
}

interface CellProps {
  readonly counts: Counts
  readonly of: string
  readonly onPick: () => void
}

/** Passed of judged, then every other verdict; a click shows the cases. */
export function CountCell({ counts, of, onPick }: CellProps) {
  const { passed, judged } = passRate(counts)
  const others = byAttention.filter(verdict => verdict !== 'pass' && counts[verdict] > 0)
  const tones = others.map(verdict => looks[verdict].tone)
  const tone = (['bad', 'known', 'soft'] as const).find(one => tones.includes(one)) ?? (judged > 0 ? 'good' : 'idle')
  const words = others.map(verdict => `${counts[verdict]} ${verdict}`)
  const label = `${of}: ${judged === 0 ? 'nothing judged' : `${passed} of ${judged} passed`}${words.map(word => `, ${word}`).join('')}`
  return (
    <button type="button" class={`cell tone-${tone}`} aria-label={`${label}. Show these cases`} onClick={onPick}>
      <span class="ratio">{judged === 0 ? '—' : `${grouped(passed)}/${grouped(judged)}`}</span>
      {others.length > 0 && (
        <span class="others">
          {others.map(verdict => (
            <span key={verdict} class={`tone-${looks[verdict].tone}`} title={verdict}>
              {looks[verdict].symbol}
              {grouped(counts[verdict])}
            </span>
          ))}
        </span>
      )}
    </button>
  )
}
