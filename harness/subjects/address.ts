// Addresses of subjects: NAME · exec:CMD ARGS · tcp:HOST:PORT · image:NAME
// Rule: parsing tells every mistake with a way out; nothing is started here.

import { distance } from 'fastest-levenshtein'
import { type SubjectName, subjectNames, subjectTable } from './subject-table.ts'

export type Address =
  | { readonly kind: 'name'; readonly name: SubjectName }
  | { readonly kind: 'exec'; readonly command: string; readonly args: readonly string[] }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'image'; readonly name: string }

/** The user's mistake, to be answered with exit code 2. `suggestions` are valid addresses, nearest first. */
export class AddressError extends Error {
  readonly suggestions: readonly string[]
  constructor(message: string, suggestions: readonly string[] = []) {
    super(suggestions.length > 0 ? `${message}; did you mean ${suggestions.join(' or ')}?` : message)
    this.suggestions = suggestions
  }
}

/**
 * Words of a command line: blanks separate, '...' is literal, "..." knows \" and \\, a backslash outside quotes takes the next character.
 * No variables, no globs: there is no shell.
 * @throws AddressError when a quote is not closed
 */
export function splitWords(line: string): string[] {
  const words: string[] = []
  let word: string | null = null
  let quote: string | null = null
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!
    const next = line[at + 1]
    if (char === '\\' && quote !== "'" && next !== undefined && (quote === null || next === '"' || next === '\\')) {
      word = (word ?? '') + next
      at++
    } else if (quote !== null) {
      if (char === quote) quote = null
      else word += char
    } else if (char === '"' || char === "'") {
      quote = char
      word ??= ''
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + char
  }
  if (quote !== null) throw new AddressError(`the quote ${quote} is not closed in: ${line}`)
  if (word !== null) words.push(word)
  return words
}

/** Names within reach of a typing mistake, nearest first; all of them when none is. */
function nearestNames(text: string): readonly string[] {
  const ranked = subjectNames.map(name => ({ name, far: distance(text.toLowerCase(), name) })).toSorted((a, b) => a.far - b.far)
  const near = ranked.filter(({ name, far }) => far <= Math.max(2, name.length / 2) || name.startsWith(text))
  return (near.length > 0 ? near : ranked).slice(0, 3).map(({ name }) => name)
}

/** What the engine takes for an image: [HOST[:PORT]/]PATH[:TAG][@DIGEST]. */
const imageName = /^(?:[\w.-]+(?::\d+)?\/)?[a-z\d]+(?:[._/-]+[a-z\d]+)*(?::[\w.-]+)?(?:@sha256:[\da-f]{64})?$/

/** @throws AddressError */
export function parseAddress(text: string): Address {
  const colon = text.indexOf(':')
  const scheme = colon < 0 ? '' : text.slice(0, colon)
  const rest = text.slice(colon + 1)
  switch (scheme) {
    case '':
      if (Object.hasOwn(subjectTable, text)) return { kind: 'name', name: text as SubjectName }
      throw new AddressError(`no subject is called "${text}"`, nearestNames(text))
    case 'exec': {
      const [command, ...args] = splitWords(rest)
      if (!command) throw new AddressError('exec: needs a command, as in exec:./my-shim --flag')
      return { kind: 'exec', command, args }
    }
    case 'tcp': {
      const [, host, port] = /^(?:\/\/)?(\[[^\]]+\]|[^:]+):(\d+)$/.exec(rest) ?? []
      if (!host || Number(port) < 1 || Number(port) > 65535) throw new AddressError(`"${text}" is no tcp:HOST:PORT`)
      return { kind: 'tcp', host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
    }
    case 'image':
      if (!imageName.test(rest))
        throw new AddressError(
          `"${text}" needs a service of compose.yaml or an image, as in image:libzmq-c or image:ghcr.io/me/my-shim:1.2`,
        )
      return { kind: 'image', name: rest }
    default:
      throw new AddressError(
        `"${scheme}:" is no kind of subject; there are exec:CMD, tcp:HOST:PORT, image:NAME and the names ${subjectNames.join(', ')}`,
      )
  }
}
