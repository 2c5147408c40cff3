import { expect, it } from 'vitest'
import { formatTcp, parseEndpoint, parseHostPort } from './endpoint.ts'
import { transportFor } from './transport-table.ts'

it.each(['', 'tcp', 'tcp://', '://x', 'tcp:/x', 'inproc://a\0b'])('refuses %j', endpoint => {
  expect(() => parseEndpoint(endpoint)).toThrow(expect.objectContaining({ code: 'EINVAL', errno: 22 }))
})

it.each([
  ['127.0.0.1:5555', { host: '127.0.0.1', port: 5555 }],
  ['*:*', { host: '*', port: null }],
  ['[::1]:5', { host: '::1', port: 5 }],
  ['[fe80::1%eth0]:5', { host: 'fe80::1%eth0', port: 5 }],
  ['some-host.example:65535', { host: 'some-host.example', port: 65535 }],
])('reads %s', (address, expected) => {
  expect(parseHostPort(address, address)).toEqual(expected)
})

it('writes IPv6 in brackets', () => {
  expect([formatTcp('::1', 5), formatTcp('127.0.0.1', 5)]).toEqual(['tcp://[::1]:5', 'tcp://127.0.0.1:5'])
})

it.each(['foo://x', 'pgm://lo;239.0.0.1:1', '__proto__://x', 'TCP://127.0.0.1:1'])('knows no transport for %s', endpoint => {
  expect(() => transportFor(endpoint, 'bind')).toThrow(expect.objectContaining({ code: 'EPROTONOSUPPORT', address: endpoint }))
})
