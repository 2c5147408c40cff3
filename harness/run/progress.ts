// Progress on standard error: one line that renews itself on a terminal, a line every few seconds elsewhere.
// Rule: what breaks the gate is told at once; results belong to standard output and are not printed here.

import pc from 'picocolors'
import type { CaseLine } from '../../reports/schema/results.ts'
import { breaksGate } from '../verdict/exit-code.ts'

export interface Progress {
  /** What is under way: `ours × libzmq`. */
  stage(name: string): void
  begins(id: string): void
  case(line: CaseLine): void
  say(text: string): void
  end(): void
}

interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const interval = 3000

export function createProgress(planned: number, strict: boolean, screen: Screen = process.stderr): Progress {
  const tty = screen.isTTY === true
  let [stage, current, done, bad, shown] = ['', '', 0, 0, '']
  let painted = 0

  const line = () => `[${done}/${planned}] ${stage}${bad > 0 ? `  ${bad} unexpected` : ''}${current === '' ? '' : `  ${current}`}`
  const clear = () => {
    if (shown !== '') screen.write('\r\x1b[K')
    shown = ''
  }
  const paint = (force: boolean) => {
    const now = performance.now()
    if (!force && now - painted < (tty ? 80 : interval)) return
    painted = now
    if (!tty) return void screen.write(`${line()}\n`)
    clear()
    shown = line().slice(0, (screen.columns ?? 100) - 1)
    screen.write(shown)
  }
  const say = (text: string) => {
    clear()
    screen.write(`${text}\n`)
  }
  return {
    stage: name => {
      stage = name
      current = ''
      paint(true)
    },
    begins: id => {
      current = id
      if (tty) paint(false)
    },
    case: result => {
      done += 1
      if (breaksGate(result.verdict, strict)) {
        bad += 1
        const colour = result.verdict === 'warn' ? pc.yellow : pc.red
        say(`${colour(result.verdict.padEnd(5))} ${result.id}  ${result.reason ?? ''}`.slice(0, 300))
      }
      paint(false)
    },
    say,
    end: () => {
      clear()
      if (!tty) screen.write(`${line()}\n`)
    },
  }
}
