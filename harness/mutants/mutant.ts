// A mutant: the reference implementation with one realistic bug. Its edits are text replaced while the sources are loaded (docs/adr/0005).
//
//   impl/pattern/push.ts ──edit──► the same with one rule broken ──► the cases that name the mutant ──► killed, or a survivor
//
// Rule: the text an edit replaces stands in its file exactly once, so that a mutant whose ground has moved is noticed, not skipped.

export interface Edit {
  /** Path below impl/. */
  readonly file: string
  readonly from: string
  readonly to: string
}

export interface Mutant {
  /** What this implementation does wrong: a predicate such as `sends PING to a 3.0 peer`. */
  readonly about: string
  readonly edits: readonly Edit[]
  /** A tracker entry in which an implementation had this bug: `zeromq/libzmq#1234`. */
  readonly seen?: string
  /** Why no case can notice it. */
  readonly survives?: string
}

export type MutantTable = Readonly<Record<`mut/${string}`, Mutant>>

export const edit = (file: string, from: string, to: string): Edit => ({ file, from, to })

/** The text of a file has changed under a mutant. */
export class StaleMutant extends Error {}

/** The source with all edits made. @throws StaleMutant when a text to replace is not there exactly once */
export function mutate(source: string, edits: readonly Edit[]): string {
  return edits.reduce((text, { file, from, to }) => {
    const parts = text.split(from)
    if (parts.length !== 2) throw new StaleMutant(`impl/${file} holds this text ${parts.length - 1} times, not once:\n${from}`)
    return parts.join(to)
  }, source)
}
