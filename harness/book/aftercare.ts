// After a case in wire mode: whatever the raw peer did, the subject must still serve a legal one.
// Rule: costs one connection (some milliseconds); a subject that no longer answers is broken, not merely unfriendly.

import type { Subject } from '../subjects/subject.ts'
import { type Wire, WireMismatch } from '../wire/contract.ts'
import { legalGuest } from './legal-guest.ts'

/** What is wrong, or null. @throws SubjectBroken */
export async function stillServes(subject: Subject, wire: Wire): Promise<string | null> {
  try {
    await legalGuest(subject, wire)
    return null
  } catch (error) {
    if (error instanceof WireMismatch) return `afterwards a legal peer is not served any more: ${error.message}`
    throw error
  }
}
