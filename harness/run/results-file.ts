// results.ndjson while a run is under way: a line as soon as it is known, so that an end by force loses nothing.

import { closeSync, openSync, writeSync } from 'node:fs'
import type { ResultLine } from '../../reports/schema/results.ts'

export interface ResultsFile {
  readonly lines: readonly ResultLine[]
  write(line: ResultLine): void
  close(): void
}

export function openResults(path: string): ResultsFile {
  const file = openSync(path, 'w')
  const lines: ResultLine[] = []
  return {
    lines,
    write: line => {
      lines.push(line)
      writeSync(file, `${JSON.stringify(line)}\n`)
    },
    close: () => closeSync(file),
  }
}
