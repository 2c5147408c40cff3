import { expect, test } from 'vitest'
import { perfRow } from '../schema/perf-row.rig.ts'
import { perfCharts } from './perf-charts.ts'

const twoSizes = [
  perfRow({}),
  perfRow({ size: 1024, value: 1e6 }),
  perfRow({ style: 'batch', value: 9e6 }),
  perfRow({ style: 'batch', size: 1024, value: 2e6 }),
]

test('several sizes: a line for each pairing over the sizes', async () => {
  const [chart, ...others] = await perfCharts(twoSizes)
  expect(others).toEqual([])
  expect(chart).toMatchObject({ scenario: 'push-pull', caption: 'push-pull over tcp, throughput: messages/s; more is better' })
  for (const text of ['>16 B<', '>1 KiB<', '>ours<', '>ours (batch)<']) expect(chart!.svg).toContain(text)
  expect(chart!.svg).toMatch(/>\d[\d.]* [MkG]</)
})

test('one size: bars, the metrics of one unit side by side; what has no value is not drawn', async () => {
  const latency = { scenario: 'req-rep', unit: 'µs', better: 'less' } as const
  const metrics = ['median', 'p99'].map((metric, index) => perfRow({ ...latency, metric, value: 80 + index }))
  const charts = await perfCharts([...metrics, perfRow({ ...latency, subject: 'gone', value: null, verdict: 'failed', reason: 'x' })])
  expect(charts.map(({ caption }) => caption)).toEqual(['req-rep over tcp, 16 B: µs; less is better'])
  expect(charts[0]!.svg).toContain('>p99<')
  expect(charts[0]!.svg).not.toContain('gone')
})

test('nothing measured, nothing drawn', async () => {
  expect(await perfCharts([perfRow({ value: null, verdict: 'unsupported' })])).toEqual([])
})

test('the picture keeps the policy of the page: no styles, no references, no scripts, and takes its colours', async () => {
  const { svg } = (await perfCharts(twoSizes))[0]!
  expect(svg).not.toMatch(/style=|<style|class=|href|url\((?!#)|<script|<image|on\w+=/)
  expect(svg).toMatch(/^<svg [^>]*viewBox=/)
  expect(svg).toContain('fill="currentColor"')
  expect(svg.replace(/<defs[\s\S]*<\/defs>/, '')).not.toMatch(/#01010|#02020|#000|#fff/)
})

test('whatever a subject calls itself is text', async () => {
  const { svg, caption } = (await perfCharts([perfRow({ subject: '<img src=x onerror="a()">', peer: '</svg><b>' })]))[0]!
  expect(svg).not.toMatch(/<img|<\/svg><b|<b>/)
  expect(svg).toContain('&lt;img')
  expect(caption).not.toContain('\n')
})
