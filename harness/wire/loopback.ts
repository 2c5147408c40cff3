// The name of the loopback interface: `lo` on Linux, `lo0` on macOS.

import { networkInterfaces } from 'node:os'

export function loopbackName(): string {
  const found = Object.entries(networkInterfaces()).find(([, all]) => all?.some(({ address }) => address === '127.0.0.1'))
  return found?.[0] ?? 'lo'
}
