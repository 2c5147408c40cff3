// The clause register, read as data from fixtures/requirements/: one JSON array per RFC.

import { readdir, readFile } from 'node:fs/promises'
import type { Clause } from './clause-figures.ts'

const folder = new URL('../../fixtures/requirements/', import.meta.url)

export async function readRegister(): Promise<readonly Clause[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.json')).sort()
  const files = await Promise.all(names.map(name => readFile(new URL(name, folder), 'utf8')))
  return files.flatMap(text => JSON.parse(text) as Clause[])
}
