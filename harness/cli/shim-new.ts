// zmqspec shim new: a program to start from, in your language. Each is a whole core shim that passes `zmqspec shim check`.
// Rule: the programs are fixtures; nothing is generated, and a file that is there is never overwritten.

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { UsageError, unknown } from '../run/usage-error.ts'

interface Template {
  readonly source: string
  readonly file: string
  /** Lines to make and check it, `FILE` being what was written. */
  readonly next: readonly string[]
}

export const templates = {
  python: { source: 'minimal.py', file: 'shim.py', next: ['pip install pyzmq', 'zmqspec shim check -- python3 FILE'] },
  c: { source: 'new/shim.c', file: 'shim.c', next: ['cc -O2 -o shim FILE -lzmq', 'zmqspec shim check -- ./shim'] },
  javascript: { source: 'new/shim.mjs', file: 'shim.mjs', next: ['npm install zeromq', 'zmqspec shim check -- node FILE'] },
} as const satisfies Record<string, Template>

const aliases: Readonly<Record<string, keyof typeof templates>> = { py: 'python', js: 'javascript', node: 'javascript' }

const examples = `
Languages: ${Object.keys(templates).join(', ')}. Each drives libzmq: run it as it is, then put your implementation in its place.
No program for your language yet? Take the nearest one as a model; docs/zshim.md has the rules.

Examples:
  zmqspec shim new python                  writes shim.py
  zmqspec shim new c --out test/shim.c     writes there`

export const newShim = (): Command =>
  new Command('new')
    .description('write a shim to start from')
    .argument('<language>', Object.keys(templates).join(', '))
    .option('--out <file>', 'where to (default: shim.… in this folder)')
    .addHelpText('after', examples)
    .action((language: string, { out }: { out?: string }) => {
      const name = language.toLowerCase()
      const template: Template | undefined = templates[(aliases[name] ?? name) as keyof typeof templates]
      if (template === undefined) throw unknown('language', language, Object.keys(templates))
      const file = out ?? template.file
      if (existsSync(file)) throw new UsageError(`${file} is there already: name another one with --out`)
      try {
        writeFileSync(file, readFileSync(fileURLToPath(new URL(`../../fixtures/shims/${template.source}`, import.meta.url))), {
          flag: 'wx',
        })
        chmodSync(file, 0o755)
      } catch (error) {
        throw new UsageError(`cannot write ${file}: ${(error as Error).message}`)
      }
      process.stdout.write(`${[`wrote ${file}; next:`, ...template.next.map(line => `  ${line.replace('FILE', file)}`)].join('\n')}\n`)
    })
