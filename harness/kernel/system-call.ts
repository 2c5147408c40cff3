// The calls of Linux by which the harness sees what Node does not show, through koffi, an optional dependency.
// Rule: looking only. Where a call cannot be made there is null, and the case that asked is unsupported here, not failed.

import { createRequire } from 'node:module'

interface Calls {
  syscall(number: number, a: number, b: number, c: number): number
  getsockopt(fd: number, level: number, name: number, value: Uint8Array, length: Uint8Array): number
  socket(family: number, type: number, protocol: number): number
  bind(fd: number, address: Uint8Array, length: number): number
  listen(fd: number, backlog: number): number
  getsockname(fd: number, address: Uint8Array, length: Uint8Array): number
  close(fd: number): number
}

const prototypes = {
  syscall: 'long syscall(long number, long a, long b, long c)',
  getsockopt: 'int getsockopt(int fd, int level, int name, _Out_ void *value, _Inout_ void *length)',
  socket: 'int socket(int family, int type, int protocol)',
  bind: 'int bind(int fd, const void *address, int length)',
  listen: 'int listen(int fd, int backlog)',
  getsockname: 'int getsockname(int fd, _Out_ void *address, _Inout_ void *length)',
  close: 'int close(int fd)',
} as const satisfies Record<keyof Calls, string>

let calls: Calls | null | undefined

/** Null where there is no Linux, or no koffi. */
export function systemCalls(): Calls | null {
  if (calls !== undefined) return calls
  calls = null
  if (process.platform !== 'linux') return null
  try {
    const koffi = createRequire(import.meta.url)('koffi') as { load(path: null): { func(text: string): never } }
    const library = koffi.load(null)
    calls = Object.fromEntries(Object.entries(prototypes).map(([name, text]) => [name, library.func(text)])) as unknown as Calls
  } catch {
    // Not installed: it is optional.
  }
  return calls
}
