import { expect, test } from 'vitest'
import type { CaseLine } from '../../reports/schema/results.ts'
import { createProgress } from './progress.ts'

const line = (verdict: CaseLine['verdict']) => ({ id: 'a/b/c', verdict, reason: 'why' }) as CaseLine
function screen(isTTY: boolean) {
  const written: string[] = []
  return { isTTY, columns: 40, written, write: (text: string) => written.push(text) }
}

test('on a terminal one line renews itself and is gone at the end', () => {
  const tty = screen(true)
  const progress = createProgress(2, false, tty)
  progress.stage('ours × libzmq')
  progress.case(line('pass'))
  progress.end()
  expect(tty.written[0]).toBe('[0/2] ours × libzmq')
  expect(tty.written.at(-1)).toBe('\r\x1b[K')
  expect(tty.written.join('')).not.toContain('\n')
})

test('elsewhere every line ends, and the last one has the count', () => {
  const pipe = screen(false)
  const progress = createProgress(1, false, pipe)
  progress.stage('ours')
  progress.case(line('pass'))
  progress.end()
  expect(pipe.written).toEqual(['[0/1] ours\n', '[1/1] ours\n'])
})

test('what breaks the gate is told at once, warn only when strict', () => {
  const told = (strict: boolean) => {
    const pipe = screen(false)
    const progress = createProgress(3, strict, pipe)
    for (const verdict of ['pass', 'fail', 'warn'] as const) progress.case(line(verdict))
    return pipe.written.filter(text => text.includes('why')).length
  }
  expect([told(false), told(true)]).toEqual([1, 2])
})
