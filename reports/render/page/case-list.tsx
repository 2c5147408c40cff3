// The cases, grouped by what they test, what needs attention first. A page of groups at a time, a page of rows within a group.

import { useMemo, useState } from 'preact/hooks'
import { oneLine } from '../printable.ts'
import { countVerdicts, grouped, isUnexpected } from '../tally.ts'
import { byAttention } from '../verdict-look.ts'
import { CaseDetail } from './case-detail.tsx'
import { Disclosure } from './disclosure.tsx'
import { Mark, Sign } from './mark.tsx'
import { type Group, groupsOf, type Model, type Row } from './model.ts'

const groupsAtOnce = 60
const rowsAtOnce = 40
/** So many unexpected groups stand open when the page is opened. */
const openAtFirst = 6

export function CaseList({ model, rows }: { readonly model: Model; readonly rows: readonly Row[] }) {
  const groups = useMemo(() => groupsOf(rows), [rows])
  const [limit, setLimit] = useState(groupsAtOnce)
  if (groups.length === 0) return <p class="empty">No case matches these filters.</p>
  return (
    <div class="groups">
      {groups.slice(0, limit).map((group, at) => (
        <Disclosure
          key={group.base}
          class="fold group"
          open={at < openAtFirst && isUnexpected(group.worst)}
          summary={<GroupSummary group={group} />}
        >
          {() => <Rows model={model} rows={group.rows} />}
        </Disclosure>
      ))}
      <More left={groups.length - limit} step={groupsAtOnce} of="groups" onMore={() => setLimit(limit + groupsAtOnce)} />
    </div>
  )
}

function GroupSummary({ group }: { readonly group: Group }) {
  const counts = countVerdicts(group.rows.map(row => row.line))
  return (
    <span class="row">
      <Sign verdict={group.worst} />
      <span class="name">
        <bdi>{oneLine(group.title)}</bdi>
        <code class="dim">{oneLine(group.base)}</code>
      </span>
      <span class="end marks">
        {byAttention
          .filter(verdict => counts[verdict] > 0)
          .map(verdict => (
            <Mark key={verdict} verdict={verdict} count={counts[verdict]} />
          ))}
      </span>
    </span>
  )
}

function Rows({ model, rows }: { readonly model: Model; readonly rows: readonly Row[] }) {
  const [limit, setLimit] = useState(rowsAtOnce)
  return (
    <div class="rows">
      {rows.slice(0, limit).map(row => (
        <Disclosure
          key={`${row.line.id} ${row.line.subject} ${row.peer}`}
          class="fold case"
          open={rows.length === 1}
          summary={<RowSummary row={row} />}
        >
          {() => <CaseDetail model={model} line={row.line} />}
        </Disclosure>
      ))}
      <More left={rows.length - limit} step={rowsAtOnce} of="cases" onMore={() => setLimit(limit + rowsAtOnce)} />
    </div>
  )
}

function RowSummary({ row: { line, peer } }: { readonly row: Row }) {
  return (
    <span class="row">
      <Mark verdict={line.verdict} />
      <span class="pair">
        {oneLine(line.subject)} <span class="dim">×</span> {oneLine(peer)}
      </span>
      <span class="axes">
        {Object.entries(line.axes).map(([name, value]) => (
          <code key={name}>
            <span class="dim">{oneLine(name)}=</span>
            {oneLine(value)}
          </code>
        ))}
      </span>
      {line.reason !== null && (
        <span class="reason">
          <bdi>{oneLine(line.reason)}</bdi>
        </span>
      )}
      <span class="dim end number">{line.ms < 10 ? line.ms.toFixed(1) : grouped(Math.round(line.ms))} ms</span>
    </span>
  )
}

interface MoreProps {
  readonly left: number
  readonly step: number
  readonly of: string
  readonly onMore: () => void
}

function More({ left, step, of, onMore }: MoreProps) {
  if (left <= 0) return null
  return (
    <button type="button" class="more" onClick={onMore}>
      Show {Math.min(step, left)} more {of} ({grouped(left)} left)
    </button>
  )
}
