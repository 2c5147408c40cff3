// report.html: one file that needs no server and asks for nothing: style, program and data are inside.
//
//   page/*.tsx ─rolldown─► script      page/style/*.css ─► style      run ─► NDJSON in a data block      CSP: default-src 'none'
//
// Rule: no text of a run is ever markup; '<' does not occur in the data blocks.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import type { CaseLine, ResultLine } from '../schema/results.ts'
import { elided } from './case-text.ts'
import { rfcOf, rfcsInScope } from './chapters.ts'
import type { Clause } from './clause-figures.ts'
import { perfCharts } from './perf-charts.ts'
import { oneLine } from './printable.ts'
import type { Run } from './read-run.ts'
import { countVerdicts } from './tally.ts'
import { byAttention } from './verdict-look.ts'

const page = new URL('page/', import.meta.url)
/** In cascade order. */
const styles = ['base', 'masthead', 'figures', 'tables', 'folds', 'toolbar', 'cases', 'performance', 'adaptive'] as const
const limits = { lines: 400, text: 8000 }
let assets: ReturnType<typeof build> | undefined

export async function html(run: Run, register: readonly Clause[]): Promise<string> {
  assets ??= build()
  const { script, style } = await assets
  const { header, subjects, footer } = run
  const lines: ResultLine[] = [
    header,
    ...subjects,
    ...run.cases.map(line => trimmed(line)),
    ...run.perf,
    ...(footer === null ? [] : [footer]),
  ]
  const cited = new Set(run.cases.flatMap(line => line.clauses))
  const clauses = register.filter(row => cited.has(row.id) || rfcsInScope.includes(rfcOf(row.id)))
  const policy = `default-src 'none'; script-src ${digest(script)}; style-src ${digest(style)}; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(titleOf(run))}</title>
<style>${style}</style>
</head>
<body>
<div id="page"><noscript><main><h1>${escaped(titleOf(run))}</h1><p>${escaped(inWords(run))}</p>
<p>The tables need JavaScript; summary.md beside this file has them without.</p></main></noscript></div>
<script type="application/x-ndjson" id="results">${lines.map(data).join('\n')}</script>
<script type="application/json" id="extra">${data({ partial: run.partial, clauses, charts: await perfCharts(run.perf) })}</script>
<script>${script}</script>
</body>
</html>
`
}

async function build(): Promise<{ readonly script: string; readonly style: string }> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('page.tsx', page)),
    platform: 'browser',
    transform: { jsx: { runtime: 'automatic', importSource: 'preact' }, target: 'es2022' },
    logLevel: 'silent',
  })
  try {
    const { output } = await bundle.generate({ format: 'iife', minify: true })
    const sheets = await Promise.all(styles.map(name => readFile(new URL(`style/${name}.css`, page), 'utf8')))
    return { script: output[0].code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--'), style: sheets.join('\n') }
  } finally {
    await bundle.close()
  }
}

// Ten thousand frames of one case help nobody in a page; results.ndjson keeps them.
function trimmed(line: CaseLine): CaseLine {
  const { evidence } = line
  const checks = line.checks.map(({ expected, actual, ...check }) => ({
    ...check,
    ...(expected === undefined ? {} : { expected: cut(expected) }),
    ...(actual === undefined ? {} : { actual: cut(actual) }),
  }))
  const { frames, history, stderr } = evidence ?? {}
  return {
    ...line,
    checks,
    evidence: evidence && {
      ...evidence,
      ...(frames === undefined ? {} : { frames: elided(frames, limits.lines) }),
      ...(history === undefined ? {} : { history: elided(history, limits.lines) }),
      ...(stderr === undefined ? {} : { stderr: stderr.slice(-limits.text) }),
    },
  }
}

function cut(text: string): string {
  return text.length <= limits.text ? text : `${text.slice(0, limits.text)} … ${text.length - limits.text} characters left out here`
}

function titleOf(run: Run): string {
  const names = run.subjects.map(({ name, implementation }) => `${name} ${implementation.version}`)
  const what = run.cases.length === 0 && run.perf.length > 0 ? 'performance' : 'conformance'
  return oneLine(`${run.partial === null ? '' : 'Partial: '}ZeroMQ ${what} of ${names.join(', ') || 'nothing'}`)
}

function inWords(run: Run): string {
  const counts = countVerdicts(run.cases)
  const said = byAttention.filter(verdict => counts[verdict] > 0).map(verdict => `${counts[verdict]} ${verdict}`)
  const figures = run.perf.length === 0 ? [] : [`${run.perf.length} figures of performance`]
  return `${run.partial === null ? '' : `Partial run: ${run.partial}. `}${[...said, ...figures].join(', ')}.`
}

function data(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}

function digest(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
