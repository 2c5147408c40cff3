import { expect, it } from 'vitest'
import { datagramAddressText, parseDatagramAddress } from './datagram-address.ts'

const octets = (text: string): Uint8Array => Uint8Array.from(text, character => character.charCodeAt(0))

it.each([
  ['127.0.0.1:5555', { host: '127.0.0.1', port: 5555 }],
  ['127.0.0.1:5555\0', { host: '127.0.0.1', port: 5555 }],
  ['0.0.0.0:1', { host: '0.0.0.0', port: 1 }],
  ['255.255.255.255:65535\0', { host: '255.255.255.255', port: 65535 }],
  ['127.000.000.001:5', { host: '127.0.0.1', port: 5 }],
  ['[::1]:5\0', { host: '::1', port: 5 }],
  ['[fe80::1%br-0.1]:5', { host: 'fe80::1%br-0.1', port: 5 }],
])('%j is an address', (text, address) => {
  expect(parseDatagramAddress(octets(text))).toEqual(address)
})

it.each([
  ...['', '\0', ':5', '127.0.0.1', '127.0.0.1:', '127.0.0.1:0', '127.0.0.1:65536', '127.0.0.1:555555', '127.0.0.1:5 ', ' 127.0.0.1:5'],
  ...[
    '256.0.0.1:5',
    '1.2.3:5',
    '1.2.3.4.5:5',
    'localhost:5',
    '*:5',
    '127.0.0.1:*',
    '127.0.0.1:5\0\0',
    '127.0.0.1\0:5',
    '::1:5',
    '[::1]',
    '[]:5',
  ],
  ...['udp://127.0.0.1:5', '[gg::]:5', '-1.0.0.1:5', '127.0.0.1:+5', `${'1'.repeat(200)}:5`],
])('%j is none', text => {
  expect(parseDatagramAddress(octets(text))).toBeNull()
})

it('is written as it is read', () => {
  for (const text of ['127.0.0.1:5555', '[::1]:80']) expect(datagramAddressText(parseDatagramAddress(octets(text))!)).toBe(text)
})
