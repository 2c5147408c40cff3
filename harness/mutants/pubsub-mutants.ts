// 29/PUBSUB: PUB, SUB, XPUB and XSUB, and subscriptions on the wire.

import type { MutantTable } from './mutant.ts'
import { publisherMutants } from './publisher-mutants.ts'
import { subscriberMutants } from './subscriber-mutants.ts'
import { subscriptionMutants } from './subscription-mutants.ts'
import { xpubMutants } from './xpub-mutants.ts'

export const pubsubMutants = {
  ...subscriptionMutants,
  ...publisherMutants,
  ...subscriberMutants,
  ...xpubMutants,
} as const satisfies MutantTable
