// zmqspec run: one implementation through the book; the gate of its CI.

import { Command } from 'commander'
import { checkAddress } from './addresses.ts'
import { perform, shippedKnown } from './perform.ts'
import { type RunFlags, withRunFlags } from './run-flags.ts'
import { type SelectionFlags, withSelection } from './selection-flags.ts'

const examples = `
SUBJECT is a name (ours, libzmq, libzmq-c), a program that speaks zshim/1 (exec:./shim --flag), where one listens (tcp:host:port),
or a container (image:libzmq-c, image:my/shim:1.2).

Examples:
  zmqspec run libzmq                                 the whole book against libzmq
  zmqspec run exec:./my-shim --known known.yaml      yours, with its known failures
  zmqspec run ours --peer libzmq,ours --mode pair    only what needs two, with two peers
  zmqspec run ours --run '37-zmtp-3.1/greeting'      one section
  zmqspec run ours --clause 30/push-9 --seed 42      what cites a clause, repeatable
  zmqspec run libzmq --shard 1/4 --out part1         a quarter, for one of four machines
  zmqspec run ours --peer image:libzmq-c             with a peer in a container`

interface Flags extends SelectionFlags, RunFlags {
  readonly peer: string
  readonly known?: string
}

export const runCommand = (): Command =>
  withRunFlags(
    withSelection(
      new Command('run')
        .description('test one implementation')
        .argument('<subject>', 'the implementation under test')
        .option('--peer <list>', 'who is on the other side in pair cases', 'libzmq')
        .option('--known <file>', "known failures (default: the subject's own known.yaml)"),
    ),
  )
    .addHelpText('after', examples)
    .action(async (subject: string, flags: Flags) => {
      const peers = flags.peer.split(/,(?=[\w.-]+(?::|,|$))/).filter(Boolean)
      for (const address of [subject, ...peers]) checkAddress(address)
      const known = flags.known ?? shippedKnown(subject)
      await perform(
        subject,
        peers.map(peer => ({ subject, peer, known })),
        flags,
      )
    })
