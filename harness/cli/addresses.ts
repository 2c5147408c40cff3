// Addresses of subjects as typed: a mistake is told before anything runs.

import { UsageError } from '../run/usage-error.ts'
import { AddressError, parseAddress } from '../subjects/address.ts'

/** @throws UsageError with the nearest valid addresses */
export function checkAddress(address: string): void {
  try {
    parseAddress(address)
  } catch (error) {
    throw error instanceof AddressError ? new UsageError(error.message) : error
  }
}
