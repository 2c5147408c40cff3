// The program of report.html. It reads the two data blocks and draws everything from them; it asks the network for nothing.

import { render } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { CaseList } from './case-list.tsx'
import { Clauses } from './clauses.tsx'
import { Figures } from './figures.tsx'
import { type Filter, fromHash, matching, toHash } from './filter.ts'
import { Masthead } from './masthead.tsx'
import { Chapters, Matrix } from './matrix.tsx'
import { type Model, readModel } from './model.ts'
import { Performance } from './performance.tsx'
import { Toolbar } from './toolbar.tsx'

function Page({ model }: { readonly model: Model }) {
  const [filter, setFilter] = useState<Filter>(() => fromHash(location.hash))
  const rows = useMemo(() => matching(model.rows, filter), [model, filter])
  useEffect(() => history.replaceState(null, '', `#${toHash(filter)}`), [filter])
  useEffect(() => {
    if (location.hash.length > 1) document.getElementById('cases')?.scrollIntoView()
    const follow = () => setFilter(fromHash(location.hash))
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  const show = (next: Filter) => {
    setFilter(next)
    document.getElementById('cases')?.scrollIntoView()
    document.getElementById('cases')?.focus({ preventScroll: true })
  }
  // A run that only measured has nothing to say of clauses.
  const judges = model.cases.length > 0 || model.perf.length === 0
  // The same nodes as before are not drawn again: typing into the search touches the list only.
  const overview = useMemo(
    () => (
      <>
        <Masthead model={model} />
        {judges && <Figures model={model} />}
        <Performance model={model} />
        {judges && (
          <>
            <Matrix model={model} onPick={show} />
            <Chapters model={model} onPick={show} />
            <Clauses model={model} onPick={show} />
          </>
        )}
      </>
    ),
    [model, judges],
  )
  return (
    <main>
      {overview}
      {judges && (
        <section aria-labelledby="cases">
          <h2 id="cases" tabIndex={-1}>
            Cases
          </h2>
          <Toolbar model={model} filter={filter} onChange={setFilter} shown={rows.length} />
          <CaseList key={toHash(filter)} model={model} rows={rows} />
        </section>
      )}
      <footer class="dim">
        Made by zmqspec from results.ndjson, which holds everything shown here. A verdict and a figure speak of this run on this host only.
      </footer>
    </main>
  )
}

const text = (id: string) => document.getElementById(id)?.textContent ?? ''
render(<Page model={readModel(text('results'), text('extra'))} />, document.getElementById('page')!)
