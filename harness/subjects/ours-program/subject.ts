import { nodeProgram, type SubjectFolder } from '../subject-folder.ts'

export const oursProgram: SubjectFolder = {
  about: 'the reference implementation, in a process of its own',
  start: nodeProgram(new URL('../ours/shim.ts', import.meta.url)),
}
