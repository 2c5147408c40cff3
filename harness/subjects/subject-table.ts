// The subjects that have a name: one row for each folder here with a subject.ts (subject-table.test.ts keeps both the same).

import { libzmq } from './libzmq/subject.ts'
import { libzmqC } from './libzmq-c/subject.ts'
import { ours } from './ours/subject.ts'
import { oursProgram } from './ours-program/subject.ts'
import type { SubjectFolder } from './subject-folder.ts'

export const subjectTable = {
  ours,
  'ours-program': oursProgram,
  libzmq,
  'libzmq-c': libzmqC,
} as const satisfies Record<string, SubjectFolder>

export type SubjectName = keyof typeof subjectTable
export const subjectNames = Object.keys(subjectTable) as SubjectName[]
