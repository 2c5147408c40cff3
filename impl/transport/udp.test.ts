import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { complyDatagrams, createCatcher } from './datagram.compliance.ts'
import type { DatagramSocket } from './datagram.ts'
import { defaultTransportOptions, type TransportOptions } from './transport.ts'
import { udp } from './udp.ts'
import { isMulticast } from './udp-endpoint.ts'

const bind = (code: string, ...endpoints: string[]) => endpoints.map(endpoint => ({ endpoint, use: 'bind' as const, code }))
const connect = (code: string, ...endpoints: string[]) => endpoints.map(endpoint => ({ endpoint, use: 'connect' as const, code }))

complyDatagrams({
  transport: udp,
  wildcard: 'udp://127.0.0.1:*',
  invalid: [
    ...bind('EINVAL', 'udp://127.0.0.1', 'udp://127.0.0.1:65536', 'udp://[::1:5', 'udp://127.0.0.1;1.2.3.4:5555', 'udp://lo;127.0.0.1:*'),
    ...bind('EINVAL', 'udp://239.0.0.2;239.0.0.1:5555', 'udp://a b;239.0.0.1:5555', 'udp://;239.0.0.1:5555', 'udp://lo;*:5555'),
    ...connect('EINVAL', 'udp://*:5555', 'udp://127.0.0.1:*', 'udp://127.0.0.1:0', 'udp://127.0.0.1;1.2.3.4:5555', 'udp://lo;239.0.0.1:*'),
    ...connect('EINVAL', 'udp://[::1]:5555', 'udp://[::1];239.0.0.1:5555'),
    ...bind('ENODEV', 'udp://[::1]:*', 'udp://no-such-device;239.0.0.1:*'),
    ...connect('ENODEV', 'udp://no-such-device;239.0.0.1:5555'),
    ...bind('EADDRNOTAVAIL', 'udp://192.0.2.1:*'),
  ],
})

const send = (socket: DatagramSocket, octets: string): Promise<void> =>
  new Promise(resolve => socket.send(Buffer.from(octets), null, resolve))

async function meet(endpoint: string, options: Partial<TransportOptions> = {}) {
  const catcher = createCatcher()
  const all = { ...defaultTransportOptions, ...options }
  const bound = await udp.plan(endpoint, 'bind', all)(catcher)
  const sender = await udp.plan(bound.endpoint, 'connect', all)({ received: () => {} })
  return {
    catcher,
    bound,
    sender,
    async [Symbol.asyncDispose]() {
      await Promise.all([bound.close(), sender.close()])
    },
  }
}

it.each([
  ...['239.0.0.1', '224.0.0.1', '239.255.255.255', 'ff02::1', 'FF00::1'].map(host => [host, true] as const),
  ...['223.255.255.255', '240.0.0.1', '127.0.0.1', '::1', 'fe80::1', 'ff.example', '*'].map(host => [host, false] as const),
])('%s: a group, %s', (host, group) => {
  expect(isMulticast(host)).toBe(group)
})

it.each(['udp://lo;239.77.0.1:*', 'udp://127.0.0.1;239.77.0.1:*'])('hears a group through an interface: %s', async endpoint => {
  await using met = await meet(endpoint)
  expect(met.bound.endpoint.replace(/\d+$/, '*')).toBe(endpoint)
  await send(met.sender, 'to the group')
  expect((await met.catcher.next()).text).toBe('to the group')
})

it('a group is heard by every socket of the machine that joined it', async () => {
  await using met = await meet('udp://lo;239.77.0.2:*')
  const other = createCatcher()
  const second = await udp.plan(met.bound.endpoint, 'bind', defaultTransportOptions)(other)
  await send(met.sender, 'to both')
  expect([(await met.catcher.next()).text, (await other.next()).text]).toEqual(['to both', 'to both'])
  await second.close()
})

/** Loopback hears itself whatever is asked for, so this takes another interface. Without hops nothing leaves the machine. */
const outward = (family: 'IPv4' | 'IPv6'): string | undefined =>
  Object.entries(networkInterfaces()).find(([, all]) => all?.some(one => one.family === family && !one.internal))?.[0]
const hops = { multicastHops: 0 }

it.runIf(outward('IPv4'))('without the loop this machine does not hear it, and who asks for it does', async () => {
  await using met = await meet(`udp://${outward('IPv4')};239.77.0.3:*`, { multicastLoop: false, ...hops })
  const looped = await udp.plan(met.bound.endpoint, 'connect', { ...defaultTransportOptions, ...hops })({ received: () => {} })
  await send(met.sender, 'unheard')
  await send(looped, 'heard')
  expect((await met.catcher.next()).text).toBe('heard')
  await looped.close()
})

const hasSix = Object.values(networkInterfaces()).some(all => all?.some(({ address }) => address === '::1'))

it.runIf(hasSix)('speaks IPv6, and both families where a wildcard is bound', async () => {
  await using six = await meet('udp://[::1]:*', { ipv6: true })
  await send(six.sender, 'six')
  expect((await six.catcher.next()).from.host).toBe('::1')
  await using both = await meet('udp://*:*', { ipv6: true })
  const port = Number(both.bound.endpoint.split(':').at(-1))
  for (const host of ['127.0.0.1', '[::1]']) {
    const sender = await udp.plan(`udp://${host}:${port}`, 'connect', { ...defaultTransportOptions, ipv6: true })({ received: () => {} })
    await send(sender, host)
    const { text, from } = await both.catcher.next()
    expect([text, from.host]).toEqual([host, host.replace(/[[\]]/g, '')])
    await sender.close()
  }
  expect(() => six.bound.send(Buffer.from('x'), { host: '127.0.0.1', port }, () => {})).toThrow(
    expect.objectContaining({ code: 'EHOSTUNREACH' }),
  )
})

it.runIf(outward('IPv6'))('a group of IPv6 is joined by the name of its interface, and not by an address', async () => {
  await using met = await meet(`udp://${outward('IPv6')};[ff01::7a6d]:*`, { ipv6: true, ...hops })
  await send(met.sender, 'six')
  expect((await met.catcher.next()).text).toBe('six')
  const options = { ...defaultTransportOptions, ipv6: true }
  expect(() => udp.plan('udp://[::1];[ff02::7a6d]:5555', 'bind', options)).toThrow(expect.objectContaining({ code: 'ENODEV' }))
})

it('an address that another program holds for itself is in use', async () => {
  const holder = createSocket('udp4')
  holder.bind(0, '127.0.0.1')
  await once(holder, 'listening')
  const endpoint = `udp://127.0.0.1:${(holder.address() as AddressInfo).port}`
  await expect(udp.plan(endpoint, 'bind', defaultTransportOptions)({ received: () => {} })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  holder.close()
})

it('a name is looked up when the socket is opened', async () => {
  await using met = await meet('udp://127.0.0.1:*')
  const named = await udp.plan(
    met.bound.endpoint.replace('127.0.0.1', 'localhost'),
    'connect',
    defaultTransportOptions,
  )({ received: () => {} })
  await send(named, 'by name')
  expect((await met.catcher.next()).text).toBe('by name')
  await named.close()
})

it('through one device only, where the system lets us', async () => {
  await using met = await meet('udp://127.0.0.1:*', { interface: Buffer.from('lo') })
  expect(met.bound.fd).toBeGreaterThan(2)
  await send(met.sender, 'on lo')
  expect((await met.catcher.next()).text).toBe('on lo')
  const nowhere = udp.plan('udp://127.0.0.1:*', 'bind', { ...defaultTransportOptions, interface: Buffer.from('no-such-device') })
  await expect(nowhere({ received: () => {} })).rejects.toMatchObject({ code: 'EINVAL' })
})
