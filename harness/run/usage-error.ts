// A mistake of whoever typed the command: exit 2, with the nearest valid names.

import { distance } from 'fastest-levenshtein'

export class UsageError extends Error {}

/** Up to three valid names that the wrong one may have meant. */
export function nearest(wrong: string, valid: Iterable<string>): readonly string[] {
  const near = (name: string) => (name.includes(wrong) || wrong.includes(name) ? 1 : distance(wrong, name))
  return [...new Set(valid)]
    .map(name => ({ name, away: near(name) }))
    .filter(({ name, away }) => away <= Math.max(3, Math.ceil(name.length * 0.45)))
    .toSorted((a, b) => a.away - b.away || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name)
}

/** `unknown chapter 92; did you mean 29-pubsub?` */
export function unknown(what: string, wrong: string, valid: Iterable<string>): UsageError {
  const all = [...new Set(valid)].toSorted()
  const near = nearest(wrong, all)
  const hint = near.length > 0 ? `; did you mean ${near.join(', ')}?` : all.length <= 30 ? `; there are: ${all.join(', ')}` : ''
  return new UsageError(`unknown ${what} ${wrong}${hint}`)
}
