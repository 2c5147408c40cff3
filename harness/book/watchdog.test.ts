import { execa } from 'execa'
import { expect, test } from 'vitest'

const url = JSON.stringify(new URL('./watchdog.ts', import.meta.url).href)
const run = (work: string) =>
  execa(process.execPath, ['--input-type=module', '-e', `const { startWatchdog } = await import(${url}); startWatchdog(1); ${work}`], {
    reject: false,
  })

test('an endless loop is ended', async () => {
  expect(await run('for (;;);')).toMatchObject({ signal: 'SIGKILL' })
})

test('a process that waits, however long, is let be', async () => {
  expect(await run(`await new Promise(resolve => setTimeout(resolve, 2500)); console.log('done')`)).toMatchObject({
    exitCode: 0,
    stdout: 'done',
  })
})
