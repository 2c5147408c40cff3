// For tests: whether a subject can be had on this machine. A test that is not run says why.

import { prepareSubject } from './prepare.ts'

/** Why not, or null. */
export const lackOf = (address: string): Promise<string | null> =>
  prepareSubject(address, process.env, () => {}).then(
    () => null,
    error => (error as Error).message,
  )
