// results.ndjson of one run → everything people and CI read, beside it in the same folder.
//
//   results.ndjson ─► report.html  junit.xml  ctrf.json  summary.md  badge.json  conformance.yaml  deviations.md
//
// Rule: nothing is rendered from anything but the lines and the clause register.

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { badge } from './badge.ts'
import { conformance } from './conformance.ts'
import { ctrf } from './ctrf.ts'
import { deviations } from './deviations.ts'
import { html } from './html.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import { readRun } from './read-run.ts'
import { readRegister } from './register.ts'

/** Returns the path of report.html. Throws what `readRun` throws for a results.ndjson that is not one. */
export async function renderReports(runFolder: string): Promise<string> {
  const results = join(runFolder, 'results.ndjson')
  const [run, register, digest] = await Promise.all([readRun(results), readRegister(), sha256(results)])
  const readable = { 'report.html': await html(run, register), 'summary.md': markdown(run, register) }
  // A run that only measured gets no badge and no test report: they would say that nothing passed.
  const judged =
    run.cases.length === 0 && run.perf.length > 0
      ? {}
      : {
          'junit.xml': junit(run),
          'ctrf.json': ctrf(run),
          'badge.json': badge(run, register),
          'conformance.yaml': conformance(run, register, digest),
          'deviations.md': deviations(run, register),
        }
  const files: Readonly<Record<string, string>> = { ...readable, ...judged }
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(runFolder, name), text)))
  return join(runFolder, 'report.html')
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
