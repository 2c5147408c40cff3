// Charts of the performance rows, as SVG text that the page carries.
//
//   several sizes ──► lines over size        one size ──► bars from zero; dots over a logarithmic scale where the range is wide
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

/** A pairing of two implementations is drawn in one style or the other, never both. */
const hueOf = (pairing: string): string => (pairing.includes(' → ') ? pairing.replace(' (batch)', '') : pairing)

/** A wider range than this is drawn on a logarithmic scale. */
const linearRange = 30

export async function perfCharts(rows: readonly PerfRow[]): Promise<Chart[]> {
  const measured = rows.filter(row => row.value !== null)
  const groups = Map.groupBy(measured, ({ scenario, transport, mechanism, unit }) => [scenario, transport, mechanism, unit].join(' '))
  if (groups.size === 0) return []
  const draw = await pen()
  // A pairing has the same colour in every chart.
  const all = [...new Set(measured.map(row => hueOf(pairingOf(row))))]
  return [...groups.values()].flatMap(group => {
    const sizes = [...new Set(group.map(row => row.size))].toSorted((a, b) => a - b)
    const metrics = [...new Set(group.map(({ metric }) => metric))]
    const { scenario, transport, unit, better } = group[0]!
    const picture = (part: readonly PerfRow[], axis: Axis, what: string): Chart => {
      const caption = oneLine(`${scenario} over ${transport}${what}: ${unit}; ${better} is better`)
      return { scenario, transport, caption, svg: forPage(draw(option(part, axis, all))) }
    }
    if (sizes.length === 1) {
      const axis = { names: metrics, nameOf: ({ metric }: PerfRow) => metric }
      return [picture(group, axis, sizes[0] === 0 ? '' : `, ${octets(sizes[0]!)}`)]
    }
    const axis = { names: sizes.map(octets), nameOf: ({ size }: PerfRow) => octets(size) }
    return metrics.map(metric =>
      picture(
        group.filter(row => row.metric === metric),
        axis,
        `, ${metric}`,
      ),
    )
  })
}

/** What stands along the bottom, and where a row belongs. */
interface Axis {
  readonly names: readonly string[]
  readonly nameOf: (row: PerfRow) => string
}

function option(rows: readonly PerfRow[], { names, nameOf }: Axis, all: readonly string[]): EChartsCoreOption {
  const pairings = [...new Set(rows.map(pairingOf))]
  const values = rows.flatMap(({ value }) => (value !== null && value > 0 ? [value] : []))
  const wide = Math.max(...values) / Math.min(...values) > linearRange
  // Bars stand on zero, which a logarithmic scale has not.
  const bars = !wide && (names.length === 1 || new Set(rows.map(row => row.size)).size === 1)
  const valueAt = (pairing: string, name: string) => {
    const value = rows.find(row => pairingOf(row) === pairing && nameOf(row) === name)?.value ?? null
    return wide && value !== null && value <= 0 ? null : value
  }
  return {
    animation: false,
    textStyle: { color: ink },
    legend: { data: pairings, top: 0, left: 0, textStyle: { color: ink }, itemWidth: 14, itemHeight: 9, itemGap: 20, icon: 'roundRect' },
    grid: {
      left: 8,
      right: 16,
      top: 28 + 19 * Math.ceil(pairings.length / 4),
      bottom: 8,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: { type: 'category', data: [...names], ...axis },
    yAxis: { type: wide ? 'log' : 'value', ...axis, axisLabel: { color: ink, formatter: (value: number) => short(value) } },
    series: pairings.map(name => ({
      name,
      ...(bars ? { type: 'bar', barGap: '8%' } : { type: 'line', symbol: 'circle', symbolSize: 7 }),
      itemStyle: { color: palette[all.indexOf(hueOf(name)) % palette.length] },
      lineStyle: { color: palette[all.indexOf(hueOf(name)) % palette.length] },
      data: names.map(at => valueAt(name, at)),
    })),
  }
}
const axis = { axisLabel: { color: ink }, axisLine: { lineStyle: { color: rule } }, splitLine: { lineStyle: { color: rule } } }

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
