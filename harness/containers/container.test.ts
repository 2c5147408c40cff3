// Subjects in containers, against an engine that is not there: started, talked to, and gone, however they or we end.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Dialler, dialBackChannel } from '../control/tcp-channel.ts'
import { connectSubject } from '../subjects/connect.ts'
import { SubjectBroken } from '../subjects/subject.ts'
import { startContainer } from './container.ts'
import { type StubEngine, stubEngine } from './stub-engine.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const engines: StubEngine[] = []
const stubbed = (settings: Parameters<typeof stubEngine>[0] = {}) => {
  const stub = stubEngine({ ...settings, ZMQSPEC_RUN: `test-${engines.length}` })
  engines.push(stub)
  return stub
}
afterEach(() => {
  for (const stub of engines.splice(0)) stub[Symbol.dispose]()
})

const caught = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => expect.unreachable('it did not fail'),
    error => error as Error,
  )
/** A container is three processes here, and the machine may be busy. */
const scale = { timeScale: 3 }
const patience = { timeout: 150_000, interval: 20 }
/** Waits for the last container to go; the reaper tells nobody. */
const emptied = (stub: StubEngine) => vi.waitFor(() => expect(stub.containers()).toEqual([]), patience)

describe('a subject in a container', { timeout: 240_000 }, () => {
  test('is started with a label, the network and the user of the host and a shared folder; talks; and is gone after stop', async () => {
    const stub = stubbed()
    const subject = connectSubject('image:libzmq-c', { env: stub.env, ...scale })
    await subject.ready()
    expect([subject.name, subject.implementation.name]).toEqual(['image:libzmq-c', 'fixture'])
    const push = await subject.open('PUSH')
    await push.send('x')
    expect(stub.containers()).toHaveLength(1)
    const create = stub.calls().find(([command]) => command === 'create')!
    expect(create.at(-1)).toBe('zmqspec/libzmq-c')
    const line = create.join(' ')
    expect(line).toContain('--rm --name zmqspec-test-0-')
    expect(line).toContain(`--label zmqspec.run=test-0 --label zmqspec.worker=test-0-${process.pid} --network host`)
    expect(line).toContain(`--volume ${tmpdir()}:${tmpdir()} --user ${process.getuid!()}:${process.getgid!()}`)
    expect(line).toContain(`--env TMPDIR=${tmpdir()}`)
    await subject.stop()
    expect(stub.containers()).toEqual([])
  })

  test('is an image when no service has the name, and each instance is a container of its own', async () => {
    const stub = stubbed()
    const subjects = [1, 2].map(() => connectSubject('image:me/shim:1', { env: stub.env, ...scale }))
    await Promise.all(subjects.map(subject => subject.ready()))
    expect(stub.containers()).toHaveLength(2)
    await Promise.all(subjects.map(subject => subject.stop()))
    expect(stub.containers()).toEqual([])
  })

  test('that ends at once is a failed start, with what it printed', async () => {
    const stub = stubbed({ STUB_MODE: 'dying' })
    const error = await caught(connectSubject('image:libzmq-c', { env: stub.env, ...scale }).ready())
    expect(error).toMatchObject({ kind: 'start' })
    expect(error.message).toMatch(
      /^image:libzmq-c: the program exited with code 3 before it connected.*; its output ended:\nno licence key/,
    )
    expect(stub.containers()).toEqual([])
  })

  test('that never dials back is a failed start, with what it printed, and does not stay', async () => {
    const stub = stubbed({ STUB_MODE: 'silent' })
    const [time, started] = [new AbortController(), Promise.withResolvers<Dialler>()]
    const open = dialBackChannel(async variables => {
      const container = await startContainer('libzmq-c', variables, stub.env)
      started.resolve(container)
      return container
    })
    const sink = { message: () => {}, garbage: () => {}, closed: () => {} }
    const failure = caught(open(sink, time.signal))
    const container = await started.promise
    await vi.waitFor(() => expect(container.log).not.toBe(''), patience)
    expect(stub.containers()).toHaveLength(1)
    time.abort()
    expect((await failure).message).toMatch(/did not connect to ZMQSPEC_CONTROL.* in time; its output ended:\nwaiting for nobody$/)
    expect(stub.containers()).toEqual([])
  })

  test('that hangs is killed, not only the command that shows its output', async () => {
    const stub = stubbed({ STUB_MODE: 'hangs' })
    const subject = connectSubject('image:libzmq-c', { env: stub.env, ...scale })
    await subject.ready()
    const pull = await subject.open('PULL')
    expect(await caught(pull.recv(50))).toMatchObject({ kind: 'hang' })
    await subject.stop()
    expect(stub.containers()).toEqual([])
    expect(stub.calls().filter(([command]) => command === 'rm')).toHaveLength(1)
  })

  test('that does not end at bye is killed', async () => {
    const stub = stubbed({ STUB_MODE: 'stubborn' })
    const subject = connectSubject('image:libzmq-c', { env: stub.env })
    await subject.ready()
    await subject.stop()
    expect(stub.containers()).toEqual([])
  })
})

describe('no container outlives', { timeout: 240_000 }, () => {
  test('a harness that is killed', async () => {
    // One that hears neither bye nor the end of its control connection.
    const stub = stubbed({ STUB_MODE: 'stubborn' })
    const holder = spawn(process.execPath, [`${root}fixtures/containers/hold.mjs`, 'image:libzmq-c'], { env: stub.env })
    await once(holder.stdout, 'data')
    expect(stub.containers()).toHaveLength(1)
    holder.kill('SIGKILL')
    await emptied(stub)
  })

  test('the worker that started it, while another worker of the run keeps its own', async () => {
    const stub = stubbed({ STUB_MODE: 'stubborn' })
    const workers = await Promise.all(
      [1, 2].map(async () => {
        const worker = spawn(process.execPath, [`${root}fixtures/containers/hold.mjs`, 'image:libzmq-c'], { env: stub.env })
        await once(worker.stdout, 'data')
        return worker
      }),
    )
    expect(stub.containers()).toHaveLength(2)
    const [first, second] = workers
    first!.kill('SIGKILL')
    await vi.waitFor(() => expect(stub.containers().map(name => name.split('-').at(-2))).toEqual([String(second!.pid)]), patience)
    second!.kill('SIGKILL')
    await emptied(stub)
  })

  test('Ctrl-C during a run', async () => {
    const stub = stubbed({ STUB_MODE: 'hangs' })
    const out = `${stub.env['STUB_STATE']}/run`
    const args = [`${root}harness/cli/zmqspec.mjs`, 'run', 'image:libzmq-c', '--run', '30-pipeline/pull/**', '--out', out]
    const command = spawn(process.execPath, args, { cwd: root, env: stub.env, stdio: 'ignore' })
    const exited = once(command, 'exit')
    await vi.waitFor(() => expect(stub.containers()).toHaveLength(1), patience)
    command.kill('SIGINT')
    expect((await exited)[0]).toBe(130)
    await emptied(stub)
  })
})

describe('what is missing is told, with what mends it', { timeout: 240_000 }, () => {
  const told = async (address: string, settings: Parameters<typeof stubEngine>[0]) => {
    const error = await caught(connectSubject(address, { env: stubbed(settings).env }).ready())
    expect(error).toBeInstanceOf(SubjectBroken)
    return error.message
  }

  test('no engine', async () => {
    expect(await told('image:libzmq-c', { PATH: '/nonexistent' })).toMatch(
      /^image:libzmq-c: there is no container engine: no program docker on the PATH; install one:\n {2}\S+/,
    )
  })

  test('an engine that does not run', async () => {
    const message = await told('image:libzmq-c', { STUB_ENGINE: 'down' })
    expect(message).toContain('does not answer:\n  Cannot connect to the Docker daemon')
    expect(message).toContain('sudo systemctl start docker')
  })

  test('the image of a service', async () => {
    expect(await told('image:ours', {})).toMatch(
      /zmqspec\/ours is not built yet:\n {2}DOCKER_BUILDKIT=0 docker-compose -f \S+compose\.yaml build ours$/,
    )
    expect(await told('image:ours', { STUB_COMPOSE: 'plugin', DOCKER_BUILDKIT: '1' })).toMatch(
      /not built yet:\n {2}docker compose -f \S+compose\.yaml build ours$/,
    )
  })

  test('another image', async () => {
    expect(await told('image:me/shim:2', {})).toMatch(
      /there is no image me\/shim:2 here; get it:\n {2}docker pull me\/shim:2\nservices of compose\.yaml: libzmq-c, ours$/,
    )
  })
})
