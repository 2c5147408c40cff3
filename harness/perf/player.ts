// An entrant's process on one side of a bout: started when it is needed, started afresh after it broke or when a scenario asks for it.

import { type Client, connectClient } from '../control/client.ts'
import type { Entrant } from './entrant.ts'

export type Side = 'left' | 'right'

export interface Player {
  readonly entrant: Entrant
  /** The running process. @throws SubjectBroken when it does not start */
  client(): Promise<Client>
  /** Ends the process; the next `client` starts another. */
  stop(): Promise<void>
}

export interface PlayerOptions {
  readonly seed: number
  readonly timeScale: number
}

export function player(entrant: Entrant, side: Side, { seed, timeScale }: PlayerOptions): Player {
  let running: Promise<Client> | null = null
  return {
    entrant,
    client: async () => {
      const current = await running
      if (current !== null && current.broken === null) return current
      await current?.stop()
      running = connectClient(entrant.open, { label: `${entrant.name} (${side})`, seed, timeScale })
      running.catch(() => {
        running = null
      })
      return running
    },
    stop: async () => {
      const old = running
      running = null
      await (await old?.catch(() => null))?.stop()
    },
  }
}
