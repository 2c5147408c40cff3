// Performance: for each scenario the charts, then every figure with its interval and its ratios to the references of the same rounds.
// Where the same run also judged conformance, each implementation's grade stands above its speed.

import type { PerfLine } from '../../schema/results.ts'
import { boutsOf, octets, ratio, short, spread } from '../perf-text.ts'
import { oneLine } from '../printable.ts'
import { countVerdicts, passRate, percent } from '../tally.ts'
import { Disclosure } from './disclosure.tsx'
import type { Model } from './model.ts'

export function Performance({ model }: { readonly model: Model }) {
  if (model.perf.length === 0) return null
  const scenarios = [...Map.groupBy(model.perf, ({ scenario }) => scenario)]
  return (
    <section aria-labelledby="performance">
      <h2 id="performance">Performance</h2>
      <p class="dim">
        Two processes each (inproc: one), loops inside them, every message's length and number verified. Values are medians over interleaved
        rounds with a 95 % bootstrap interval; ratios were taken round by round to raw TCP, zeromq.js and libzmq itself. Raw values speak of
        this machine only.
      </p>
      <Grades model={model} />
      {scenarios.map(([name, lines]) => (
        <article class="scenario" key={name}>
          <h3>{oneLine(name)}</h3>
          <div class="charts">
            {model.charts
              .filter(({ scenario }) => scenario === name)
              .map(({ caption, svg }, at) => (
                <figure class="chart" key={at}>
                  {/* Drawn by reports/render/perf-charts.ts: ECharts escapes all text, and the policy of the page forbids scripts and styles in it. */}
                  <div role="img" aria-label={caption} dangerouslySetInnerHTML={{ __html: svg }} />
                  <figcaption class="dim">{caption}</figcaption>
                </figure>
              ))}
          </div>
          <Disclosure class="fold" open={scenarios.length <= 3} summary={`${oneLine(name)}: all ${lines.length} figures`}>
            {() => boutsOf(lines).map((bout, at) => <Figures key={at} lines={bout} />)}
          </Disclosure>
        </article>
      ))}
    </section>
  )
}

function Grades({ model }: { readonly model: Model }) {
  const names = [...new Set(model.perf.map(({ subject }) => subject))]
  const graded = names.filter(name => model.names.includes(name))
  if (graded.length === 0) return null
  return (
    <p>
      {graded.map(name => {
        const { passed, judged } = passRate(countVerdicts(model.cases.filter(({ subject }) => subject === name)))
        return (
          <span class="chip" key={name}>
            {oneLine(name)}: {percent(passed, judged)} conformance
          </span>
        )
      })}
    </p>
  )
}

function Figures({ lines }: { readonly lines: readonly PerfLine[] }) {
  const [{ transport, mechanism, size }] = lines as [PerfLine]
  return (
    <div class="scroll">
      <table class="perf">
        <caption>{[transport, mechanism, ...(size === 0 ? [] : [octets(size)])].map(oneLine).join(' · ')}</caption>
        <thead>
          <tr>
            {['Pairing', 'Style', 'Metric', 'Value', 'Interval', 'Unit', '× raw TCP', '× zeromq.js', '× libzmq'].map(name => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, at) => (
            <tr key={at}>
              <th scope="row">
                {oneLine(line.subject)} → {oneLine(line.peer)}
              </th>
              <td>{line.style}</td>
              <td>{oneLine(line.metric)}</td>
              {line.value === null ? (
                <td colSpan={6} class={line.verdict === 'failed' ? 'tone-bad refused' : 'dim'}>
                  {line.verdict}: {oneLine(line.reason ?? '')}
                </td>
              ) : (
                <>
                  <td class="number" title={line.rounds.map(short).join(', ')}>
                    {short(line.value)}
                  </td>
                  <td class="number dim">{spread(line)}</td>
                  <td>{oneLine(line.unit)}</td>
                  <td class="number">{ratio(line.ratios.rawTcp)}</td>
                  <td class="number">{ratio(line.ratios['zeromq-js'])}</td>
                  <td class="number">{ratio(line.ratios.libzmq)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
