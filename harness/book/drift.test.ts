// Drift of the register: a text made up for the test, in which one section was renamed, one went, and the status changed.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { UsageError } from '../run/usage-error.ts'
import type { Clause } from './clause-register.ts'
import { drift, readRfcText, readRfcTexts } from './drift.ts'

const markdown =
  '---\nslug: 99\nstatus: Stable\n---\n\n# Top\n\n## The Framing of Layers\n### **NEW:** Identity\n#no heading\n#### Overall Design\n'
const row = (id: string, section: string): Clause => ({ id, section, level: 'MUST', text: 't' })
const rows = [
  row('99/a', 'The Framing Layers'),
  row('99/b', 'Identity'),
  row('99/c', 'Overall Design (policy of libzmq)'),
  row('99/d', 'The Framing Layers'),
  row('99/e', 'Quite Another Thing'),
  row('98/a', 'Not Asked'),
]

it('reads headings and status', () => {
  expect(readRfcText(markdown)).toEqual({ headings: ['Top', 'The Framing of Layers', 'Identity', 'Overall Design'], status: 'stable' })
  expect(readRfcText('no front matter')).toEqual({ headings: [], status: null })
})

it('names what does not fit, once a section, and what it may have become', () => {
  expect(drift(rows, new Map([['99', readRfcText(markdown)]]), new Map([['99', 'draft']]))).toEqual([
    'RFC 99 has no section "The Framing Layers" (2 rows, 99/a the first): did it become "The Framing of Layers"?',
    'RFC 99 has no section "Quite Another Thing" (1 rows, 99/e the first): it has no heading like it',
    'RFC 99 is stable; the book says draft',
  ])
})

it('is content with what fits', () => {
  expect(drift(rows.slice(1, 3), new Map([['99', readRfcText(markdown)]]), new Map([['99', 'stable']]))).toEqual([])
})

it('says when a folder is no checkout, and when a text is missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zmqspec-rfcs-'))
  try {
    expect(() => readRfcTexts(folder, ['99'])).toThrow(UsageError)
    mkdirSync(join(folder, 'content', 'docs', 'rfcs', '99'), { recursive: true })
    writeFileSync(join(folder, 'content', 'docs', 'rfcs', '99', 'README.md'), markdown)
    const texts = readRfcTexts(folder, ['99', '98'])
    expect(drift(rows.slice(1, 3), texts, new Map())).toEqual([])
    expect(drift(rows.slice(5), texts, new Map())).toEqual([
      'RFC 98 has no section "Not Asked" (1 rows, 98/a the first): it has no heading like it',
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
