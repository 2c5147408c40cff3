// Faults by numbers: what leaves when, and that nothing is lost or reordered before a cut.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frame, greeting, message, readyAs } from '../wire/octets.ts'
import { createChance } from './chance.ts'
import type { Fault, Spot } from './fault.ts'
import { createFrameMap } from './frame-map.ts'
import { createImpairment, type Impairment, type Step } from './impairment.ts'

const impair = (...faults: readonly Fault[]): Impairment => createImpairment(faults, createFrameMap(), createChance(1))

/** Everything that comes up to `until`, with its times. */
function run(impairment: Impairment, until = 1e9): { at: number; step: Step }[] {
  const steps: { at: number; step: Step }[] = []
  for (let due = impairment.due; due !== null && due <= until; due = impairment.due) {
    const step = impairment.take(due)
    if (step !== null) steps.push({ at: due, step })
  }
  return steps
}
const sizes = (steps: readonly { at: number; step: Step }[]) =>
  steps.map(({ at, step }) => [at, step.kind === 'octets' ? step.octets.length : step.kind])

test('nothing asked for: at once, as it came', () => {
  const none = impair()
  none.feed(Buffer.alloc(10), 5)
  none.feed(Buffer.alloc(3), 7)
  none.fin(9)
  expect(sizes(run(none))).toEqual([
    [5, 10],
    [7, 3],
    [9, 'fin'],
  ])
})

test('delay: later, in order', () => {
  const late = impair({ kind: 'delay', ms: [10, 50] })
  for (let n = 0; n < 20; n++) late.feed(Buffer.of(n), n)
  late.fin(20)
  const steps = run(late)
  expect(Buffer.concat(steps.flatMap(({ step }) => (step.kind === 'octets' ? [step.octets] : [])))).toEqual(
    Buffer.from(Array.from({ length: 20 }, (_, n) => n)),
  )
  expect(steps[0]!.at).toBeGreaterThanOrEqual(10)
  expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).toSorted((a, b) => a - b))
  expect(steps.at(-1)!.step.kind).toBe('fin')
})

test('chunk: pieces within the range', () => {
  const cut = impair({ kind: 'chunk', octets: [3, 5] })
  cut.feed(Buffer.alloc(100), 0)
  const lengths = run(cut).map(({ step }) => (step.kind === 'octets' ? step.octets.length : 0))
  expect(lengths.slice(0, -1).every(length => length >= 3 && length <= 5)).toBe(true)
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(100)
  expect(new Set(lengths).size).toBeGreaterThan(1)
})

test('coalesce: when there is enough, or when the first has waited', () => {
  const gather = impair({ kind: 'coalesce', octets: 10, ms: 20 })
  for (const [n, at] of [
    [4, 0],
    [4, 5],
    [4, 6],
    [2, 10],
  ] as const)
    gather.feed(Buffer.alloc(n), at)
  expect(gather.held).toBe(14)
  expect(sizes(run(gather))).toEqual([
    [6, 12],
    [30, 2],
  ])
  gather.feed(Buffer.alloc(1), 40)
  gather.fin(41)
  expect(sizes(run(gather))).toEqual([
    [41, 1],
    [41, 'fin'],
  ])
})

test('throttle: as fast as the line', () => {
  const line = impair({ kind: 'throttle', octetsPerSecond: 1000 })
  line.feed(Buffer.alloc(100), 0)
  line.feed(Buffer.alloc(100), 0)
  line.feed(Buffer.alloc(50), 500)
  expect(sizes(run(line))).toEqual([
    [100, 100],
    [200, 100],
    [550, 50],
  ])
})

const stream = Buffer.concat([greeting(), readyAs('PUSH'), message('abcd'), frame({ body: Buffer.alloc(300) })])

describe.each<[Spot, number]>([
  [{ after: 'greeting' }, 64],
  [{ after: 'frame', frame: 0 }, 64 + 28],
  [{ after: 'frame', frame: 1 }, 64 + 28 + 6],
  [{ inside: 'greeting' }, 32],
  [{ inside: 'length', frame: 1 }, 64 + 28 + 1],
  [{ inside: 'body', frame: 1 }, 64 + 28 + 2 + 2],
  [{ inside: 'length', frame: 2 }, 64 + 28 + 6 + 1 + 4],
  [{ octet: 0 }, 0],
  [{ octet: 70 }, 70],
])('a cut %j', (at, place) => {
  test('comes behind as many octets at every split', () => {
    for (let split = 0; split <= stream.length; split += 7) {
      const cut = impair({ kind: 'reset', at })
      cut.feed(stream.subarray(0, split), 0)
      cut.feed(stream.subarray(split), 1)
      const steps = run(cut)
      const octets = Buffer.concat(steps.flatMap(({ step }) => (step.kind === 'octets' ? [step.octets] : [])))
      expect(octets.equals(stream.subarray(0, place))).toBe(true)
      expect(steps.filter(({ step }) => step.kind === 'cut')).toHaveLength(1)
      expect(steps.at(-1)!.step.kind).toBe('cut')
    }
  })
})

test('whatever shapes are put together, the octets stay', () => {
  const shapes = fc.subarray<Fault>([
    { kind: 'delay', ms: [0, 9] },
    { kind: 'chunk', octets: [1, 7] },
    { kind: 'coalesce', octets: 20, ms: 5 },
    { kind: 'throttle', octetsPerSecond: 5000 },
  ])
  fc.assert(
    fc.property(shapes, fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 }), fc.integer(), (faults, chunks, seed) => {
      const impairment = createImpairment(faults, createFrameMap(), createChance(seed))
      for (const [at, chunk] of chunks.entries()) impairment.feed(Buffer.from(chunk), at * 3)
      impairment.fin(chunks.length * 3)
      const steps = run(impairment)
      const octets = Buffer.concat(steps.flatMap(({ step }) => (step.kind === 'octets' ? [step.octets] : [])))
      expect(octets.equals(Buffer.concat(chunks))).toBe(true)
      expect(steps.at(-1)?.step.kind).toBe('fin')
      expect(impairment.held).toBe(0)
    }),
    { seed: 1 },
  )
})
