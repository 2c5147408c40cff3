// What perf takes from earlier runs: a baseline for the gate, and conformance to stand beside.
// Rule: a file that is not what it should be is told with its path before anything is measured.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readRun } from '../../reports/render/read-run.ts'
import schema from '../../reports/schema/perf.schema.json' with { type: 'json' }
import type { PerfFile } from '../../reports/schema/perf.ts'
import type { CaseLine, SubjectLine } from '../../reports/schema/results.ts'
import { UsageError } from '../run/usage-error.ts'

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile<PerfFile>(schema)

/** What is wrong with a perf.json, or null. */
export function perfFault(value: unknown): string | null {
  if (validate(value)) return null
  const [error] = validate.errors ?? []
  return `${error?.instancePath.slice(1).replaceAll('/', '.') || 'the file'} ${error?.message}`
}

/** @throws UsageError */
export function readPerfFile(path: string): PerfFile {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}; --gate takes the perf.json of an earlier run`)
  }
  const fault = perfFault(value)
  if (fault !== null) throw new UsageError(`${path}: ${fault}; --gate takes the perf.json of an earlier run`)
  return value as PerfFile
}

/** The subjects and cases of a run of the suite. @throws UsageError */
export async function readConformance(folder: string): Promise<(SubjectLine | CaseLine)[]> {
  const path = join(folder, 'results.ndjson')
  if (!existsSync(path)) throw new UsageError(`${path}: no such file; --conformance takes the folder of a run`)
  try {
    const { subjects, cases } = await readRun(path)
    return [...subjects, ...cases]
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}
