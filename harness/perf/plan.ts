// From flags to bouts. Rule: a word that selects nothing is a mistake of whoever typed it, told with the nearest valid ones.

import picomatch from 'picomatch'
import { UsageError, unknown } from '../run/usage-error.ts'
import type { Bout } from './bout.ts'
import type { Profile, Scenario } from './scenario.ts'
import { scenarioNames, scenarioTable } from './scenario-table.ts'
import type { Mechanism } from './security.ts'

export interface Choice {
  readonly profile: Profile
  /** Globs over scenario names; none: all. */
  readonly scenarios: readonly string[]
  readonly transports: readonly string[]
  readonly mechanisms: readonly string[]
  /** Octets. */
  readonly sizes: readonly number[]
  /** Of every scenario; null: what the profile says. */
  readonly rounds: number | null
}

export interface Pace {
  readonly rounds: number
  /** Of scenarios that start new processes for each measurement. */
  readonly freshRounds: number
  readonly seconds: number
}

export const paces = {
  short: { rounds: 4, freshRounds: 2, seconds: 0.1 },
  full: { rounds: 6, freshRounds: 4, seconds: 0.5 },
} as const satisfies Record<Profile, Pace>

const transportsOf = ({ transports }: Scenario) => [...new Set(Object.values(transports).flat())]
const mechanismsOf = ({ mechanisms }: Scenario) => [...new Set(Object.values(mechanisms).flat())]
const sizesOf = ({ sizes }: Scenario) => [...new Set(Object.values(sizes).flat())]

/** What a scenario can be asked for goes beyond what a profile asks by itself: a named transport or size is looked up in both. */
function boutsOf(name: string, scenario: Scenario, choice: Choice): Bout[] {
  const transports =
    choice.transports.length > 0
      ? transportsOf(scenario).filter(each => choice.transports.includes(each))
      : scenario.transports[choice.profile]
  const sizes = choice.sizes.length > 0 ? sizesOf(scenario).filter(each => choice.sizes.includes(each)) : scenario.sizes[choice.profile]
  const { freshRounds, rounds: usual } = paces[choice.profile]
  const rounds = choice.rounds ?? (scenario.fresh ? freshRounds : usual)
  const mechanisms =
    choice.mechanisms.length > 0
      ? mechanismsOf(scenario).filter(each => choice.mechanisms.includes(each))
      : scenario.mechanisms[choice.profile]
  const over = (mechanism: Mechanism) =>
    mechanism === 'NULL' || choice.transports.length > 0 ? transports : transports.filter(each => each === 'tcp')
  return mechanisms.flatMap(mechanism =>
    over(mechanism).flatMap(transport => sizes.map(size => ({ name, scenario, transport, mechanism, size, rounds }))),
  )
}

/** @throws UsageError */
export function choose(choice: Choice): Bout[] {
  const all = Object.values(scenarioTable) as readonly Scenario[]
  const names =
    choice.scenarios.length === 0
      ? scenarioNames
      : choice.scenarios.flatMap(glob => {
          const hits = scenarioNames.filter(picomatch([glob]))
          if (hits.length === 0) throw unknown('scenario', glob, scenarioNames)
          return hits
        })
  const known = {
    transport: new Set(all.flatMap(transportsOf)),
    size: new Set(all.flatMap(sizesOf)),
    mechanism: new Set(all.flatMap(mechanismsOf)),
  }
  for (const word of choice.transports) if (!(known.transport as Set<string>).has(word)) throw unknown('transport', word, known.transport)
  for (const word of choice.mechanisms) if (!(known.mechanism as Set<string>).has(word)) throw unknown('mechanism', word, known.mechanism)
  for (const octets of choice.sizes) if (!known.size.has(octets)) throw unknown('size', String(octets), [...known.size].map(String))
  const bouts = [...new Set(names)].flatMap(name => boutsOf(name, scenarioTable[name], choice))
  if (bouts.length === 0)
    throw new UsageError('this selection leaves no scenario: the transports, mechanisms and sizes chosen belong to others')
  return bouts
}
