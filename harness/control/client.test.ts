// Each broken shim of fixtures/shims is called what it is, and a fresh process serves afterwards. The honest one is the twin of all.

import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterEach, describe, expect, test } from 'vitest'
import { SubjectBroken, SubjectError } from '../subjects/subject.ts'
import { type Client, type ClientOptions, connectClient } from './client.ts'
import { stdioChannel } from './stdio-channel.ts'

const live: Client[] = []
afterEach(async () => {
  await Promise.all(live.splice(0).map(client => client.stop()))
})

async function start(shim: string, options: Partial<ClientOptions> = {}): Promise<Client> {
  const path = fileURLToPath(new URL(`../../fixtures/shims/${shim}.mjs`, import.meta.url))
  const open = stdioChannel({ command: process.execPath, args: [path], env: {} })
  const client = await connectClient(open, { label: shim, seed: 1, ...options })
  live.push(client)
  return client
}

const send = (client: Client) => client.call('send', { s: 'A', frames: [{ utf8: 'x' }], t: 0 })
const recv = (client: Client) => client.call('recv', { s: 'A', t: 0 })
const openPush = (client: Client) => client.call('open', { s: 'A', type: 'PUSH' })
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    value => expect.unreachable(`resolved with ${JSON.stringify(value)}`),
    error => error,
  )

test('the honest shim serves', async () => {
  const client = await start('honest')
  expect(client.hello.impl.name).toBe('fixture')
  await openPush(client)
  await send(client)
  await client.call('open', { s: 'B', type: 'PULL' })
  expect(await client.call('recv', { s: 'B', t: 0 })).toEqual({ frames: [{ utf8: 'x' }] })
  expect(client.broken).toBeNull()
})

test('what the subject refuses is an error of the subject, not a break', async () => {
  const client = await start('honest')
  await client.call('open', { s: 'B', type: 'PULL' })
  const empty = await failure(client.call('recv', { s: 'B', t: 0 }))
  expect(empty).toBeInstanceOf(SubjectError)
  expect((empty as SubjectError).err).toBe('EAGAIN')
  // PULL does not send, whatever was declared.
  expect(await failure(client.call('send', { s: 'B', frames: [{ utf8: 'x' }], t: 0 }))).toMatchObject({ err: 'ENOTSUP' })
  expect(client.broken).toBeNull()
})

test('an op that was not declared is refused here and never sent', async () => {
  const client = await start('honest')
  expect(await failure(client.call('stats', {}))).toMatchObject({ err: 'ENOSYS' })
})

test('a request that the schema forbids is a mistake of the harness', async () => {
  const client = await start('honest')
  expect(await failure(client.call('send', { s: 'A', frames: [], t: 0 }))).toBeInstanceOf(TypeError)
})

describe('broken shims are named, and a fresh process serves afterwards', () => {
  const broken = [
    { shim: 'garbage', kind: 'protocol', says: /no JSON: "DEBUG: pipe 0x7f3a attached"/, act: send },
    { shim: 'dies', kind: 'crash', says: /exited with code 3 during send .*\n.*standard error ended:\nassertion failed: pipe/, act: send },
    { shim: 'hangs', kind: 'hang', says: /no answer to recv .* within 200 ms/, act: recv },
    {
      shim: 'no-endpoint',
      kind: 'protocol',
      says: /bind: the line must have required property 'ep'/,
      act: (client: Client) => client.call('bind', { s: 'A', ep: 'tcp://*:*' }),
    },
  ] as const

  test.each(broken)('$shim is $kind', async ({ shim, kind, says, act }) => {
    const client = await start(shim, { timeScale: 0.1 })
    await openPush(client)
    const error = await failure(act(client))
    expect(error).toBeInstanceOf(SubjectBroken)
    expect(error).toMatchObject({ kind, message: expect.stringMatching(says) })
    // Done for good: later calls are told the same.
    expect(await failure(openPush(client))).toBe(error)
    const fresh = await start(shim)
    await openPush(fresh)
    expect(fresh.broken).toBeNull()
  })

  test('what broke is ended', async () => {
    const path = fileURLToPath(new URL('../../fixtures/shims/garbage.mjs', import.meta.url))
    const open = stdioChannel({ command: process.execPath, args: [path], env: {} })
    let gone: Promise<void> | undefined
    const client = await connectClient(
      async (sink, signal) => {
        const channel = await open(sink, signal)
        gone = channel.gone
        return channel
      },
      { label: 'garbage', seed: 1 },
    )
    await openPush(client)
    await failure(send(client))
    await gone
  })

  test('a break in the middle of several calls reaches each of them', async () => {
    const client = await start('dies')
    await openPush(client)
    const [first, second] = await Promise.all([failure(send(client)), failure(recv(client))])
    expect(first).toMatchObject({ kind: 'crash' })
    expect(second).toBe(first)
  })
})

describe('shims that never get as far', () => {
  test('slow-hello is a failed start', async () => {
    expect(await failure(start('slow-hello', { timeScale: 0.05 }))).toMatchObject({
      kind: 'start',
      message: expect.stringContaining('hello within 500 ms'),
    })
  })

  test('no-enosys is a breach of protocol, told at hello', async () => {
    const error = await failure(start('no-enosys'))
    expect(error).toMatchObject({
      kind: 'protocol',
      message: expect.stringMatching(/the op x-[0-9a-f]{8}, which nobody knows, must be answered ENOSYS/),
    })
  })

  test('a program that is not there is a failed start that names it', async () => {
    const open = stdioChannel({ command: './no-such-shim', args: [], env: {} })
    const error = await failure(connectClient(open, { label: 'exec:./no-such-shim', seed: 1 }))
    expect(error).toMatchObject({ kind: 'start', message: expect.stringMatching(/cannot start \.\/no-such-shim: .*ENOENT/) })
  })

  test('a program that is no shim is a failed start with its standard error', async () => {
    const open = stdioChannel({ command: process.execPath, args: ['-e', 'console.error("usage: frobnicate"); process.exit(64)'], env: {} })
    const error = await failure(connectClient(open, { label: 'frobnicate', seed: 1 }))
    expect(error).toMatchObject({ kind: 'start', message: expect.stringMatching(/exited with code 64 .*\n.*\nusage: frobnicate/) })
  })
})

describe('lies', () => {
  test('a declared socket type or op that is refused is a broken promise; the shim itself goes on', async () => {
    const client = await start('lies')
    expect(await failure(client.call('open', { s: 'R', type: 'ROUTER' }))).toMatchObject({
      kind: 'capability',
      message: expect.stringContaining('the socket type ROUTER is declared in hello, but open answers ENOTSUP (not built in)'),
    })
    expect(await failure(client.call('stats', {}))).toMatchObject({ kind: 'capability', message: expect.stringContaining('the op stats') })
    await openPush(client)
    expect(client.broken).toBeNull()
  })

  test('refusing what was not declared is in order', async () => {
    const client = await start('honest')
    await openPush(client)
    const refused = await failure(client.call('sub', { s: 'A', prefix: { utf8: '' } }))
    expect(refused).toBeInstanceOf(SubjectError)
    expect(refused).toMatchObject({ err: 'ENOTSUP' })
  })
})

test('an answer between t + 250 ms and t + 2 s is late, and counts', async () => {
  const late: [string, number][] = []
  const client = await start('late', { onLate: (op, over) => late.push([op, over]) })
  await openPush(client)
  expect(await failure(recv(client))).toMatchObject({ err: 'EAGAIN' })
  expect(late).toEqual([['recv', expect.any(Number)]])
  expect(late[0]![1]).toBeGreaterThanOrEqual(390)
})

test('stopping leaves neither a stubborn shim nor its child', async () => {
  const client = await start('stubborn', { timeScale: 0.1 })
  await openPush(client)
  const child = Number(/child (\d+)/.exec(client.stderr)?.[1])
  expect(() => process.kill(child, 0)).not.toThrow()
  await client.stop()
  // The group was killed before its leader was reaped; the child's own end may be a moment later.
  await expect.poll(() => isAlive(child), { interval: 5, timeout: 2000 }).toBe(false)
})

test('a harness that exits without stopping takes a stubborn shim and its child along', async () => {
  const control = new URL('.', import.meta.url)
  const shim = fileURLToPath(new URL('../../fixtures/shims/stubborn.mjs', import.meta.url))
  const program = `
    const { connectClient } = await import('${control}client.ts')
    const { stdioChannel } = await import('${control}stdio-channel.ts')
    const open = stdioChannel({ command: process.execPath, args: [${JSON.stringify(shim)}], env: {} })
    const client = await connectClient(open, { label: 'stubborn', seed: 1 })
    console.log(client.stderr)
    process.exit(5)`
  const { stdout, exitCode } = await execa(process.execPath, ['--input-type=module', '-e', program], { reject: false })
  expect(exitCode).toBe(5)
  const child = Number(/child (\d+)/.exec(stdout)![1])
  await expect.poll(() => isAlive(child), { interval: 5, timeout: 2000 }).toBe(false)
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
