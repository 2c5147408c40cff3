// The book as data: every case of every spec file, declared but not run.

import type { TestModule } from 'vitest/node'
import type { CaseRecord } from '../book/case-record.ts'
import { clauses } from '../book/clause-register.ts'
import { defaultSettings } from '../book/settings.ts'
import { createRunner } from './runner.ts'
import { nearest, UsageError } from './usage-error.ts'

/** The book itself is wrong: a file that does not load, an id used twice. */
export class BookError extends Error {}

export interface Catalogue {
  readonly cases: readonly CaseRecord[]
  /** Spec file of each case, relative to the book. */
  readonly files: ReadonlyMap<string, string>
}

/** `chapter/section.spec.ts:8: what is wrong`, the line being that of the case. */
const errorsOf = (module: TestModule): readonly string[] =>
  module.errors().map(({ message, stack }) => {
    const line = /:(\d+):\d+\)?$/m.exec((stack ?? '').split('\n').find(text => text.includes(module.moduleId)) ?? '')?.[1]
    return `${module.relativeModuleId}${line === undefined ? '' : `:${line}`}: ${message}`
  })

/** A clause that is cited and in no register is a typing mistake, not a broken harness. */
const citation = /: unknown clause (\S+)$/

function hint(problem: string): string {
  const near = nearest(citation.exec(problem)?.[1] ?? '', clauses().keys())
  return near.length > 0 ? `${problem}; did you mean ${near.join(', ')}?` : problem
}

/** @param book absolute path of the folder of chapters. @throws BookError, and UsageError when it cites clauses that do not exist */
export async function readBook(book: string): Promise<Catalogue> {
  const settings = { ...defaultSettings, subject: 'none', env: {} }
  await using runner = await createRunner({ book, settings })
  const { testModules, unhandledErrors } = await runner.vitest.collect([], { staticParse: false })
  const problems = [...testModules.flatMap(errorsOf), ...unhandledErrors.map(error => String((error as Error).message ?? error))]
  const cases: CaseRecord[] = []
  const files = new Map<string, string>()
  for (const module of testModules) {
    const path = module.moduleId.slice(book.replace(/\/$/, '').length + 1)
    for (const test of module.children.allTests()) {
      const record = test.meta().case
      if (record === undefined) problems.push(`${path}: '${test.name}' was not declared through section()`)
      else if (files.has(record.id)) problems.push(`${path}: ${record.id} is declared twice`)
      else {
        files.set(record.id, path)
        cases.push(record)
      }
    }
  }
  if (problems.length > 0 && problems.every(problem => citation.test(problem))) throw new UsageError(problems.map(hint).join('\n'))
  if (problems.length > 0) throw new BookError(problems.join('\n'))
  return {
    cases: cases.toSorted((a, b) => (files.get(a.id)! < files.get(b.id)! ? -1 : files.get(a.id)! > files.get(b.id)! ? 1 : 0)),
    files,
  }
}
