// The command line, zmqspec. Rule: exit codes are those of harness/verdict/exit-code.ts, for mistakes in the command too.

import { Command, CommanderError } from 'commander'
import { ContainerError } from '../containers/container-error.ts'
import { BookError } from '../run/catalogue.ts'
import { suiteVersion } from '../run/header.ts'
import { UsageError } from '../run/usage-error.ts'
import { SubjectBroken } from '../subjects/subject.ts'
import { exitCodes } from '../verdict/exit-code.ts'
import { listCommand } from './list.ts'
import { matrixCommand } from './matrix.ts'
import { perfCommand } from './perf.ts'
import { runCommand } from './run.ts'
import { shimCommand } from './shim.ts'

const footer = `
Exit codes:
${Object.entries(exitCodes)
  .map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`)
  .join('\n')}

Environment:
  ZMQSPEC_RUNS_SCALE   factor on the number of values that each property tries

Examples:
  zmqspec list --chapter 30
  zmqspec run libzmq
  zmqspec matrix ours libzmq
  zmqspec perf
  zmqspec shim check -- ./my-shim`

const commands = [listCommand(), runCommand(), matrixCommand(), perfCommand(), shimCommand()]
const program = new Command('zmqspec')
  .description('Conformance and interoperability suite for ZeroMQ implementations')
  .version(suiteVersion)
  .addHelpText('after', footer)
for (const command of commands) program.addCommand(command)

function strictly(command: Command): void {
  command
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError(`(zmqspec ${command === program ? '' : `${command.name()} `}--help explains)`)
  for (const child of command.commands) strictly(child)
}
strictly(program)

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else if (error instanceof UsageError) {
    console.error(`zmqspec: ${error.message}`)
    process.exitCode = 2
  } else if (error instanceof SubjectBroken || error instanceof ContainerError) {
    console.error(`zmqspec: ${error.message}`)
    process.exitCode = 3
  } else {
    console.error(
      `zmqspec: ${error instanceof BookError ? `the book does not load:\n${error.message}` : error instanceof Error ? error.stack : String(error)}`,
    )
    process.exitCode = 3
  }
}
