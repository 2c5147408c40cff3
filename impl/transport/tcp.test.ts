import { expect, it } from 'vitest'
import { tcp } from './tcp.ts'
import { complyTransport } from './transport.compliance.ts'
import { defaultTransportOptions } from './transport.ts'

complyTransport({
  transport: tcp,
  wildcard: 'tcp://127.0.0.1:*',
  fixed: null,
  nobody: 'tcp://127.0.0.1:1',
  invalid: [
    { endpoint: 'tcp://127.0.0.1', use: 'bind', code: 'EINVAL' },
    { endpoint: 'tcp://127.0.0.1:65536', use: 'bind', code: 'EINVAL' },
    { endpoint: 'tcp://127.0.0.1:80x', use: 'bind', code: 'EINVAL' },
    { endpoint: 'tcp://[::1', use: 'connect', code: 'EINVAL' },
    { endpoint: 'tcp://[nonsense]:1', use: 'bind', code: 'EINVAL' },
    { endpoint: 'tcp://*:5555', use: 'connect', code: 'EINVAL' },
    { endpoint: 'tcp://127.0.0.1:*', use: 'connect', code: 'EINVAL' },
    { endpoint: 'tcp://1.2.3.4:1;1.2.3.4:2;1.2.3.4:3', use: 'connect', code: 'EINVAL' },
  ],
})

const options = defaultTransportOptions
const refuse = (): never => {
  throw new Error('unexpected')
}

it.each([
  ['tcp://lo:*', false, /^tcp:\/\/127\.0\.0\.1:\d+$/],
  ['tcp://localhost:*', false, /^tcp:\/\/127\.0\.0\.1:\d+$/],
  ['tcp://*:*', false, /^tcp:\/\/0\.0\.0\.0:\d+$/],
])('binds %s (ipv6 %s)', async (endpoint, ipv6, bound) => {
  const listener = await tcp.listen(endpoint, { ...options, ipv6 }, refuse, refuse)
  expect(listener.endpoint).toMatch(bound)
  await listener.close()
})

it.each([
  ['tcp://[::1]:*', 'ENODEV'],
  ['tcp://192.0.2.1:*', 'EADDRNOTAVAIL'],
  ['tcp://no-such-device:*', 'ENODEV'],
])('refuses to bind %s without IPv6: %s', async (endpoint, code) => {
  await expect(tcp.listen(endpoint, options, refuse, refuse)).rejects.toMatchObject({ code, address: endpoint })
})

it('does not take an address twice', async () => {
  const listener = await tcp.listen('tcp://127.0.0.1:*', options, refuse, refuse)
  await expect(tcp.listen(listener.endpoint, options, refuse, refuse)).rejects.toMatchObject({ code: 'EADDRINUSE', errno: 98 })
  await listener.close()
})

it('gives up after connectTimeout', async () => {
  // RFC 5737 addresses answer nothing, or the system has no route: either is a failure in time.
  const error = await new Promise<Error>(resolve => tcp.connect('tcp://192.0.2.1:9', { ...options, connectTimeout: 50 }, refuse, resolve))
  expect((error as NodeJS.ErrnoException).code).toMatch(/ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED/)
})
