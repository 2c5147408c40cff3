// The three figures, side by side and never merged: how much of the RFCs was put to the proof, how much of that held,
// and how many deliberate faults the cases notice.

import { clauseFigures } from '../clause-figures.ts'
import { oneLine } from '../printable.ts'
import { countVerdicts, grouped, passRate, percent } from '../tally.ts'
import { Bar } from './mark.tsx'
import type { Model } from './model.ts'

export function Figures({ model }: { readonly model: Model }) {
  const { mutants } = model.header.suite
  const { testable, covered, total } = clauseFigures(model.cases, model.clauses)
  return (
    <section class="figures" aria-label="Figures">
      <article>
        <h2>Clause coverage</h2>
        <p class="big">{percent(covered, testable)}</p>
        <Bar part={covered} whole={testable} tone="note" />
        <p class="dim">
          {grouped(covered)} of {grouped(testable)} testable clauses were judged; {grouped(total - testable)} cannot be tested from outside
        </p>
      </article>
      <article>
        <h2>Pass rate</h2>
        {model.names.length === 0 && <p class="big">—</p>}
        {model.names.map(name => {
          const mine = model.cases.filter(line => line.subject === name)
          const { passed, judged } = passRate(countVerdicts(mine))
          const clauses = clauseFigures(mine, model.clauses)
          return (
            <div class="rate" key={name}>
              <p>
                <strong>{oneLine(name)}</strong> <span class="big">{percent(passed, judged)}</span>
              </p>
              <Bar part={passed} whole={judged} tone={passed === judged ? 'good' : 'soft'} />
              <p class="dim">
                {grouped(passed)} of {grouped(judged)} judged cases; {grouped(clauses.passed)} of {grouped(clauses.covered)} judged clauses
              </p>
            </div>
          )
        })}
      </article>
      <article>
        <h2>Mutation score</h2>
        {mutants === undefined ? (
          <>
            <p class="big">—</p>
            <Bar part={0} whole={1} tone="idle" />
            <p class="dim">not published with this suite</p>
          </>
        ) : (
          <>
            <p class="big">{percent(mutants.killed, mutants.total)}</p>
            <Bar part={mutants.killed} whole={mutants.total} tone="note" />
            <p class="dim">
              {grouped(mutants.killed)} of {grouped(mutants.total)} deliberate faults of the reference implementation were noticed, in the
              hunt published with this suite
            </p>
          </>
        )}
      </article>
    </section>
  )
}
