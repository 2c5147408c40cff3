// One result in full: why, against which clause, what was expected and seen, the frames, and how to run it again.

import type { ComponentChildren } from 'preact'
import type { CaseLine, Check } from '../../schema/results.ts'
import { reproduceOf } from '../case-text.ts'
import { oneLine, printable } from '../printable.ts'
import { CopyButton } from './copy-button.tsx'
import { Sign } from './mark.tsx'
import type { Model } from './model.ts'

export function CaseDetail({ model, line }: { readonly model: Model; readonly line: CaseLine }) {
  const { frames = [], history = [], stderr = '', seed, path, runs, repeats, captures = [], observed } = line.evidence ?? {}
  const reproduce = reproduceOf(line, model.header, model.subjects)
  return (
    <div class="detail">
      {line.reason !== null && <p class="why">{printable(line.reason)}</p>}
      <p class="dim">
        <code>{oneLine(line.id)}</code> · {line.level} · {line.mode}
      </p>
      {line.disputed !== undefined && (
        <p>
          <strong>disputed</strong>: {printable(line.disputed.reason)} (<a href={line.disputed.link}>{printable(line.disputed.link)}</a>)
        </p>
      )}
      {line.clauses.length > 0 && (
        <Part title={line.clauses.length === 1 ? 'Clause' : 'Clauses'}>
          <ul class="cited">
            {line.clauses.map(id => {
              const clause = model.clause.get(id)
              return (
                <li key={id}>
                  <code>{oneLine(id)}</code> <span class="level">{clause?.level}</span> {oneLine(clause?.text ?? 'not in the register')}
                </li>
              )
            })}
          </ul>
        </Part>
      )}
      {line.checks.length > 0 && (
        <Part title="Checks">
          <Checks checks={line.checks} />
        </Part>
      )}
      {seed !== undefined && (
        <Part title="Property">
          <p>
            seed <code>{seed}</code>, path <code>{path ?? '—'}</code>, {runs ?? '?'} runs
            {repeats !== undefined && `, fails ${repeats} times`}
          </p>
        </Part>
      )}
      <Listing title="History" lines={history} />
      <Listing title="Frames" lines={frames} directed />
      {observed !== undefined && <Listing title="Observed" lines={JSON.stringify(observed, null, 2).split('\n')} />}
      <Listing title="Last of stderr" lines={stderr.trim() === '' ? [] : stderr.trimEnd().split('\n')} />
      {captures.length > 0 && (
        <Part title="Captures">
          <ul>
            {captures.map(file => (
              <li key={file}>
                <a href={file}>
                  <code>{printable(file)}</code>
                </a>
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Part title="Run it again">
        <div class="reproduce">
          <pre>{reproduce}</pre>
          <CopyButton text={reproduce} />
        </div>
      </Part>
    </div>
  )
}

function Checks({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <div class="scroll">
      <table class="checks">
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">Held</span>
            </th>
            <th scope="col">Check</th>
            <th scope="col">Expected</th>
            <th scope="col">Actual</th>
          </tr>
        </thead>
        <tbody>
          {checks.map((check, at) => (
            <tr key={at} class={check.ok ? '' : 'broken'}>
              <td>
                <Sign verdict={check.ok ? 'pass' : 'fail'} />
              </td>
              <th scope="row">{oneLine(check.name)}</th>
              <td>{check.expected !== undefined && <code>{printable(check.expected)}</code>}</td>
              <td>{check.actual !== undefined && <code>{printable(check.actual)}</code>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface ListingProps {
  readonly title: string
  readonly lines: readonly string[]
  /** Lines with an arrow get the colour of their direction. */
  readonly directed?: boolean
}

function Listing({ title, lines, directed = false }: ListingProps) {
  if (lines.length === 0) return null
  return (
    <Part title={`${title} (${lines.length})`}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section class="listing" tabIndex={0} aria-label={title}>
        <pre>
          {lines.map((text, at) => (
            <span key={at} class={directed ? directionOf(text) : ''}>
              {printable(text)}
              {'\n'}
            </span>
          ))}
        </pre>
      </section>
    </Part>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section>
      <h4>{title}</h4>
      {children}
    </section>
  )
}

function directionOf(text: string): string {
  const arrow = /[→←]/.exec(text.slice(0, 24))?.[0]
  return arrow === '→' ? 'sent' : arrow === '←' ? 'received' : ''
}
