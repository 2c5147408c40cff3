// Subjects down, peers across; and chapters down, the same pairs across. Every cell leads to its cases.

import { chapter, inChapterOrder } from '../chapters.ts'
import { oneLine } from '../printable.ts'
import { countVerdicts, pairTallies } from '../tally.ts'
import { everything, type Filter } from './filter.ts'
import { CountCell, Status } from './mark.tsx'
import type { Model } from './model.ts'

export interface TableProps {
  readonly model: Model
  /** Shows the cases of a filter. */
  readonly onPick: (filter: Filter) => void
}

export function Matrix({ model, onPick }: TableProps) {
  const tallies = pairTallies(model.cases)
  return (
    <section aria-labelledby="matrix">
      <h2 id="matrix">Subjects and peers</h2>
      <p class="dim">
        Passed of judged. <em>raw peer</em>: against bytes the suite sends itself; <em>alone</em>: the subject's own behaviour.
      </p>
      <div class="scroll">
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">Subject</th>
              {model.peers.map(peer => (
                <th scope="col" key={peer}>
                  {oneLine(peer)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {model.names.map(subject => (
              <tr key={subject}>
                <th scope="row">{oneLine(subject)}</th>
                {model.peers.map(peer => {
                  const tally = tallies.find(one => one.subject === subject && one.peer === peer)
                  const pick = () => onPick({ ...everything, subject, peer })
                  return (
                    <td key={peer}>
                      {tally === undefined ? (
                        <Nothing />
                      ) : (
                        <CountCell counts={tally.counts} of={oneLine(`${subject} × ${peer}`)} onPick={pick} />
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

export function Chapters({ model, onPick }: TableProps) {
  const pairs = pairTallies(model.cases)
  const keys = inChapterOrder(model.rows.map(row => row.chapter))
  const spans = model.names.map(name => ({ name, span: pairs.filter(pair => pair.subject === name).length }))
  return (
    <section aria-labelledby="chapters">
      <h2 id="chapters">Chapters</h2>
      <div class="scroll">
        <table class="matrix chapters">
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                Chapter
              </th>
              <th scope="col" rowSpan={2}>
                Status
              </th>
              {spans.map(({ name, span }) => (
                <th scope="colgroup" colSpan={span} key={name} class="first">
                  {oneLine(name)} ×
                </th>
              ))}
            </tr>
            <tr>
              {pairs.map(({ subject, peer }, at) => (
                <th scope="col" key={`${subject} ${peer}`} class={pairs[at - 1]?.subject === subject ? '' : 'first'}>
                  {oneLine(peer)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {keys.map(key => (
              <tr key={key}>
                <th scope="row">{oneLine(chapter(key).title)}</th>
                <td>
                  <Status status={chapter(key).status} />
                </td>
                {pairs.map(({ subject, peer }, at) => {
                  const rows = model.rows.filter(row => row.chapter === key && row.line.subject === subject && row.peer === peer)
                  const of = oneLine(`${chapter(key).title}, ${subject} × ${peer}`)
                  const pick = () => onPick({ ...everything, chapter: key, subject, peer })
                  return (
                    <td key={`${subject} ${peer}`} class={pairs[at - 1]?.subject === subject ? '' : 'first'}>
                      {rows.length === 0 ? (
                        <Nothing />
                      ) : (
                        <CountCell counts={countVerdicts(rows.map(row => row.line))} of={of} onPick={pick} />
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Nothing() {
  return (
    <span class="nothing" role="img" aria-label="no cases">
      ·
    </span>
  )
}
