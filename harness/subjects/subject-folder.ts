// What a named subject says of itself: `harness/subjects/NAME/subject.ts` exports one.
// Rule: a folder is in the table of subject-table.ts; adding one touches these two places.

import { fileURLToPath } from 'node:url'
import type { MakeShim } from '../control/call-channel.ts'

export type Start =
  /** A shim in the harness's own process. */
  | { readonly kind: 'in-process'; readonly shim: () => Promise<MakeShim> }
  /** A program that speaks zshim/1. `args` may hold paths next to the folder's own files. */
  | { readonly kind: 'program'; readonly command: string; readonly args: readonly string[] }

export interface SubjectFolder {
  /** One sentence for `zmqspec list` and error messages. */
  readonly about: string
  readonly start: Start
  /** Makes what `start` starts, where that is not there yet; a moment when it is. @throws SubjectBroken saying what is missing */
  readonly prepare?: (env: Readonly<Record<string, string | undefined>>, say: (text: string) => void) => Promise<void>
}

/** A shim written in TypeScript, run by this same Node: the source, or what the built package made of it. */
export function nodeProgram(source: URL): Start {
  const built = import.meta.url.endsWith('.js')
  const path = fileURLToPath(source)
  return { kind: 'program', command: process.execPath, args: [built ? path.replace(/\.ts$/, '.js') : path] }
}
