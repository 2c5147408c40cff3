// Puts a mutant's edits into the sources as Vitest loads them: a plugin of Vite. No file is changed, and nothing waits in impl/ to be switched.
//
//   put(mutant) ──► the files it edits are loaded anew, edited          put(null) ──► as they are
//
// Rule: a file is loaded anew only when its edits change, so that everything else is transformed once for all mutants.

import { join } from 'node:path'
import type { Plugin } from 'vitest/config'
import { root } from '../run/runner.ts'
import { type Edit, type Mutant, mutate } from './mutant.ts'

export interface Mutation {
  readonly plugin: Plugin
  /** Edits the sources from now on; returns the files that must be loaded anew, absolute. */
  put(mutant: Mutant | null): readonly string[]
  /** Files to be edited that were not loaded yet. A mutant whose file no case loads proves nothing. */
  readonly unseen: ReadonlySet<string>
}

export function createMutation(): Mutation {
  let edits: ReadonlyMap<string, readonly Edit[]> = new Map()
  const unseen = new Set<string>()
  return {
    plugin: {
      name: 'zmqspec:mutant',
      enforce: 'pre',
      transform(code, id) {
        const path = id.split('?', 1)[0]!
        const asked = edits.get(path)
        if (asked === undefined) return null
        unseen.delete(path)
        return { code: mutate(code, asked), map: null }
      },
    },
    put(mutant) {
      const before = [...edits.keys()]
      edits = Map.groupBy(mutant?.edits ?? [], ({ file }) => join(root, 'impl', file))
      unseen.clear()
      for (const path of edits.keys()) unseen.add(path)
      return [...new Set([...before, ...edits.keys()])]
    },
    unseen,
  }
}
