// Charts of the performance rows, as SVG text that the page carries.
//
//   several sizes ──► lines over size, logarithmic        one size ──► bars from zero
//
// Rule: drawn by Apache ECharts without a browser; then made to fit the page: no style attributes (its policy forbids them), colours of text
// and lines those of the page, so that one picture serves light and dark.

import type { EChartsCoreOption } from 'echarts/core'
import type { PerfRow } from '../schema/perf.ts'
import { octets, short } from './perf-text.ts'
import { oneLine } from './printable.ts'

export interface Chart {
  readonly scenario: string
  readonly transport: string
  readonly caption: string
  readonly svg: string
}

/** Stand-ins that no series has; the page's own colours take their place. */
const ink = '#010101'
const rule = '#020202'
/** Legible on light and dark alike. */
const palette = ['#0f9d83', '#3b82d6', '#8b6fd6', '#c2569b', '#d97a2b', '#b8941f', '#7c8a83', '#d2574c']
const size = { width: 560, height: 320 }

const pairingOf = ({ subject, peer, style }: PerfRow): string =>
  oneLine(
    subject === peer ? `${subject}${style === 'batch' ? ' (batch)' : ''}` : `${subject} → ${peer}${style === 'batch' ? ' (batch)' : ''}`,
  )

export async function perfCharts(rows: readonly PerfRow[]): Promise<Chart[]> {
  const measured = rows.filter(row => row.value !== null)
  const groups = Map.groupBy(measured, ({ scenario, transport, mechanism, unit }) => [scenario, transport, mechanism, unit].join(' '))
  if (groups.size === 0) return []
  const draw = await pen()
  return [...groups.values()].flatMap(group => {
    const sizes = [...new Set(group.map(row => row.size))].toSorted((a, b) => a - b)
    const metrics = [...new Set(group.map(({ metric }) => metric))]
    const pictures =
      sizes.length > 1
        ? metrics.map(metric =>
            lines(
              group.filter(row => row.metric === metric),
              sizes,
            ),
          )
        : [bars(group, metrics)]
    const { scenario, transport, unit, size: only } = group[0]!
    return pictures.map((option, index) => {
      const metric = sizes.length > 1 ? `${metrics[index]}, ` : ''
      const at = sizes.length > 1 || only === 0 ? '' : `, ${octets(only)}`
      const caption = `${scenario} over ${transport}${at}: ${metric}${unit}; ${group[0]!.better} is better`
      return { scenario, transport, caption: oneLine(caption), svg: forPage(draw(option)) }
    })
  })
}

/** Each pairing keeps its colour through all charts that have the same pairings. */
const frame = (pairings: readonly string[]): EChartsCoreOption => ({
  animation: false,
  color: palette,
  textStyle: { color: ink },
  legend: {
    data: [...pairings],
    top: 0,
    left: 0,
    textStyle: { color: ink },
    itemWidth: 14,
    itemHeight: 9,
    inactiveColor: ink,
    icon: 'roundRect',
  },
  grid: {
    left: 8,
    right: 16,
    top: 24 + 22 * Math.ceil(pairings.length / 3),
    bottom: 8,
    outerBoundsMode: 'same',
    outerBoundsContain: 'axisLabel',
  },
})
const axis = { axisLabel: { color: ink }, axisLine: { lineStyle: { color: rule } }, splitLine: { lineStyle: { color: rule } } }
const values = { ...axis, axisLabel: { color: ink, formatter: (value: number) => short(value) } }

function lines(group: readonly PerfRow[], sizes: readonly number[]): EChartsCoreOption {
  const pairings = [...new Set(group.map(pairingOf))]
  const valueAt = (name: string, at: number) => group.find(row => pairingOf(row) === name && row.size === at)?.value ?? null
  return {
    ...frame(pairings),
    xAxis: { type: 'category', data: sizes.map(octets), ...axis },
    yAxis: { type: 'log', ...values },
    series: pairings.map(name => ({ name, type: 'line', symbol: 'circle', symbolSize: 7, data: sizes.map(at => valueAt(name, at)) })),
  }
}

function bars(group: readonly PerfRow[], metrics: readonly string[]): EChartsCoreOption {
  const pairings = [...new Set(group.map(pairingOf))]
  const valueAt = (name: string, metric: string) => group.find(row => pairingOf(row) === name && row.metric === metric)?.value ?? null
  return {
    ...frame(pairings),
    xAxis: { type: 'category', data: [...metrics], ...axis },
    yAxis: { type: 'value', ...values },
    series: pairings.map(name => ({ name, type: 'bar', barGap: '8%', data: metrics.map(metric => valueAt(name, metric)) })),
  }
}

/** ECharts takes a second to load: only runs that measured something pay for it. */
async function pen(): Promise<(option: EChartsCoreOption) => string> {
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ])
  core.use([charts.LineChart, charts.BarChart, components.GridComponent, components.LegendComponent, renderers.SVGRenderer])
  return option => {
    const chart = core.init(null, null, { renderer: 'svg', ssr: true, ...size })
    try {
      chart.setOption(option)
      return chart.renderToSVGString()
    } finally {
      chart.dispose()
    }
  }
}

/** Style sheets go, style attributes become attributes; what is left asks for nothing. */
function forPage(svg: string): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|ecmeta_\w+|xmlns:xlink)="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) => attributes(style))
    .replaceAll(`"${ink}"`, '"currentColor"')
    .replaceAll(`stroke="${rule}"`, 'stroke="currentColor" stroke-opacity="0.22"')
    .replace(/<rect width="\d+" height="\d+" x="0" y="0" fill="none"><\/rect>/, '')
}

const kept = new Set(['font-size', 'font-weight', 'fill', 'stroke'])
const attributes = (style: string): string =>
  style
    .split(';')
    .map(pair => pair.split(':', 2) as [string, string?])
    .filter(([name, value]) => kept.has(name.trim()) && value !== undefined && /^[\w#.() -]+$/.test(value))
    .map(([name, value]) => ` ${name.trim()}="${value!.trim()}"`)
    .join('')
