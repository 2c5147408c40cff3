import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { placeOf } from './endpoint.ts'
import { type Listener, openListener, type Scheme } from './listener.ts'

const opened: Listener[] = []
const open = async (scheme: Scheme = 'tcp'): Promise<Listener> => {
  const listener = await openListener(scheme, socket => socket.end('hello'))
  opened.push(listener)
  return listener
}
afterEach(() => Promise.all(opened.splice(0).map(listener => listener.dispose())))

const portOf = ({ endpoint }: Listener): number => {
  const place = placeOf(endpoint)
  return 'port' in place ? place.port : 0
}

/** What who connects hears, or the code of the error. */
const visit = async ({ endpoint }: Listener): Promise<string> => {
  const socket = connect(placeOf(endpoint))
  try {
    const [octets] = (await once(socket, 'data')) as [Buffer]
    return `${octets}`
  } catch (error) {
    return `${(error as NodeJS.ErrnoException).code}`
  } finally {
    socket.destroy()
  }
}

test.each(['tcp', 'tcp6', 'ipc', 'ipc@'] as const)('%s: stops, and comes back at the same place', async scheme => {
  const listener = await open(scheme)
  expect(await visit(listener)).toBe('hello')
  listener.stop()
  expect(await visit(listener)).toMatch(/ECONNREFUSED|ENOENT/)
  await listener.start()
  expect(await visit(listener)).toBe('hello')
})

test('the place of a stopped one is none that a system gives to others', async () => {
  const listener = await open()
  expect(portOf(listener)).toBeGreaterThanOrEqual(10_000)
  expect(portOf(listener)).toBeLessThan(32_768)
})

test('a port that is taken is passed over', async () => {
  const taken = portOf(await open()) + 1
  const other = createServer().listen({ host: '127.0.0.1', port: taken })
  try {
    await once(other, 'listening')
    const listener = await open()
    expect(portOf(listener)).not.toBe(taken)
    expect(await visit(listener)).toBe('hello')
  } finally {
    other.close()
  }
})
