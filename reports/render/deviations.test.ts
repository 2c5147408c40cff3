import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deviations } from './deviations.ts'
import { readRun } from './read-run.ts'
import { readRegister } from './register.ts'

test('a subject that departs and one that keeps the rule stand in one entry, and what they said takes no part in the markup', async () => {
  const run = await readRun(join(import.meta.dirname, '../../fixtures/results/sample.ndjson'))
  const [like] = run.cases
  const line = {
    ...like!,
    id: '28-reqrep/x/y',
    clauses: ['28/req-3'],
    subject: 'ours',
    axes: {},
    checks: [],
    evidence: { frames: ['→ `a`'] },
  }
  const page = deviations(
    {
      ...run,
      cases: [
        { ...line, verdict: 'pass' },
        { ...line, subject: 'libzmq', verdict: 'xfail', reason: 'known: says *so* | <b>' },
        { ...line, id: '28-reqrep/x/z', verdict: 'pass' },
      ],
    },
    await readRegister(),
  )
  expect(page).toContain('1 of 2 cases show a departure')
  expect(page).toMatch(/\*\*ours 0\.1\.0\*\* keeps the rule \(1 of 1\)\./)
  expect(page).toContain('says \\*so\\* \\| \\<b\\>.')
  expect(page).toMatch(/- 28\/req-3 \(\w+\): /)
  expect(page).toContain('```text\n→ `a`\n```')
  expect(page).not.toContain('x/z')
})
