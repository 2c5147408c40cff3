// The first line of a run: which suite, which command, which machine.

import { execFileSync } from 'node:child_process'
import { cpus, release, totalmem, type } from 'node:os'
import type { HeaderLine } from '../../reports/schema/results.ts'
import { publishedScore } from '../mutants/published-score.ts'
import { root } from './runner.ts'
import { suiteVersion } from './suite-version.ts'

function commit(): string | null {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return null
  }
}

interface Facts {
  readonly command: string
  readonly seed: number
  readonly started: Date
  readonly planned: number
  readonly filtered: number
  readonly shard: readonly [part: number, of: number] | null
}

export const header = (facts: Facts): HeaderLine => ({
  type: 'header',
  schema: 1,
  suite: { version: suiteVersion, commit: commit(), ...publishedScore() },
  command: facts.command,
  seed: facts.seed,
  started: facts.started.toISOString(),
  host: {
    os: `${type()} ${release()}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    node: process.version,
  },
  planned: facts.planned,
  filtered: facts.filtered,
  ...(facts.shard === null ? {} : { shard: facts.shard }),
})
