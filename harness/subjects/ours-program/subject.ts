import { nodeProgram, type SubjectFolder } from '../subject-folder.ts'

export const oursProgram: SubjectFolder = {
  about: 'the reference implementation, in a process of its own',
  start: nodeProgram(import.meta.url, '../ours/shim'),
}
