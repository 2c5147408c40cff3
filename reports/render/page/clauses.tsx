// The clause register, RFC by RFC: what each clause asks (in our words), how many cases cite it, and how each subject fared.

import { useMemo, useState } from 'preact/hooks'
import { chapter, inChapterOrder, rfcOf } from '../chapters.ts'
import { type Clause, type ClauseResult, clauseFigures, clauseResults } from '../clause-figures.ts'
import { oneLine } from '../printable.ts'
import { bearing, grouped } from '../tally.ts'
import { Disclosure } from './disclosure.tsx'
import { everything } from './filter.ts'
import { Bar, Mark, Status } from './mark.tsx'
import type { TableProps } from './matrix.tsx'

const choices = {
  all: 'all clauses',
  cited: 'clauses with cases',
  broken: 'clauses that did not hold',
  open: 'clauses without a case',
} as const
type Choice = keyof typeof choices
type Results = ReadonlyMap<string, ClauseResult>

export function Clauses({ model, onPick }: TableProps) {
  const [choice, setChoice] = useState<Choice>('all')
  const results = useMemo(() => clauseResults(model.cases), [model])
  const shown = model.clauses.filter(row => isChosen(row, results.get(row.id), choice))
  return (
    <section aria-labelledby="clauses">
      <h2 id="clauses">Clauses</h2>
      <label class="choice">
        Show{' '}
        <select value={choice} onChange={event => setChoice(event.currentTarget.value as Choice)}>
          {Object.entries(choices).map(([value, words]) => (
            <option value={value} key={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {inChapterOrder(model.clauses.map(row => rfcOf(row.id))).map(rfc => {
        const rows = shown.filter(row => rfcOf(row.id) === rfc)
        return (
          <Disclosure key={rfc} class="fold" summary={<RfcSummary rfc={rfc} model={model} shown={rows.length} />}>
            {() =>
              rows.length === 0 ? (
                <p class="dim">None here.</p>
              ) : (
                <ClauseTable rows={rows} results={results} names={model.names} onPick={clause => onPick({ ...everything, clause })} />
              )
            }
          </Disclosure>
        )
      })}
    </section>
  )
}

function RfcSummary({ rfc, model, shown }: { readonly rfc: string; readonly model: TableProps['model']; readonly shown: number }) {
  const { title, status } = chapter(rfc)
  const figures = useMemo(() => clauseFigures(model.cases, model.clauses, { rfcs: [rfc] }), [rfc, model])
  return (
    <span class="row">
      <span class="name">{oneLine(title)}</span>
      <Status status={status} />
      <Bar part={figures.covered} whole={figures.testable} tone="note" />
      <span class="dim end">
        {grouped(figures.covered)} of {grouped(figures.testable)} testable judged, {grouped(figures.passed)} held · {grouped(shown)} shown
      </span>
    </span>
  )
}

interface ClauseTableProps {
  readonly rows: readonly Clause[]
  readonly results: ReadonlyMap<string, Results>
  readonly names: readonly string[]
  readonly onPick: (clause: string) => void
}

function ClauseTable({ rows, results, names, onPick }: ClauseTableProps) {
  return (
    <div class="scroll">
      <table class="clauses">
        <thead>
          <tr>
            {['Clause', 'Level', 'What it asks', 'Cases', ...names].map(name => (
              <th scope="col" key={name}>
                {oneLine(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => {
            const cases = [...(results.get(row.id)?.values() ?? [])].reduce((sum, result) => sum + result.cases, 0)
            return (
              <tr key={row.id} class={row.excluded === undefined ? '' : 'excluded'}>
                <th scope="row">
                  <code>{row.id}</code>
                </th>
                <td class="level">{row.level}</td>
                <td>
                  {oneLine(row.text)}
                  <span class="dim section">
                    {row.excluded === undefined ? oneLine(row.section) : `not testable: ${oneLine(row.excluded)}`}
                  </span>
                </td>
                <td class="number">
                  {cases === 0 ? (
                    '—'
                  ) : (
                    <button type="button" class="link" aria-label={`${cases} cases of ${row.id}. Show them`} onClick={() => onPick(row.id)}>
                      {grouped(cases)}
                    </button>
                  )}
                </td>
                {names.map(name => {
                  const result = results.get(row.id)?.get(name)
                  return <td key={name}>{result === undefined ? <span class="dim">—</span> : <Mark verdict={result.verdict} />}</td>
                })}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function isChosen(row: Clause, results: Results | undefined, choice: Choice): boolean {
  if (choice === 'all') return true
  if (choice === 'cited') return results !== undefined
  if (choice === 'open') return results === undefined && row.excluded === undefined
  return [...(results?.values() ?? [])].some(({ verdict }) => bearing[verdict] === 'broken')
}
