// zmqspec shim: `check` tells what is wrong with a shim, in words for whoever writes one; `new` is shim-new.ts.

import { Command } from 'commander'
import pc from 'picocolors'
import { checkShim, type Step } from '../control/shim-check.ts'
import { subjectNames } from '../subjects/subject-table.ts'
import { checkAddress } from './addresses.ts'
import { timeoutScale } from './run-flags.ts'
import { newShim } from './shim-new.ts'

const examples = `
COMMAND is a program and its arguments, or a single address (exec:…, tcp:host:port, image:…, a name).

Examples:
  zmqspec shim check -- ./my-shim --flag     a program that speaks zshim/1 on its standard streams
  zmqspec shim check -- python3 shim.py
  zmqspec shim check libzmq --json

Exit codes: 0 all steps passed, 1 a step failed, 2 usage, 5 nothing was checked.`

const symbols = { pass: pc.green('✓'), fail: pc.red('✗'), skip: pc.dim('-') } as const satisfies Record<Step['verdict'], string>

function tell({ id, title, verdict, detail, hint, ms }: Step): string {
  const first = `${symbols[verdict]} ${id.padEnd(22)} ${title}${verdict === 'pass' ? pc.dim(` ${ms} ms`) : ''}`
  const rest = [verdict === 'pass' ? '' : detail, hint === '' ? '' : pc.cyan(hint)].filter(text => text !== '')
  return [first, ...rest.map(text => `    ${text.replaceAll('\n', '\n    ')}`)].join('\n')
}

const quoted = (word: string): string => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`)

/** One word that is an address or a subject's name is taken as such; everything else is a command line. */
function addressOf(words: readonly string[]): string {
  const [first = ''] = words
  const named = /^(exec|tcp|image):/.test(first) || (subjectNames as readonly string[]).includes(first)
  return words.length === 1 && named ? first : `exec:${words.map(quoted).join(' ')}`
}

const check = () =>
  new Command('check')
    .description('self-test of a shim, with explanations')
    .argument('<command...>', 'program and arguments, after --')
    .option('--json', 'print the steps as an array')
    .addOption(timeoutScale())
    .addHelpText('after', examples)
    .action(async (words: string[], { json, timeoutScale: timeScale }: { json?: boolean; timeoutScale: number }) => {
      const address = addressOf(words)
      checkAddress(address)
      const { prepareSubject } = await import('../subjects/prepare.ts')
      await prepareSubject(address, process.env, text => process.stderr.write(`${text}\n`))
      const print = (step: Step) => void (json ? null : process.stdout.write(`${tell(step)}\n`))
      const steps = await checkShim(address, print, { timeScale })
      const count = (verdict: Step['verdict']) => steps.filter(step => step.verdict === verdict).length
      if (json) process.stdout.write(`${JSON.stringify(steps, null, 2)}\n`)
      else process.stdout.write(`${count('pass')} passed, ${count('fail')} failed, ${count('skip')} skipped\n`)
      process.exitCode = count('fail') > 0 ? 1 : count('pass') === 0 ? 5 : 0
    })

export const shimCommand = (): Command =>
  new Command('shim')
    .description('tools for writing the program that drives your implementation')
    .addCommand(check())
    .addCommand(newShim())
    .addHelpText('after', '\nExamples:\n  zmqspec shim new python\n  zmqspec shim check -- ./my-shim')
