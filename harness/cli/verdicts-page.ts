// docs/verdicts.md, made from the tables of harness/verdict.

import { exitCodes } from '../verdict/exit-code.ts'
import { expectations } from '../verdict/known.ts'
import { verdicts } from '../verdict/verdict.ts'

const gates = {
  ok: 'holds',
  bad: 'breaks: exit 1',
  strict: 'holds; with `--strict` breaks: exit 1',
  harness: 'breaks: exit 3',
  none: 'not asked',
} as const satisfies Record<(typeof verdicts)[keyof typeof verdicts]['gate'], string>

/** Columns are padded as the formatter pads them, so that it finds nothing to change. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map(cells => cells[column]!.length)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  return [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

export const verdictsPage = (): string => `# Verdicts, exit codes, known failures

Made by \`npm run generate\` from the tables in \`harness/verdict/\`.

## Verdicts

${table(
  ['verdict', 'the gate', 'means'],
  Object.entries(verdicts).map(([verdict, { gate, means }]) => [`\`${verdict}\``, gates[gate], means]),
)}

A failed check of a MUST (or of the grammar) is \`fail\`, of a SHOULD \`warn\`, of a MAY \`observed\`. A subject that exits is \`crash\`, one that
does not answer \`hang\`, whatever the level. One that declares an ability in \`hello\` and then refuses it: \`fail\`. One that does not start or
prints garbage: \`error\`. A case without a single check is an \`error\` as well: it could not have failed. After each case in wire mode a
legal peer must still be served, or the case is a \`fail\`.

## Exit codes

${table(['code', 'means'], Object.entries(exitCodes))}

## Known failures: known.yaml

A file of yours, given by \`--known FILE\`; the named subjects bring their own, \`harness/subjects/NAME/known.yaml\`.

\`\`\`yaml
include: ../libzmq/known.yaml              # optional: another such file, relative to this one; its entries come after these
entries:
  - cases: 37-zmtp-3.1/greeting/*          # id or glob; * within a part, ** across; axes in brackets: a/b/c[role=bind]
    when: { version: "<=4.3.5", peer: ours, role: [bind, connect] }   # impl, version, peer, or an axis; all must hold
    expect: fail                           # ${expectations.join(' | ')}
    signature: { check: filler, got: "<00 01>" }   # the failing check, its value as printed, or reason: a part of the reason
    reason: never clears the filler        # mandatory
    issue: https://example.org/issues/1
    until: 2027-06-30                      # from the next day on it is a failure again
    disputed: true                         # you read the clause otherwise; issue must say where that is argued
\`\`\`

Entries run. A failure as described is \`xfail\`; a pass is \`xpass\`, breaks the gate and prints the entry to delete; any other failure stays
what it is. With \`expect: flaky\` a failure is \`flaky\` and a pass is a pass. An entry that matches no case of the book, or that
never applies because an earlier one speaks of all its cases, ends the run with 2. The first entry that applies counts.

## Flaky and disputed

Nothing is retried into a pass. \`--repeat-failures N\` runs what broke the gate N times more and says how that went; the verdict stays.
\`zmqspec soak SUBJECT -n N\` measures how often verdicts change, from \`pass\` to \`observed\` too. A case that is known to do so gets an entry with \`expect: flaky\`, a reason and an
issue: from then on its failures are \`flaky\`, and no alarms.

Where the reading of a clause is contested, the book marks its case \`disputed\`, with a reason and a link: what it finds is \`observed\`. An implementation
that reads a clause otherwise marks its entry \`disputed: true\`: the failure stays an \`xfail\`, and both are shown with the link.
`
