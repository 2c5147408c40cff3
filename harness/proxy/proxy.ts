// The proxies of one case: a factory to hand to the case, and what the runner needs afterwards.
// Rule: a case leaves nothing open; what it forgot, `close` closes.

import type { Leg } from '../capture/leg.ts'
import type { Windows } from '../wire/contract.ts'
import type { Proxy as FrameProxy, ProxyFactory, RelayedFrame } from './contract.ts'
import { openProxy } from './frame-proxy.ts'

export interface ProxyFactoryOfCase extends ProxyFactory {
  /** The lines of all proxies made, one proxy after the other. */
  logs(): string[]
  /** The frames of all proxies made, one proxy after the other. */
  frames(): RelayedFrame[]
  /** The conversations over all proxies made. */
  legs(): Leg[]
  /** Closes all proxies made. */
  close(): Promise<void>
}

export function createProxyFactory(windows: Windows): ProxyFactoryOfCase {
  const proxies: FrameProxy[] = []
  const open: ProxyFactory = async (target, options) => {
    const proxy = await openProxy(target, windows, options)
    proxies.push(proxy)
    return proxy
  }
  return Object.assign(open, {
    logs: () => proxies.flatMap(proxy => proxy.log),
    legs: () => proxies.flatMap(proxy => proxy.legs()),
    frames: () => proxies.flatMap(proxy => proxy.frames),
    close: async () => {
      await Promise.all(proxies.map(proxy => proxy.close()))
    },
  })
}
