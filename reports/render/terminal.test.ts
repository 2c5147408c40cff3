import { join } from 'node:path'
import { expect, test } from 'vitest'
import { printable } from './printable.ts'
import { readRun } from './read-run.ts'
import { terminalSummary } from './terminal.ts'

const fixture = (name: string) => readRun(join(import.meta.dirname, '../../fixtures/results', `${name}.ndjson`))

test('counts per pair, then failures worst first, each with its reason and the command that repeats it', async () => {
  const text = terminalSummary(await fixture('sample'), { color: false })
  const rows = text.split('\n').map(row => row.trim().split(/\s{2,}/))
  expect(rows[0]).toEqual(expect.arrayContaining(['subject', 'peer', 'passed', '✗ fail', '✓ pass']))
  expect(rows.find(([subject, peer]) => subject === 'ours' && peer === 'libzmq')?.slice(0, 4)).toEqual(['ours', 'libzmq', '3/4', '75.0 %'])
  expect(rows.find(([subject]) => subject === 'all')?.slice(0, 2)).toEqual(['all', '11/18'])
  expect(text.indexOf('† crash  37-')).toBeLessThan(text.indexOf('✗ fail  28-'))
  expect(text).toContain('second peer gets nothing: expected [], got ["re: a"]')
  expect(text).toContain("npx zmqspec run ours --peer libzmq --run '28-reqrep/rep/reply-to-asker[transport=ipc]' --seed 20260117")
  expect(text).toContain('2 failed as known.yaml says they do')
  expect(text).not.toContain('PARTIAL')
})

test('at most as many failures as asked for, and the rest is counted', async () => {
  const text = terminalSummary(await fixture('sample'), { color: false, failures: 2 })
  expect(text.match(/npx zmqspec run/g)).toHaveLength(2)
  expect(text).toContain('… and 4 more failures: see report.html')
})

test('no subject can steer the terminal', async () => {
  const text = terminalSummary(await fixture('sample'), { color: false, failures: 99 })
  expect(text).toContain('␛]0;owned␇')
  expect([...text].filter(character => character !== '\n' && printable(character) !== character)).toEqual([])
})

test('colour is there when asked for, and only then', async () => {
  const run = await fixture('interrupted')
  expect(terminalSummary(run, { color: true })).toContain('\u001b[')
  expect(terminalSummary(run, { color: false })).not.toContain('\u001b[')
  expect(terminalSummary(run, { color: false })).toMatch(/^PARTIAL: the run was interrupted/)
})
