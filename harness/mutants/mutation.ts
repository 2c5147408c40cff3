// Puts a mutant's edits into the sources as Vitest loads them: a plugin of Vite. No file is changed, and nothing waits in impl/ to be switched.

import { join } from 'node:path'
import type { Plugin } from 'vitest/config'
import { root } from '../run/runner.ts'
import { type Mutant, mutate } from './mutant.ts'

export interface Mutation {
  readonly plugin: Plugin
  /** Files to be edited that were not loaded yet. A mutant whose file no case loads proves nothing. */
  readonly unseen: ReadonlySet<string>
}

export function mutation({ edits }: Mutant): Mutation {
  const byPath = Map.groupBy(edits, ({ file }) => join(root, 'impl', file))
  const unseen = new Set(byPath.keys())
  const plugin: Plugin = {
    name: 'zmqspec:mutant',
    enforce: 'pre',
    transform(code, id) {
      const path = id.split('?', 1)[0]!
      const asked = byPath.get(path)
      if (asked === undefined) return null
      unseen.delete(path)
      return { code: mutate(code, asked), map: null }
    },
  }
  return { plugin, unseen }
}
