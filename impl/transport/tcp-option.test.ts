// Options that the system keeps, looked at where it keeps them; and who is let in.

import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import koffi from 'koffi'
import { afterEach, describe, expect, it } from 'vitest'
import { parseSubnet } from './accept-filter.ts'
import { ipc } from './ipc.ts'
import { type KernelOption, kernelOption } from './kernel-option.ts'
import { tcp } from './tcp.ts'
import { defaultTransportOptions, type Stream, type StreamReader, type StreamTransport, type TransportOptions } from './transport.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const reader: StreamReader = { buffer: () => new Uint8Array(1024), received: () => true, drained() {}, closed() {} }

type Options = Partial<TransportOptions>

/** Both ends of a connection, or null for an end that never came to be, and how the listener says it failed. */
async function meet(transport: StreamTransport, wildcard: string, bind: Options, connect: Options = {}) {
  const accepted = Promise.withResolvers<Stream | Error>()
  const take = (settle: (stream: Stream) => void) => (stream: Stream) => {
    ends.push(() => stream.destroy())
    settle(stream)
    return reader
  }
  const listener = await transport.listen(wildcard, { ...defaultTransportOptions, ...bind }, take(accepted.resolve), accepted.resolve)
  ends.push(() => listener.close())
  const connected = Promise.withResolvers<Stream | Error>()
  transport.connect(listener.endpoint, { ...defaultTransportOptions, ...connect }, take(connected.resolve), connected.resolve)
  return { accepted: await accepted.promise, connected: await connected.promise, listener }
}
const socketOf = (stream: Stream | Error): Socket => (stream as unknown as { socket: Socket }).socket
const kept = (stream: Stream | Error, option: KernelOption): number =>
  kernelOption((socketOf(stream) as unknown as { _handle: { fd: number } })._handle.fd, option)

describe('the system keeps', () => {
  it('buffer sizes, priority and the time for acknowledgements, on both sides', async () => {
    const options = { sendBufferSize: 20_000, receiveBufferSize: 30_000, priority: 5, tcpMaxRetransmitTimeout: 7000 }
    const { accepted, connected } = await meet(tcp, 'tcp://127.0.0.1:*', options, options)
    for (const stream of [accepted, connected]) {
      // Linux doubles buffer sizes, for its own needs.
      expect(['SO_SNDBUF', 'SO_RCVBUF', 'SO_PRIORITY', 'TCP_USER_TIMEOUT'].map(name => kept(stream, name as KernelOption))).toEqual([
        40_000, 60_000, 5, 7000,
      ])
    }
  })

  it('of nothing that was not asked for', async () => {
    const { accepted } = await meet(tcp, 'tcp://127.0.0.1:*', {})
    expect([kept(accepted, 'SO_PRIORITY'), kept(accepted, 'TCP_USER_TIMEOUT'), kept(accepted, 'SO_RCVBUF') > 60_000]).toEqual([0, 0, true])
  })

  it('the type of service', async () => {
    const { accepted, connected } = await meet(tcp, 'tcp://127.0.0.1:*', { typeOfService: 0x28 }, { typeOfService: 0x10 })
    expect([socketOf(accepted).getTypeOfService(), socketOf(connected).getTypeOfService()]).toEqual([0x28, 0x10])
  })

  it('the device: loopback serves loopback, and one that is not there nobody', async () => {
    const device = Buffer.from('lo')
    const { accepted, connected } = await meet(tcp, 'tcp://127.0.0.1:*', { interface: device }, { interface: device })
    expect([accepted, connected].map(stream => stream instanceof Error)).toEqual([false, false])
    const none = { ...defaultTransportOptions, interface: Buffer.from('nodev0') }
    await expect(
      tcp.listen(
        'tcp://127.0.0.1:*',
        none,
        () => reader,
        () => {},
      ),
    ).rejects.toMatchObject({ code: 'EINVAL' })
    const failure = await new Promise<Error>(resolve => tcp.connect('tcp://127.0.0.1:1', none, () => reader, resolve))
    expect(failure).toMatchObject({ code: 'EINVAL', message: expect.stringContaining('SO_BINDTODEVICE nodev0') })
  })

  it('an address in use, under a device too', async () => {
    const options = { ...defaultTransportOptions, interface: Buffer.from('lo') }
    const listener = await tcp.listen(
      'tcp://127.0.0.1:*',
      options,
      () => reader,
      () => {},
    )
    ends.push(() => listener.close())
    await expect(
      tcp.listen(
        listener.endpoint,
        options,
        () => reader,
        () => {},
      ),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('a listening socket that was made elsewhere', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    ends.push(() => new Promise(resolve => server.close(resolve)))
    const duplicate = koffi.load(null).func('int dup(int fd)') as (fd: number) => number
    const fd = duplicate((server as unknown as { _handle: { fd: number } })._handle.fd)
    const listener = await tcp.listen(
      'tcp://127.0.0.1:*',
      { ...defaultTransportOptions, useFd: fd },
      () => reader,
      () => {},
    )
    expect(listener.endpoint).toBe(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
})

describe('who may connect over tcp', () => {
  it.each<[readonly string[], boolean]>([
    [[], true],
    [['127.0.0.1'], true],
    [['127.0.0.0/8'], true],
    [['10.0.0.0/8'], false],
    [['10.0.0.0/8', '127.0.0.1/32'], true],
    [['127.0.0.2'], false],
    [['::1'], false],
  ])('%j: %s', async (tcpAcceptFilter, welcome) => {
    const { accepted } = await meet(tcp, 'tcp://127.0.0.1:*', { tcpAcceptFilter })
    if (welcome) expect(accepted).not.toBeInstanceOf(Error)
    else expect(accepted).toMatchObject({ code: 'EACCES' })
  })

  it.each(['', 'x', '10.0.0.0/33', '10.0.0/8', '::1/129', '127.0.0.1/', '127.0.0.1/x'])('a filter is no %j', text => {
    expect(() => parseSubnet(text)).toThrow(expect.objectContaining({ code: 'EINVAL', message: expect.stringContaining('10.0.0.0/8') }))
  })
})

describe('who may connect over ipc', () => {
  const [uid, gid] = [process.getuid!(), process.getgid!()]
  it.each<[string, Options, boolean]>([
    ['anybody', {}, true],
    ['this process', { ipcFilterPid: [process.pid] }, true],
    ['another process', { ipcFilterPid: [1] }, false],
    ['this user', { ipcFilterUid: [uid] }, true],
    ['another user', { ipcFilterUid: [uid + 1] }, false],
    ['this group', { ipcFilterGid: [gid] }, true],
    ['another group', { ipcFilterGid: [gid + 1] }, false],
    ['another user, or this group', { ipcFilterUid: [uid + 1], ipcFilterGid: [gid] }, true],
  ])('%s', async (_, options, welcome) => {
    const { accepted } = await meet(ipc, 'ipc://*', options)
    if (welcome) expect(accepted).not.toBeInstanceOf(Error)
    else expect(accepted).toMatchObject({ code: 'EACCES' })
  })
})
