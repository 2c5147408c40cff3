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
}

/** A shim written in TypeScript, run by this same Node; `module` is its neighbour's URL, whose ending says whether sources or the built package run. */
export function nodeProgram(module: string, path: string): Start {
  const source = new URL(`${path}${module.endsWith('.ts') ? '.ts' : '.js'}`, module)
  return { kind: 'program', command: process.execPath, args: [fileURLToPath(source)] }
}
