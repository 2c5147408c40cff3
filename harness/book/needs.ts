// What a case needs against what a subject declared in hello.
// Rule: undeclared is unsupported, with the reason printed; never a silent skip.

import type { Capabilities } from '../control/protocol.ts'
import type { Needs } from './case-context.ts'

const kinds = ['sockets', 'transports', 'options', 'ops', 'features', 'zmtp'] as const satisfies readonly (keyof Needs &
  keyof Capabilities)[]

/** The first thing missing, as a sentence; null when all is there. Option words are met by a declared `*`. */
export function missing(needs: Needs, capabilities: Capabilities, who: string): string | null {
  for (const kind of kinds) {
    const declared: readonly string[] = capabilities[kind]
    const lacking = (needs[kind] ?? []).filter(word => !declared.includes(word) && !declared.includes('*'))
    if (lacking.length > 0) return `${who} does not declare ${kind} ${lacking.join(', ')}`
  }
  return null
}
