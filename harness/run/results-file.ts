// results.ndjson (and soak.ndjson) while a run is under way: a line as soon as it is known, so that an end by force loses nothing.

import { closeSync, openSync, writeSync } from 'node:fs'
import type { ResultLine } from '../../reports/schema/results.ts'

export interface LinesFile<Line> {
  write(line: Line): void
  close(): void
}

export interface ResultsFile extends LinesFile<ResultLine> {
  readonly lines: readonly ResultLine[]
}

export function openLines<Line extends object>(path: string): LinesFile<Line> {
  const file = openSync(path, 'w')
  return {
    write: line => void writeSync(file, `${JSON.stringify(line)}\n`),
    close: () => closeSync(file),
  }
}

export function openResults(path: string): ResultsFile {
  const file = openLines<ResultLine>(path)
  const lines: ResultLine[] = []
  return {
    lines,
    write: line => {
      lines.push(line)
      file.write(line)
    },
    close: file.close,
  }
}
