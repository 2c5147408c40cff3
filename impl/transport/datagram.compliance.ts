// What every DatagramTransport must do, whatever it runs over (contract: datagram.ts).
// A transport's test file calls `complyDatagrams` with a wildcard to bind.

import { afterEach, describe, expect, it } from 'vitest'
import type { DatagramAddress } from '../wire/datagram-address.ts'
import type { DatagramReader, DatagramSocket, DatagramTransport } from './datagram.ts'
import { defaultTransportOptions } from './transport.ts'

export interface DatagramCase {
  readonly transport: DatagramTransport
  /** Binds somewhere free. */
  readonly wildcard: string
  readonly invalid: readonly { readonly endpoint: string; readonly use: 'bind' | 'connect'; readonly code: string }[]
}

/** Keeps what arrives, and lets a test wait for it; the test's own time-out is the deadline. */
export function createCatcher(): DatagramReader & {
  readonly next: () => Promise<{ readonly text: string; readonly from: DatagramAddress }>
} {
  const came: { text: string; from: DatagramAddress }[] = []
  let wake = (): void => {}
  return {
    received(datagram, from) {
      came.push({ text: datagram.toString('latin1'), from })
      wake()
    },
    async next() {
      while (came.length === 0) await new Promise<void>(resolve => (wake = resolve))
      return came.shift()!
    },
  }
}

const deaf: DatagramReader = { received: () => {} }
const sent = (socket: DatagramSocket, octets: string, to: DatagramAddress | null = null): Promise<void> =>
  new Promise(resolve => socket.send(Buffer.from(octets, 'latin1'), to, resolve))

export function complyDatagrams({ transport, wildcard, invalid }: DatagramCase): void {
  describe(`${transport.scheme} as a datagram transport`, () => {
    const open: DatagramSocket[] = []
    const opened = async (endpoint: string, use: 'bind' | 'connect', reader: DatagramReader = deaf): Promise<DatagramSocket> => {
      const socket = await transport.plan(endpoint, use, defaultTransportOptions)(reader)
      open.push(socket)
      return socket
    }
    afterEach(async () => {
      await Promise.all(open.splice(0).map(socket => socket.close()))
    })

    it('moves datagrams whole, in the order of their sending, empty ones too, and says whence', async () => {
      const catcher = createCatcher()
      const bound = await opened(wildcard, 'bind', catcher)
      const sender = await opened(bound.endpoint, 'connect')
      expect([sender.endpoint, bound.endpoint.includes('*')]).toEqual([bound.endpoint, false])
      const octets = ['first', '', '\0\xff', 'x'.repeat(8192), 'last']
      for (const each of octets) void sent(sender, each)
      const came = []
      for (const _ of octets) came.push(await catcher.next())
      expect(came.map(({ text }) => text)).toEqual(octets)
      expect(new Set(came.map(({ from }) => from.port)).size).toBe(1)
    })

    it('answers to where a datagram came from', async () => {
      const [one, other] = [createCatcher(), createCatcher()]
      const first = await opened(wildcard, 'bind', one)
      const second = await opened(wildcard, 'bind', other)
      const port = Number(second.endpoint.split(':').at(-1))
      await sent(first, 'question', { host: '127.0.0.1', port })
      const { from } = await other.next()
      await sent(second, 'answer', from)
      expect(await one.next()).toEqual({ text: 'answer', from: { host: '127.0.0.1', port } })
    })

    it('tells of a datagram that nobody hears as of any other, and counts none as unsent then', async () => {
      const bound = await opened(wildcard, 'bind')
      const { endpoint } = bound
      await bound.close()
      const sender = await opened(endpoint, 'connect')
      await sent(sender, 'x')
      await sent(sender, 'y')
      expect(sender.unsent).toBe(0)
    })

    it('closes once, and the address is free', async () => {
      const bound = await opened(wildcard, 'bind')
      await Promise.all([bound.close(), bound.close()])
      bound.send(Buffer.from('nothing'), { host: '127.0.0.1', port: 9 }, () => {})
      expect(bound.unsent).toBe(0)
      expect((await opened(bound.endpoint, 'bind')).endpoint).toBe(bound.endpoint)
    })

    it.each(invalid)('$use refuses $endpoint with $code', async ({ endpoint, use, code }) => {
      const attempt = async (): Promise<DatagramSocket> => {
        transport.validate(endpoint, use)
        return opened(endpoint, use)
      }
      await expect(attempt()).rejects.toMatchObject({ code, address: endpoint })
    })
  })
}
