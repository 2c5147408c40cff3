// What every StreamTransport must do, whatever it runs over (contract: transport.ts).
// A transport's test file calls `complyTransport` with a wildcard to bind and a place where nobody listens.

import { afterEach, describe, expect, it } from 'vitest'
import { type Accept, defaultTransportOptions, type Listener, type Stream, type StreamTransport } from './transport.ts'

export interface TransportCase {
  readonly transport: StreamTransport
  /** Binds somewhere free. */
  readonly wildcard: string
  /** Free to be bound, twice; null where a wildcard's endpoint can be bound again. */
  readonly fixed: string | null
  /** Nobody listens there. */
  readonly nobody: string
  readonly invalid: readonly { readonly endpoint: string; readonly use: 'bind' | 'connect'; readonly code: string }[]
}

const options = defaultTransportOptions

/** One end of a connection, recording what it is told. */
interface End {
  stream: Stream | null
  readonly octets: readonly number[]
  readonly log: readonly string[]
  /** Makes `received` return false. */
  pause: boolean
  readonly accept: Accept
  /** Resolves when `condition` holds; the test's own time-out is the deadline. */
  readonly until: (condition: () => boolean) => Promise<void>
}

function createEnd(): End {
  const memory = new Uint8Array(65536)
  const octets: number[] = []
  const log: string[] = []
  let wake = (): void => {}
  const note = (word: string): void => {
    log.push(word)
    wake()
  }
  const end: End = {
    stream: null,
    octets,
    log,
    pause: false,
    accept: stream => {
      end.stream = stream
      wake()
      return {
        buffer: () => memory,
        received(length: number) {
          for (let at = 0; at < length; at++) octets.push(memory[at]!)
          wake()
          return !end.pause
        },
        drained: () => note('drained'),
        closed: error => note(error === null ? 'closed' : 'broken'),
      }
    },
    async until(condition) {
      while (!condition()) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
  }
  return end
}

export function complyTransport({ transport, wildcard, fixed, nobody, invalid }: TransportCase): void {
  const fail = (error: Error): void => {
    throw error
  }
  const listeners: Listener[] = []
  afterEach(async () => {
    for (const listener of listeners.splice(0)) await listener.close()
  })

  async function connected(endpoint = wildcard) {
    const [near, far] = [createEnd(), createEnd()]
    const listener = await transport.listen(endpoint, options, far.accept, fail)
    listeners.push(listener)
    let synchronous = true
    transport.connect(
      listener.endpoint,
      options,
      stream => {
        expect(synchronous).toBe(false)
        return near.accept(stream)
      },
      fail,
    )
    synchronous = false
    await Promise.all([near.until(() => near.stream !== null), far.until(() => far.stream !== null)])
    return { near, far, listener, nearStream: near.stream!, farStream: far.stream! }
  }

  describe(`${transport.scheme} transport`, () => {
    it('resolves wildcards and names both ends', async () => {
      const { listener, nearStream, farStream } = await connected()
      expect(listener.endpoint).not.toBe(wildcard)
      expect(nearStream.remoteEndpoint).toBe(listener.endpoint)
      expect(farStream.localEndpoint).toBe(listener.endpoint)
    })

    it('carries octets both ways, in order, from several chunks', async () => {
      const { near, far, nearStream, farStream } = await connected()
      nearStream.write([Uint8Array.of(1, 2), Uint8Array.of(3), Uint8Array.of(4, 5)])
      farStream.write([Uint8Array.of(9)])
      await far.until(() => far.octets.length === 5)
      await near.until(() => near.octets.length === 1)
      expect([far.octets, near.octets]).toEqual([[1, 2, 3, 4, 5], [9]])
    })

    it('tells when a full system has taken everything, and reads on only after resume', async () => {
      const { near, far, nearStream, farStream } = await connected()
      far.pause = true
      const chunk = new Uint8Array(1 << 20)
      let written = 0
      do written += chunk.length
      while (nearStream.write([chunk]))
      await far.until(() => far.octets.length > 0)
      expect(near.log).toEqual([])
      far.pause = false
      farStream.resume()
      await near.until(() => near.log.includes('drained'))
      await far.until(() => far.octets.length === written)
    })

    it('delivers what was written before end, then closes properly on both sides', async () => {
      const { near, far, nearStream, farStream } = await connected()
      // Octets the other way must not turn the close into a reset.
      farStream.write([new Uint8Array(1000)])
      nearStream.write([Uint8Array.of(7)])
      nearStream.end()
      await far.until(() => far.log.length > 0)
      await near.until(() => near.log.length > 0)
      expect([far.octets, far.log, near.log]).toEqual([[7], ['closed'], ['closed']])
    })

    it('destroys at once', async () => {
      const { near, far, nearStream } = await connected()
      nearStream.destroy()
      await near.until(() => near.log.length > 0)
      await far.until(() => far.log.length > 0)
      expect(near.log).toEqual(['closed'])
    })

    it('keeps established streams when the listener closes, and the endpoint can be bound again', async () => {
      const { far, nearStream, listener } = await connected(fixed ?? wildcard)
      await listener.close()
      listeners.length = 0
      nearStream.write([Uint8Array.of(1)])
      await far.until(() => far.octets.length === 1)
      const again = await transport.listen(listener.endpoint, options, createEnd().accept, fail)
      listeners.push(again)
      expect(again.endpoint).toBe(listener.endpoint)
    })

    it('reports a failed attempt once, later, and nothing after abort', async () => {
      const error = await new Promise<Error>(resolve => {
        let synchronous = true
        transport.connect(nobody, options, createEnd().accept, failure => (synchronous ? undefined : resolve(failure)))
        synchronous = false
      })
      expect((error as NodeJS.ErrnoException).code).toMatch(/ECONNREFUSED|ENOENT/)
      transport.connect(nobody, options, createEnd().accept, fail).abort()
      await new Promise(resolve => transport.connect(nobody, options, createEnd().accept, resolve))
    })

    it.each(invalid)('refuses to $use $endpoint with $code', ({ endpoint, use, code }) => {
      expect(() => transport.validate(endpoint, use)).toThrow(expect.objectContaining({ code, address: endpoint }))
    })
  })
}
