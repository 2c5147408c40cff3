// zmqspec list: the cases of the book, a line each.

import { Command } from 'commander'
import { choose } from './book.ts'
import { optionLines, optionsJson } from './options-page.ts'
import { type SelectionFlags, withSelection } from './selection-flags.ts'

const examples = `
Examples:
  zmqspec list                          every case: id, level, clauses, title
  zmqspec list --chapter 28,29          two chapters
  zmqspec list --clause '37/greeting-*' cases that cite these clauses
  zmqspec list --options                every option of libzmq, with its state here
  zmqspec list --json                   the same for scripts, with axes and needs`

export const listCommand = (): Command =>
  withSelection(new Command('list').description('print the cases of the book'))
    .option('--json', 'print an array of cases, or of options')
    .option('--options', 'every option of sockets and contexts, and what the reference does with it')
    .addHelpText('after', examples)
    .action(async (flags: SelectionFlags & { json?: boolean; options?: boolean }) => {
      if (flags.options) return void process.stdout.write(flags.json ? optionsJson() : optionLines())
      const { chosen } = await choose(flags)
      if (flags.json) return void process.stdout.write(`${JSON.stringify(chosen, null, 2)}\n`)
      const width = Math.min(70, Math.max(...chosen.map(({ id }) => id.length)))
      const lines = chosen.map(
        ({ id, level, clauses, title, disputed }) =>
          `${id.padEnd(width)}  ${level.padEnd(6)}  ${clauses.join(' ')}  ${disputed === undefined ? '' : `[disputed: ${disputed.link}] `}${title}`,
      )
      process.stdout.write(`${lines.join('\n')}\n`)
    })
