// The table of `zmqspec perf`: a block for each scenario, transport and size, a line for each pairing and metric.
// Rule: a pure string; what subjects said is made printable.

import colors from 'picocolors'
import type { PerfFile, PerfRow } from '../schema/perf.ts'
import { boutsOf, octets, ratio, short, spread } from './perf-text.ts'
import { oneLine } from './printable.ts'

const head = ['pairing', 'style', 'metric', 'value', '', '', '× raw', '× zeromq-js', '× libzmq-c']
const leftAligned = new Set([0, 1, 2, 5])

const cells = (row: PerfRow): string[] => {
  const front = [`${oneLine(row.subject)} → ${oneLine(row.peer)}`, row.style, row.metric]
  if (row.value === null) return [...front, row.verdict, '', oneLine(row.reason ?? ''), '', '', '']
  const { rawTcp, 'zeromq-js': zeromqJs, libzmq } = row.ratios
  return [...front, short(row.value), spread(row), row.unit, ratio(rawTcp), ratio(zeromqJs), ratio(libzmq)]
}

const sizeOf = ({ size }: PerfRow): string => (size === 0 ? '' : octets(size))

export function perfTable(
  file: Pick<PerfFile, 'rows' | 'noise' | 'complete' | 'machine'>,
  color: boolean = colors.isColorSupported,
): string {
  const palette = colors.createColors(color)
  const bouts = boutsOf(file.rows)
  const tables = bouts.map(rows => rows.map(cells))
  const widths = head.map((title, column) =>
    Math.max(title.length, ...tables.flat().map(row => (column === 5 && row[3] === 'unsupported' ? 0 : row[column]!.length))),
  )
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => (leftAligned.has(column) ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
      .join('  ')
      .trimEnd()
  const blocks = bouts.map((rows, index) => {
    const [{ scenario, transport, mechanism }] = rows as [PerfRow]
    const counts = [...new Set(rows.flatMap(({ count, rounds }) => (count === null ? [] : [`${rounds.length} rounds`])))].slice(0, 1)
    const title = [scenario, transport, mechanism, sizeOf(rows[0]!), ...counts].filter(Boolean).join('  ')
    const body = tables[index]!.map((row, at) => {
      const { verdict } = rows[at]!
      return verdict === 'measured' ? line(row) : verdict === 'failed' ? palette.red(line(row)) : palette.dim(line(row))
    })
    return [palette.bold(title), palette.dim(line(head)), ...body].join('\n')
  })
  const { spread: noise } = file.noise
  const { machine } = file
  const notes = [
    ...(file.complete ? [] : [palette.yellow('PARTIAL: the run did not come to its end')]),
    `noise: two measurements of the same thing lay ${noise === null ? 'not measured' : `${(noise * 100).toFixed(1)} %`} apart (median of the A/A pairs)`,
    `machine: ${oneLine(machine.cpu)}, ${machine.cores} cores, ${oneLine(machine.os)}, Node ${oneLine(machine.node)}`,
  ]
  return `${[...blocks, notes.join('\n')].join('\n\n')}\n`
}
