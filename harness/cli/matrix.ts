// zmqspec matrix: several implementations, every ordered pair of them.

import { Command } from 'commander'
import { UsageError } from '../run/usage-error.ts'
import { checkAddress } from './addresses.ts'
import { perform, shippedKnown } from './perform.ts'
import { type RunFlags, withRunFlags } from './run-flags.ts'
import { type SelectionFlags, withSelection } from './selection-flags.ts'

const examples = `
Pair cases run once for every ordered pair, a subject with itself included; all other cases once per subject.

Examples:
  zmqspec matrix ours libzmq                   what \`npm start\` does
  zmqspec matrix ours libzmq --chapter 30      one chapter
  zmqspec matrix ours libzmq exec:./my-shim --json
  zmqspec matrix --containers                  the services of compose.yaml, in containers, after building their images
  zmqspec matrix ours --containers             those, and one outside of containers`

interface Flags extends SelectionFlags, RunFlags {
  readonly containers?: boolean
}

/** The images of compose.yaml, freshly built. @throws ContainerError */
async function containers(): Promise<readonly string[]> {
  const { buildImages, services } = await import('../containers/compose.ts')
  const names = services().map(({ name }) => name)
  await buildImages(names, process.env, text => process.stderr.write(`${text}\n`))
  return names.map(name => `image:${name}`)
}

export const matrixCommand = (): Command =>
  withRunFlags(
    withSelection(new Command('matrix').description('test implementations against each other').argument('[subjects...]', 'two or more')),
  )
    .option('--containers', 'also the subjects of compose.yaml, each in a container')
    .addHelpText('after', examples)
    .action(async (named: string[], flags: Flags) => {
      for (const address of named) checkAddress(address)
      if (named.length === 0 && !flags.containers)
        throw new UsageError('name the subjects, as in zmqspec matrix ours libzmq, or use --containers')
      const subjects = [...new Set([...named, ...(flags.containers ? await containers() : [])])]
      const duels = subjects.flatMap(subject => subjects.map(peer => ({ subject, peer, known: shippedKnown(subject) })))
      await perform(flags.containers ? 'matrix-containers' : `matrix-${subjects.join('-')}`, duels, flags)
    })
