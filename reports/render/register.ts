// The clause register, read as data from fixtures/requirements/: one JSON array per RFC.
// Rule: what fixtures/waivers.json leaves to chapters to come counts as excluded, with its reason; what it waives stays testable.

import { readdir, readFile } from 'node:fs/promises'
import type { Clause } from './clause-figures.ts'

const folder = new URL('../../fixtures/requirements/', import.meta.url)
const waivers = new URL('../../fixtures/waivers.json', import.meta.url)

interface Elsewhere {
  readonly clauses: readonly string[]
  readonly chapters: readonly string[]
  readonly reason: string
}

export async function readRegister(): Promise<readonly Clause[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.json')).sort()
  const files = await Promise.all(names.map(name => readFile(new URL(name, folder), 'utf8')))
  const { elsewhere } = JSON.parse(await readFile(waivers, 'utf8')) as { elsewhere: Elsewhere[] }
  const reasons = new Map(
    elsewhere.flatMap(({ clauses, chapters, reason }) =>
      clauses.map(id => [id, `left to chapters to come (${chapters.join(', ')}): ${reason}`]),
    ),
  )
  return files
    .flatMap(text => JSON.parse(text) as Clause[])
    .map(row => {
      const reason = row.excluded === undefined ? reasons.get(row.id) : undefined
      return reason === undefined ? row : { ...row, excluded: reason }
    })
}
