// What the reference says of its options: the facts of its tables, and the sentences that stand there as comments.
// Rule: an option without a sentence is a mistake of the table, and told so.

import { readFileSync } from 'node:fs'
import { contextOptionFacts, type OptionFacts, socketOptionFacts } from '../../../impl/index.ts'
import { callWitness, contextWitness, optionWitness } from './option-witness.ts'

export interface TheOption extends OptionFacts {
  /** `ZMQ_LINGER`; null for what only the reference has. */
  readonly constant: string | null
  readonly about: string
  /** The case, or unit test, that sees its effect; null when it has none. */
  readonly seen: string | null
}

/** By property: constant of zmq.h and sentence, from comments of the form `ZMQ_X: sentence` or `Not in libzmq. Sentence`. */
function sentences(paths: readonly string[]): ReadonlyMap<string, readonly [constant: string | null, about: string]> {
  const source = paths.map(path => readFileSync(new URL(path, import.meta.url), 'utf8')).join('\n')
  const found = source.matchAll(/\/\*\*\s*((?:(?!\*\/)[\s\S])+?)\s*\*\/\s+(\w+): \{/g)
  return new Map(
    [...found].map(([, comment, name]) => {
      const text = comment!.replaceAll(/(^|\s*\n\s*)\*\s*/g, ' ').trim()
      const [, constant, about] = /^(ZMQ_\w+)(?: \(\d+\) and ZMQ_\w+ \(\d+\))?[:.]? ?(.*)$/.exec(text) ?? [
        text,
        null,
        text.replace(/^Not in libzmq\. /, ''),
      ]
      return [name!, [constant ?? null, about ?? '']]
    }),
  )
}

function told(
  facts: readonly OptionFacts[],
  paths: readonly string[],
  seenBy: (one: OptionFacts) => string | undefined,
): readonly TheOption[] {
  const said = sentences(paths)
  return facts.map(one => {
    const [constant, about] = said.get(one.name) ?? [one.constant, one.about ?? '']
    if (about === '') throw new Error(`the option ${one.name} has no sentence in ${paths.join(' or ')}`)
    return { ...one, constant, about, seen: seenBy(one) ?? null }
  })
}

const sockets: Readonly<Record<string, string>> = optionWitness
const calls: Readonly<Record<number, string>> = callWitness
const contexts: Readonly<Record<string, string>> = contextWitness

export const socketOptions = (): readonly TheOption[] =>
  told(
    socketOptionFacts(),
    ['../../../impl/socket/option-table.ts', '../../../impl/socket/inert-option-table.ts'],
    ({ name, id }) => sockets[name] ?? calls[id ?? -1],
  )
export const contextOptions = (): readonly TheOption[] =>
  told(contextOptionFacts(), ['../../../impl/socket/context.ts'], ({ name }) => contexts[name])
