// The programs of docs/examples are written for zeromq.js v6. Each runs twice, against it and against this implementation,
// with nothing changed but the import line; what they print must be the same.

import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const folder = fileURLToPath(new URL('../docs/examples/', import.meta.url))
const ours = new URL('./index.ts', import.meta.url).href
const theirs = pathToFileURL(createRequire(import.meta.url).resolve('zeromq')).href
const importLine = "import * as zmq from 'zeromq'"
const programs = (await readdir(folder)).filter(name => name.endsWith('.mjs'))

let scratch: string
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'examples-'))
})
afterAll(async () => {
  await rm(scratch, { recursive: true })
})

async function output(program: string, which: 'ours' | 'theirs'): Promise<string> {
  const source = await readFile(join(folder, program), 'utf8')
  if (!source.includes(importLine)) throw new Error(`${program} has no line: ${importLine}`)
  const copy = join(scratch, `${which}-${program}`)
  await writeFile(copy, source.replace(importLine, `import * as zmq from '${which === 'ours' ? ours : theirs}'`))
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', copy], { timeout: 20_000 })
  return stdout
}

describe('a zeromq.js program runs unchanged', () => {
  it('there are programs', () => {
    expect(programs.length).toBeGreaterThanOrEqual(5)
  })

  it.each(programs)('%s', { timeout: 30_000 }, async program => {
    const [expected, actual] = await Promise.all([output(program, 'theirs'), output(program, 'ours')])
    expect(expected.length).toBeGreaterThan(0)
    expect(actual).toBe(expected)
  })
})
