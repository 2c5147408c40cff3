// Search and filters over the cases. Everything is a native control, so keyboard and screen readers find it.

import type { Verdict } from '../../../harness/verdict/verdict.ts'
import { verdicts } from '../../../harness/verdict/verdict.ts'
import { chapter, inChapterOrder } from '../chapters.ts'
import { oneLine } from '../printable.ts'
import { countVerdicts, grouped } from '../tally.ts'
import { byAttention, looks } from '../verdict-look.ts'
import { everything, type Filter, isEverything, matching } from './filter.ts'
import type { Model } from './model.ts'

interface Props {
  readonly model: Model
  readonly filter: Filter
  readonly onChange: (filter: Filter) => void
  readonly shown: number
}

export function Toolbar({ model, filter, onChange, shown }: Props) {
  const counts = countVerdicts(matching(model.rows, { ...filter, verdicts: [] }).map(row => row.line))
  const used = byAttention.filter(verdict => model.cases.some(line => line.verdict === verdict))
  const toggle = (verdict: Verdict) => {
    const on = filter.verdicts.includes(verdict)
    onChange({ ...filter, verdicts: on ? filter.verdicts.filter(one => one !== verdict) : [...filter.verdicts, verdict] })
  }
  const chapters = inChapterOrder(model.rows.map(row => row.chapter)).map(key => [key, chapter(key).title] as const)
  const same = (names: readonly string[]) => names.map(name => [name, name] as const)
  return (
    <search class="toolbar">
      <fieldset class="verdicts">
        <legend class="hidden">Verdicts shown</legend>
        {used.map(verdict => (
          <button
            type="button"
            key={verdict}
            class={`chip tone-${looks[verdict].tone} ${counts[verdict] === 0 ? 'zero' : ''}`}
            aria-pressed={filter.verdicts.includes(verdict)}
            title={verdicts[verdict].means}
            onClick={() => toggle(verdict)}
          >
            <span aria-hidden="true">{looks[verdict].symbol}</span> {verdict} <span class="count">{grouped(counts[verdict])}</span>
          </button>
        ))}
      </fieldset>
      <div class="fields">
        <input
          type="search"
          aria-label="Search id, title, reason, clause"
          placeholder="Search id, title, reason, clause"
          value={filter.text}
          onInput={event => onChange({ ...filter, text: event.currentTarget.value })}
        />
        <Choice
          label="subject"
          all="all subjects"
          value={filter.subject}
          options={same(model.names)}
          onPick={subject => onChange({ ...filter, subject })}
        />
        <Choice
          label="peer"
          all="all peers"
          value={filter.peer}
          options={same(model.peers)}
          onPick={peer => onChange({ ...filter, peer })}
        />
        <Choice
          label="chapter"
          all="all chapters"
          value={filter.chapter}
          options={chapters}
          onPick={key => onChange({ ...filter, chapter: key })}
        />
        <Choice
          label="level"
          all="all levels"
          value={filter.level}
          options={same(['MUST', 'SHOULD', 'MAY'])}
          onPick={level => onChange({ ...filter, level })}
        />
        {filter.clause !== '' && (
          <button
            type="button"
            class="chip"
            aria-label={`Clause ${filter.clause}. Remove`}
            onClick={() => onChange({ ...filter, clause: '' })}
          >
            clause {filter.clause} ×
          </button>
        )}
        <output aria-live="polite">
          {grouped(shown)} of {grouped(model.rows.length)}
        </output>
        {!isEverything(filter) && (
          <button type="button" class="link" onClick={() => onChange(everything)}>
            clear
          </button>
        )}
      </div>
    </search>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly all: string
  readonly value: string
  readonly options: readonly (readonly [string, string])[]
  readonly onPick: (value: string) => void
}

function Choice({ label, all, value, options, onPick }: ChoiceProps) {
  return (
    <select aria-label={label} value={value} onChange={event => onPick(event.currentTarget.value)}>
      <option value="">{all}</option>
      {options.map(([key, words]) => (
        <option value={key} key={key}>
          {oneLine(words)}
        </option>
      ))}
    </select>
  )
}
