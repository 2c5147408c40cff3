// zmqspec register: what the clause register holds, what of it the book covers, and whether it still fits the RFC texts.

import { readdirSync } from 'node:fs'
import { Command } from 'commander'
import { chapter, inChapterOrder, rfcOf, rfcsInScope } from '../../reports/render/chapters.ts'
import { clauses } from '../book/clause-register.ts'
import { drift, readRfcTexts } from '../book/drift.ts'
import { trace } from '../book/traceability.ts'
import { readWaivers } from '../book/waivers.ts'
import { readBook } from '../run/catalogue.ts'
import { bookFolder } from './book.ts'

const examples = `
Examples:
  zmqspec register                        clauses by chapter: all, testable, covered, waived, left to chapters to come
  zmqspec register --rfc-repo ../rfc      also compares section names and status with a checkout of github.com/zeromq/rfc

Exit codes: 0 all is in order, 1 a clause has neither case nor waiver or does not fit the texts, 2 usage.`

const numbers = (cells: readonly (string | number)[]): string => cells.map(cell => String(cell).padStart(9)).join(' ')

export const registerCommand = (): Command =>
  new Command('register')
    .description('what the clause register holds, and whether the book covers it')
    .option('--rfc-repo <dir>', 'a checkout of github.com/zeromq/rfc to compare with')
    .addHelpText('after', examples)
    .action(async ({ rfcRepo }: { rfcRepo?: string }) => {
      const register = clauses()
      const rfcs = inChapterOrder([...register.keys()].map(rfcOf)).filter(key => /^\d+$/.test(key))
      const drifted =
        rfcRepo === undefined
          ? []
          : drift(register.values(), readRfcTexts(rfcRepo, rfcs), new Map(rfcs.map(rfc => [rfc, chapter(rfc).status ?? ''])))
      const { cases } = await readBook(bookFolder)
      const book = {
        citations: new Map(cases.map(each => [each.id, each.clauses])),
        chapters: new Set(readdirSync(bookFolder).map(name => name.split('-', 1)[0]!)),
      }
      const found = trace(register, book, readWaivers(), rfcsInScope)
      const lines = rfcsInScope.map(rfc => {
        const count = (ids: readonly string[]) => ids.filter(id => rfcOf(id) === rfc).length
        const all = [...register.keys()].filter(id => rfcOf(id) === rfc).length
        const { testable, covered, waived, elsewhere } = found
        return `${chapter(rfc).title.padEnd(18)} ${numbers([all, count(testable), count(covered), count(waived), count(elsewhere)])}`
      })
      process.stdout.write(`${''.padEnd(18)} ${numbers(['clauses', 'testable', 'covered', 'waived', 'elsewhere'])}\n${lines.join('\n')}\n`)
      if (rfcRepo !== undefined && drifted.length === 0)
        process.stdout.write(`section names and status of ${rfcs.length} RFCs fit ${rfcRepo}\n`)
      const problems = [...found.problems, ...drifted]
      for (const problem of problems) console.error(problem)
      if (problems.length > 0) process.exitCode = 1
    })
