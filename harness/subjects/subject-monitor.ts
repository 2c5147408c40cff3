// Monitor lines of one socket: a live list, and a way to wait for one.

import type { MonitorLine } from '../control/protocol.ts'
import { type Monitor, SubjectError } from './subject.ts'

export interface MonitorFeed extends Monitor {
  push(line: MonitorLine): void
  /** Rejects who still waits: the socket or the subject is gone. */
  end(error: Error): void
}

interface Waiter {
  readonly find: () => MonitorLine | undefined
  readonly resolve: (line: MonitorLine) => void
  readonly reject: (error: Error) => void
}

export function monitorFeed(socket: string): MonitorFeed {
  const events: MonitorLine[] = []
  const waiters = new Set<Waiter>()
  return {
    events,
    push: line => {
      events.push(line)
      for (const waiter of waiters) {
        const found = waiter.find()
        if (found) waiter.resolve(found)
      }
    },
    end: error => {
      for (const waiter of waiters) waiter.reject(error)
    },
    wait: (wanted, t = 2000, nth = 1) => {
      const names = typeof wanted === 'string' ? [wanted] : wanted
      const find = () => events.filter(line => names.includes(line.event))[nth - 1]
      const past = find()
      if (past) return Promise.resolve(past)
      return new Promise((resolve, reject) => {
        const end = (act: () => void) => {
          clearTimeout(timer)
          waiters.delete(waiter)
          act()
        }
        const waiter: Waiter = {
          find,
          resolve: line => end(() => resolve(line)),
          reject: error => end(() => reject(error)),
        }
        const timer = setTimeout(() => {
          const seen = events.map(line => line.event).join(', ') || 'nothing'
          waiter.reject(
            new SubjectError(
              'EAGAIN',
              `${socket} monitor`,
              `no ${names.join(' or ')}${nth > 1 ? ` (number ${nth})` : ''} within ${t} ms; seen: ${seen}`,
            ),
          )
        }, t)
        waiters.add(waiter)
      })
    },
  }
}
