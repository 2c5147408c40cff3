import { nodeProgram, type SubjectFolder } from '../subject-folder.ts'

export const libzmq: SubjectFolder = {
  about: 'libzmq, through the npm package zeromq, in a process of its own',
  start: nodeProgram(new URL('./shim.ts', import.meta.url)),
}
