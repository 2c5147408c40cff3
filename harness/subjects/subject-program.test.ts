// Subjects that are programs: how they listen, what environment they get, and what happens after one broke.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { startChild } from '../control/child.ts'
import { connectSubject } from './connect.ts'
import type { Subject } from './subject.ts'

const libzmqShim = fileURLToPath(new URL('./libzmq/shim.ts', import.meta.url))
const fixture = (name: string) => `exec:${process.execPath} ${fileURLToPath(new URL(`../../fixtures/shims/${name}.mjs`, import.meta.url))}`

const caught = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    value => expect.unreachable(`resolved with ${JSON.stringify(value)}`),
    error => error as Error,
  )

test('tcp: a listening shim serves one conversation after the other', async () => {
  const child = await startChild({ command: process.execPath, args: [libzmqShim, '--listen', '127.0.0.1:0'], env: {} })
  await expect.poll(() => child.stderr, { interval: 5, timeout: 5000 }).toMatch(/listening/)
  const address = `tcp:127.0.0.1:${/:(\d+)\s/.exec(child.stderr)![1]}`
  for (let round = 0; round < 2; round++) {
    const subject = connectSubject(address)
    const push = await subject.open('PUSH')
    await push.bind('inproc://x')
    expect(subject.name).toBe('libzmq')
    await subject.stop()
  }
  child.kill()
  expect(await child.exited).toBe('was killed by SIGKILL')
})

test('a program gets exactly the environment it was given', async () => {
  const subject = connectSubject('libzmq', { env: { MARK: 'yes', ZMQSPEC_CONTROL: 'left-over:1' } })
  await subject.ready()
  const push = await subject.open('PUSH')
  expect(push.subject.name).toBe('libzmq')
  await subject.stop()
  const child = await startChild({ command: process.execPath, args: ['-p', 'JSON.stringify(process.env)'], env: { MARK: 'yes' } })
  let text = ''
  child.stdout.on('data', chunk => {
    text += chunk
  })
  await child.exited
  expect(JSON.parse(text)).toEqual({ MARK: 'yes' })
  expect(process.env['VITEST']).toBeDefined()
})

describe('after a break', () => {
  test.each(['garbage', 'dies', 'hangs'])('%s: the next reset starts a fresh process', async name => {
    const subject = connectSubject(fixture(name), { timeScale: 0.1 })
    const push = await subject.open('PUSH')
    const pull = await subject.open('PULL')
    const error = await caught(name === 'hangs' ? pull.recv(0) : push.send('x'))
    expect(error).toMatchObject({ kind: { garbage: 'protocol', dies: 'crash', hangs: 'hang' }[name] })
    await subject.reset()
    await (await subject.open('PUSH')).bind('tcp://127.0.0.1:*')
    await subject.stop()
  })

  test('a break that nobody was told of comes out at the next reset', async () => {
    const subject = connectSubject('libzmq')
    await subject.ready()
    const pid = await pidOf(subject)
    process.kill(pid, 'SIGSEGV')
    // Gone from the process table: its exit was reaped, and the session hears of it in the same turn.
    await expect.poll(() => stateOf(pid), { interval: 5, timeout: 2000 }).toBe('gone')
    const error = await caught(subject.reset())
    expect(error).toMatchObject({ kind: 'crash', message: expect.stringMatching(/was killed by SIGSEGV/) })
    await subject.reset()
    await subject.open('PUSH')
    await subject.stop()
  })
})

async function pidOf(subject: Subject): Promise<number> {
  await subject.ready()
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number)
  const shim = children.find(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('libzmq/shim'))
  return shim!
}

function stateOf(pid: number): string {
  try {
    return /State:\s+(\w)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]!
  } catch {
    return 'gone'
  }
}
