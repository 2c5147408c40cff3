// Who was tested, by what, when and where; and first of all whether the run is whole.

import { oneLine } from '../printable.ts'
import { grouped, isUnexpected } from '../tally.ts'
import { Disclosure } from './disclosure.tsx'
import type { Model } from './model.ts'

export function Masthead({ model }: { readonly model: Model }) {
  const { header, footer, partial, subjects, cases, perf } = model
  const results = cases.length + perf.length
  const refused = perf.filter(({ verdict }) => verdict === 'failed').length
  const unexpected = cases.filter(line => isUnexpected(line.verdict)).length + refused
  const tone = unexpected > 0 ? 'bad' : partial === null && results > 0 ? 'good' : 'soft'
  const words = { bad: `✗ ${grouped(unexpected)} unexpected`, good: '✓ nothing unexpected', soft: '! nothing unexpected so far' }[tone]
  const { os, cpu, cores, memoryMiB, node } = header.host
  const facts: readonly (readonly [string, string])[] = [
    ['Suite', `zmqspec ${header.suite.version}`],
    ['Commit', header.suite.commit?.slice(0, 12) ?? '—'],
    ['Date', `${header.started.slice(0, 10)} ${header.started.slice(11, 16)} UTC`],
    ['Duration', footer === null ? '—' : duration(footer.seconds)],
    ['Seed', String(header.seed)],
    ['Exit code', footer === null ? '—' : String(footer.exitCode)],
    ['Host', `${os}, ${cores} × ${cpu}, ${(memoryMiB / 1024).toFixed(1)} GiB, Node ${node}`],
    ['Command', header.command],
  ]
  return (
    <header class="masthead">
      {partial !== null && (
        <p class="partial" role="alert">
          <strong>Partial run.</strong> {oneLine(partial)}. Figures below count only what is here.
        </p>
      )}
      <p class="eyebrow">
        ZeroMQ {perf.length === 0 ? 'conformance' : cases.length === 0 ? 'performance' : 'conformance and performance'} report
      </p>
      <h1>
        {titled(model)
          .map(name => named(model, name))
          .join(' and ') || 'No results'}
      </h1>
      <p class="outcome">
        <span class={`chip tone-${tone}`}>{words}</span>
        <span class="dim">in {grouped(results)} results</span>
      </p>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{oneLine(value)}</dd>
          </div>
        ))}
      </dl>
      <div class="scroll">
        <table class="subjects">
          <caption>Implementations</caption>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Implementation</th>
              <th scope="col">Language</th>
              <th scope="col">Address</th>
              <th scope="col">Declares</th>
            </tr>
          </thead>
          <tbody>
            {subjects.map(({ name, address, implementation, capabilities }) => (
              <tr key={name}>
                <th scope="row">{oneLine(name)}</th>
                <td>
                  {oneLine(`${implementation.name} ${implementation.version}`)}
                  {implementation.binding !== undefined && <span class="dim"> through {oneLine(implementation.binding)}</span>}
                </td>
                <td>{oneLine(implementation.language)}</td>
                <td>
                  <code>{oneLine(address)}</code>
                </td>
                <td>
                  <Disclosure class="plain" summary={`${Object.keys(capabilities).length} capabilities`}>
                    {() => <Capabilities capabilities={capabilities} />}
                  </Disclosure>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </header>
  )
}

function Capabilities({ capabilities }: { readonly capabilities: Readonly<Record<string, unknown>> }) {
  return (
    <dl class="capabilities">
      {Object.entries(capabilities).map(([name, value]) => (
        <div key={name}>
          <dt>{oneLine(name)}</dt>
          <dd>{oneLine(Array.isArray(value) ? value.join(', ') || 'none' : JSON.stringify(value))}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Whom the report is about: of a run that only measured, the first that was. */
const titled = ({ names, perf }: Model): readonly string[] => (names.length > 0 ? names : perf.slice(0, 1).map(({ subject }) => subject))

function duration(seconds: number): string {
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

function named({ subjects }: Model, name: string): string {
  const version = subjects.find(subject => subject.name === name)?.implementation.version
  return oneLine(version === undefined ? name : `${name} ${version}`)
}
