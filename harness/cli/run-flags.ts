// The flags of everything that runs cases; a replay takes its seed from its file.

import { availableParallelism } from 'node:os'
import { type Command, InvalidArgumentError, Option } from 'commander'

export interface OutputFlags {
  readonly strict?: boolean
  readonly timeoutScale: number
  readonly out?: string
  readonly json?: boolean
}

export interface RunFlags extends OutputFlags {
  readonly seed: number
  readonly repeatFailures?: number
  readonly jobs: number
}

export const whole = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('write a whole number')
  return Number(text)
}

const jobs = (text: string): number => {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('write a number from 1 to 99')
  return Number(text)
}

export const factor = (text: string): number => {
  const value = Number(text)
  if (!(value > 0) || value > 1000) throw new InvalidArgumentError('write a number above 0, such as 2 or 0.5')
  return value
}

export const timeoutScale = (): Option =>
  new Option('--timeout-scale <x>', 'factor on all waiting, for slow machines').argParser(factor).default(1)

export const withOutputFlags = (command: Command): Command =>
  command
    .option('--strict', 'a SHOULD that is not followed breaks the gate')
    .addOption(timeoutScale())
    .option('--out <dir>', 'folder for the results (default: a new one in reports/out)')
    .option('--json', 'print summary.json instead of a table')

/** @param what runs side by side: `mutants`, `spec files` */
export const withRunFlags = (command: Command, what = 'spec files, each with a subject of its own,'): Command =>
  withOutputFlags(command)
    .addOption(new Option('-j, --jobs <n>', `${what} at a time`).argParser(jobs).default(availableParallelism(), 'one per core'))
    .addOption(new Option('--seed <n>', 'seed of everything random').argParser(whole).default(1))
    .addOption(new Option('--repeat-failures <n>', 'run what breaks the gate again, and say how that went; verdicts stay').argParser(whole))
