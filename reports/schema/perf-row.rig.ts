// One measured row for tests, in which a test changes what it is about.

import type { PerfRow } from './perf.ts'

export const perfRow = (more: Partial<PerfRow> = {}): PerfRow => ({
  scenario: 'push-pull',
  transport: 'tcp',
  mechanism: 'NULL',
  size: 16,
  style: 'each',
  metric: 'throughput',
  subject: 'ours',
  peer: 'ours',
  verdict: 'measured',
  reason: null,
  value: 5e6,
  unit: 'messages/s',
  better: 'more',
  ci: [5e6, 5e6],
  ratios: { rawTcp: null, 'zeromq-js': null, libzmq: null },
  ratioCi: { rawTcp: null, 'zeromq-js': null, libzmq: null },
  rounds: [5e6],
  count: 1000,
  warmup: 100,
  ...more,
})
