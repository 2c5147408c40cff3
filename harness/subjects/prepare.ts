// Before anything runs: what a subject is started from is built or looked for, so that a lack is told at once and by itself.

import { requireImage } from '../containers/compose.ts'
import { ContainerError } from '../containers/container-error.ts'
import type { Environment } from '../containers/engine.ts'
import { parseAddress } from './address.ts'
import { SubjectBroken } from './subject.ts'
import type { SubjectFolder } from './subject-folder.ts'
import { subjectTable } from './subject-table.ts'

/** @throws SubjectBroken saying what is missing and how to get it; AddressError */
export async function prepareSubject(address: string, env: Environment, say: (text: string) => void): Promise<void> {
  const parsed = parseAddress(address)
  try {
    if (parsed.kind === 'image') await requireImage(parsed.name, env)
    if (parsed.kind === 'name') await (subjectTable[parsed.name] as SubjectFolder).prepare?.(env, say)
  } catch (error) {
    throw error instanceof ContainerError ? new SubjectBroken('start', `${address}: ${error.message}`) : error
  }
}
