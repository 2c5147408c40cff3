// zmqspec shim check: what is wrong with a shim, in words for whoever writes one.

import { Command } from 'commander'

const examples = `
Examples:
  zmqspec shim check -- ./my-shim --flag     a program that speaks zshim/1 on its standard streams
  zmqspec shim check -- python3 shim.py`

const check = () =>
  new Command('check')
    .description('self-test of a shim, with explanations')
    .argument('<command...>', 'program and arguments, after --')
    .addHelpText('after', examples)
    .action(async (_command: string[]) => {
      throw new Error('not there yet')
    })

export const shimCommand = (): Command =>
  new Command('shim').description('tools for writing the program that drives your implementation').addCommand(check()).addHelpText('after', examples)
