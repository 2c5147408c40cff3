// The property runner must leave its time to the subject: 300 runs a second of a 20-command history, in this process.
// Rule: judged by processor time, because the machine may be busy with other things.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBench } from './bench.ts'
import { records } from './case-record.ts'
import { playProperty } from './play-property.ts'
import { rig } from './rig.ts'
import { runCase } from './run-case.ts'
import { defaultSettings } from './settings.ts'

const runs = 600
/** Milliseconds of processor time for one run. */
const budget = 1000 / 300

test(`${runs} runs of 20 commands`, async () => {
  const bench = createBench({ ...defaultSettings, subject: 'ours', env: {} }, rig)
  const place = { chapter: '30-pipeline', section: 'speed' }
  const [record] = records(place, 'speed', { title: 'speed', clauses: ['lib/order'], mode: 'api' }, true)
  const play = (count: number) =>
    runCase(
      bench,
      record!,
      hall =>
        playProperty(hall, {
          arbitrary: fc.array(fc.string({ maxLength: 8 }), { minLength: 8, maxLength: 8 }),
          runs: count,
          check: async (t, texts) => {
            const pull = await t.subject.open('PULL')
            const push = await t.subject.open('PUSH')
            await push.connect(await pull.bind('inproc://speed'))
            for (const text of texts) await push.send(text)
            const got: string[] = []
            while (got.length < texts.length) got.push(String((await pull.recv())[0]))
            t.check('texts', got, texts)
          },
        }),
      new AbortController().signal,
    )
  // The start of the subject, its calibration and cold code are not what is measured.
  await play(100)
  const before = process.cpuUsage()
  const start = performance.now()
  const outcome = await play(runs)
  const { user, system } = process.cpuUsage(before)
  await bench.stop()
  expect(outcome).toMatchObject({ verdict: 'pass', checks: [{ name: `holds for ${runs} generated values (seed 1)` }] })
  const spent = (user + system) / 1000 / runs
  console.info(
    `${spent.toFixed(2)} ms of processor time a run, ${Math.round((runs * 1000) / (performance.now() - start))} runs a second by the clock`,
  )
  expect(spent).toBeLessThan(budget)
})
