// The book as data: every case of every spec file, declared but not run.

import type { TestModule } from 'vitest/node'
import type { CaseRecord } from '../book/case-record.ts'
import { defaultSettings } from '../book/settings.ts'
import { createRunner } from './runner.ts'

/** The book itself is wrong: a file that does not load, an id used twice. */
export class BookError extends Error {}

export interface Catalogue {
  readonly cases: readonly CaseRecord[]
  /** Spec file of each case, relative to the book. */
  readonly files: ReadonlyMap<string, string>
}

const errorsOf = (module: TestModule): readonly string[] => module.errors().map(({ message }) => `${module.relativeModuleId}: ${message}`)

/** @param book absolute path of the folder of chapters. @throws BookError */
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
  if (problems.length > 0) throw new BookError(problems.join('\n'))
  return {
    cases: cases.toSorted((a, b) => (files.get(a.id)! < files.get(b.id)! ? -1 : files.get(a.id)! > files.get(b.id)! ? 1 : 0)),
    files,
  }
}
