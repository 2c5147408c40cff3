// Writes the files that are made from tables: `npm run generate`; with --check, fails when one of them is out of date.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { optionsPage } from './options-page.ts'
import { verdictsPage } from './verdicts-page.ts'

const root = new URL('../../', import.meta.url)

function clauseIds(): string {
  const folder = new URL('fixtures/requirements/', root)
  const ids = readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .toSorted()
    .flatMap(name => (JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { id: string }[]).map(row => row.id))
  const lines = ids.map(id => `  | '${id}'`)
  return `// Made by \`npm run generate\` from fixtures/requirements/. A typo in a clause id does not compile.\n\nexport type ClauseId =\n${lines.join('\n')}\n`
}

const generated: Readonly<Record<string, () => string>> = {
  'harness/book/clause-id.ts': clauseIds,
  'docs/options.md': optionsPage,
  'docs/verdicts.md': verdictsPage,
}

const check = process.argv.includes('--check')
for (const [path, make] of Object.entries(generated)) {
  const url = new URL(path, root)
  const text = make()
  if (!check) writeFileSync(url, text)
  else if (!existsSync(url) || readFileSync(url, 'utf8') !== text) {
    console.error(`${path} is out of date: run \`npm run generate\``)
    process.exitCode = 1
  }
}
