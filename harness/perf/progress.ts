// Progress on standard error: what is measured, how far it is, and how long it will still take.
// Rule: one line that renews itself on a terminal, a line every few seconds elsewhere; failures are told at once.

import pc from 'picocolors'
import type { PerfRow } from '../../reports/schema/perf.ts'

interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

export interface Progress {
  /** Bout number `index` begins. */
  bout(index: number, name: string): void
  /** `done`: the part of the bout that is behind, 0 to 1. */
  step(what: string, done: number): void
  rows(rows: readonly PerfRow[]): void
  say(text: string): void
  end(): void
}

const interval = 3000

/** `2:05` */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/**
 * @param weights how long each bout takes in relation to the others
 * @param expected seconds that all of it should take, until there is a measure of the real pace
 */
export function createProgress(
  weights: readonly number[],
  expected: number,
  screen: Screen = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  const started = now()
  let [index, name, what, done, painted, shown] = [0, '', '', 0, Number.NEGATIVE_INFINITY, '']

  function left(): number {
    const behind = (weights.slice(0, index).reduce((sum, weight) => sum + weight, 0) + (weights[index] ?? 0) * done) / all
    const spent = (now() - started) / 1000
    // At first the plan knows better than the clock.
    const total = behind < 0.03 ? expected : spent / behind
    return total - spent
  }
  const line = () => `[${index + 1}/${weights.length}] ${name}  ${what}  about ${clockTime(left())} left`
  const clear = () => {
    if (shown !== '') screen.write('\r\x1b[K')
    shown = ''
  }
  function paint(force: boolean): void {
    const time = now()
    if (!force && time - painted < (screen.isTTY ? 80 : interval)) return
    painted = time
    if (!screen.isTTY) return void screen.write(`${line()}\n`)
    clear()
    shown = line().slice(0, (screen.columns ?? 100) - 1)
    screen.write(shown)
  }
  const say = (text: string) => {
    clear()
    screen.write(`${text}\n`)
  }
  return {
    bout: (at, title) => {
      ;[index, name, what, done] = [at, title, '', 0]
      paint(true)
    },
    step: (text, part) => {
      ;[what, done] = [text, part]
      paint(false)
    },
    rows: rows => {
      const told = new Set<string>()
      for (const { verdict, scenario, transport, size, subject, peer, reason } of rows) {
        const text = `${scenario} ${transport} ${size}  ${subject}–${peer}: ${reason}`
        if (verdict === 'measured' || told.has(text)) continue
        told.add(text)
        say(`${verdict === 'failed' ? pc.red('failed') : pc.dim('unsupported')} ${text}`.replaceAll('\n', ' ').slice(0, 400))
      }
    },
    say,
    end: clear,
  }
}
