// zmqspec matrix: several implementations, every ordered pair of them.

import { Command } from 'commander'
import { checkAddress } from './addresses.ts'
import { perform, shippedKnown } from './perform.ts'
import { type RunFlags, withRunFlags } from './run-flags.ts'
import { type SelectionFlags, withSelection } from './selection-flags.ts'

const examples = `
Pair cases run once for every ordered pair, a subject with itself included; all other cases once per subject.

Examples:
  zmqspec matrix ours libzmq                   what \`npm start\` does
  zmqspec matrix ours libzmq --chapter 30      one chapter
  zmqspec matrix ours libzmq exec:./my-shim --json`

export const matrixCommand = (): Command =>
  withRunFlags(
    withSelection(new Command('matrix').description('test implementations against each other').argument('<subjects...>', 'two or more')),
  )
    .addHelpText('after', examples)
    .action(async (subjects: string[], flags: SelectionFlags & RunFlags) => {
      for (const address of subjects) checkAddress(address)
      const duels = subjects.flatMap(subject => subjects.map(peer => ({ subject, peer, known: shippedKnown(subject) })))
      await perform(`matrix-${subjects.join('-')}`, duels, flags)
    })
