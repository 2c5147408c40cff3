// A connection through a SOCKS5 proxy (RFC 1928, RFC 1929; zmq_setsockopt(3), ZMQ_SOCKS_PROXY).
//
//   here ──TCP──► proxy: method, user name and password, CONNECT host port ──TCP──► peer
//
// Rule: names are the proxy's to resolve. As in net-dial.ts exactly one of `accept` and `failed` is called, and neither after `abort`.

import { createConnection } from 'node:net'
import { ZmqError } from '../error.ts'
import { parseHostPort } from './endpoint.ts'
import type { DialPlan } from './net-dial.ts'
import { openStream } from './net-stream.ts'
import type { Accept, Dialing } from './transport.ts'

export interface SocksProxy {
  readonly host: string
  readonly port: number
  readonly username: string | null
  readonly password: string | null
}

const text = (octets: Uint8Array | null): string | null => (octets === null ? null : Buffer.from(octets).toString())

/** The proxy that options name; null for none. @throws ZmqError EINVAL */
export function proxyOf(options: {
  readonly socksProxy: Uint8Array | null
  readonly socksUsername: Uint8Array | null
  readonly socksPassword: Uint8Array | null
}): SocksProxy | null {
  const address = text(options.socksProxy)
  if (address === null) return null
  try {
    const { host, port } = parseHostPort(address, address)
    if (host !== '*' && port !== null) return { host, port, username: text(options.socksUsername), password: text(options.socksPassword) }
  } catch {
    // As no port.
  }
  throw new ZmqError('EINVAL', `socksProxy is the address of the proxy, host:port, not ${JSON.stringify(address)}`)
}

/** `plan.to` is where the proxy shall connect to. */
export function dialThrough(
  proxy: SocksProxy,
  to: { host: string; port: number },
  plan: DialPlan,
  accept: Accept,
  failed: (error: Error) => void,
): Dialing {
  let settled = false
  const raw = createConnection({ host: proxy.host, port: proxy.port, allowHalfOpen: true })
  raw.unref()
  const fail = (error: Error): void => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    raw.destroy()
    failed(error)
  }
  const timer = plan.timeout > 0 ? setTimeout(() => fail(new ZmqError('ETIMEDOUT')), plan.timeout).unref() : undefined
  raw.on('error', fail)
  raw.once('connect', async () => {
    try {
      const { SocksClient } = await import('socks')
      if (settled) return
      const client = new SocksClient({
        proxy: {
          host: proxy.host,
          port: proxy.port,
          type: 5,
          ...(proxy.username === null ? {} : { userId: proxy.username, password: proxy.password ?? '' }),
        },
        command: 'connect',
        destination: to,
      })
      client.on('error', fail)
      client.once('established', () => {
        if (settled) return
        const refusal = plan.tune(raw)
        if (refusal !== null) return fail(refusal)
        settled = true
        clearTimeout(timer)
        // What the peer said together with the proxy's last word comes as an event: the stream must not pass its handle on.
        openStream(raw, plan.addresses(raw), accept, 'as events')
        return undefined
      })
      client.connect(raw)
    } catch (error) {
      fail(error as Error)
    }
  })
  return {
    abort(): void {
      settled = true
      clearTimeout(timer)
      raw.destroy()
    },
  }
}
