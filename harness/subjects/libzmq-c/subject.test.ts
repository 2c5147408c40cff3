// The C program, where it can be built: it keeps every rule of zshim/1, however it is reached. And what is said where it cannot.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { checkShim } from '../../control/shim-check.ts'
import { lackOf } from '../lack.ts'
import { SubjectBroken } from '../subject.ts'
import { libzmqC } from './subject.ts'

const lack = await lackOf('libzmq-c')
if (lack !== null) console.log(`libzmq-c is not tried: ${lack}`)

async function failures(address: string, control: 'stdio' | 'dial-back'): Promise<readonly string[]> {
  const steps = await checkShim(address, () => {}, { control, timeScale: 4 })
  expect(steps.length).toBeGreaterThan(70)
  // libzmq has no calls for many messages.
  const left = steps.filter(({ verdict }) => verdict === 'skip').map(({ id }) => id)
  expect(left).toEqual(['bench-batch'])
  return steps.filter(({ verdict }) => verdict === 'fail').map(({ id, verdict, detail }) => `${verdict} ${id}: ${detail}`)
}

describe.skipIf(lack !== null)('the shim check passes, every step of it', () => {
  test.each(['stdio', 'dial-back'] as const)('over %s', async control => expect(await failures('libzmq-c', control)).toEqual([]))

  test('over tcp:, one conversation after another', async () => {
    const { start } = libzmqC
    if (start.kind !== 'program') throw new Error('a program')
    const child = spawn(start.command, ['--listen', '127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] })
    const exited = once(child, 'exit')
    try {
      const [line] = (await once(createInterface(child.stderr), 'line')) as [string]
      // Whoever listens stays when told bye, and that is the only rule that differs.
      const place = /^listening on (127\.0\.0\.1:\d+)$/.exec(line)?.[1]
      expect(await failures(`tcp:${place}`, 'stdio')).toEqual([])
    } finally {
      child.kill()
      await exited
    }
  })
})

describe('where it cannot be built', () => {
  const said = async (path: string): Promise<string> => {
    const error = await libzmqC.prepare!({ PATH: path }, () => {}).catch(error => error as Error)
    expect(error).toBeInstanceOf(SubjectBroken)
    return (error as Error).message
  }
  test('the packages are named, and the container', async () => {
    const message = await said('/nonexistent')
    expect(message).toMatch(/^libzmq-c does not build: there is no program make\n/)
    expect(message).toContain('apt-get install gcc libc6-dev make pkg-config libzmq3-dev libjansson-dev libsodium-dev')
    expect(message).toContain('image:libzmq-c')
  })
})
