// The flags that choose cases: the same ones on every command.

import { type Command, InvalidArgumentError, Option } from 'commander'
import { modes, type Selection } from '../run/selection.ts'

export const list = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(',').filter(word => word !== ''),
]
/** A comma inside brackets belongs to the id. */
const globs = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(/,(?![^[{]*[\]}])/).filter(Boolean),
]

function shard(text: string): [number, number] {
  const [, part, of] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? []
  if (part === undefined || of === undefined || part < 1 || part > of) throw new InvalidArgumentError('write it as i/n, with i from 1 to n')
  return [part, of]
}

export interface SelectionFlags {
  readonly chapter?: readonly string[]
  readonly run?: readonly string[]
  readonly clause?: readonly string[]
  readonly mode?: readonly string[]
  readonly shard?: [number, number]
}

export const withSelection = (command: Command): Command =>
  command
    .addOption(new Option('--chapter <list>', 'chapters of the book, by folder or number: 28,29').argParser(list))
    .addOption(new Option('--run <glob>', "cases by id: '30-pipeline/push/*', 'a/b/c[transport=tcp]'").argParser(globs))
    .addOption(new Option('--clause <list>', "cases that cite a clause: 37/greeting-2, '37/greeting-*'").argParser(list))
    .addOption(new Option('--mode <list>', `${modes.join(', ')}`).argParser(list))
    .addOption(new Option('--shard <i/n>', 'only part i of n; the same case falls into the same part everywhere').argParser(shard))

export const selectionOf = (flags: SelectionFlags): Selection => ({
  chapters: flags.chapter ?? [],
  run: flags.run ?? [],
  clauses: flags.clause ?? [],
  modes: flags.mode ?? [],
  shard: flags.shard ?? null,
})
