// A run as typed on a command line: its folder, or its results.ndjson.
// Rule: what cannot be read is a mistake of whoever typed it, told with its line.

import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Run, readRun } from '../../reports/render/read-run.ts'
import { UsageError } from './usage-error.ts'

export interface RunOnDisk extends Run {
  /** As typed. */
  readonly name: string
  readonly folder: string
}

/** @throws UsageError */
export async function readRunFolder(path: string): Promise<RunOnDisk> {
  if (!existsSync(path)) throw new UsageError(`${path}: no such run`)
  const isFolder = statSync(path).isDirectory()
  const file = isFolder ? join(path, 'results.ndjson') : path
  if (!existsSync(file)) throw new UsageError(`${path}: holds no results.ndjson, so it is no run`)
  try {
    return { ...(await readRun(file)), name: path, folder: isFolder ? path : join(path, '..') }
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}
