// What a case is and what it is given. A case is one clause put to the proof.
// Rule: a case decides by checks; it never prints, sleeps or retries.

import type { Disputed } from '../../reports/schema/results.ts'
import type { MutantId } from '../mutants/mutant-table.ts'
import type { ProxyFactory } from '../proxy/contract.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Windows, Wire } from '../wire/contract.ts'
import type { ClauseId } from './clause-id.ts'

export type Mode = 'wire' | 'pair' | 'api' | 'diff' | 'perf'
export type Level = 'MUST' | 'SHOULD' | 'MAY'

export interface Needs {
  /** Socket types the subject must offer (and the peer, in pair mode). */
  readonly sockets?: readonly string[]
  readonly transports?: readonly string[]
  readonly options?: readonly string[]
  /** Optional zshim ops. */
  readonly ops?: readonly string[]
  readonly features?: readonly string[]
  /** Versions of ZMTP that the subject must speak to its peers. */
  readonly zmtp?: readonly string[]
}

export interface CaseMeta {
  readonly title: string
  /** At least one, except in the appendices where there is no RFC: those cite `lib/…` ids of the register. */
  readonly clauses: readonly ClauseId[]
  readonly mode: Mode
  /** Default: the strongest level among the clauses (grammar counts as MUST). */
  readonly level?: Level
  /** Whether the rule binds who sends or who receives. */
  readonly obliges?: 'sender' | 'receiver' | 'both'
  readonly needs?: Needs
  /** The case runs once per combination; its id ends in `[role=bind,socket=PULL]`. */
  readonly axes?: Readonly<Record<string, readonly string[]>>
  /** Axis combinations that make no sense. */
  readonly except?: (axes: Readonly<Record<string, string>>) => boolean
  /** Mutants (named rule breaks) this case must notice. */
  readonly kills?: readonly MutantId[]
  /** Whether the clause is read rightly here is contested: why, and where that is argued. What the case finds is `observed` only. */
  readonly disputed?: Disputed
  /** Milliseconds; default 10 000, scaled by --timeout-scale. */
  readonly timeout?: number
}

export interface CaseContext {
  /** The implementation under test, freshly reset. */
  readonly subject: Subject
  /** The other side in pair mode (may be the same implementation in a second instance); throws in other modes. */
  readonly peer: Subject
  readonly wire: Wire
  /** A recording relay between subject and peer; its frames become evidence. */
  readonly proxy: ProxyFactory
  /**
   * The endpoint to connect to: the same one, or, in a run of a property that is being recorded, that of a proxy before it.
   * Asked twice for the same endpoint it answers the same.
   */
  readonly relayed: (endpoint: string) => Promise<string>
  readonly axes: Readonly<Record<string, string>>
  readonly windows: Windows
  /** Fixed for the run, printed on failure. */
  readonly seed: number
  /** Aborted at the case's timeout and on Ctrl-C. */
  readonly signal: AbortSignal

  /**
   * Records a named check; goes on after a failure. Values are compared deeply; bytes print as text or hex. An expected string equals
   * its UTF-8 octets; conditions (`oneOf`, `between`, …) come from expectation.ts. A case without any check is an error.
   */
  check(name: string, actual: unknown, expected: unknown): boolean
  /** Records a check that ends the case when it fails. */
  require(name: string, actual: unknown, expected: unknown): void
  /** Fails the case now. */
  fail(reason: string): never
  /** The case passes, but what was seen is weaker than the full mark: verdict `observed`. */
  observed(reason: string): void
  /** A SHOULD was not followed although the MUSTs were: verdict `warn`. */
  warn(reason: string): void
  /** The subject does not offer what the case needs, found out at run time. */
  unsupported(reason: string): never
  /** Adds to the evidence. */
  note(key: string, value: unknown): void
}
