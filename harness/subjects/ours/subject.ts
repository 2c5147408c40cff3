import type { SubjectFolder } from '../subject-folder.ts'

export const ours: SubjectFolder = {
  about: 'the reference implementation, in this process',
  start: { kind: 'in-process', shim: async () => (await import('./in-process.ts')).makeShim },
}
